"""Full text search: a table of FTS5 on SQLite, a column with an index on PostgreSQL."""

from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE evidence_words USING fts5(title, shows, file, tokenize = 'porter unicode61')"
        )
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE evidence_evidenceitem ADD COLUMN words_index tsvector")
        schema_editor.execute("CREATE INDEX evidence_words_index ON evidence_evidenceitem USING gin (words_index)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE evidence_words")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE evidence_evidenceitem DROP COLUMN words_index")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0005_terms_of_existing_rounds")]
    operations = [
        migrations.AlterField("programme", "definition", models.JSONField()),
        migrations.AlterField("round", "definition", models.JSONField()),
        migrations.AlterField(
            "programme",
            "contract",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="programmes",
                to="partnerships.contract",
            ),
        ),
        migrations.AlterField(
            "round",
            "contract",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="partnerships.contract"
            ),
        ),
    ]

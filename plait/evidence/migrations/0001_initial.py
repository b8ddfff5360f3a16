import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partnerships", "0008_invitations_everywhere"),
        ("schools", "0002_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("data_sha256", models.CharField(max_length=64)),
                ("format", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("words", models.TextField(blank=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("shows", models.TextField(blank=True)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("effective_on", models.DateField()),
                ("review_on", models.DateField(null=True)),
                ("strength", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("added_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("submitted_once", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "archived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="evidence.evidencecontent",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("framework_id", models.CharField(max_length=80)),
                ("framework_version", models.CharField(max_length=40)),
                ("area", models.CharField(max_length=80)),
                ("statement", models.CharField(blank=True, max_length=120)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="evidence.evidenceitem"
                    ),
                ),
            ],
            options={
                "ordering": ["framework_id", "framework_version", "id"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("area", models.CharField(max_length=80)),
                ("statement", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(default="draft", max_length=20)),
                ("as_submitted", models.JSONField(null=True)),
                ("attached_at", models.DateTimeField()),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="evidence.evidenceitem"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partnerships.round"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="evidencecontent",
            constraint=models.UniqueConstraint(fields=("school", "sha256"), name="evidencecontent_once_a_school"),
        ),
        migrations.AddIndex(
            model_name="evidenceitem",
            index=models.Index(fields=["school", "-effective_on", "-id"], name="evidence_ev_school__c4cf9b_idx"),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="evidenceitem_has_a_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("kind", "file")),
                    models.Q(models.Q(("kind", "file"), _negated=True), ("content__isnull", True)),
                    _connector="OR",
                ),
                name="evidenceitem_files_have_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencetag",
            constraint=models.UniqueConstraint(
                fields=("item", "framework_id", "framework_version", "area", "statement"), name="evidencetag_once"
            ),
        ),
        migrations.AddIndex(
            model_name="evidenceuse",
            index=models.Index(fields=["subject", "subject_id", "area"], name="evidence_ev_subject_6861e5_idx"),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.UniqueConstraint(
                fields=("subject", "subject_id", "area", "statement", "item"), name="evidenceuse_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("as_submitted__isnull", True), ("state", "draft")),
                    models.Q(("as_submitted__isnull", False), ("state", "submitted")),
                    _connector="OR",
                ),
                name="evidenceuse_submitted_has_its_words",
            ),
        ),
    ]

"""Reports of danger to life, which the database itself refuses to change; only references may be emptied."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLE = "comments_dangerreport"
KEPT = "comment_number, sealed, sealed_address, fingerprint, addressee, at"
WORDS = "A report of danger is never changed; make another one."


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER comments_danger_kept BEFORE UPDATE OF {KEPT} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    elif vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION comments_refuse_danger_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{WORDS}'; END $$ LANGUAGE plpgsql"
        )
        schema_editor.execute(
            f"CREATE TRIGGER comments_danger_kept BEFORE UPDATE OF {KEPT} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION comments_refuse_danger_change()"
        )


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS comments_danger_kept")
    elif vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS comments_danger_kept ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS comments_refuse_danger_change()")


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0003_first_texts_of_grounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DangerReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comment_number", models.BigIntegerField(verbose_name="comment")),
                ("sealed", models.BinaryField()),
                ("sealed_address", models.BinaryField(default=b"")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint")),
                ("addressee", models.CharField(max_length=200, verbose_name="addressee")),
                ("at", models.DateTimeField(verbose_name="reported")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="danger_reports",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of danger to life",
                "verbose_name_plural": "reports of danger to life",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]

"""The database itself refuses to change a decision, whatever code tries. Only references may be emptied."""

from django.db import migrations

TABLE = "comments_decision"
KEPT = (
    "comment_number, what, state_before, state_after, reason, statement, rule, automated_detection, batch, at, "
    "waited_seconds, terms_version"
)
WORDS = "Decisions are never changed; add one that reverses it."


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER comments_decision_kept BEFORE UPDATE OF {KEPT} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    elif vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION comments_refuse_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{WORDS}'; END $$ LANGUAGE plpgsql"
        )
        schema_editor.execute(
            f"CREATE TRIGGER comments_decision_kept BEFORE UPDATE OF {KEPT} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION comments_refuse_change()"
        )


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS comments_decision_kept")
    elif vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS comments_decision_kept ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS comments_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_first")]

    operations = [migrations.RunPython(protect, unprotect)]

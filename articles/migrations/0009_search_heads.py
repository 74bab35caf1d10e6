from django.db import migrations

HALVES = ["public", "desk"]


def make_tables(apps, schema_editor):
    """On SQLite, headlines and leads by themselves; filled from the index that stands, so nothing has to be analysed anew."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for half in HALVES:
        table = f"articles_search_{half}"
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {table}_heads USING fts5(marks, title, lead, "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '~_'\")"
        )
        schema_editor.execute(
            f"INSERT INTO {table}_heads (rowid, marks, title, lead) SELECT rowid, marks, title, lead FROM {table}"
        )


def drop_tables(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for half in HALVES:
            schema_editor.execute(f"DROP TABLE articles_search_{half}_heads")


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0008_listed"),
    ]

    operations = [
        migrations.RunPython(make_tables, drop_tables),
    ]

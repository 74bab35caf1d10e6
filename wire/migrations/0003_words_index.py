"""What no model can say: an index over the words of releases, kept by the database itself."""

from django.db import migrations

SQLITE = [
    # The words stay in the release; the index holds where they are.
    """CREATE VIRTUAL TABLE wire_words USING fts5(words, content='wire_item', content_rowid='id',
       tokenize="unicode61 remove_diacritics 0 tokenchars '~_-''.'")""",
    """CREATE TRIGGER wire_words_come AFTER INSERT ON wire_item BEGIN
       INSERT INTO wire_words (rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER wire_words_go AFTER DELETE ON wire_item BEGIN
       INSERT INTO wire_words (wire_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER wire_words_change AFTER UPDATE OF words ON wire_item BEGIN
       INSERT INTO wire_words (wire_words, rowid, words) VALUES ('delete', old.id, old.words);
       INSERT INTO wire_words (rowid, words) VALUES (new.id, new.words); END""",
    "INSERT INTO wire_words (wire_words) VALUES ('rebuild')",
]
POSTGRESQL = [
    # A long list of pending words would be read by every search.
    """CREATE INDEX wire_words ON wire_item USING gin (string_to_array(btrim(words), ' '))
       WITH (gin_pending_list_limit = 512)""",
]


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX wire_words")
        return
    for what in ("TRIGGER wire_words_change", "TRIGGER wire_words_go", "TRIGGER wire_words_come", "TABLE wire_words"):
        schema_editor.execute(f"DROP {what}")


class Migration(migrations.Migration):
    dependencies = [("wire", "0002_source_line_help")]

    operations = [migrations.RunPython(make_index, drop_index)]

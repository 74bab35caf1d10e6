"""The first texts of the grounds, which the newsroom may reword."""

from django.db import migrations

from comments.grounds import make_first_texts


def add(apps, schema_editor):
    make_first_texts(apps.get_model("comments", "ReasonText"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_decisions_are_only_added")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

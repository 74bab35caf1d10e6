"""Work out the kind and the post of offices anew: who advises a president is none, and a candidate holds no office."""

from django.db import migrations

from polish.offices import kind_slug, post_of


def fill(apps, schema_editor):
    model = apps.get_model("people", "Office")
    changed = []
    for office in model.objects.select_related("place"):
        place = office.place.name if office.place else ""
        told = kind_slug(office.title), post_of(office.title, place=place, organisation=office.organisation)
        if told != (office.kind, office.post):
            office.kind, office.post = told
            changed.append(office)
    model.objects.bulk_update(changed, ["kind", "post"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_edition")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

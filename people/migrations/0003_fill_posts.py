"""Work out the kind and the post of the offices that are there already, and the order of names by the rules of now."""

from django.db import migrations

from polish.offices import kind_slug, post_of
from polish.sort_key import name_key


def fill(apps, schema_editor):
    offices = list(apps.get_model("people", "Office").objects.select_related("place"))
    for office in offices:
        office.kind = kind_slug(office.title)
        place = office.place.name if office.place else ""
        office.post = post_of(office.title, place=place, organisation=office.organisation)
    apps.get_model("people", "Office").objects.bulk_update(offices, ["kind", "post"], batch_size=500)
    people = list(apps.get_model("people", "Person").objects.filter(removed_at=None))
    for person in people:
        person.sort_key = name_key(person.first_name, person.last_name)
    apps.get_model("people", "Person").objects.bulk_update(people, ["sort_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_posts_and_removals")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

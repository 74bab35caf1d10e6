"""Lists of people by date, filled from the accepted mentions that there are, some thousand at a time."""

from django.db import migrations, models

AT_ONCE = 5000
# Run again after an interruption it goes over what is there.
FILL = (
    "INSERT INTO articles_listentry (kind, of, section, article_id, published_at) "
    "SELECT 'person', m.person_id, 0, a.id, a.published_at FROM articles_mention m JOIN articles_article a ON a.id = m.article_id "
    "WHERE m.id > %s AND m.id <= %s AND m.state = 'accepted' AND a.published_at IS NOT NULL ON CONFLICT DO NOTHING"
)


def fill(apps, schema_editor):
    mentions = apps.get_model("articles", "Mention").objects.order_by("pk")
    done = 0
    with schema_editor.connection.cursor() as cursor:
        while ids := list(mentions.filter(pk__gt=done).values_list("pk", flat=True)[:AT_ONCE]):
            cursor.execute(FILL, [done, ids[-1]])
            done = ids[-1]


def empty(apps, schema_editor):
    apps.get_model("articles", "ListEntry").objects.filter(kind="person").delete()


class Migration(migrations.Migration):

    # Each batch is a transaction of its own.
    atomic = False

    dependencies = [
        ('articles', '0010_public_by_id'),
    ]

    operations = [
        migrations.AlterField(
            model_name='listentry',
            name='kind',
            field=models.CharField(choices=[('place', 'place'), ('tag', 'tag'), ('author', 'author'), ('person', 'person')], max_length=6),
        ),
        migrations.RunPython(fill, empty, elidable=True),
    ]

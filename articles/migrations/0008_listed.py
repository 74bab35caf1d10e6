"""Lists of places, topics and authors by date, filled from the links that there are."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

INSERT = "INSERT INTO articles_listentry (kind, of, section, article_id, published_at)"
FILL = [
    "SELECT 'place', l.place_id, 0, a.id, a.published_at FROM articles_article_places l JOIN articles_article a ON a.id = l.article_id WHERE a.published_at IS NOT NULL",
    "SELECT 'place', l.place_id, a.section_id, a.id, a.published_at FROM articles_article_places l JOIN articles_article a ON a.id = l.article_id WHERE a.published_at IS NOT NULL AND a.section_id IS NOT NULL",
    "SELECT 'tag', l.tag_id, 0, a.id, a.published_at FROM articles_taggedarticle l JOIN articles_article a ON a.id = l.content_object_id WHERE a.published_at IS NOT NULL",
    "SELECT DISTINCT 'author', l.author_id, 0, a.id, a.published_at FROM articles_byline l JOIN articles_article a ON a.id = l.article_id WHERE a.published_at IS NOT NULL",
]


def fill(apps, schema_editor):
    for rows in FILL:
        schema_editor.execute(f"{INSERT} {rows}")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_profile_tally'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('place', 'place'), ('tag', 'tag'), ('author', 'author')], max_length=6)),
                ('of', models.BigIntegerField()),
                ('section', models.BigIntegerField(default=0)),
                ('published_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='articles.article')),
            ],
            options={
                'indexes': [models.Index(F('kind'), F('of'), F('section'), F('published_at').desc(), F('article').desc(), name='articles_listed_newest')],
                'constraints': [models.UniqueConstraint(F('article'), F('kind'), F('of'), F('section'), name='articles_listed_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]

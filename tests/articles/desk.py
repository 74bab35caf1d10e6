"""The cast of the newsroom, and the story's form as a browser would post it."""

from types import SimpleNamespace

from django.core.management import call_command

from articles.forms import raw_of
from articles.models import Article, Byline
from tests.factories import make_author, make_place, make_section, make_user

CAST = {
    "jan": "Dziennikarz",
    "ola": "Dziennikarz",
    "dorota": "Dziennikarz dyżurny",
    "ewa": "Redaktor prowadzący",
    "adam": "Redaktor naczelny",
    "rita": "Dział reklamy",
    "marek": "Moderator",
}


def make_cast():
    """Everybody of `CAST` by name, each with the groups of `manage.py roles`; jan signs as Jan Korbiel."""
    call_command("roles", verbosity=0)
    people = {name: make_user(name, groups=[role], first_name=name.title()) for name, role in CAST.items()}
    make_author("Jan Korbiel", "jk", user=people["jan"])
    return SimpleNamespace(**people)


def make_draft(by, title="Most na Rudzie zamknięty do wiosny", *, complete=True, **fields):
    """A story that `by` has begun; complete unless told otherwise."""
    defaults = {"lead": "Inspektorzy znaleźli pęknięcia.", "section": make_section()} if complete else {}
    article = Article.objects.create(title=title, created_by=by, **({"body": "<p>Tekst.</p>"} | defaults | fields))
    if complete:
        article.places.set([make_place()])
        Byline.objects.create(article=article, author=make_author("Jan Korbiel", "jk"))
    return article


def form_of(article=None, **changes):
    """What the form of a story posts: its stored values, with some changed. A value may be a list."""
    data = {"version": article.version if article else 0, **(raw_of(article) if article else {}), **changes}
    return {name: value for name, value in data.items() if value is not None}


def change_address(article):
    return f"/admin/articles/article/{article.pk}/change/"


ADD = "/admin/articles/article/add/"

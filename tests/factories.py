"""Makers of plausible rows: `make_article(title="…")` and its like, each with only what the test names being special."""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from articles import search_index
from articles.models import Article, Author, Byline, Mention, Section
from comments.devices import Sender, digest
from comments.models import Comment, CommentToken
from comments.text import nick_key
from comments.transitions import place
from common.network import salt_of_today
from people.models import Office, Person
from photos.models import Photo
from portal.models import Place, User


def make_user(username="jan", *, permissions=(), groups=(), **fields):
    from django.contrib.auth.models import Group, Permission

    user = User.objects.create_user(username, password="haslo-do-testow-1", is_staff=True, **fields)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    for group in groups:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_section(name="Samorząd", **fields):
    return Section.objects.get_or_create(name=name, defaults=fields)[0]


def make_place(name="Krzemionów", **fields):
    return Place.objects.get_or_create(name=name, defaults=fields)[0]


def make_author(name="Sabina Kalisz", signature="ska", **fields):
    return Author.objects.get_or_create(name=name, defaults={"signature": signature, **fields})[0]


def make_person(
    first_name="Halina", last_name="Ostrężna", *, office="starosta krzemionowska", starts=date(2018, 11, 1), **fields
):
    person = Person.objects.create(first_name=first_name, last_name=last_name, **fields)
    if office:
        Office.objects.create(person=person, title=office, starts=starts)
    return person


def image_bytes(width=1200, height=800, *, format="JPEG", mode="RGB", colour=None, **save):
    buffer = BytesIO()
    Image.new(
        mode, (width, height), colour if colour is not None else 128 if mode in {"L", "I;16"} else None or 0
    ).save(buffer, format, **save)
    return buffer.getvalue()


def make_photo(*, credit="fot. Jan Korbiel", alt="Most nad rzeką", width=1200, height=800, **fields):
    photo = Photo(
        original_filename="most.jpg",
        format="jpeg",
        width=width,
        height=height,
        digest="0" * 64,
        credit=credit,
        alt=alt,
        **fields,
    )
    photo.original.save("most.jpg", ContentFile(image_bytes(width, height)), save=False)
    photo.save()
    return photo


def make_article(
    title="Most na Olzie zamknięty do września", *, days_ago=1, status=Article.Status.PUBLISHED, section=None, places=None,
    authors=None, people=(), tags=(), published_at=None, lead="Od północy nie przejdzie nawet pieszy.", body="<p>Tekst.</p>", **fields,
):  # fmt: skip
    """A story as it stands after its transitions, without going through them."""
    public = status in {Article.Status.PUBLISHED, Article.Status.SCHEDULED}
    if published_at is None and public:
        ahead = status == Article.Status.SCHEDULED
        published_at = timezone.now() + timedelta(days=1) if ahead else timezone.now() - timedelta(days=days_ago)
    article = Article.objects.create(
        title=title, lead=lead, body=body, body_html=fields.pop("body_html", body), status=status,
        section=section or make_section(), published_at=published_at, first_published_at=published_at, **fields,
    )  # fmt: skip
    article.places.set(places if places is not None else [make_place()])
    for position, author in enumerate(authors if authors is not None else [make_author()]):
        Byline.objects.create(article=article, author=author, position=position)
    for position, person in enumerate(people):
        Mention.objects.create(article=article, person=person, position=position)
    if tags:
        article.tags.set(tags)
    search_index.refresh(article)
    return article


def make_token(name="Bartek", **fields):
    """The device of somebody of that name; the same one each time."""
    return CommentToken.objects.get_or_create(
        digest=digest("token", f"{name}"), defaults={"last_seen": timezone.localdate(), **fields}
    )[0]


def make_sender(name="Bartek", network="n" * 32):
    return Sender(make_token(name), network, salt_of_today())


def make_comment(
    article=None, body="Ciekaw jestem, co z tego wyniknie.", *, nick="Bartek", parent=None, state=Comment.State.VISIBLE,
    token=..., minutes_ago=60, **fields,
):  # fmt: skip
    """A comment as it stands after its transitions, without going through the checks."""
    article = article or (parent.article if parent else make_article())
    deleted = state == Comment.State.DELETED
    comment = Comment(
        article=article, parent=parent, root=(parent.root or parent) if parent else None,
        token=make_token(nick) if token is ... else token, nick="" if deleted else nick,
        nick_key="" if deleted else nick_key(nick), body="" if deleted else body,
        created_at=timezone.now() - timedelta(minutes=minutes_ago), **fields,
    )  # fmt: skip
    with transaction.atomic():
        place(comment, state)
    return comment


def redis_away(kind):
    """Settings of a cache in a Redis that nobody reaches."""
    return {"BACKEND": f"common.caches.{kind}", "LOCATION": "redis://127.0.0.1:1"}

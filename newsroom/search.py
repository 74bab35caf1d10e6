"""Search of the whole newsroom: stories, people, photos. A few of each; every list has its own search for more."""

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Article
from articles.search import find_for_desk
from people.models import Person
from photos.models import Photo
from wire import inbox
from wire.models import Item

from .trays import Row, Tray, address

LONGEST = 100
OF_EACH = 10


def desk_search(request):
    """Results for `?q=`; without a question, the field to ask in."""
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    found = [tray for look in (_stories, _releases, _people, _photos) if query and (tray := look(request.user, query))]
    context = {
        **admin.site.each_context(request),
        "title": _("Search the newsroom"),
        "desk_query": query,
        "trays": [tray for tray in found if tray.rows],
    }
    return render(request, "admin/desk/search.html", context)


def _stories(user, query):
    ids = find_for_desk(user, query)[:OF_EACH]
    stories = Article.objects.visible_to(user).defer("body", "body_html").in_bulk(ids)
    rows = [
        Row(
            story.title,
            address("articles_article_change", story.pk),
            moment=story.published_at or story.changed_at,
            state=story.status,
            state_words=story.get_status_display(),
        )
        for story in (stories[pk] for pk in ids if pk in stories)
    ]
    return Tray("stories", _("Stories"), rows, more_url=address("articles_article_changelist", q=query))


def _releases(user, query):
    if not user.has_perm("wire.view_group"):
        return None
    items = inbox.found(Item.objects.all(), query).order_by("-sent_at")[:OF_EACH]
    rows = [
        Row(
            item.title,
            address("wire_group_change", item.group_id) + f"?komunikat={item.pk}",
            moment=item.sent_at,
            meta=item.sender,
        )
        for item in items
    ]
    return Tray("releases", _("Releases"), rows, more_url=address("wire_group_changelist", q=query))


def _people(user, query):
    if not user.has_perm("people.view_person"):
        return None
    people = Person.objects.current().named(query).alphabetical().prefetch_related("offices")[:OF_EACH]
    rows = [
        Row(person.name, address("people_person_change", person.pk), meta=str(next(iter(person.dated_offices), "")))
        for person in people
    ]
    return Tray("people", _("People"), rows, more_url=address("people_person_changelist", q=query))


def _photos(user, query):
    if not user.has_perm("photos.view_photo"):
        return None
    photos = Photo.objects.usable().search(query).order_by("-pk")[:OF_EACH]
    rows = [
        Row(str(photo), address("photos_photo_change", photo.pk), moment=photo.created_at, meta=photo.credit)
        for photo in photos
    ]
    return Tray("photos", _("Photos"), rows, more_url=address("photos_photo_changelist", q=query))

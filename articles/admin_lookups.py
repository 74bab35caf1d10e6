"""What the story's form searches while somebody types: people, authors, tags, published stories; and facts on photos."""

import re

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date

from people.models import Person
from photos.addresses import address_of
from photos.models import Photo
from polish.slugs import slugify

from .forms import Choice, person_choice
from .models import Article, Author, Tag

FOUND = 12


class LookupsMixin:
    """The addresses `…/search/<what>/?q=` (for people with `&dzien=`, the day of their offices) and `…/photos/?id=`, for staff who may see stories."""

    def get_urls(self):
        site = self.admin_site
        return [
            path("search/<slug:what>/", site.admin_view(self.search_view), name="articles_article_search"),
            path("photos/", site.admin_view(self.photos_view), name="articles_article_photos"),
            *super().get_urls(),
        ]

    def search_view(self, request, what):
        if not self.has_view_permission(request):
            raise PermissionDenied
        search = SEARCHES.get(what)
        if search is None:
            raise Http404
        typed = request.GET.get("q", "")[:200]
        ids = ids_in(request.GET.get("id", ""))
        return JsonResponse({"results": [choice.as_json() for choice in search(typed, ids, asked_day(request))]})

    def photos_view(self, request):
        """Facts about photos by their ids: `{photos: [{id, thumb, width, height, credit, alt, caption}, …]}`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        photos = Photo.objects.usable().filter(pk__in=ids_in(request.GET.get("id", "")))
        return JsonResponse({"photos": [photo_facts(photo) for photo in photos]})


def asked_day(request):
    """The day of the story, as a form sends it in `dzien`; today where it sends none."""
    try:
        return parse_date(request.GET.get("dzien", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def ids_in(text):
    return [int(pk) for pk in text.split(",")[:100] if re.fullmatch(r"[0-9]{1,15}", pk)]


def photo_facts(photo):
    """What the form shows of a photo."""
    best = photo.best_jpeg(480)
    return {
        "id": photo.pk,
        "thumb": address_of(best["jpeg"]) if best else "",
        "width": photo.width,
        "height": photo.height,
        "credit": photo.credit,
        "alt": photo.alt,
        "caption": photo.caption,
    }


def _words(field, typed):
    # Slugs are compared, so that “ostrezna” finds Ostrężna on every database.
    found = Q()
    for word in slugify(typed).split("-"):
        found &= Q(**{f"{field}__contains": word})
    return found


def _people(typed, ids, day):
    people = Person.objects.current().named(typed).alphabetical().prefetch_related("offices")
    return [person_choice(person, day) for person in people[:FOUND]]


def _authors(typed, ids, day):
    authors = Author.objects.filter(_words("slug", typed) | Q(signature__istartswith=slugify(typed)))
    return [Choice(author.pk, author) for author in authors[:FOUND]]


def _tags(typed, ids, day):
    return [Choice(tag.name, tag.name) for tag in Tag.objects.filter(_words("slug", typed)).order_by("slug")[:FOUND]]


def _stories(typed, ids, day):
    stories = Article.objects.published().order_by("-published_at", "-pk")
    stories = stories.filter(pk__in=ids) if ids else stories.filter(_words("slug", typed))
    moment = "%d.%m.%Y"
    return [
        Choice(story.pk, story.title, f"{timezone.localtime(story.published_at):{moment}}")
        for story in stories.only("title", "published_at")[:FOUND]
    ]


SEARCHES = {"people": _people, "authors": _authors, "tags": _tags, "stories": _stories}

"""Pages of stories and of lists of them. Every one is the same for all readers."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from common.http import reader_page
from common.keyset import LARGEST_ID
from common.prepared import Prepared

from . import list_page, listings, story_page
from .labels import fill_labels, fill_people
from .models import Article
from .querysets import TOPICS_RELATED

STORIES_A_PAGE = 20
RELATED = 3


@reader_page
def detail(request, pk, slug):
    """One published story; a preview of an unpublished one has its own address in the admin."""
    now = timezone.now()
    article = _story.first(pk, now) if pk <= LARGEST_ID else None
    if article is None:
        return _withdrawn_or_missing(request, pk)
    if request.path != article.get_absolute_url():
        return redirect(article, permanent=True)
    fill_labels(article)
    fill_people(article)
    return HttpResponse(story_page.filled(request, article, _related(article, now)))


# What the page does not show; among it the text as it is edited, since the one made ready is shown.
_NOT_SHOWN = (
    "body", "changed_at", "created_at", "created_by", "first_published_at", "needs_reading", "rendered_at", "shared", "version",
    "photo__created_at", "photo__digest", "photo__focal_x", "photo__focal_y", "photo__format", "photo__height", "photo__original",
    "photo__original_filename", "photo__rendered_at", "photo__updated_at", "photo__uploaded_by", "photo__width",
    "section__description", "section__for_urgent", "section__is_crime_news", "section__position",
)  # fmt: skip


@Prepared
def _story(pk, now):
    return Article.objects.published(now).for_page().defer(*_NOT_SHOWN).filter(pk=pk).order_by()


# By the number of topics that count.
_RELATED = [
    Prepared(lambda pk, section, at, *tags: Article.objects.related_to(pk, section, tags, at, RELATED))
    for _number in range(TOPICS_RELATED + 1)
]


def _related(article, now):
    """Stories related to one whose labels are filled. One query."""
    tags = [tag.pk for tag in article.shown("tags")][:TOPICS_RELATED]
    return _RELATED[len(tags)](article.pk, article.section_id or 0, now, *tags)


def _withdrawn_or_missing(request, pk):
    """410 for a story that the public could read once; whatever else is not public does not exist."""
    if Article.objects.filter(pk=pk, status=Article.Status.WITHDRAWN).exists():
        return render(request, "410.html", status=410)
    raise Http404("No such published story.")


@reader_page(parameters=("przed",))
def section(request, slug):
    return _list(request, listings.section(slug))


@reader_page(parameters=("przed",))
def place(request, slug):
    return _list(request, listings.place(slug))


@reader_page(parameters=("przed",))
def place_section(request, slug, section_slug):
    return _list(request, listings.place_section(slug, section_slug))


@reader_page(parameters=("przed",))
def tag(request, slug):
    """Stories on a topic. A tag that no published story carries does not exist for the public."""
    return _list(request, listings.tag(slug), may_be_empty=False)


@reader_page(parameters=("przed",))
def author(request, slug):
    return _list(request, listings.author(slug))


@reader_page(parameters=("przed",))
def month(request, year, number):
    return _list(request, listings.month(year, number))


@reader_page(parameters=("przed",))
def day(request, year, number, of_month):
    return _list(request, listings.day(year, number, of_month))


def _list(request, listing, *, may_be_empty=True):
    """A list of stories, newest first, in pages by keyset, under headings of days and months."""
    cursor = request.GET.get("przed", "")
    page = listing.page(cursor, STORIES_A_PAGE)
    if not page.rows and not may_be_empty:
        raise Http404("Nothing public in this list.")
    return HttpResponse(list_page.filled(request, listing, page, cursor))


def canonical_query(**values):
    """The query of a canonical address: only what the page was asked for, in one order."""
    return urlencode({name: value for name, value in values.items() if value})

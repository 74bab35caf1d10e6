"""The portal's lists of stories: what each is called, where it stands and which stories are in it.

A page and its three feeds ask the same `Listing`, so they can never disagree.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.keyset import beyond, cut, older_than, position
from common.prepared import Prepared
from people.models import Office, Person
from polish.dates import long_date, month_year
from polish.offices import kind_of, plural_of
from portal.models import Place

from . import listed
from .labels import fill_lines
from .models import Article, Author, Mention, Section, Tag
from .querysets import ArticleQuerySet

# No older archive is offered.
FIRST_YEAR = 1990
# So far back goes the feed of a register of people: bounded, however large the archive.
LATELY = timedelta(days=31)


@dataclass(frozen=True)
class Listing:
    """A list of stories. `about` is the row that the list belongs to, such as a section; None for the newest stories."""

    kind: str
    title: str
    address: str
    # Makes the queryset of the stories; a page is found by a query that is written once, and needs none.
    stories: Callable[[], ArticleQuerySet]
    about: Any = None
    description: str = ""
    section: Section | None = None
    # The keys that say which list of its kind it is: the SQL of its pages is written once, see `_pages`.
    keys: tuple[int, ...] | None = None
    # Where only stories of some days are in it: the first moment of them, and the one after them.
    between: tuple[datetime, ...] = ()

    @property
    def articles(self):
        """The stories that are in the list now."""
        return self.stories()

    @property
    def entries(self):
        """The entries of the list in `articles.listed`, in whose index its pages are ranges; None for a list that stands in none."""
        kind = _LISTED.get(self.kind)
        return listed.entries(kind, self.keys[0], section=self.keys[1]) if kind else None

    def page(self, cursor, size):
        """One page of the list by keyset, with all that teasers show. Raises `Http404` for a cursor that is none of ours.

        Lists without `keys` are feeds alone and have no pages.
        """
        after = position(cursor)
        # Of two bounds of the date SQLite may take the wider one, and read all that is newer than the page.
        ends = [end - timedelta(microseconds=1) for end in self.between[1:]]
        latest = min([timezone.now(), *ends, *after[:1]])
        pages = _pages(self.kind, bool(self.between), bool(after), size)
        rows = pages(latest, *self.keys, *self.between[:1], *after)
        fill_lines(rows[:size])
        return cut(rows, cursor, size)

    def newest(self, size):
        """The newest stories of the list, as many, with all that teasers show."""
        articles, entries = self.articles, self.entries
        if entries is not None:
            first = older_than(entries, "", key="article_id")[:size]
            articles = Article.objects.published().filter(pk__in=first.values("article"))
        return articles.for_listing()[:size]

    def feed_address(self, name):
        """The address of the list's feed: `rss/`, `atom/` or `feed.json`."""
        return f"{self.address}{name}"


_LISTED = {
    "place": listed.PLACE, "place-section": listed.PLACE, "tag": listed.TAG, "author": listed.AUTHOR, "person": listed.PERSON,
}  # fmt: skip


# Lists that stand in none, and the columns that their keys are of.
_COLUMNS = {"section": ("section",), "month": (), "day": ()}


@cache
def _pages(kind, is_of_days, is_later, size):
    """The query for a page of `size` stories, and one more, of the lists of that kind, prepared.

    Its values: now, or a moment that no story of the page is after; the keys of the list; of a list of some days the moment that
    no story is before; and on later pages the moment and the key of the last story before.
    """

    def page(now, *values):
        values, after = (values[:-2], values[-2:]) if is_later else (values, ())
        keys, since = (values[:-1], {"published_at__gte": values[-1]}) if is_of_days else (values, {})
        if kind not in _LISTED:
            stories = Article.objects.published(now).filter(**dict(zip(_COLUMNS[kind], keys, strict=True)), **since)
            return beyond(stories.for_teasers(), after)[: size + 1]
        of, section = keys
        entries = listed.entries(_LISTED[kind], of, section=section, at=now).filter(**since)
        entries = beyond(entries.order_by("-published_at", "-article_id"), after, key="article_id")[: size + 1]
        return Article.objects.published(now).filter(pk__in=entries.values("article")).for_teasers()

    return Prepared(page)


def newest():
    return Listing("newest", _("Latest news"), "/", Article.objects.published)


@cache
def _by_slug(model, *related):
    rows = model.objects.select_related(*related) if related else model.objects.all()
    return Prepared(lambda slug: rows.filter(slug=slug))


def _found(model, slug, *related):
    """The row of that address. Raises `Http404`."""
    found = _by_slug(model, *related).first(slug)
    if found is None:
        raise Http404(f"No {model.__name__} has this address.")
    return found


def section(slug):
    found = _found(Section, slug)
    return Listing(
        "section", found.name, found.get_absolute_url(), lambda: Article.objects.published().filter(section=found),
        found, found.description, found, (found.pk,),
    )  # fmt: skip


def place(slug):
    found = _found(Place, slug)
    return Listing(
        "place", found.name, found.get_absolute_url(), lambda: Article.objects.published().filter(places=found),
        found, keys=(found.pk, listed.ANYWHERE),
    )  # fmt: skip


def place_section(slug, section_slug):
    in_place = _found(Place, slug)
    in_section = _found(Section, section_slug)
    address = reverse("articles:place-section", args=[slug, section_slug])
    return Listing(
        "place-section", f"{in_place.name}: {in_section.name}", address,
        lambda: Article.objects.published().filter(places=in_place, section=in_section),
        in_place, section=in_section, keys=(in_place.pk, in_section.pk),
    )  # fmt: skip


def tag(slug):
    found = _found(Tag, slug)
    return Listing(
        "tag", found.name, found.get_absolute_url(), lambda: Article.objects.published().filter(tagged__tag=found),
        found, keys=(found.pk, listed.ANYWHERE),
    )  # fmt: skip


def author(slug):
    found = _found(Author, slug, "photo")
    return Listing(
        "author", found.name, found.get_absolute_url(),
        # Somebody may have written a story and taken its photos too.
        lambda: Article.objects.published().filter(pk__in=found.bylines.values("article")),
        found, found.biography, keys=(found.pk, listed.ANYWHERE),
    )  # fmt: skip


def stories_about(found, year=None):
    """The list of a person whose row is at hand, whole or of one year."""
    between = () if year is None else _moments(date(year, 1, 1), date(year, 12, 31))

    def stories():
        accepted = found.mentions.accepted().values("article").order_by()
        return _published(between).filter(pk__in=accepted)

    return Listing(
        "person", found.name, found.get_absolute_url(), stories, found, keys=(found.pk, listed.ANYWHERE), between=between,
    )  # fmt: skip


def everybody():
    """Stories about anybody who has a profile; the list of people itself is the page."""
    return Listing("people", _("People"), reverse("articles:people"), lambda: _lately_about(Person.objects.current()))


def people_of_place(slug):
    """Stories about people who hold or held an office in the place."""
    found = _found(Place, slug)
    title = (
        _("People %(in_place)s") % {"in_place": found.in_place} if found.in_place else f"{_('People')}: {found.name}"
    )
    return Listing(
        "people-place", title, reverse("articles:people-place", args=[slug]),
        lambda: _lately_about(Person.objects.current().filter(offices__place=found)), found,
    )  # fmt: skip


def people_of_kind(slug):
    """Stories about people who hold or held an office of that kind, such as mayors."""
    of_people = Office.objects.filter(person__merged_into=None, person__removed_at=None)
    example = of_people.filter(kind=slug).order_by("pk").first()
    if example is None:
        raise Http404("Nobody holds such an office.")
    title = capfirst(plural_of(kind_of(example.title)))
    return Listing(
        "people-kind", title, reverse("articles:people-kind", args=[slug]),
        lambda: _lately_about(Person.objects.current().filter(offices__kind=slug)), example,
    )  # fmt: skip


def _lately_about(people):
    """Stories of the last weeks that mention any of these people: what a feed of a register can bring."""
    since = timezone.now() - LATELY
    # Asked story by story, so that a feed never collects all people first.
    mentioned = Exists(people.filter(pk=OuterRef("person")))
    about = Mention.objects.accepted().filter(mentioned, article=OuterRef("pk")).order_by()
    return Article.objects.published().filter(Exists(about), published_at__gt=since)


def month(year, number):
    first = _day(year, number, 1)
    last = first.replace(day=monthrange(year, number)[1])
    address = reverse("articles:month", args=[year, number])
    return _of_days("month", month_year(first), address, first, last)


def day(year, number, of_month):
    found = _day(year, number, of_month)
    address = reverse("articles:day", args=[year, number, of_month])
    return _of_days("day", long_date(found), address, found, found)


def _day(year, month, day):
    try:
        found = date(year, month, day)
    except ValueError:
        raise Http404("No such day.") from None
    if not date(FIRST_YEAR, 1, 1) <= found <= timezone.localdate() + timedelta(days=1):
        raise Http404("No stories can be there.")
    return found


def _of_days(kind, title, address, first, last):
    between = _moments(first, last)
    return Listing(kind, title, address, lambda: _published(between), first, keys=(), between=between)


def _published(between):
    """Stories that the public may read, of those days alone where there are any: see `Listing.between`."""
    stories = Article.objects.published()
    return stories.filter(published_at__gte=between[0], published_at__lt=between[1]) if between else stories


def _moments(first, last):
    """The beginning of the first day, and that of the day after the last."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    return start, timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))

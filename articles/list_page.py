"""The page of a list of stories: its words and its shape, with which `templates/articles/list.html` or one that extends it is filled in."""

from datetime import timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from common import moments
from common.stencil import Stencil
from photos.templatetags.pictures import picture
from polish.dates import day_month, day_month_year, month_year

from .listings import FIRST_YEAR
from .templatetags.reading import typeset

LONGEST_DESCRIPTION = 200

_WORDS = (
    "listing.title", "listing.address", "heading", "description", "in_short", "cursor", "page.next_cursor",
    "place.address", "place.name", "section_in_place",
    "face", "role", "signature", "email",
    "capital_title", "month.address", "month.name", "earlier.address", "earlier.name", "later.address", "later.name",
)  # fmt: skip


def filled(request, listing, page, cursor):
    """The HTML of a page of `listing.page(cursor, …)`."""
    stencil, facts_of = _KINDS[listing.kind]
    shape, words = facts_of(listing)
    shape += (
        ("page.is_first", page.is_first),
        ("page.goes_on", page.goes_on),
        ("is_described", bool(listing.description)),
        ("has_stories", bool(page.rows)),
    )
    words |= {
        "listing.title": listing.title,
        "listing.address": listing.address,
        "heading": typeset(listing.title),
        "description": typeset(listing.description),
        "in_short": Truncator(listing.description or listing.title).chars(LONGEST_DESCRIPTION),
        "cursor": cursor,
        "page.next_cursor": page.next_cursor,
    }
    groups = _by_date(page.rows, is_of_days=bool(listing.between))
    return stencil.page(request, shape, words, listing=listing, page=page, groups=groups)


def _by_date(articles, *, is_of_days):
    """`(heading, stories)` in their order: today, yesterday, earlier; or every day where the list is an archive."""
    today = moments.today()
    yesterday = today - timedelta(days=1)

    def heading(article):
        when = moments.local(article.published_at).date()
        if when == today:
            return _("Today, %(day)s") % {"day": day_month(when)}
        if when == yesterday:
            return _("Yesterday, %(day)s") % {"day": day_month(when)}
        return day_month_year(when) if is_of_days else _("Earlier")

    return [(name, list(rows)) for name, rows in groupby(articles, key=heading)]


# -- Shape and words by kind of list ---------------------------------------------------------------------


def _plain(_listing):
    return (), {}


def _of_place(listing):
    place, section = listing.about, listing.section
    return (("in_section", section is not None),), {
        "place.address": place.get_absolute_url(),
        "place.name": place.name,
        "section_in_place": typeset(f"{section.name} {place.in_place}") if section else "",
    }


def _of_author(listing):
    author = listing.about
    photo = author.photo
    has_face = photo is not None and photo.is_shown
    return (("has_face", has_face), ("has_role", bool(author.role)), ("has_email", bool(author.email))), {
        "face": picture(photo, crop="1x1", sizes="12rem", loading="eager") if has_face else "",
        "role": author.role,
        "signature": author.signature,
        "email": author.email,
    }


def _of_month(listing):
    first = listing.about
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    return _beside(listing, before, after, month_year, _month_address)


def _of_day(listing):
    day, step = listing.about, timedelta(days=1)
    shape, words = _beside(listing, day - step, day + step, day_month, _day_address)
    month = {"month.address": _month_address(day), "month.name": month_year(day)}
    return (*shape, ("in_month", True)), words | month


def _beside(listing, before, after, in_words, address):
    """What an archive has alone: the days or months before it and after it, where stories can be."""
    shape = (("has_earlier", before.year >= FIRST_YEAR), ("has_later", after <= timezone.localdate()))
    return shape, {
        "capital_title": typeset(capfirst(listing.title)),
        "earlier.address": address(before),
        "earlier.name": in_words(before),
        "later.address": address(after),
        "later.name": in_words(after),
    }


def _month_address(day):
    return reverse("articles:month", args=[day.year, day.month])


def _day_address(day):
    return reverse("articles:day", args=[day.year, day.month, day.day])


# By the kind of list: the template, and the function above that knows what it shows beside the stories.
_KINDS = {
    kind: (Stencil(f"articles/{template}.html", words=_WORDS), facts_of)
    for kind, template, facts_of in [
        ("section", "section", _plain),
        ("place", "place", _of_place),
        ("place-section", "place", _of_place),
        ("tag", "tag", _plain),
        ("author", "author", _of_author),
        ("month", "archive", _of_month),
        ("day", "archive", _of_day),
    ]
}

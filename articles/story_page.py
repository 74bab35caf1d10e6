"""The page of a story: its words and its shape, with which `templates/articles/detail.html` is filled in.

What the template decides by is a handful of facts, so the page is a stencil; what stands around the story, and its
conversation, are asked for anew each time.
"""

from datetime import timedelta

from django.utils import timezone

from common.markup import trusted
from common.moments import local
from common.stencil import Stencil
from photos.templatetags.pictures import picture
from polish.dates import day_month_year

from .feeds import absolute
from .structured import share_images
from .templatetags.people import person_row
from .templatetags.reading import machine_time, stamp, stamp_after, typeset
from .templatetags.teasers import WIDE_SIZES

AGED_AFTER = timedelta(days=365)
LONG_TITLE = 90

PAGE = Stencil(
    "articles/detail.html",
    words=(
        "title", "lead", "share_image", "published.machine", "published.stamp", "updated.machine", "updated.stamp", "section.address",
        "section.name", "label", "sponsor", "newer.address", "newer.title", "newer.day", "photo", "caption", "credit", "body",
        "source.address", "source.name", "address",
    ),
    numbers=("article.pk",),
    rows={
        "places": ("address", "name"), "bylines": ("address", "name", "signature"), "people": ("html",), "tags": ("address", "name"),
    },
)  # fmt: skip


def filled(request, article, related):
    """The HTML of the page. The story is from `for_page()`, with its labels and people; `related` from `for_teasers()`."""
    shape, words = parts(article, related)
    return PAGE.page(request, shape, words, article=article, related=related)


def context(article, related=()):
    """The same for a template that extends the page and is rendered by itself: the preview."""
    return PAGE.as_context(*parts(article, related)) | {"article": article, "related": related}


def parts(article, related):
    """Shape and words of the page."""
    photo, section, label = article.photo, article.section, article.label
    is_aged = timezone.now() - article.published_at > AGED_AFTER
    # Those on its topics come first, the newest before the others.
    newer = related[0] if is_aged and related and related[0].on_topic else None
    if newer and newer.published_at <= article.published_at:
        newer = None
    has_photo = photo is not None and photo.is_shown
    image = next(iter(share_images(photo)), "") if photo else ""
    shape = (
        ("has_image", bool(image)),
        ("is_updated", article.was_updated),
        ("in_section", section is not None),
        ("is_paid", bool(label)),
        ("has_sponsor", bool(article.sponsor)),
        ("is_long", len(article.title) > LONG_TITLE),
        ("is_aged", is_aged),
        ("has_newer", newer is not None),
        ("has_lead", bool(article.lead)),
        ("has_photo", has_photo),
        ("has_source", bool(article.source)),
        ("is_source_linked", bool(article.source_url)),
        ("has_related", bool(related)),
    )
    words = {
        "article.pk": article.pk,
        "title": typeset(article.title),
        "lead": typeset(article.lead),
        "share_image": image,
        "published.machine": machine_time(article.published_at),
        "published.stamp": stamp(article.published_at),
        "updated.machine": machine_time(article.updated_at),
        "updated.stamp": stamp_after(article.updated_at, article.published_at) if article.updated_at else "",
        "section.address": section.get_absolute_url() if section else "",
        "section.name": section.name if section else "",
        "label": label,
        "sponsor": article.sponsor,
        "photo": _main_photo(photo) if has_photo else "",
        "caption": typeset(article.caption),
        "credit": photo.credit if photo else "",
        "body": trusted(article.body_html),
        "source.address": article.source_url,
        "source.name": typeset(article.source),
        "address": absolute(article.get_absolute_url()),
        "places": [(place.get_absolute_url(), place.name) for place in article.shown("places")],
        "bylines": [
            (byline.author.get_absolute_url(), byline.author.name, byline.author.signature)
            for byline in article.text_bylines
        ],
        "people": [(person_row(person, line=office),) for person, office in article.people_mentioned],
        "tags": [(tag.get_absolute_url(), tag.name) for tag in article.shown("tags")],
    }
    if newer:
        words |= {
            "newer.address": newer.get_absolute_url(),
            "newer.title": typeset(newer.title),
            "newer.day": day_month_year(local(newer.published_at)),
        }
    return shape, words


def _main_photo(photo):
    return picture(photo, crop="full", sizes=WIDE_SIZES, loading="eager", priority=True)

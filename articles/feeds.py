"""RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1 of every list.

Addresses are absolute and made from `SITE_URL`, never from the request's Host header; ids are stable for ever.
"""

import json

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed

from common.http import reader_page
from photos.addresses import address_of
from portal.models import Imprint

from .labels import fill_labels

ENTRIES = 40


def absolute(address):
    """The full address of a path of this portal."""
    return address if "://" in address else f"{settings.SITE_URL}{address}"


def feed(find_listing, kind):
    """The view of one kind of feed (`rss`, `atom` or `json`) over the listing that `find_listing(**kwargs)` returns."""

    @reader_page
    def view(request, **kwargs):
        return written(find_listing(**kwargs), kind)

    return view


def written(listing, kind):
    """The feed of that kind over a listing, as a response."""
    articles = list(listing.newest(ENTRIES).prefetch_related(None))
    fill_labels(*articles)
    return WRITERS[kind](listing, Imprint.load(), articles)


def _title(listing, imprint):
    return imprint.portal_name if listing.kind == "newest" else f"{listing.title} – {imprint.portal_name}"


def _description(listing, imprint):
    return listing.description or imprint.description or imprint.motto or imprint.portal_name


def _xml(listing, imprint, articles, *, generator, name, content_type):
    address = absolute(listing.feed_address(name))
    feed = generator(
        title=_title(listing, imprint),
        link=absolute(listing.address),
        description=_description(listing, imprint),
        language="pl",
        feed_url=address,
        feed_guid=address,
        author_name=imprint.portal_name,
        feed_copyright=imprint.publisher or None,
        ttl="5" if generator is Rss201rev2Feed else None,
    )
    for article in articles:
        link = absolute(article.get_absolute_url())
        feed.add_item(
            title=_headline(article),
            link=link,
            description=_summary(article),
            unique_id=_stable_id(article),
            unique_id_is_permalink=False,
            pubdate=article.published_at,
            updateddate=_changed(article),
            author_name=_authors(article) or imprint.portal_name,
            categories=_categories(article),
            enclosures=_enclosures(article),
        )
    response = HttpResponse(content_type=f"{content_type}; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _rss(listing, imprint, articles):
    return _xml(listing, imprint, articles, generator=Rss201rev2Feed, name="rss/", content_type="application/rss+xml")


def _atom(listing, imprint, articles):
    return _xml(listing, imprint, articles, generator=Atom1Feed, name="atom/", content_type="application/atom+xml")


def _json(listing, imprint, articles):
    items = []
    for article in articles:
        item = {
            "id": _stable_id(article),
            "url": absolute(article.get_absolute_url()),
            "title": _headline(article),
            "content_text": _summary(article),
            "date_published": _iso(article.published_at),
            "date_modified": _iso(_changed(article)),
            "authors": [{"name": byline.author.name} for byline in article.bylines.all()],
            "tags": _categories(article),
            "language": "pl",
        }
        enclosures = _enclosures(article)
        if enclosures:
            item["image"] = enclosures[0].url
        items.append(item)
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(listing, imprint),
        "home_page_url": absolute(listing.address),
        "feed_url": absolute(listing.feed_address("feed.json")),
        "description": _description(listing, imprint),
        "language": "pl",
        "authors": [{"name": imprint.portal_name}],
        "items": items,
    }
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


WRITERS = {"rss": _rss, "atom": _atom, "json": _json}


def _stable_id(article):
    """An id that outlives a changed headline or domain (RFC 4151 would need the domain; a path does not change)."""
    return f"{settings.SITE_URL}/artykuly/{article.pk}/"


def _headline(article):
    return f"[{article.label}] {article.title}" if article.label else article.title


def _summary(article):
    return article.lead


def _changed(article):
    return article.updated_at if article.was_updated else article.published_at


def _iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _authors(article):
    return ", ".join(byline.author.name for byline in article.bylines.all())


def _categories(article):
    names = [article.section.name] if article.section else []
    names += [place.name for place in article.places.all()]
    return names + [tag.name for tag in article.tags.all()]


def _enclosures(article):
    """The main photo as one enclosure, with the true length that its rendition recorded."""
    best = article.photo.best_jpeg(1200) if article.photo else None
    if not best:
        return []
    return [Enclosure(absolute(address_of(best["jpeg"])), str(best["bytes"]), "image/jpeg")]

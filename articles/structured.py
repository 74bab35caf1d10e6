"""What search engines and social networks read of a story: schema.org JSON-LD and Open Graph."""

import json

from common.moments import local
from photos.addresses import address_of

from .feeds import absolute

# These would end the script element or start a comment; JSON may hold them as escapes.
_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_script(data):
    """JSON that may stand inside `<script type="application/ld+json">`."""
    script = _encode(data)
    for sign, written in _ESCAPES.items():
        script = script.replace(sign, written)
    return script


def news_article(article, imprint):
    """A story as schema.org `NewsArticle`, from an `Article` of `for_page()`. Asks no query of its own."""
    address = absolute(article.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "AdvertiserContentArticle" if article.label else "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "url": address,
        "headline": article.title,
        "description": article.lead,
        "inLanguage": "pl",
        "isAccessibleForFree": True,
        "datePublished": _iso(article.published_at),
        "dateModified": _iso(article.updated_at if article.was_updated else article.published_at),
        "author": [
            {"@type": "Person", "name": byline.author.name, "url": absolute(byline.author.get_absolute_url())}
            for byline in article.shown("bylines")
        ],
        "publisher": publisher(imprint),
        "commentCount": article.comment_count,
    }
    if article.section:
        data["articleSection"] = article.section.name
    if article.photo and (images := share_images(article.photo)):
        data["image"] = images
    if tags := [tag.name for tag in article.shown("tags")]:
        data["keywords"] = tags
    if people := [_person(person, office) for person, office in article.people_mentioned]:
        data["about"] = people
    if places := [{"@type": "Place", "name": place.name} for place in article.shown("places")]:
        data["contentLocation"] = places
    if article.source:
        source = {"@type": "CreativeWork", "name": article.source}
        data["isBasedOn"] = source | ({"url": article.source_url} if article.source_url else {})
    if article.label:
        data["sponsor"] = {"@type": "Organization", "name": article.sponsor}
    return data


def publisher(imprint):
    """The portal as schema.org `NewsMediaOrganization`."""
    data = {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#publisher"),
        "name": imprint.portal_name,
        "url": absolute("/"),
        "logo": {"@type": "ImageObject", "url": absolute("/static/brand/icon-512.png"), "width": 512, "height": 512},
        "ethicsPolicy": absolute("/redakcja/"),
        "masthead": absolute("/redakcja/"),
    }
    if imprint.publisher:
        data["legalName"] = imprint.publisher
    if imprint.owners:
        data["ownershipFundingInfo"] = absolute("/redakcja/")
    return data


def person_profile(person, offices, today):
    """A profile as schema.org `Person`: the office of today as the job, all of them as dated roles.

    `offices` as from `Person.dated_offices`.
    """
    data = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": absolute(person.get_absolute_url()),
        "url": absolute(person.get_absolute_url()),
        "name": person.name,
        "givenName": person.first_name,
        "familyName": person.last_name,
        "hasOccupation": [_role(office) for office in offices],
    }
    if person.portrait and (images := share_images(person.portrait)):
        data["image"] = images[0]
    if now := person.office_on(today):
        data["jobTitle"] = now.title
        if now.organisation or now.place:
            data["worksFor"] = _organisation(now)
    return data


def share_images(photo):
    """Addresses of the photo in the shapes that search engines ask for, the widest JPEG of each."""
    addresses = []
    for crop in ("16x9", "4x3", "1x1", "full"):
        if best := photo.best_jpeg(1600, crop=crop):
            addresses.append(absolute(address_of(best["jpeg"])))
    return list(dict.fromkeys(addresses))


def _person(person, office):
    data = {"@type": "Person", "name": person.name, "url": absolute(person.get_absolute_url())}
    return data | ({"jobTitle": office} if office else {})


def _role(office):
    data = {"@type": "Role", "roleName": office.title}
    if office.starts:
        data["startDate"] = office.starts.isoformat()
    if office.ends:
        data["endDate"] = office.ends.isoformat()
    return data


def _organisation(office):
    data = {"@type": "Organization", "name": office.organisation or office.place.name}
    return data | ({"location": {"@type": "Place", "name": office.place.name}} if office.place else {})


def _iso(moment):
    return local(moment).isoformat(timespec="seconds")

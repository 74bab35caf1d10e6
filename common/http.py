"""What every reader's page says to caches, and how it is sent."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
from django.conf import settings
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from .moments import local

# Seconds a shared cache may keep a page, and then serve it while it asks for a new one. With what a process remembers
# (`newsroom.furniture`, at most two) they are five at most, so that a published or withdrawn story is right everywhere by then.
FRESH_FOR = 2
STALE_WHILE_REVALIDATE = 1
STALE_IF_ERROR = 24 * 60 * 60
# By these a client asks for a page on a condition (RFC 9110, 13.1).
_CONDITIONS = {
    "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE",
}  # fmt: skip
# In the environment of a request: the cache that asks will encode the page and answer conditions itself.
ENCODED_LATER = "portal.encoded_later"


def reader_page(view=None, *, fresh_for=FRESH_FOR, parameters=()):
    """A page that is the same for everyone: GET and HEAD only, kept by shared caches for seconds, answered by 304.

    The view must not look at the user, the session or a cookie. Of the query it is given `parameters` alone, so that no
    other (`utm_…`) can split what caches keep, or get into it. The page is compressed as the browser can read it, with a
    strong ETag of its own for each encoding; it holds no secret that its length could betray (BREACH).
    """
    if view is None:
        return lambda inner: reader_page(inner, fresh_for=fresh_for, parameters=parameters)
    no_vary = write_no_vary(parameters)

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        if query := request.META.get("QUERY_STRING"):
            request.META["QUERY_STRING"] = query = asked_query(query, parameters)
            request.GET = QueryDict(query)
        # A browser's broken token for forms is not mended here: the page would carry a cookie, and vary by it.
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            # A cache that may not keep this answer would keep the page that stood there before, and show it in a breakdown.
            request.kept_by_caches = cache_control(fresh_for)
            raise
        if hasattr(response, "render"):
            response = response.render()
        if response.status_code not in {200, 301, 410}:
            return response
        response.setdefault("Cache-Control", cache_control(fresh_for))
        response.setdefault("No-Vary-Search", no_vary)
        if response.status_code != 200:
            return response
        response["ETag"] = etag_of(response.content)
        if ENCODED_LATER in request.META:
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        compress(request, response)
        if _CONDITIONS.isdisjoint(request.META):
            return response
        return get_conditional_response(request, etag=response["ETag"], response=response)

    page.parameters = tuple(parameters)
    return page


def etag_of(content):
    """A strong ETag (RFC 9110, 8.8.3)."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def cache_control(fresh_for=FRESH_FOR):
    """The header for what everybody may be shown."""
    fresh, stale = lifetimes(fresh_for)
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={stale}, stale-if-error={STALE_IF_ERROR}"


def lifetimes(fresh_for):
    """Seconds that a page is fresh, and that it may be shown while a new one is asked for: neither beyond midnight.

    The date stands on every page. A page made in the last second of a day may be kept for none.
    """
    now = timezone.now().timestamp()
    left = int(_midnight_after(now // _QUARTER) - now)
    fresh = min(fresh_for, left)
    return fresh, min(STALE_WHILE_REVALIDATE, left - fresh)


# Seconds. Everywhere on earth a day begins with a quarter of an hour.
_QUARTER = 15 * 60


@lru_cache(maxsize=4)
def _midnight_after(quarter):
    """When the day of the portal's clock ends in which that quarter of an hour since 1970 lies, as a timestamp."""
    now = local(datetime.fromtimestamp(quarter * _QUARTER, UTC))
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def asked_query(query, parameters):
    """The query of an address in its one spelling: `parameters` alone, in their order, none empty, of each the last value.

    `query` is as WSGI gives it.
    """
    given = dict(parse_qsl(query.encode("latin-1", "replace").decode("utf-8", "replace")))
    return urlencode([(name, given[name]) for name in parameters if name in given])


def write_no_vary(parameters):
    """The header No-Vary-Search (HTTP Working Group draft): which parameters of the query the answer depends on."""
    if not parameters:
        return "key-order, params"
    names = " ".join(f'"{name}"' for name in parameters)
    return f"key-order, params, except=({names})"


@lru_cache(maxsize=64)
def read_no_vary(header):
    """The parameters that such a header of ours names; None where it does not say."""
    if match := re.fullmatch(r"key-order, params(?:, except=\(([^()]*)\))?", header):
        return tuple(re.findall(r'"([^"]+)"', match[1] or ""))
    return None


# Below this the headers weigh more than what is saved.
WORTH_COMPRESSING = 500
# More effort costs more time than it saves bytes: 4 of 11 for brotli, 5 of 9 for gzip.
_ENCODINGS = {"br": lambda data: brotli.compress(data, quality=4), "gzip": lambda data: gzip.compress(data, 5, mtime=0)}


def compress(request, response):
    """Encode the content by brotli or gzip where the browser accepts it, and mark the ETag with the encoding."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if len(response.content) < WORTH_COMPRESSING or response.has_header("Content-Encoding"):
        return
    if encoding := chosen_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = encode(response.content, encoding)
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        response["ETag"] = encoded_etag(response["ETag"], encoding)


def encode(content, encoding):
    return _ENCODINGS[encoding](content)


def encoded_etag(etag, encoding):
    """The strong ETag of the same page in an encoding."""
    return f'{etag[:-1]}-{encoding}"'


@lru_cache(maxsize=256)
def chosen_encoding(header):
    """The encoding that an Accept-Encoding header likes best of those we have, of equal ones the smallest; empty for none."""
    weights = accepted_encodings(header)
    any_other = weights.get("*", 0)
    best = max(_ENCODINGS, key=lambda name: weights.get(name, any_other))
    weight = weights.get(best, any_other)
    return best if weight > 0 and weight >= weights.get("identity", 0) else ""


def accepted_encodings(header):
    """The names in an Accept-Encoding header (RFC 9110, 12.5.3) with their weights; 0 refuses one."""
    weights = {}
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        said = re.fullmatch(r"q=(0(?:\.[0-9]*)?|1(?:\.0*)?)", weight.replace(" ", ""))
        weights[name.strip()] = float(said[1]) if said else 1.0
    return weights


def comes_from_us(request):
    """Whether the page that asks is one of the portal's own, by its Origin or, where that is absent, by fetch metadata.

    It stands in for the CSRF token where a form is part of a cached page, which can carry none.
    """
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc in {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def is_from_elsewhere(request):
    """Whether the browser says that another site's page sent this. "null" is what our own pages without referrers make it say."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    return origin not in {"null", f"{request.scheme}://{request.get_host()}"}

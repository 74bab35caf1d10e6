"""Error pages: in Polish, helpful, with no trace of the code, and the same for everyone."""

import sys

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from common.away import away_page, is_away


def bad_request(request, exception=None):
    return _page(request, "400.html", 400)


def not_found(request, exception=None):
    """Kept by caches in place of a reader's page that was there before (`common.http.reader_page`)."""
    response = _page(request, "404.html", 404)
    if kept := getattr(request, "kept_by_caches", ""):
        response["Cache-Control"] = kept
        del response["Expires"]
    return response


def csrf_failure(request, reason=""):
    return _page(request, "403_csrf.html", 403)


def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def server_error(request):
    """What broke, in words; where the database is away, that nothing was taken in, and what was sent."""
    if is_away(sys.exc_info()[1]):
        return away_page(request)
    return _page(request, "500.html", 500)


def _page(request, template, status):
    response = render(request, template, status=status)
    add_never_cache_headers(response)
    return response

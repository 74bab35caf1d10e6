"""Error pages: in Polish, helpful, with no trace of the code, and the same for everyone."""

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


def bad_request(request, exception=None):
    return _page(request, "400.html", 400)


def not_found(request, exception=None):
    return _page(request, "404.html", 404)


def csrf_failure(request, reason=""):
    return _page(request, "403_csrf.html", 403)


def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def server_error(request):
    return _page(request, "500.html", 500)


def _page(request, template, status):
    response = render(request, template, status=status)
    add_never_cache_headers(response)
    return response

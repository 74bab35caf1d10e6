"""What every reader's page says to caches."""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

# Seconds a shared cache may keep a page, and then serve it while it asks for a new one. Together at most five, so that a
# published or withdrawn story is right everywhere within that time.
FRESH_FOR = 2
STALE_WHILE_REVALIDATE = 3
STALE_IF_ERROR = 24 * 60 * 60


def reader_page(view=None, *, fresh_for=FRESH_FOR):
    """A page that is the same for everyone: GET and HEAD only, kept by shared caches for seconds, answered by 304.

    The view must not look at the user, the session or a cookie. It carries a strong ETag of its uncompressed bytes.
    """
    if view is None:
        return lambda inner: reader_page(inner, fresh_for=fresh_for)

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response = response.render()
        if response.status_code not in {200, 301, 410}:
            return response
        response.setdefault(
            "Cache-Control",
            f"public, max-age=0, s-maxage={fresh_for}, stale-while-revalidate={STALE_WHILE_REVALIDATE}, "
            f"stale-if-error={STALE_IF_ERROR}",
        )
        if response.status_code != 200:
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return page


def comes_from_us(request):
    """Whether the page that asks is one of the portal's own, by its Origin or, where that is absent, by fetch metadata.

    It stands in for the CSRF token where a form is part of a cached page, which can carry none.
    """
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc in {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return request.headers.get("Sec-Fetch-Site") == "same-origin"

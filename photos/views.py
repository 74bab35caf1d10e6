"""Public renditions, where the portal itself serves them."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseNotFound, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.views.decorators.http import require_safe

from .models import Photo
from .renditions import NAME

# A withdrawn photo is gone from every cache after so many seconds.
CACHED_FOR = 3600
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def media(request, name):
    """One rendition of a photo that is not withdrawn. A file just replaced is served until it is deleted."""
    match = NAME.fullmatch(name)
    if not match or int(match["photo"]) >= 2**63:
        return _missing()
    if not Photo.objects.usable().filter(pk=match["photo"]).exists():
        return _missing()
    try:
        default_storage.path(name)
    except NotImplementedError:
        # Kept in a bucket, which answers by itself.
        return _cached(HttpResponseRedirect(default_storage.url(name)))
    etag = f'"{match["hash"]}"'
    if not default_storage.exists(name):
        return _missing()
    if unchanged := get_conditional_response(request, etag=etag):
        return _cached(unchanged)
    try:
        file = default_storage.open(name, "rb")
    except FileNotFoundError:
        return _missing()  # Deleted just now.
    response = FileResponse(file, content_type=TYPES[match["kind"]])
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _cached(response)


def _cached(response):
    response["Cache-Control"] = f"public, max-age={CACHED_FOR}"
    return response


def _missing():
    """Short: no person reads it, and a page of the portal would be larger than the picture."""
    response = HttpResponseNotFound("Not found.\n", content_type="text/plain")
    add_never_cache_headers(response)
    return response

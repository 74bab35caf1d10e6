"""Public renditions, where the portal itself serves them."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.utils.cache import get_conditional_response
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
        raise Http404("Not the name of a rendition.")
    if not Photo.objects.usable().filter(pk=match["photo"]).exists():
        raise Http404("No such photo.")
    try:
        default_storage.path(name)
    except NotImplementedError:
        # Kept in a bucket, which answers by itself.
        return _cached(HttpResponseRedirect(default_storage.url(name)))
    etag = f'"{match["hash"]}"'
    try:
        file = default_storage.open(name, "rb")
    except FileNotFoundError as error:
        raise Http404("No such rendition.") from error
    response = FileResponse(file, content_type=TYPES[match["kind"]])
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return get_conditional_response(request, etag=etag, response=_cached(response))


def _cached(response):
    response["Cache-Control"] = f"public, max-age={CACHED_FOR}"
    return response

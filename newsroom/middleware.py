"""Small pieces of middleware; each says why it must be one."""

import logging
from functools import lru_cache, partial

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.db import DataError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import sync_only_middleware
from django.utils.functional import SimpleLazyObject, empty
from js_asset import Media

from common.away import away_page
from photos.ingest import no_place

from . import errors

log = logging.getLogger(__name__)


@sync_only_middleware
def plain_addresses_only(get_response):
    """Answer 400 to addresses with NUL or invalid UTF-8 before they reach a database that refuses them.

    What somebody typed into the search box gets an answer all the same: the page drops such signs itself.
    """

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        is_search = request.path.startswith("/szukaj/")
        if "\x00" in request.path or ("%00" in query and not is_search) or "�" in request.path:
            return errors.bad_request(request)
        return get_response(request)

    return middleware


class numbers_beyond_the_database:
    """Answer 400 where a number in the request is larger than the database can compare.

    Django asks `pk=` of such a number without the database, but not `pk__in`: the ticked rows of a list, the chosen rows of a
    form that is shown again. A class, because both a view and the drawing of its template may raise it.
    """

    sync_capable, async_capable = True, False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        too_large_for_sqlite = isinstance(exception, OverflowError) and "SQLite" in str(exception)
        out_of_range = isinstance(exception, DataError) and getattr(exception.__cause__, "sqlstate", "") == "22003"
        return errors.bad_request(request) if too_large_for_sqlite or out_of_range else None


class PolicyMiddleware(CSPMiddleware):
    """The Content-Security-Policy, which for every page without a nonce is the same, and put together once."""

    def process_response(self, request, response):
        if getattr(request, "_csp_nonce", None) or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.setdefault(HEADER, plain_policy())
        # As the package does: a nonce that is asked for now could not be written into the header.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


@lru_cache(maxsize=1)
def plain_policy():
    return build_policy()


class MessagesWhenAsked(MessageMiddleware):
    """Messages for whoever has any: a reader's page neither reads nor leaves one, and is spared their signed cookie's machinery."""

    def process_request(self, request):
        request._messages = SimpleLazyObject(partial(default_storage, request))

    def process_response(self, request, response):
        messages = getattr(request, "_messages", None)
        if isinstance(messages, SimpleLazyObject) and messages._wrapped is empty:
            return response
        return super().process_response(request, response)


class editor_nonce:
    """Give the nonce of the Content-Security-Policy to the editor's inline import map.

    The form's media are made before the request is known, so the nonce has to be put in afterwards: on the add and
    the change form, on the history form and wherever else a template response carries an import map. A class, because Django
    asks the method of a template response for its owner.
    """

    sync_capable, async_capable = True, False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        media = (response.context_data or {}).get("media")
        if media is not None and getattr(media, "_importmap", None):
            response.context_data["media"] = Media.from_media(media, nonce=str(request.csp_nonce))
        return response


@sync_only_middleware
def account_never_stored(get_response):
    """Pages of login and account are for one person: no cache on the way may keep them, those of allauth's too."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/konto/"):
            add_never_cache_headers(response)
        return response

    return middleware


@sync_only_middleware
def strangers_unread(get_response):
    """Send who is not logged in to the login before anything is read of what they post to the desk.

    nginx passes on to the desk what is posted as it comes, so that nothing of it waits on a disk; a body that trickles in holds
    a thread as long as it is read.
    """

    def middleware(request):
        if request.method == "POST" and request.path.startswith("/admin/") and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return get_response(request)

    return middleware


class room_for_uploads:
    """Say so where a file that was sent found no room on its way in (`common.files.TemporaryUploads`), and give back what was typed.

    A class, because Django asks for the method before the view, when the check against forgery has read the form.
    """

    sync_capable, async_capable = True, False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(request, "no_room_for", None):
            return None
        log.error("There was no room for a file that was sent: the disk of temporary files is full.")
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"error": no_place(), "code": "away"}, status=503)
        return away_page(request)

"""Whether this process can serve: asked by load balancers and by the owner's monitoring at `/stan/`."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.files import FilesAway
from tips.opening import missing_files
from tips.vault import has_room

logger = logging.getLogger(__name__)


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _cache():
    cache = caches["counters"]
    cache.set("state", "kept", 10)
    if cache.get("state") != "kept":
        raise RuntimeError("What was put into the cache is not there.")


def _tip_keys():
    if missing_files():
        raise RuntimeError("Files of keys are missing: no tips are taken. See manage.py tip_keys.")


# One at a time looks after the files: a bucket that says nothing is waited for by nobody who asks for the state.
_looking = ThreadPoolExecutor(1, thread_name_prefix="files")
FILES_ANSWER_WITHIN = 2
_last_look = None


def _files():
    global _last_look
    if _last_look is None or _last_look.done():
        _last_look = _looking.submit(storages["originals"].exists, "state")
    try:
        _last_look.result(FILES_ANSWER_WITHIN)
    except TimeoutError as error:
        raise RuntimeError(_("no answer: no photo and no file can be taken in")) from error
    except FilesAway as error:
        raise RuntimeError(_("out of reach (%s): no photo and no file can be taken in") % error) from error
    if not has_room(settings.DATA_DIR):
        raise RuntimeError(_("the disk is full, or nearly: no photo and no file can be taken in"))


# By the name that programs read: what people read, the check, and whether nothing can be served without it.
CHECKS = {
    "database": (gettext_noop("Database"), _database, True),
    "cache": (gettext_noop("Cache"), _cache, False),
    "files": (gettext_noop("Files"), _files, False),
    "tip-keys": (gettext_noop("Keys of tips"), _tip_keys, False),
}


@require_safe
@never_cache
def state(request):
    """A line for each part, as text or, with `?format=json`, as JSON: 200, or 503 where nothing can be served.

    What readers' pages do without is named in the answer and leaves it at 200.
    """
    found = {name: _error(check) for name, (_words, check, _needed) in CHECKS.items()}
    status = 503 if any(found[name] for name, (_words, _check, needed) in CHECKS.items() if needed) else 200
    if (
        request.GET.get("format") == "json"
        or request.get_preferred_type(["text/plain", "application/json"]) == "application/json"
    ):
        content = json.dumps({name: error or "OK" for name, error in found.items()})
        return HttpResponse(content, content_type="application/json", status=status)
    lines = [f"{_(CHECKS[name][0])}: {error or _('works')}\n" for name, error in found.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", status=status)


def _error(check):
    """What is wrong, in words without secrets: of an error of a library only its kind. Empty where nothing is."""
    try:
        check()
    except RuntimeError as error:
        return str(error)
    except Exception as error:
        logger.exception("A check of /stan/ has failed.")
        return type(error).__name__
    return ""

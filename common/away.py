"""The answer while the database or the place of files is away: to try again later, and to whoever sent a form everything that was typed.

Nothing of it is stored. The browser's way back does not help: pages with a form are never kept, and asking for one anew ends
here too.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from .files import FilesAway
from .http import is_from_elsewhere

# What is raised where database or files cannot be reached, are too busy or full.
AWAY = (OperationalError, InterfaceError, FilesAway)
# Seconds after which a program may try again.
TRY_AGAIN_AFTER = 60
# Forms with a field called so are typed again: what is secret stands on no page. Receipts' words are sent on, but not shown.
SECRET = {"password", "password1", "password2", "oldpassword", "passphrase", "code"}
HIDDEN = {"words"}
# Longer lines are text to be read.
LONGEST_LINE = 60


def is_away(error):
    """Whether database or files are away; SQLite says the same class for a mistake in a query."""
    mistake = getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_ERROR" if error else False
    return isinstance(error, AWAY) and not mistake


def away_page(request):
    """503 in words. Of a form of ours it has all fields, so that it can be sent once more, and what was written to be copied."""
    context = {"sent": _sent(request)} if request.method == "POST" else {}
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    add_never_cache_headers(response)
    return response


@dataclass(frozen=True)
class Field:
    name: str
    value: str

    @property
    def is_written(self):
        """Whether somebody wrote this, unlike the numbers, tokens and choices of a form."""
        return self.name not in HIDDEN and len(self.value.split()) > 1

    @property
    def is_long(self):
        return len(self.value) > LONGEST_LINE or "\n" in self.value


@dataclass(frozen=True)
class Sent:
    """A form as it came. `files` are the names of the fields that had files, which a page cannot give back."""

    fields: list[Field]
    files: list[str]

    @property
    def has_text(self):
        return any(field.is_written for field in self.fields)


def _sent(request):
    """What was sent, or None where it must not or cannot be shown: what another site's page sent would look like ours."""
    if is_from_elsewhere(request):
        return None
    reader = None
    if not hasattr(request, "_files"):
        reader = FilesPassedOver(request)
        request.upload_handlers = [reader]
    posted, files = {}, {}
    with suppress(MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError):
        posted, files = request.POST, request.FILES
    if not posted or not SECRET.isdisjoint(posted):
        return None
    fields = [Field(name, value) for name, values in posted.lists() for value in values]
    names = reader.names if reader else [*files, *getattr(request, "no_room_for", [])]
    return Sent(fields, list(dict.fromkeys(names)))


class FilesPassedOver(FileUploadHandler):
    """Lets files of a form go by unread; `names` are those of their fields."""

    def __init__(self, request):
        super().__init__(request)
        self.names = []

    def new_file(self, field_name, *args, **kwargs):
        self.names.append(field_name)
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        """Nothing comes here."""

    def file_complete(self, file_size):
        """Nothing comes here."""

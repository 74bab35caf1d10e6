"""“Undo” beside the message that says what was done.

The message carries a signed note of what to take back and the address that takes it back; that address checks who may.
"""

from django.contrib import messages
from django.core import signing

# An older press is history, not a slip.
GOOD_FOR = 15 * 60
SALT = "desk.undo"


class NothingToUndo(Exception):
    """The note is damaged, somebody else's or too old."""


def offer(request, text, *, address, data):
    """Tell what was done, with a button that posts `data` back to `address` within a quarter of an hour."""
    messages.success(request, text, extra_tags=f"undo {address} {note(request, data)}")


def note(request, data):
    """The signed note by itself, for a page that draws the button with a script."""
    return signing.dumps({"user": request.user.pk, "data": data}, salt=SALT, compress=True)


def read(request):
    """The `data` of the note that was posted. Raises `NothingToUndo`."""
    try:
        note = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise NothingToUndo from error
    if note["user"] != request.user.pk:
        raise NothingToUndo
    return note["data"]

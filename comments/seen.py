"""What a moderator has read of a comment. A decision made on the desk's page holds for that text and for no other."""

import hashlib

from django.utils.translation import gettext_lazy as _

from .models import Edit
from .transitions import WrongState


class ChangedSince(WrongState):
    """The comment is not what the moderator read: its author corrected it, or somebody decided on it."""


def stamp(comment, edit_id=None, edit_body=""):
    """A short name of what is to be read: the comment's state and text, and its held correction."""
    read = "\x1f".join(
        map(str, (comment.pk, comment.state, comment.nick, comment.body, edit_id or "", edit_body or ""))
    )
    return hashlib.sha256(read.encode()).hexdigest()[:20]


def check(comment, read):
    """Raise `ChangedSince` unless `read` is the stamp of the locked comment as it is now. One query where it is visible."""
    edit = Edit.objects.filter(comment=comment, state=Edit.State.HELD).first() if comment.is_visible else None
    if read != stamp(comment, edit and edit.pk, edit and edit.body):
        raise ChangedSince(_("The comment has changed since you read it. Read it again."))

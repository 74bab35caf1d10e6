"""The buttons of a moderator's card. Cards of one kind have the same ones, so each kind is drawn once for the process.

Thirty whole cards on a page are many small pieces of template; this halves them.
"""

from functools import cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from common.markup import trusted

from .models import Comment, Reason


class Kind(NamedTuple):
    """All that the buttons of a card depend on but its number."""

    is_case: bool
    may_approve: bool
    may_reject: bool
    can_mask: bool
    can_mute: bool
    suggested: str


def buttons_of(card):
    """The buttons of that card as HTML, with its addresses."""
    comment = card.comment
    kind = Kind(
        is_case=card.case is not None,
        may_approve=bool(comment.waits_since) or comment.state in {Comment.State.REJECTED, Comment.State.HIDDEN},
        may_reject=comment.state not in {Comment.State.REJECTED, Comment.State.DELETED},
        can_mask=card.can_mask,
        can_mute=comment.token_id is not None,
        suggested=card.suggested.value if card.suggested else "",
    )
    return trusted(_drawn(kind, get_language()).replace("/0/", f"/{comment.pk}/"))


@cache
def _drawn(kind, language):
    context = {
        "kind": kind,
        "suggested": Reason(kind.suggested).label if kind.suggested else "",
        "grounds": [(number, reason.value, reason.label) for number, reason in enumerate(Reason, 1)],
        "page": reverse("admin:comments_comment_change", args=[0]),
        "danger": _danger(),
    }
    return render_to_string("admin/comments/_buttons.html", context)


def _danger():
    """Where danger to life is reported; empty where that page is not installed."""
    try:
        return reverse("admin:comments_comment_danger", args=[0])
    except NoReverseMatch:
        return ""

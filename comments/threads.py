"""Pages of a conversation: a fixed number of queries and of rows, however many comments there are."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils.crypto import salted_hmac

from common.keyset import LARGEST_ID

from .models import Comment

ROOTS_A_PAGE = 20
REPLIES_SHOWN = 5
REPLIES_A_PAGE = 40
# The names stand in addresses, so they are Polish.
OLDEST, NEWEST, SUPPORTED = "najstarsze", "najnowsze", "popierane"
ORDERS = [OLDEST, NEWEST, SUPPORTED]
ROOT, REPLY = Comment.ShownAs.ROOT, Comment.ShownAs.REPLY


@dataclass(frozen=True)
class Branch:
    """A first comment with replies, and how many more there are at its own address."""

    comment: Comment
    replies: list
    more: int = 0


@dataclass(frozen=True)
class Thread:
    """One page. `next_cursor` is empty on the last one; `newest` is the highest comment number on a whole first page."""

    branches: list
    order: str
    next_cursor: str
    is_first: bool


def thread(article_id, order=OLDEST, cursor=""):
    """One page of the story's conversation, two queries. Raises `Http404` for nonsense in `order` or `cursor`."""
    if order not in ORDERS:
        raise Http404("Not an order of this list.")
    roots = Comment.objects.filter(article=article_id).standing(ROOT).for_thread()
    roots = list(_after(roots, order, cursor).annotate(cut=_cut())[: ROOTS_A_PAGE + 1])
    more = len(roots) > ROOTS_A_PAGE
    roots = roots[:ROOTS_A_PAGE]
    replies = _first_replies(roots)
    branches = []
    for root in roots:
        own = replies.get(root.pk, [])
        branches.append(Branch(root, own, max(0, root.visible_replies - sum(reply.is_visible for reply in own))))
    return Thread(branches, order, _cursor(roots[-1], order) if more else "", not cursor)


def branch(root_id, cursor=""):
    """A first comment and a page of its replies: `(Branch, next cursor)`. Two queries. Raises `Http404`."""
    root = Comment.objects.standing(ROOT).for_thread().filter(pk=root_id).first()
    if root is None:
        raise Http404("No such conversation.")
    replies = Comment.objects.filter(root=root_id).standing(REPLY).for_thread().order_by("pk")
    if cursor:
        replies = replies.filter(pk__gte=_key(cursor))
    replies = list(replies[: REPLIES_A_PAGE + 1])
    more = replies[REPLIES_A_PAGE].pk if len(replies) > REPLIES_A_PAGE else ""
    return Branch(root, replies[:REPLIES_A_PAGE]), str(more)


def _cut():
    """The number of the first reply that is not shown, for roots that have so many."""
    replies = Comment.objects.filter(root=OuterRef("pk")).standing(REPLY).order_by("pk")
    return Subquery(replies.values("pk")[REPLIES_SHOWN : REPLIES_SHOWN + 1])


def _first_replies(roots):
    """The first replies of each root, by its key. One query, or none where nobody has replied."""
    whole = [root.pk for root in roots if root.cut is None and root.visible_replies]
    wanted = Q(root__in=whole) if whole else Q()
    for root in roots:
        if root.cut is not None:
            wanted |= Q(root=root.pk, pk__lt=root.cut)
    if not wanted:
        return {}
    found = {}
    for reply in Comment.objects.filter(wanted).standing(REPLY).for_thread().order_by("pk"):
        found.setdefault(reply.root_id, []).append(reply)
    return found


def _after(roots, order, cursor):
    if order == OLDEST:
        rows = roots.order_by("pk")
        return rows.filter(pk__gt=_key(cursor)) if cursor else rows
    if order == NEWEST:
        rows = roots.order_by("-pk")
        return rows.filter(pk__lt=_key(cursor)) if cursor else rows
    rows = roots.order_by("-support", "-pk")
    if not cursor:
        return rows
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,19})", cursor)
    if not match:
        raise Http404("Not a cursor of this list.")
    support, key = int(match[1]), _key(match[2])
    return rows.filter(support__lte=support).filter(Q(support__lt=support) | Q(pk__lt=key))


def _cursor(row, order):
    return f"{row.support}-{row.pk}" if order == SUPPORTED else str(row.pk)


def _key(text):
    if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > LARGEST_ID:
        raise Http404("Not a cursor of this list.")
    return int(text)


@lru_cache(maxsize=20_000)
def face(token_id):
    """The drawing that tells two people of one nick apart: squares of a 5 × 5 grid, the same on both sides, as an SVG path.

    Made from a keyed digest, so that the number of a device cannot be read off it. Empty for one that has been erased.
    """
    if token_id is None:
        return ""
    bits = int(salted_hmac("comments.face", str(token_id), algorithm="sha256").hexdigest()[:8], 16)
    squares = []
    for row in range(5):
        for column in range(3):
            if bits >> (row * 3 + column) & 1:
                squares += [f"M{x} {row}h1v1h-1z" for x in sorted({column, 4 - column})]
    return "".join(squares) or "M2 2h1v1h-1z"

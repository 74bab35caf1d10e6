"""Pages of a conversation: a fixed number of queries and of rows, however many comments there are."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, starmap

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils.crypto import salted_hmac

from common.keyset import LARGEST_ID
from common.prepared import Prepared

from .models import Comment, Shown

ROOTS_A_PAGE = 20
REPLIES_SHOWN = 5
REPLIES_A_PAGE = 40
# A conversation of no more comments than a page has is read in one go, with the marks that may stand in it.
FEW, MOST_READ_WHOLE = ROOTS_A_PAGE, 60
# The names stand in addresses, so they are Polish.
OLDEST, NEWEST, SUPPORTED = "najstarsze", "najnowsze", "popierane"
ORDERS = [OLDEST, NEWEST, SUPPORTED]
ROOT, REPLY = Comment.ShownAs.ROOT, Comment.ShownAs.REPLY


@dataclass(frozen=True)
class Branch:
    """A first comment with replies, and how many more there are at its own address."""

    comment: Shown
    replies: list[Shown]
    more: int = 0


@dataclass(frozen=True)
class Thread:
    """One page. `next_cursor` is empty on the last one; `newest` is the highest comment number on a whole first page."""

    branches: list
    order: str
    next_cursor: str
    is_first: bool


def of_story(article):
    """The first page of a story's conversation. One query where few have spoken, else two."""
    return whole_thread(article.pk) if article.comment_count <= FEW else thread(article.pk)


def whole_thread(article_id):
    """The first page of a conversation in which few have spoken, as `thread` gives it. One query, or three where they are many."""
    rows = list(starmap(Shown, _ALL(article_id)))
    roots = [row for row in rows if row.root_id is None]
    if len(rows) > MOST_READ_WHOLE or len(roots) > ROOTS_A_PAGE:
        return thread(article_id)
    replies = {root.pk: [] for root in roots}
    for row in rows:
        if row.root_id in replies and len(replies[row.root_id]) < REPLIES_SHOWN:
            replies[row.root_id].append(row)
    return Thread(_branches(roots, replies), OLDEST, "", is_first=True)


@Prepared
def _ALL(article):
    # In the order of the index, first comments before replies, so that no more is read than is asked for.
    standing = Comment.objects.filter(article=article, shown_as__gt=Comment.ShownAs.NOWHERE)
    return standing.replies_for_thread().order_by("shown_as", "pk")[: MOST_READ_WHOLE + 1]


def thread(article_id, order=OLDEST, cursor=""):
    """One page of the story's conversation, two queries. Raises `Http404` for nonsense in `order` or `cursor`."""
    if order not in ORDERS:
        raise Http404("Not an order of this list.")
    after = _place(order, cursor)
    rows = _ROOTS[order, len(after)](article_id, *after)
    more = len(rows) > ROOTS_A_PAGE
    cuts = [row[-1] for row in rows[:ROOTS_A_PAGE]]
    roots = [Shown(*row[:-1]) for row in rows[:ROOTS_A_PAGE]]
    branches = _branches(roots, _first_replies(roots, cuts))
    return Thread(branches, order, _cursor(roots[-1], order) if more else "", not cursor)


def _branches(roots, replies):
    """First comments with the replies that are shown of each, by its key."""
    found = []
    for root in roots:
        own = replies.get(root.pk, [])
        found.append(Branch(root, own, max(0, root.visible_replies - sum(reply.is_visible for reply in own))))
    return found


def branch(root_id, cursor=""):
    """A first comment and a page of its replies: `(Branch, next cursor)`. Two queries. Raises `Http404`."""
    root = Comment.objects.standing(ROOT).for_thread().filter(pk=root_id).first()
    if root is None:
        raise Http404("No such conversation.")
    root = Shown(*root)
    replies = Comment.objects.filter(root=root_id).standing(REPLY).replies_for_thread().order_by("pk")
    if cursor:
        replies = replies.filter(pk__gte=_key(cursor))
    replies = list(starmap(Shown, replies[: REPLIES_A_PAGE + 1]))
    more = replies[REPLIES_A_PAGE].pk if len(replies) > REPLIES_A_PAGE else ""
    return Branch(root, replies[:REPLIES_A_PAGE]), str(more)


def _cut():
    """The number of the first reply that is not shown, for roots that have so many."""
    replies = Comment.objects.filter(root=OuterRef("pk")).standing(REPLY).order_by("pk")
    return Subquery(replies.values("pk")[REPLIES_SHOWN : REPLIES_SHOWN + 1])


def _replies(*ranges):
    """Replies of so many roots: of each its key and the number before which its replies are shown."""
    wanted = Q()
    for root, end in zip(ranges[::2], ranges[1::2], strict=True):
        wanted |= Q(root=root, pk__lt=end)
    return Comment.objects.filter(wanted).standing(REPLY).replies_for_thread().order_by("pk")


# By the number of roots that have any.
_REPLIES = [Prepared(lambda *ranges: _replies(*ranges)) for _number in range(ROOTS_A_PAGE + 1)]


def _first_replies(roots, cuts):
    """The first replies of each root, by its key. One query, or none where nobody has replied."""
    ends = [
        (root.pk, cut or LARGEST_ID)
        for root, cut in zip(roots, cuts, strict=True)
        if cut is not None or root.visible_replies
    ]
    found = {}
    if ends:
        for reply in starmap(Shown, _REPLIES[len(ends)](*chain.from_iterable(ends))):
            found.setdefault(reply.root_id, []).append(reply)
    return found


def _roots(order):
    """A function that makes the query for a page of first comments in that order, after a place in it or from the beginning."""

    def page(article, *place):
        rows = Comment.objects.filter(article=article).standing(ROOT)
        if order == SUPPORTED:
            rows = rows.order_by("-support", "-pk")
            if place:
                support, key = place
                rows = rows.filter(support__lte=support).filter(Q(support__lt=support) | Q(pk__lt=key))
        elif order == NEWEST:
            rows = rows.order_by("-pk")
            rows = rows.filter(pk__lt=place[0]) if place else rows
        else:
            rows = rows.order_by("pk")
            rows = rows.filter(pk__gt=place[0]) if place else rows
        return rows.for_thread(_cut())[: ROOTS_A_PAGE + 1]

    return page


# By the order, and by how many numbers say where a page begins.
_ROOTS = {
    (order, numbers): Prepared(_roots(order)) for order in ORDERS for numbers in (0, 2 if order == SUPPORTED else 1)
}


def _place(order, cursor):
    """The numbers that the cursor stands for. Raises `Http404` for nonsense."""
    if not cursor:
        return ()
    if order != SUPPORTED:
        return (_key(cursor),)
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,19})", cursor)
    if not match:
        raise Http404("Not a cursor of this list.")
    return int(match[1]), _key(match[2])


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

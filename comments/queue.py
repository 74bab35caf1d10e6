"""What the moderators' page shows: the queue of waiting comments, each with all that is needed to decide on it.

A page costs the same however much waits: keys instead of offsets, counts with a bound, a fixed number of queries.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, lru_cache

from django.db.models import BooleanField, CharField, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.bounded import count_in_each, the_same_for
from common.counting import Counts
from common.markup import trusted
from common.memo import remember_for
from common.prepared import Prepared

from . import rules
from .buttons import buttons_of
from .models import Appeal, Case, Comment, Decision, Edit, Notice, Reason, ReasonText, Report
from .moderation import unclaimed
from .screening import words_of
from .seen import stamp
from .together import Joins, joins

PAGE = 30
RECORD_OF = timedelta(days=30)
# Of an author's or a network's newest comments so many are looked at; beyond them the card says "50+".
LOOKED_AT = 50
REPORTS = 8
OF_DEVICE, OF_NETWORK = 1, 2
NOBODY = -1
STATES = Comment.State

# Which ground a finding most likely leads to, so that it is one press away on a phone.
SUGGESTED = {
    "abusive_word": Reason.ABUSE,
    "banned_word": Reason.ABUSE,
    "personal_data": Reason.PERSONAL,
    "banned_domain": Reason.SPAM,
    "like_rejected": Reason.SPAM,
    "links": Reason.SPAM,
    "repeated": Reason.SPAM,
}


# -- What waits for whom -------------------------------------------------------------------------------------------


def waiting_for(user):
    """Lists of what waits for this user's decision, by the name of their tab. No query."""
    found = {}
    decides, notices = user.has_perm("comments.moderate_comment"), user.has_perm("comments.decide_notice")
    if decides:
        found["queue"] = Comment.objects.waiting()
        found["reported"] = Case.objects.filter(closed_at__isnull=True)
    if notices:
        found["notices"] = Notice.objects.filter(state=Notice.State.RECEIVED)
    if decides or notices:
        found["appeals"] = open_appeals(user)
    return found


def open_appeals(user):
    """Appeals that wait for an answer, without those about notices for whoever may not decide on them."""
    found = Appeal.objects.filter(decided_at__isnull=True)
    if not user.has_perm("comments.decide_notice"):
        found = found.filter(notice__isnull=True)
    if not user.has_perm("comments.moderate_comment"):
        found = found.filter(notice__isnull=False)
    return found


def held_by_others(user):
    """Waiting comments that another moderator reads just now, as a list with its name. No query."""
    if not user.has_perm("comments.moderate_comment"):
        return {}
    return {"others": _held_by_others(user, timezone.now())}


def _held_by_others(user, now):
    return Comment.objects.waiting().filter(claimed_until__gt=now).exclude(claimed_by=user)


def counts_of(request):
    """A function that gives the numbers of the user's lists by their names, and of what others hold as "others".

    None is counted beyond a thousand, and all together with what else the desk counts for this request.
    """
    lists = waiting_for(request.user) | held_by_others(request.user)
    numbers = {name: Counts.of(request).want(f"comments, {name}", rows) for name, rows in lists.items()}
    return lambda: {name: number() for name, number in numbers.items()}


# -- Cards -----------------------------------------------------------------------------------------------------------


@dataclass
class Record:
    """The author's newest comments of the last 30 days, by state, and how many of them wait."""

    total: int = 0
    approved: int = 0
    rejected: int = 0
    waiting: int = 0
    is_more: bool = False


@dataclass
class Card:
    """One comment to be decided on."""

    comment: Comment
    pieces: list
    reasons: list
    joins: Joins
    seen: str
    record: Record
    is_edit: bool = False
    # Other devices of the last 24 hours in the same network.
    neighbours: int = 0
    suggested: Reason | None = None
    can_mask: bool = False
    held_by: object = None
    case: Case | None = None
    reports: list = field(default_factory=list)
    next_pk: int | None = None

    @property
    def pk(self):
        return self.comment.pk

    @cached_property
    def key(self):
        """The number as text: in a template it costs nothing then."""
        return str(self.comment.pk)

    @cached_property
    def address(self):
        return _address("comments_comment_change") % self.comment.pk

    @cached_property
    def decide_address(self):
        return _address("comments_decide") % self.comment.pk

    @property
    def buttons(self):
        return buttons_of(self)

    @property
    def record_line(self):
        """What is known of the author, as HTML with the card's addresses."""
        comment, record = self.comment, self.record
        kind = "newsroom" if comment.staff_id else "unknown" if comment.token_id is None else "device"
        counts = (record.total, record.is_more, record.approved, record.rejected, record.waiting, self.neighbours)
        return trusted(_record_line(kind, *counts, get_language()).replace("/0/", f"/{comment.pk}/"))

    # What follows is put together here, since thirty cards of small pieces of template take many times as long.

    @property
    def why(self):
        """Why it is here, as the card's heading."""
        reasons = ", ".join(self.reasons)
        if self.case:
            n = self.case.reports_count
            return ngettext("%(n)s report", "%(n)s reports", n) % {"n": n}
        if self.is_edit:
            return f"{_('Correction')}: {reasons}" if reasons else _("Correction")
        if reasons:
            return reasons
        return _("Waits for the newsroom") if self.comment.waits_since else self.comment.get_state_display()

    @property
    def said(self):
        """The text as HTML, what the checks found marked."""
        marked = (
            f'<mark title="{escape(why)}">{escape(words)}</mark>' if why else escape(words)
            for words, why in self.pieces
        )
        return trusted("".join(marked))

    @cached_property
    def sent_at(self):
        """For machines."""
        return timezone.localtime(self.comment.created_at).isoformat(timespec="seconds")

    @cached_property
    def all_about(self):
        return _("All about comment no. %(n)s") % {"n": self.comment.pk}

    @property
    def joined(self):
        return self.joins.value

    @property
    def item(self):
        """What the page posts back: which comment, and as it was read."""
        return f"{self.comment.pk}-{self.seen}"


@cache
def _address(name):
    """The address of a page of one comment, to be filled with its number: thirty cards ask for it a hundred times."""
    return reverse(f"admin:{name}", args=[0]).replace("/0/", "/%d/")


@lru_cache(maxsize=2_000)
def _record_line(kind, total, is_more, approved, rejected, waiting, neighbours, language):
    """The line for an author with those numbers. Most authors share theirs with others, so each is drawn once."""
    record = Record(total, approved, rejected, waiting, is_more)
    context = {
        "kind": kind,
        "record": record,
        "neighbours": neighbours,
        "address": _address("comments_comment_change") % 0,
    }
    return render_to_string("admin/comments/_record.html", context)


def excerpt(comment, length=40):
    """The first words, for messages."""
    text = " ".join(comment.body.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def with_all(comments):
    """With what a card shows: story, parent, who holds it, the held correction. One query, and one for the findings."""
    held = Edit.objects.filter(comment=OuterRef("pk"), state=Edit.State.HELD)
    return (
        comments.select_related("article", "parent", "claimed_by", "staff")
        .defer("article__lead", "article__body", "article__body_html")
        .annotate(edit_id=Subquery(held.values("pk")[:1]), edit_body=Subquery(held.values("body")[:1]))
        .prefetch_related("hits")
    )


def cards(comments, user, now=None):
    """Cards of comments that `with_all` fetched. One query for all authors' records and networks."""
    now = now or timezone.now()
    records, neighbours = _authors(comments, now)
    made = [_card(comment, user, now) for comment in comments]
    for card, following in zip(made, [*made[1:], None], strict=False):
        card.record = records.get(card.comment.token_id, card.record)
        card.neighbours = len(neighbours.get(card.comment.network, set()) - {card.comment.token_id})
        card.next_pk = following.pk if following else None
    return made


def _card(comment, user, now):
    is_edit = comment.edit_id is not None
    hits = [hit for hit in comment.hits.all() if hit.edit_id == comment.edit_id]
    body = comment.edit_body if is_edit else comment.body
    names = [hit.check_name for hit in hits]
    holds = comment.claimed_until and comment.claimed_until > now and comment.claimed_by_id != user.pk
    return Card(
        comment=comment,
        pieces=pieces(body, hits),
        reasons=list(dict.fromkeys(str(words_of(name)) for name in names)),
        joins=joins(comment.queue_order, names),
        seen=stamp(comment, comment.edit_id, comment.edit_body),
        record=Record(),
        is_edit=is_edit,
        suggested=next((SUGGESTED[name] for name in names if name in SUGGESTED), None),
        can_mask=any(hit.check_name == "personal_data" and hit.start is not None for hit in hits),
        held_by=comment.claimed_by if holds else None,
    )


def pieces(body, hits):
    """The text cut at what the checks found: `(words, why)`, `why` empty for what nothing objects to."""
    found, at = [], 0
    for hit in sorted((hit for hit in hits if hit.start is not None), key=lambda hit: (hit.start, -hit.end)):
        start, end = max(hit.start, at), min(hit.end, len(body))
        if start >= end:
            continue
        if start > at:
            found.append((body[at:start], ""))
        found.append((body[start:end], str(words_of(hit.check_name))))
        at = end
    if at < len(body) or not found:
        found.append((body[at:], ""))
    return found


def _authors(comments, now):
    """`({device: Record}, {network: devices})` of the comments' senders. One query of short looks into two indexes."""
    devices = list(dict.fromkeys(comment.token_id for comment in comments if comment.token_id))
    networks = list(dict.fromkeys(comment.network for comment in comments if comment.network))
    is_late, waits = Q(created_at__gte=now - RECORD_OF), Q(waits_since__isnull=False)

    def newest(kind, same, state, is_late, waits):
        rows = same.annotate(kind=Value(kind, IntegerField()), told=state, is_late=is_late, waits=waits).order_by("-pk")
        return rows.values_list("kind", "token_id", "network", "told", "is_late", "waits")[:LOOKED_AT]

    nothing = Value("", CharField()), Value(True, BooleanField()), Value(False, BooleanField())
    of_device = newest(OF_DEVICE, Comment.objects.filter(token=NOBODY), F("state"), is_late, waits)
    of_network = newest(OF_NETWORK, Comment.objects.in_network("?"), *nothing)
    looks = the_same_for(of_device, NOBODY, devices) + the_same_for(of_network, "?", networks)
    records, neighbours = {}, {}
    for kind, device, network, state, is_late, waits, number in count_in_each(looks, columns=6):
        if kind == OF_NETWORK:
            neighbours.setdefault(network, set()).add(device)
        elif is_late:
            record = records.setdefault(device, Record())
            record.total += number
            record.approved += number if state == STATES.VISIBLE else 0
            record.rejected += number if state == STATES.REJECTED else 0
            record.waiting += number if waits else 0
            record.is_more = record.total == LOOKED_AT
    return records, neighbours


# -- Pages ----------------------------------------------------------------------------------------------------------

_CURSOR = re.compile(r"([0-9]{1,4})-([0-9]{1,17})-([0-9]{1,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Page:
    cards: list
    next_cursor: str = ""


@Prepared
def _first_of_queue(user_id, now):
    return with_all(unclaimed(user_id, now)).order_by("queue_order", "waits_since", "pk")[: PAGE + 1]


def page_of(user, cursor="", *, of_others=False):
    """One page of the queue after the cursor: what nobody else holds; or the first of what others hold. Three queries."""
    now = timezone.now()
    if of_others:
        rows = with_all(_held_by_others(user, now)).order_by("claimed_until", "pk")[:PAGE]
        return Page(cards(list(rows), user, now))
    if cursor:
        rows = with_all(unclaimed(user, now)).order_by("queue_order", "waits_since", "pk")
        order, moment, pk = _read(cursor)
        later = Q(waits_since__gt=moment) | Q(waits_since=moment, pk__gt=pk)
        # Said first in a form that every planner turns into one range of the index.
        rows = list(rows.filter(queue_order__gte=order).filter(Q(queue_order__gt=order) | later)[: PAGE + 1])
    else:
        rows = _first_of_queue(user.pk, now)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(cards(rows[:PAGE], user, now), _write(last) if last else "")


def reported(user, cursor=""):
    """One page of readers' reports, the oldest case first. Four queries."""
    cases = Case.objects.filter(closed_at__isnull=True).order_by("opened_at", "pk")
    if cursor:
        _order, moment, pk = _read(cursor)
        cases = cases.filter(opened_at__gte=moment).filter(Q(opened_at__gt=moment) | Q(opened_at=moment, pk__gt=pk))
    newest = Prefetch("reports", Report.objects.order_by("-pk")[:REPORTS], to_attr="newest_reports")
    cases = list(cases.prefetch_related(newest)[: PAGE + 1])
    shown = cases[:PAGE]
    comments = {
        comment.pk: comment for comment in with_all(Comment.objects.filter(pk__in=[c.comment_id for c in shown]))
    }
    made = cards([comments[case.comment_id] for case in shown if case.comment_id in comments], user)
    by_comment = {case.comment_id: case for case in shown}
    for card in made:
        card.case = by_comment[card.pk]
        card.reports = card.case.newest_reports
        grounds = [report.reason for report in card.reports]
        card.suggested = Reason(max(grounds, key=grounds.count)) if grounds else None
    last = shown[-1] if len(cases) > PAGE else None
    return Page(made, f"0-{_micro(last.opened_at)}-{last.pk}" if last else "")


def _write(comment):
    return f"{comment.queue_order}-{_micro(comment.waits_since)}-{comment.pk}"


def _micro(moment):
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _read(cursor):
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise Http404("Not a cursor of this list.")
    try:
        return int(match[1]), _EPOCH + timedelta(microseconds=int(match[2])), int(match[3])
    except OverflowError as error:
        raise Http404("Not a cursor of this list.") from error


# -- Beside the list --------------------------------------------------------------------------------------------------


@remember_for(30)
def grounds():
    """Grounds in the order of their keys, each as `(key, value, label, rule, statement)`."""
    texts = {text.reason: text for text in ReasonText.objects.all()}
    return [
        (
            number, reason.value, str(reason.label),
            texts[reason].rule if reason in texts else "",
            texts[reason].statement if reason in texts else "",
        )
        for number, reason in enumerate(Reason, 1)
    ]  # fmt: skip


def silences():
    """Electoral silences that run now and keep comments from being approved."""
    return [period for period in rules.running_silences() if not period.comments_stay_open]


@remember_for(60)
def today():
    """How many decisions the newsroom made today, and the median wait in minutes (None where nothing had waited)."""
    from statistics import median

    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    made = Decision.objects.filter(at__gte=midnight, by__isnull=False).exclude(what=Decision.What.REVERSED)
    waits = list(made.order_by("-at").values_list("waited_seconds", flat=True)[:2000])
    waited = [wait for wait in waits if wait is not None]
    return len(waits), round(median(waited) / 60) if waited else None


def history(comment, number=20):
    """What else came from the comment's device in the last 30 days, each with its newest decision. Two queries."""
    if comment.token_id is None:
        return []
    since = timezone.now() - RECORD_OF
    rows = Comment.objects.filter(token=comment.token_id).exclude(pk=comment.pk).order_by("-pk")[:number]
    rows = [row for row in rows if row.created_at >= since]
    newest = {}
    for decision in Decision.objects.filter(comment__in=[row.pk for row in rows]).order_by("pk"):
        newest[decision.comment_id] = decision
    for row in rows:
        row.newest = newest.get(row.pk)
    return rows


def timeline(comment):
    """Every decision on the comment, the newest first."""
    return Decision.objects.filter(comment=comment).select_related("by").order_by("-pk")[:100]

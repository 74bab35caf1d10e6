"""Deciding on several comments in one press: what the press covers, and what it leaves alone.

"Approve the rest" covers what the moderator was shown on one page and has not decided on, text by text: whoever corrects a
comment meanwhile waits on. Comments held by rule alone join by being on the page; those that a check objected to join once
they were read there. Personal data and what is most likely rubbish never join: the first wants covering, the second a
decision of its own. See decision 11.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q
from django.utils import timezone

from . import moderation
from .models import Comment, Hit
from .screening import ROUTINE, RUBBISH
from .transitions import WrongState

MOST = 200


class Joins(Enum):
    """Whether a waiting comment is approved with the rest of the page."""

    ALWAYS = "always"
    ONCE_READ = "read"
    NEVER = "never"


def joins(queue_order, check_names):
    """How a comment in that place of the queue joins, given the names of the checks that objected to it."""
    if queue_order == RUBBISH or "personal_data" in check_names:
        return Joins.NEVER
    return Joins.ALWAYS if queue_order == ROUTINE else Joins.ONCE_READ


@dataclass
class Outcome:
    """What became of one press. What is not `done` waits as before."""

    batch: str
    done: int = 0
    # Corrected, deleted or decided on by somebody else since they were read.
    changed: int = 0
    # Held by another moderator just now.
    theirs: int = 0
    # To be decided one by one.
    alone: int = 0
    # While the electoral silence lasts nothing can be approved.
    silent: int = 0


def approve_read(read, by, *, even_rubbish=False):
    """Approve comments as they were read, `{id: stamp}`, in one batch. Returns the `Outcome`.

    One short transaction each, so that readers are not kept waiting by a long one; a comment that does not fit stops no other.
    """

    def approve(pk, stamp, batch):
        moderation.approve(pk, by, batch=batch, read=stamp)

    return _each(read, by, approve, alone=lambda order, names: _alone(order, names, even_rubbish))


def reject_read(read, by, *, reason, statement=""):
    """Reject comments as they were read, `{id: stamp}`, in one batch. Returns the `Outcome`."""

    def reject(pk, stamp, batch):
        moderation.reject(pk, by, reason=reason, statement=statement, batch=batch, read=stamp)

    return _each(read, by, reject, alone=lambda order, names: False)


def _alone(queue_order, check_names, even_rubbish):
    if even_rubbish:
        return "personal_data" in check_names
    return joins(queue_order, check_names) is Joins.NEVER


def _each(read, by, decide, *, alone):
    outcome = Outcome(moderation.new_batch())
    pks = sorted(read)[:MOST]
    rows = {
        row.pk: row for row in Comment.objects.filter(pk__in=pks).only("queue_order", "claimed_by", "claimed_until")
    }
    names = {}
    for pk, name in Hit.objects.filter(comment__in=pks).values_list("comment_id", "check_name"):
        names.setdefault(pk, set()).add(name)
    now = timezone.now()
    for pk in pks:
        row = rows.get(pk)
        if row and alone(row.queue_order, names.get(pk, set())):
            outcome.alone += 1
        elif row and row.claimed_until and row.claimed_until > now and row.claimed_by_id not in {None, by.pk}:
            outcome.theirs += 1
        else:
            try:
                decide(pk, read[pk], outcome.batch)
            except moderation.SilenceRests:
                outcome.silent += 1
            except (WrongState, Comment.DoesNotExist):
                outcome.changed += 1
            else:
                outcome.done += 1
    return outcome


def claim_all(pks, by, now=None):
    """Keep waiting comments for one moderator for five minutes; returns until when. One query."""
    now = now or timezone.now()
    until = now + moderation.CLAIM_FOR
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=by)
    Comment.objects.waiting().filter(free, pk__in=pks).update(claimed_by=by, claimed_until=until)
    return until

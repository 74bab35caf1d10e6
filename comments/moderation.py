"""What moderators decide. Every function is one transaction, leaves a `Decision` and asks for no permission: the view does.

A rejection always has its ground and a statement of reasons. Anything may be taken back with `undo`.
"""

import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polish.personal import find_personal

from . import letters, rules, seen
from .bans import ban, lift  # noqa: F401 - decided by moderators as well
from .models import Appeal, Case, Comment, Decision, Edit, Hit, Letter, Notice, Reason, ReasonText, TextPrint
from .services import apply_edit
from .transitions import State, WrongState, locked, place

security = logging.getLogger("newsroom.security")

CLAIM_FOR = timedelta(minutes=5)
APPEAL_WITHIN = timedelta(days=183)
What = Decision.What
# Taken back by a new decision only: whoever appealed has had an answer.
FINAL = {What.REVERSED, What.APPEAL_UPHELD, What.APPEAL_ALLOWED}


class SilenceRests(WrongState):
    """Nothing becomes visible while the electoral silence lasts."""


class OwnDecision(Exception):
    """Another moderator, who is there, has to decide the appeal."""


# Decisions that answered a notice of illegal content, before its key; see `batch`.
OF_NOTICE = "notice-"


def new_batch():
    """A name for decisions made in one press, so that they can be taken back in one."""
    return secrets.token_hex(8)


# -- Decisions on a comment ------------------------------------------------------------------------------------


@transaction.atomic
def approve(pk, by, *, batch="", read=None):
    """Publish a held, rejected or hidden comment, or the held correction of a visible one.

    `read` is the stamp of what the moderator read (`seen.stamp`). Raises `SilenceRests`, `seen.ChangedSince`, and
    `WrongState` where there is nothing to approve.
    """
    comment = _locked_as_read(pk, read)
    _not_in_silence(comment)
    if comment.is_visible:
        return _decide_edit(comment, by, batch=batch, approved=True)
    if comment.state == State.DELETED:
        raise WrongState(_("The author has deleted this comment."))
    before = comment.state
    what = What.APPROVED if before == State.HELD else What.RESTORED
    decision = _decide(comment, what, by, State.VISIBLE, batch=batch)
    place(comment, State.VISIBLE)
    # What was rejected before is no pattern of rubbish any more.
    TextPrint.objects.filter(comment=comment).update(was_rejected=False)
    letters.tell_of_reply(comment)
    return decision


@transaction.atomic
def mask_and_approve(pk, by, *, spans=None, batch="", read=None):
    """Cover personal data in the text and publish the rest. `spans` are places to cover; None: what the checks found.

    Closes the case of a reported comment: it stays, without the data. Raises `WrongState` where there is nothing to cover.
    """
    comment = _locked_as_read(pk, read)
    _not_in_silence(comment)
    if comment.state == State.DELETED:
        raise WrongState(_("The author has deleted this comment."))
    edit = comment.edits.filter(state=Edit.State.HELD).first() if comment.is_visible else None
    body = edit.body if edit else comment.body
    spans = [(found.start, found.end) for found in find_personal(body)] if spans is None else spans
    covered = cover(body, spans)
    if covered == body:
        raise WrongState(_("There is nothing to cover in this text."))
    decision = _decide(comment, What.MASKED, by, State.VISIBLE, batch=batch, body_before=comment.body, edit=edit)
    if edit:
        Edit.objects.filter(pk=edit.pk).update(state=Edit.State.APPLIED, body=covered)
        edit.body = covered
        apply_edit(comment, edit)
    comment.body, comment.masked = covered, True
    place(comment, State.VISIBLE, save=["body", "masked", "edited_at"])
    Hit.objects.filter(comment=comment, check_name="personal_data").update(start=None, end=None, detail="")
    Case.objects.filter(comment=comment, closed_at__isnull=True).update(
        closed_at=timezone.now(), outcome=Case.Outcome.KEPT
    )
    letters.tell_of_reply(comment)
    return decision


def cover(body, spans):
    """The text with those places as dots, four for each whatever their length."""
    pieces, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            pieces += [body[end:start], "••••"]
            end = stop
    return "".join([*pieces, body[end:]])


@transaction.atomic
def reject(pk, by, *, reason, statement="", batch="", send=True, read=None):
    """Do not publish, or take down, with a ground and a statement of reasons (DSA 17); of a visible comment with a held
    correction, refuse the correction only.

    An empty statement takes the ground's own text. No letter goes out about advertising. Raises `WrongState`.
    """
    comment = _locked_as_read(pk, read)
    if comment.state in {State.DELETED, State.REJECTED}:
        raise WrongState(_("This comment is already off the site."))
    if comment.is_visible and comment.waits_since is not None:
        return _decide_edit(comment, by, batch=batch, approved=False, reason=reason, statement=statement)
    decision = _decide(comment, What.REJECTED, by, State.REJECTED, reason=reason, statement=statement, batch=batch)
    place(comment, State.REJECTED)
    if reason == Reason.SPAM:
        TextPrint.objects.filter(comment=comment).update(was_rejected=True)
    elif send:
        letters.send_statement(decision)
    Case.objects.filter(comment=comment, closed_at__isnull=True).update(
        closed_at=timezone.now(), outcome=Case.Outcome.REMOVED
    )
    return decision


@transaction.atomic
def hide(pk, by=None):
    """Take a visible comment off the site while something is checked. `by` is None where the newsroom's rule does it."""
    comment = locked(pk)
    if not comment.is_visible:
        return None
    decision = _decide(comment, What.HIDDEN, by, State.HIDDEN)
    place(comment, State.HIDDEN)
    return decision


@transaction.atomic
def keep(case_pk, by):
    """Let a reported comment stay; closes the case."""
    case = Case.objects.select_related("comment").get(pk=case_pk)
    comment = locked(case.comment_id)
    case = Case.objects.select_for_update().get(pk=case_pk)
    if case.closed_at:
        raise WrongState(_("This case has been decided already."))
    case.closed_at, case.outcome = timezone.now(), Case.Outcome.KEPT
    case.save(update_fields=["closed_at", "outcome"])
    return _decide(comment, What.KEPT, by, comment.state)


@transaction.atomic
def feature(pk, by, *, featured=True):
    """Mark a visible comment as featured by the newsroom, or take the mark away."""
    comment = locked(pk)
    if not comment.is_visible:
        raise WrongState(_("Only a published comment can be featured."))
    comment.is_featured = featured
    comment.save(update_fields=["is_featured"])
    return _decide(comment, What.FEATURED if featured else What.UNFEATURED, by, comment.state)


def _decide_edit(comment, by, *, batch, approved, reason="", statement=""):
    edit = comment.edits.filter(state=Edit.State.HELD).first()
    if edit is None:
        raise WrongState(_("This comment is published already."))
    before = comment.body
    what = What.EDIT_APPROVED if approved else What.EDIT_REFUSED
    decision = _decide(
        comment, what, by, State.VISIBLE, reason=reason, statement=statement, batch=batch, body_before=before, edit=edit
    )
    Edit.objects.filter(pk=edit.pk).update(state=Edit.State.APPLIED if approved else Edit.State.REFUSED)
    if approved:
        apply_edit(comment, edit)
    place(comment, State.VISIBLE, save=["body", "edited_at"])
    return decision


def _decide(comment, what, by, after, *, reason="", statement="", batch="", **more):
    """Write the decision down, before the comment changes. The ground's own text fills an empty statement."""
    rule = ""
    if reason:
        text = ReasonText.objects.filter(reason=reason).first()
        statement = statement.strip() or (text.statement if text else str(Reason(reason).label))
        rule = text.rule if text else ""
    waited = timezone.now() - comment.waits_since if comment.waits_since else None
    decision = Decision.objects.create(
        comment=comment,
        comment_number=comment.pk,
        what=what,
        state_before=comment.state,
        state_after=after,
        reason=reason,
        statement=statement,
        rule=rule,
        automated_detection=comment.hits.exists(),
        by=by,
        batch=batch,
        waited_seconds=max(0, int(waited.total_seconds())) if waited else None,
        terms_version=comment.terms_version,
        **more,
    )
    security.info("comment %s %s by %s", comment.pk, what, by.get_username() if by else "rule")
    return decision


def _locked_as_read(pk, read):
    comment = locked(pk)
    if read is not None:
        seen.check(comment, read)
    return comment


def _not_in_silence(comment):
    silence = rules.silence_for(comment.article)
    if silence and not silence.comments_stay_open:
        raise SilenceRests(_("The electoral silence lasts. Comments can be approved when it ends."))


# -- Taking back ---------------------------------------------------------------------------------------------------


@transaction.atomic
def undo(decision_pk, by):
    """Put the comment back where the decision found it. The decision stays on record, with the row that reverses it.

    What answered a notice of illegal content opens the notice again. Raises `WrongState` where the comment has moved on
    since, or the decision was taken back already.
    """
    decision = Decision.objects.get(pk=decision_pk)
    if decision.comment_id is None or decision.what in FINAL:
        raise WrongState(_("This decision can no longer be taken back."))
    comment = locked(decision.comment_id)
    if Decision.objects.filter(reverses=decision).exists() or comment.state != decision.state_after:
        raise WrongState(_("This decision can no longer be taken back."))
    if decision.body_before and comment.edits.filter(at__gt=decision.at).exists():
        raise WrongState(_("The author has corrected the comment since; decide on it anew."))
    if decision.state_before == State.VISIBLE and decision.state_after != State.VISIBLE:
        _not_in_silence(comment)
    notice = _notice_of(decision)
    if notice and notice.appeals.exists():
        raise WrongState(_("This decision can no longer be taken back."))
    reversal = _decide(comment, What.REVERSED, by, decision.state_before, reverses=decision)
    _put_back(comment, decision)
    if notice:
        notice.reopen()
    return reversal


def _notice_of(decision):
    """The decided notice that the decision answered, or None."""
    number = decision.batch.removeprefix(OF_NOTICE)
    if number == decision.batch:
        return None
    return Notice.objects.select_for_update().filter(pk=int(number), state=Notice.State.DECIDED).first()


def _put_back(comment, decision):
    save = []
    # It goes back to where it stood in the queue, not to its end.
    waited = timedelta(seconds=decision.waited_seconds or 0)
    comment.waits_since = decision.at - waited
    # A letter about a decision that is no more must not go out.
    Letter.objects.filter(comment=comment, sent_at=None, kind__in=[Letter.Kind.STATEMENT, Letter.Kind.REPLY]).delete()
    if decision.what in {What.MASKED, What.EDIT_APPROVED}:
        comment.body = decision.body_before
        comment.masked = False
        save += ["body", "masked"]
    if decision.what == What.MASKED and not decision.edit_id:
        _find_personal_again(comment)
    if decision.edit_id and decision.what in {What.MASKED, What.EDIT_APPROVED, What.EDIT_REFUSED}:
        Edit.objects.filter(pk=decision.edit_id).update(state=Edit.State.HELD)
        save.append("waits_since")
    if decision.what in {What.FEATURED, What.UNFEATURED}:
        comment.is_featured = decision.what == What.UNFEATURED
        save.append("is_featured")
    if decision.what in {What.KEPT, What.MASKED} or decision.reason:
        _reopen_case(comment)
    if decision.reason == Reason.SPAM:
        TextPrint.objects.filter(comment=comment).update(was_rejected=False)
    place(comment, decision.state_before, save=save)


def _find_personal_again(comment):
    """The places that were covered are marked once more."""
    Hit.objects.filter(comment=comment, check_name="personal_data", start=None, detail="").delete()
    Hit.objects.bulk_create(
        Hit(comment=comment, check_name="personal_data", start=found.start, end=found.end)
        for found in find_personal(comment.body)
    )


def _reopen_case(comment):
    last = Case.objects.filter(comment=comment).order_by("-closed_at").first()
    if last and last.closed_at and not Case.objects.filter(comment=comment, closed_at__isnull=True).exists():
        Case.objects.filter(pk=last.pk).update(closed_at=None, outcome="")


def undo_batch(batch, by):
    """Take back every decision of one press that can still be taken back. Returns how many."""
    undone = 0
    for pk in Decision.objects.filter(batch=batch).exclude(batch="").order_by("-pk").values_list("pk", flat=True):
        try:
            undo(pk, by)
        except WrongState:
            continue
        undone += 1
    return undone


# -- What belongs together --------------------------------------------------------------------------------------------------


def same_author(comment):
    """Waiting comments from the same device."""
    if comment.token_id is None:
        return Comment.objects.none()
    return Comment.objects.waiting().filter(token=comment.token_id)


def same_text(comment):
    """Waiting comments with the same text, letter for letter but for case, signs and accents."""
    exact = TextPrint.objects.filter(comment=comment).values("exact")
    return Comment.objects.waiting().filter(prints__exact__in=exact).distinct()


def neighbours(comment):
    """Other comments of the last 24 hours from the same network."""
    if not comment.network:
        return Comment.objects.none()
    return Comment.objects.in_network(comment.network).exclude(pk=comment.pk).order_by("-pk")


# -- Claiming ------------------------------------------------------------------------------------------------------


def claim(pk, by, now=None):
    """Keep a waiting comment for one moderator for five minutes. Returns whether it is theirs. One query."""
    now = now or timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=by)
    return bool(Comment.objects.waiting().filter(free, pk=pk).update(claimed_by=by, claimed_until=now + CLAIM_FOR))


def unclaimed(by, now=None):
    """Waiting comments that nobody else holds."""
    now = now or timezone.now()
    return Comment.objects.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=by))


# -- Appeals -------------------------------------------------------------------------------------------------------


def appealable(comment, now=None):
    """The decision that the comment's author may still appeal against, or None."""
    now = now or timezone.now()
    against = comment.decisions.filter(
        what__in=[What.REJECTED, What.EDIT_REFUSED, What.HIDDEN, What.MASKED],
        at__gte=now - APPEAL_WITHIN,
        reversed_by__isnull=True,
        appeals__isnull=True,
    )
    return against.order_by("-pk").first() if comment.state != State.DELETED else None


@transaction.atomic
def appeal(comment, text):
    """The author disagrees with the newest decision on the comment. Raises `WrongState` where there is none to appeal."""
    decision = appealable(locked(comment.pk))
    if decision is None:
        raise WrongState(_("There is no decision that could be appealed against."))
    return Appeal.objects.create(decision=decision, comment_id=comment.pk, text=text)


@transaction.atomic
def decide_appeal(appeal_pk, by, *, allowed, answer):
    """Decide an appeal of a comment's author or of whoever sent a notice. Allowing it puts the comment back on the site.

    Raises `OwnDecision` where `by` made the decision and another moderator is there, `WrongState` if it was decided or has no
    answer.
    """
    found = Appeal.objects.select_for_update().get(pk=appeal_pk)
    if found.decided_at:
        raise WrongState(_("This appeal has been decided already."))
    if is_own(found, by):
        raise OwnDecision
    if not answer.strip():
        raise WrongState(_("Write the answer: whoever appeals has a right to it."))
    found.outcome = Appeal.Outcome.ALLOWED if allowed else Appeal.Outcome.UPHELD
    found.answer, found.decided_at, found.decided_by = answer.strip(), timezone.now(), by
    found.save(update_fields=["outcome", "answer", "decided_at", "decided_by"])
    if found.comment_id:
        comment = locked(found.comment_id)
        if allowed and comment.state == State.DELETED:
            raise WrongState(_("The author has deleted this comment."))
        what = What.APPEAL_ALLOWED if allowed else What.APPEAL_UPHELD
        puts_back = allowed and comment.state in {State.REJECTED, State.HIDDEN}
        if puts_back:
            _not_in_silence(comment)
        after = State.VISIBLE if puts_back else comment.state
        _decide(comment, what, by, after, statement=found.answer)
        if puts_back:
            place(comment, State.VISIBLE)
        if comment.token and comment.token.wants_mail:
            letters.send_appeal_decision(found, comment.token.email, comment.token)
    elif found.notice and found.notice.email:
        letters.send_appeal_decision(found, found.notice.email)
    return found


def is_own(found, by):
    """Whether somebody else has to decide the appeal, since `by` made the decision and another moderator is there."""
    decided_by = found.decision.by_id if found.decision else found.notice.decided_by_id if found.notice else None
    what = "comments.decide_notice" if found.notice else "comments.moderate_comment"
    return decided_by == by.pk and other_moderators(by, what).exists()


def other_moderators(by, what="comments.moderate_comment"):
    """Active members of staff but this one who may decide on comments, or on notices."""
    from portal.models import User

    return User.objects.with_perm(what, backend="django.contrib.auth.backends.ModelBackend").exclude(pk=by.pk)

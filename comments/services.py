"""What readers do: write, correct, delete, support, report. Each function is one transaction.

Moderators' decisions are in `moderation`, notices of illegal content in `notices`, the reader's own data in `own`.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import counters
from common.limits import CountersAway, Limit
from common.prepared import Prepared
from polish.similar import fingerprint

from . import letters, nicks, rules, screening, wordlists
from .classifier import opinion
from .models import (
    Appeal,
    Ban,
    Case,
    Comment,
    CommentToken,
    Edit,
    Hit,
    Reaction,
    Reason,
    Report,
    ScreeningCounter,
    SealedAddress,
    StoryRules,
    TextPrint,
)
from .sealing import seal
from .text import nick_key, tidy_body, tidy_nick
from .transitions import State, WrongState, locked, place

logger = logging.getLogger(__name__)

EDIT_WITHIN = timedelta(minutes=10)
SURGE_LASTS = timedelta(minutes=30)
RECORD_OF = timedelta(days=30)
REPEATS_WITHIN = timedelta(days=7)
REJECTED_REMEMBERED_FOR = timedelta(days=90)
ALIKE = 0.7

# Over the first four nothing is accepted; a surge puts the story into pre-moderation and asks for proof of work.
POSTS_OF_NETWORK = Limit("post-network", 30, 600)
POSTS_OF_TOKEN = Limit("post-token", 12, 600)
POSTS_UNDER_STORY = Limit("post-story", 120, 60)
POSTS_ON_SITE = Limit("post-site", 600, 60)
SURGE_UNDER_STORY = Limit("surge-story", 40, 600)
# Comments of a network within that span, from which on it has to prove its work.
PROOF_FROM = 8
REACTIONS_OF_NETWORK = Limit("react-network", 200, 3600)
NEW_TOKENS_OF_NETWORK = Limit("react-new-token", 12, 3600)
NEW_TOKENS_FOR_COMMENT = Limit("react-new-here", 4, 24 * 3600)
REPORTS_OF_NETWORK = Limit("report-network", 30, 3600)


class CommentsClosed(Exception):
    """No comment can be written under the story; the message says why."""


class NoSuchParent(Exception):
    """The comment that is answered is not there, not visible, or stands under another story."""


class TooLate(Exception):
    """The time for correcting has passed."""


class ReactionsRest(Exception):
    """Support is not counted now: electoral silence, or the reader's own comment."""


@dataclass(frozen=True)
class FormFacts:
    """What the form's protection found out. See `common.tokens` and `common.proof`."""

    form_id: str | None = None
    too_young: bool = False
    proof_wanted: bool = False
    proof_good: bool = False
    counters_away: bool = False


@transaction.atomic
def post_comment(article, *, nick, body, sender, parent_id=None, form=FormFacts()):
    """Take a comment: visible at once, or held with the reasons why. The sender must have a token.

    Raises `CommentsClosed`, `NoSuchParent`. Letters to those who are answered go out after the transaction.
    """
    its_rules = rules.rules_for(article)
    if not its_rules.is_open:
        raise CommentsClosed(its_rules.closed.value)
    parent, root = _parent_and_root(article, parent_id)
    comment = Comment(
        article=article,
        parent=parent,
        root=root,
        token=sender.token,
        nick=tidy_nick(nick),
        nick_key=nick_key(nick),
        body=tidy_body(body),
        created_at=timezone.now(),
        terms_version=rules.terms_version(),
        network=sender.network,
        network_salt=sender.salt,
        form_id=form.form_id,
    )
    print_ = fingerprint(comment.body)
    given = gather(comment.body, comment.nick, sender, its_rules, form, print_)
    hits = screening.screen(given)
    comment.likely_rejected = given.likely_rejected
    comment.queue_order = screening.place_in_queue(hits)
    place(comment, State.HELD if hits else State.VISIBLE)
    _keep_hits(comment, hits)
    if print_:
        _keep_print(comment, print_)
    if sender.address:
        days = rules.site_rules()[0].seal_addresses_for_days
        until = timezone.now() + timedelta(days=days)
        SealedAddress.objects.create(comment=comment, sealed=seal(sender.address), until=until)
    if comment.is_visible:
        letters.tell_of_reply(comment)
    return comment


def post_as_staff(article, *, user, nick, body, parent_id=None):
    """A comment of the newsroom itself, marked as such and visible at once. Raises `NoSuchParent`, and in the electoral
    silence `CommentsClosed`."""
    with transaction.atomic():
        its_rules = rules.rules_for(article)
        if its_rules.is_silent:
            raise CommentsClosed(_("The electoral silence lasts."))
        parent, root = _parent_and_root(article, parent_id)
        comment = Comment(
            article=article, parent=parent, root=root, staff=user, nick=tidy_nick(nick), nick_key=nick_key(nick),
            body=tidy_body(body), created_at=timezone.now(), terms_version=rules.terms_version(),
        )  # fmt: skip
        place(comment, State.VISIBLE)
        letters.tell_of_reply(comment)
        return comment


def _parent_and_root(article, parent_id):
    if parent_id is None:
        return None, None
    found = Comment.objects.visible().filter(pk=parent_id, article=article).exists()
    if not found:
        raise NoSuchParent
    parent = locked(parent_id)
    if not parent.is_visible:
        raise NoSuchParent
    return parent, parent.root or parent


# -- Facts for the checks ---------------------------------------------------------------------------------------


def gather(body, nick, sender, its_rules, form, print_, *, but=None):
    """The `Submission` that `screening` looks at. A fixed number of short queries; `but` is a comment not to compare with."""
    banned, suspect = wordlists.lists()
    likely_rejected, classifier_away = None, False
    try:
        likely_rejected = opinion(body)
    except Exception:
        logger.exception("The classifier failed.")
        classifier_away = True
    bans, domains = _bans(sender, print_)
    return screening.Submission(
        body=body,
        nick=nick,
        mode=its_rules.mode,
        approved_before_trust=its_rules.approved_before_trust,
        is_silent=its_rules.is_silent,
        is_surging=its_rules.is_surging,
        counters_away=form.counters_away,
        form_too_young=form.too_young,
        proof_wanted=form.proof_wanted,
        proof_good=form.proof_good,
        nick_is_reserved=nicks.is_reserved(nick),
        record=_record(sender.token),
        bans=bans,
        banned_domains=domains,
        likenesses=_likenesses(print_, but),
        banned=banned,
        suspect=suspect,
        likely_rejected=likely_rejected,
        classifier_away=classifier_away,
    )


def _bans(sender, print_):
    """Running bans that meet the sender or the text, as `(kind, until)`, and all banned domains. One query."""
    met = Q(kind=Ban.Kind.DOMAIN)
    if sender.token:
        met |= Q(token=sender.token)
    if sender.networks_of_bans:
        met |= Q(kind=Ban.Kind.NETWORK, network__in=sender.networks_of_bans)
    if print_:
        met |= Q(kind=Ban.Kind.TEXT, value=print_.exact)
    found = list(Ban.objects.running().filter(met).values_list("kind", "until", "value"))
    bans = tuple((kind, until) for kind, until, _value in found if kind != Ban.Kind.DOMAIN)
    return bans, tuple(value for kind, _until, value in found if kind == Ban.Kind.DOMAIN)


@Prepared
def _states_of(token_id, since):
    """How many comments of the device are in each state, in all and since then."""
    by_state = Comment.objects.filter(token_id=token_id).order_by().values_list("state")
    return by_state.annotate(ever=Count("pk"), late=Count("pk", filter=Q(created_at__gte=since)))


def _record(token):
    if token is None or token._state.adding:
        return screening.Record()
    found = {state: (ever, late) for state, ever, late in _states_of(token.pk, timezone.now() - RECORD_OF)}
    approved_ever, approved = found.get(State.VISIBLE, (0, 0))
    _ever, rejected = found.get(State.REJECTED, (0, 0))
    return screening.Record(approved=approved, rejected=rejected, approved_ever=approved_ever)


def _likenesses(print_, but):
    """Earlier texts that are much the same. One query over the index of each band."""
    if print_ is None:
        return ()
    now = timezone.now()
    same_band = Q(exact=print_.exact)
    for number, band in enumerate(print_.bands):
        same_band |= Q(**{f"band_{number}": band})
    recent = Q(at__gte=now - REPEATS_WITHIN) | Q(was_rejected=True, at__gte=now - REJECTED_REMEMBERED_FOR)
    rows = TextPrint.objects.filter(same_band).filter(recent).order_by("-pk")
    if but is not None:
        rows = rows.exclude(comment=but)
    found = [
        screening.Likeness(comment_id, print_.likeness(slots), was_rejected)
        for comment_id, slots, was_rejected in rows.values_list("comment_id", "slots", "was_rejected")[:50]
    ]
    return tuple(
        sorted((one for one in found if one.share >= ALIKE), key=lambda one: (not one.was_rejected, -one.share))
    )


def _keep_print(comment, print_):
    bands = {f"band_{number}": band for number, band in enumerate(print_.bands)}
    TextPrint.objects.create(comment=comment, exact=print_.exact, slots=print_.slots, **bands)


def _keep_hits(comment, hits, edit=None):
    Hit.objects.bulk_create(
        Hit(
            comment=comment,
            edit=edit,
            check_name=hit.check.name,
            detail=hit.finding.detail[:200],
            start=hit.finding.start,
            end=hit.finding.end,
        )
        for hit in hits
    )
    today = timezone.localdate()
    for name in dict.fromkeys(hit.check.name for hit in hits):
        counters.add(ScreeningCounter, {"check_name": name, "day": today}, "hits")


# -- Limits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """Whether there is room for one more comment, and what to ask of its sender."""

    is_over: bool = False
    proof_wanted: bool = False
    counters_away: bool = False


def is_flooding(article_id, network):
    """Whether this process already knows that there is no room. No query: it stands before everything else."""
    return POSTS_OF_NETWORK.is_spent(network) or POSTS_UNDER_STORY.is_spent(article_id) or POSTS_ON_SITE.is_spent("")


def make_room(article_id, sender):
    """Count one more comment against every limit, outside any transaction. A surge puts the story into pre-moderation."""
    try:
        of_network = POSTS_OF_NETWORK.count(sender.network)
        over = of_network > POSTS_OF_NETWORK.most
        if sender.token:
            over |= not POSTS_OF_TOKEN.passes(sender.token.pk)
        over |= not POSTS_UNDER_STORY.passes(article_id)
        over |= not POSTS_ON_SITE.passes("")
        if over:
            return Room(is_over=True)
        surging = not SURGE_UNDER_STORY.passes(article_id)
    except CountersAway:
        return Room(counters_away=True)
    if surging:
        StoryRules.objects.update_or_create(
            article_id=article_id, defaults={"surge_until": timezone.now() + SURGE_LASTS}
        )
    return Room(proof_wanted=surging or of_network > PROOF_FROM)


def wants_proof(its_rules, sender):
    """Whether the form should ask for proof of work, so that `make_room` finds it. Never raises: without counters it asks
    for none. A query at most."""
    if its_rules.is_surging:
        return True
    try:
        return POSTS_OF_NETWORK.found(sender.network) >= PROOF_FROM
    except CountersAway:
        return False


# -- The author's own comment ------------------------------------------------------------------------------------


def may_edit(comment, now=None):
    """Whether its author may still correct it."""
    within = (now or timezone.now()) - comment.created_at < EDIT_WITHIN
    return within and comment.state in {State.HELD, State.VISIBLE} and comment.token_id is not None


@transaction.atomic
def edit_comment(comment, *, body, sender):
    """Correct the own comment. Every check runs again: a visible one keeps its text until the new one passes or is approved.

    Returns the `Edit`, or None where nothing changed. Raises `TooLate`.
    """
    comment = locked(comment.pk)
    if not may_edit(comment):
        raise TooLate
    body = tidy_body(body)
    held_edit = comment.edits.filter(state=Edit.State.HELD).first()
    if body == (held_edit.body if held_edit else comment.body):
        return None
    its_rules = rules.rules_for(comment.article)
    print_ = fingerprint(body)
    hits = screening.screen(gather(body, comment.nick, sender, its_rules, FormFacts(), print_, but=comment))
    Edit.objects.filter(comment=comment, state=Edit.State.HELD).update(state=Edit.State.REPLACED)
    Hit.objects.filter(comment=comment, edit__isnull=False).delete()
    if comment.state == State.HELD:
        return _edit_held(comment, body, hits, print_)
    state = Edit.State.HELD if hits else Edit.State.APPLIED
    edit = Edit.objects.create(comment=comment, body_before=comment.body, body=body, state=state)
    if hits:
        _keep_hits(comment, hits, edit)
        comment.waits_since = timezone.now()
        comment.queue_order = screening.place_in_queue(hits)
        place(comment, State.VISIBLE, save=["waits_since", "queue_order"])
    else:
        apply_edit(comment, edit)
        place(comment, State.VISIBLE, save=["body", "edited_at"])
    return edit


def _edit_held(comment, body, hits, print_):
    """A comment that waits simply waits with its new text, or passes with it."""
    edit = Edit.objects.create(comment=comment, body_before=comment.body, body=body, state=Edit.State.APPLIED)
    Hit.objects.filter(comment=comment).delete()
    comment.body, comment.edited_at = body, timezone.now()
    comment.queue_order = screening.place_in_queue(hits)
    TextPrint.objects.filter(comment=comment).delete()
    if print_:
        _keep_print(comment, print_)
    _keep_hits(comment, hits)
    place(comment, State.HELD if hits else State.VISIBLE, save=["body", "edited_at", "queue_order"])
    if comment.is_visible:
        letters.tell_of_reply(comment)
    return edit


def apply_edit(comment, edit):
    """Put the corrected text into the locked comment; the caller saves `body` and `edited_at`."""
    comment.body, comment.edited_at = edit.body, timezone.now()
    TextPrint.objects.filter(comment=comment).delete()
    if print_ := fingerprint(comment.body):
        _keep_print(comment, print_)


@transaction.atomic
def delete_comment(comment):
    """Erase the own comment at once: text, nick, corrections, findings. Where somebody answered, a mark stays."""
    comment = locked(comment.pk)
    erase_text(comment)
    place(
        comment, State.DELETED, save=["body", "nick", "nick_key", "network", "network_salt", "form_id", "is_featured"]
    )
    Case.objects.filter(comment=comment, closed_at__isnull=True).update(
        closed_at=timezone.now(), outcome=Case.Outcome.GONE
    )
    # Nothing is left to be put back: the row stays, without an answer and without the author's words.
    Appeal.objects.filter(comment=comment, decided_at__isnull=True).update(decided_at=timezone.now(), text="")


def erase_text(comment):
    """Take everything personal out of a locked comment; the caller saves it."""
    comment.body = comment.nick = comment.nick_key = comment.network = ""
    comment.network_salt = comment.form_id = None
    comment.is_featured = False
    Edit.objects.filter(comment=comment).update(body="", body_before="", state=Edit.State.REPLACED)
    Hit.objects.filter(comment=comment).delete()
    TextPrint.objects.filter(comment=comment, was_rejected=False).delete()
    TextPrint.objects.filter(comment=comment).update(comment=None)
    SealedAddress.objects.filter(comment=comment).delete()


# -- Support -------------------------------------------------------------------------------------------------------


def react(comment, token, *, wanted=True):
    """Support a visible comment, or take the support back. Doing it twice changes nothing. Returns the new count.

    Raises `ReactionsRest` in the electoral silence and for one's own comment, `Comment.DoesNotExist` for one not visible.
    """
    if comment.token_id is not None and comment.token_id == token.pk:
        raise ReactionsRest(_("This is your own comment."))
    if rules.rules_for(comment.article).is_silent:
        raise ReactionsRest(_("The electoral silence lasts: support is not counted until it ends."))
    with transaction.atomic():
        if not Comment.objects.visible().filter(pk=comment.pk).exists():
            raise Comment.DoesNotExist
        change = _add_reaction(comment, token) if wanted else -_remove_reaction(comment, token)
        if change:
            Comment.objects.filter(pk=comment.pk).update(support=F("support") + change)
    return Comment.objects.values_list("support", flat=True).get(pk=comment.pk)


def _add_reaction(comment, token):
    try:
        with transaction.atomic():
            Reaction.objects.create(comment=comment, token=token)
    except IntegrityError:
        return 0
    return 1


def _remove_reaction(comment, token):
    return Reaction.objects.filter(comment=comment, token=token).delete()[0]


# -- Reports -------------------------------------------------------------------------------------------------------


@transaction.atomic
def report_comment(comment, *, sender, reason, text=""):
    """A reader says that a visible comment breaks the rules. Several reports of one comment are one case.

    After the newsroom let the comment stay, only a report that says something new opens it again: another ground, a text, or
    a comment corrected since. Returns the open `Case`, or None where there is nothing new.
    """
    comment = locked(comment.pk)
    if not comment.is_visible:
        return None
    case = Case.objects.filter(comment=comment, closed_at__isnull=True).first()
    if case is None:
        if not _says_something_new(comment, reason, text):
            return None
        case = Case.objects.create(comment=comment)
    same_sender = Q(network=sender.network) if sender.token is None else Q(token=sender.token)
    if case.reports.filter(same_sender, reason=reason).exists():
        return case
    try:
        with transaction.atomic():
            Report.objects.create(
                case=case, token=sender.token, reason=Reason(reason), text=tidy_body(text), network=sender.network
            )
    except IntegrityError:
        return case
    Case.objects.filter(pk=case.pk).update(reports_count=F("reports_count") + 1)
    return case


def _says_something_new(comment, reason, text):
    last = Case.objects.filter(comment=comment, outcome=Case.Outcome.KEPT).order_by("-closed_at").first()
    if last is None:
        return True
    if comment.edited_at and comment.edited_at > last.closed_at:
        return True
    said = set(Report.objects.filter(case__comment=comment).values_list("reason", "text"))
    if reason not in {ground for ground, _text in said}:
        return True
    text = tidy_body(text)
    return bool(text) and text not in {words for _ground, words in said}


__all__ = [
    "CommentToken", "CommentsClosed", "FormFacts", "NoSuchParent", "ReactionsRest", "Room", "TooLate", "WrongState",
    "apply_edit", "delete_comment", "edit_comment", "erase_text", "gather", "is_flooding", "make_room", "may_edit",
    "post_as_staff", "post_comment", "react", "report_comment", "wants_proof",
]  # fmt: skip

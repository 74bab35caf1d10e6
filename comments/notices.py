"""Notices of illegal content by the book (DSA 16): receipt, clock, decision with reasons, letters, the case for a court."""

import logging
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.limits import Limit

from . import letters, moderation, rules
from .models import Appeal, Comment, Decision, Notice, NoticeItem, Reason
from .transitions import State, WrongState

security = logging.getLogger("newsroom.security")

MOST_ADDRESSES = 20
NOTICES_OF_NETWORK = Limit("notice-network", 10, 3600)
# So that nobody can have us flood somebody else's mailbox.
NOTICES_OF_ADDRESS = Limit("notice-address", 3, 3600)
_SALT = "comments.notice"
_COMMENT = re.compile(r"/komentarze/([0-9]{1,18})/?$")
_ANCHOR = re.compile(r"k([0-9]{1,18})$")
# The whole conversation on a story's page.
CONVERSATION = "komentarze"
_STORY = re.compile(r"/artykuly/[0-9]{1,18}(?:-[^/]*)?/(?:komentarze/)?$")


class NotOurs(ValueError):
    """The address is not one of a comment or a story of this portal."""


def address_of(notice):
    """The notice's own page, known to whoever has a letter about it."""
    return reverse("comments:notice", args=[signing.dumps(notice.pk, salt=_SALT)])


def notice_of(key):
    """The notice of such an address, or None."""
    try:
        return Notice.objects.filter(pk=signing.loads(key, salt=_SALT)).first()
    except signing.BadSignature:
        return None


def read_address(text):
    """`(path, comment id or None)` of an address that a notice may name. Raises `NotOurs`."""
    parts = urlsplit(text.strip())
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        raise NotOurs(text)
    if match := _COMMENT.search(parts.path):
        return f"/komentarze/{match[1]}/", int(match[1])
    if _STORY.fullmatch(parts.path):
        if anchor := _ANCHOR.fullmatch(parts.fragment):
            return f"/komentarze/{anchor[1]}/", int(anchor[1])
        # An anchor that is no comment's was meant to name one: the story in its place would be another notice.
        if parts.fragment in {"", CONVERSATION}:
            return parts.path, None
    raise NotOurs(text)


@transaction.atomic
def file_notice(*, addresses, statement, name="", email="", good_faith, concerns_abuse_of_children=False):
    """Take a notice in, keep the text of each comment as it stands, and confirm receipt by mail.

    `addresses` are those that `read_address` gave. With the newsroom's rule comments are hidden meanwhile.
    """
    notice = Notice.objects.create(
        number=f"?{timezone.now().timestamp():.4f}",
        statement=statement,
        name=" ".join(name.split()),
        email=email,
        good_faith=good_faith,
        concerns_abuse_of_children=concerns_abuse_of_children,
    )
    notice.number = f"{timezone.localdate().year}-{notice.pk:06d}"
    notice.save(update_fields=["number"])
    for url, comment_id in dict(addresses).items():
        comment = Comment.objects.filter(pk=comment_id).first() if comment_id else None
        NoticeItem.objects.create(
            notice=notice,
            url=url,
            comment=comment,
            nick=comment.nick if comment else "",
            body=comment.body if comment else "",
        )
        if comment and rules.site_rules()[0].hide_during_notice:
            moderation.hide(comment.pk)
    if email:
        letters.acknowledge_notice(notice, address_of(notice))
    security.info("notice %s received", notice.number)
    return notice


@transaction.atomic
def decide_notice(notice_pk, by, *, remove, reasons):
    """Decide: take the comments with those ids down as illegal and let the others stay, and tell who sent the notice.

    Comments hidden meanwhile come back unless removed; so do those that an earlier decision, taken back in part, removed.
    Raises `WrongState` without reasons or if it was decided.
    """
    notice = Notice.objects.select_for_update().get(pk=notice_pk)
    if notice.state == Notice.State.DECIDED:
        raise WrongState(_("This notice has been decided already."))
    if not reasons.strip():
        raise WrongState(_("Give the reasons of the decision."))
    items = list(notice.items.all())
    batch = f"{moderation.OF_NOTICE}{notice.pk}"
    for item in items:
        # Of a story, or of what is no more, nobody can say it here: the reasons do.
        if item.comment_id is None:
            continue
        was_removed_before = item.was_removed
        item.was_removed = item.comment_id in remove
        item.save(update_fields=["was_removed"])
        state = Comment.objects.values_list("state", flat=True).get(pk=item.comment_id)
        if item.was_removed and state in {State.VISIBLE, State.HIDDEN, State.HELD}:
            _withdraw_held_edit(item.comment_id)
            moderation.reject(item.comment_id, by, reason=Reason.ILLEGAL, statement=reasons, batch=batch)
        elif not item.was_removed and (state == State.HIDDEN or (was_removed_before and state == State.REJECTED)):
            moderation.approve(item.comment_id, by, batch=batch)
    removed = sum(item.was_removed is True for item in items)
    notice.outcome = (
        Notice.Outcome.KEPT
        if not removed
        else Notice.Outcome.REMOVED
        if removed == len(items)
        else Notice.Outcome.PARTLY
    )
    notice.state, notice.reasons = Notice.State.DECIDED, reasons.strip()
    notice.decided_at, notice.decided_by = timezone.now(), by
    notice.save(update_fields=["state", "outcome", "reasons", "decided_at", "decided_by"])
    if notice.email:
        letters.send_notice_decision(notice, address_of(notice))
    security.info("notice %s decided (%s) by %s", notice.number, notice.outcome, by.get_username())
    return notice


def _withdraw_held_edit(comment_id):
    """A correction that still waits must not be taken for the comment itself."""
    from .models import Edit

    if Edit.objects.filter(comment=comment_id, state=Edit.State.HELD).update(state=Edit.State.REPLACED):
        Comment.objects.filter(pk=comment_id, state=State.VISIBLE).update(waits_since=None)


@transaction.atomic
def appeal_notice(notice, text):
    """Whoever sent the notice disagrees with its decision, once and within six months. Raises `WrongState`."""
    too_late = notice.decided_at is None or timezone.now() - notice.decided_at > moderation.APPEAL_WITHIN
    if too_late or notice.appeals.exists():
        raise WrongState(_("There is no decision that could be appealed against."))
    return Appeal.objects.create(notice=notice, text=text)


def export_case(notice):
    """All that is known of the case, in the order of time, as plain data fit for a court: facts, texts, decisions, letters."""
    events = [(notice.received_at, _("notice received"), "")]
    comments = []
    for item in notice.items.select_related("comment__article"):
        comment = item.comment
        comments.append(
            {
                "address": settings.SITE_URL + item.url,
                "nick": item.nick,
                "text_at_receipt": item.body,
                "sent_at": _iso(comment.created_at) if comment else None,
                "story": settings.SITE_URL + comment.article.get_absolute_url() if comment else None,
                "state_now": comment.state if comment else None,
            }
        )
        if comment:
            for made in Decision.objects.filter(comment_number=comment.pk).select_related("by"):
                who = made.by.get_username() if made.by else ""
                events.append((made.at, f"{made.get_what_display()} ({comment.get_absolute_url()})", who))
    for letter in notice.letters.all():
        if letter.sent_at:
            events.append((letter.sent_at, letter.get_kind_display(), ""))
    if notice.decided_at:
        events.append((notice.decided_at, notice.outcome_words, notice.decided_by and notice.decided_by.username))
    return {
        "number": notice.number,
        "received_at": _iso(notice.received_at),
        "from": {"name": notice.name, "email": notice.email},
        "statement": notice.statement,
        "outcome": notice.outcome,
        "reasons": notice.reasons if notice.decided_at else "",
        "decided_at": _iso(notice.decided_at),
        "comments": comments,
        "events": [
            {"at": _iso(at), "what": str(what), "by": by or ""}
            for at, what, by in sorted(events, key=lambda row: row[0])
        ],
    }


def _iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None

"""What personal data comments keep and for how long. The daily job keeps to it, the privacy page shows it.

`FIELDS` says of every field of every model what it is; a test fails until a new field is decided on.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import limits, network, tokens
from common.retention import Rule

from .models import (
    Appeal,
    Ban,
    Case,
    Comment,
    CommentToken,
    DangerReport,
    Decision,
    Letter,
    MailConsent,
    Notice,
    Reason,
    Report,
    SealedAddress,
    TextPrint,
    UnsealEvent,
)
from .services import erase_text
from .transitions import State, locked, place

YEAR = timedelta(days=365)


def drop_networks(before):
    """Networks' keys and ids of forms of comments and reports older than that; salts that no ban needs; old counters."""
    changed = Comment.objects.filter(created_at__lt=before).exclude(network="", form_id=None).update(
        network="", network_salt=None, form_id=None
    )  # fmt: skip
    changed += Report.objects.filter(at__lt=before).exclude(network="").update(network="")
    network.drop_old_salts(keep=Ban.objects.exclude(network_salt=None).values_list("network_salt_id", flat=True))
    limits.tidy()
    tokens.tidy()
    return changed


def drop_bans(before):
    """Bans that ended before; those of networks as soon as they end."""
    ended = Ban.objects.exclude(pk__in=Ban.objects.running().values("pk"))
    return ended.filter(Q(kind=Ban.Kind.NETWORK) | Q(until__lt=before)).delete()[0]


def drop_repeats(before):
    """Fingerprints of texts that were not rejected as advertising."""
    return TextPrint.objects.filter(was_rejected=False, at__lt=before).delete()[0]


def drop_fingerprints_of_adverts(before):
    return TextPrint.objects.filter(was_rejected=True, at__lt=before).delete()[0]


def drop_adverts(before):
    spam = Decision.objects.filter(reason=Reason.SPAM, at__lt=before, reversed_by=None).values("comment")
    return _erase(Comment.objects.filter(state=State.REJECTED, pk__in=spam))


def drop_rejected(before):
    """Rejected comments once nobody can appeal, unless an appeal is open."""
    decided = Decision.objects.filter(what=Decision.What.REJECTED, at__gte=before).values("comment")
    old = Comment.objects.filter(state=State.REJECTED, created_at__lt=before).exclude(
        pk__in=decided.exclude(comment=None)
    )
    return _erase(old.exclude(appeals__in=Appeal.objects.filter(decided_at=None)))


def _erase(comments):
    changed = 0
    for pk in list(comments.exclude(body="", nick="").order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            comment = locked(pk)
            erase_text(comment)
            place(
                comment,
                State.DELETED,
                save=["body", "nick", "nick_key", "network", "network_salt", "form_id", "is_featured"],
            )
        changed += 1
    return changed


def drop_notices(before):
    return Notice.objects.filter(decided_at__lt=before).delete()[0]


def drop_decisions(before):
    """Old decisions, with the references to them emptied. By hand nobody can delete one; the table of retention may."""
    keys = list(Decision.objects.filter(at__lt=before).values_list("pk", flat=True))
    Appeal.objects.filter(decision__in=keys).update(decision=None)
    Decision._base_manager.filter(reverses__in=keys).update(reverses=None)
    old = Decision._base_manager.filter(pk__in=keys)
    return old._raw_delete(old.db)


def drop_reports(before):
    return Case.objects.filter(closed_at__lt=before).delete()[0]


def drop_letters(before):
    return Letter.objects.filter(created_at__lt=before, notice=None).delete()[0]


def drop_proofs_of_consent(before):
    never = Q(confirmed_at=None, asked_at__lt=timezone.now() - timedelta(days=30))
    return MailConsent.objects.filter(Q(withdrawn_at__lt=before) | never).delete()[0]


def drop_unconfirmed_addresses(before):
    waiting = CommentToken.objects.filter(email_confirmed_at=None).exclude(email="")
    asked_since = Letter.objects.filter(kind=Letter.Kind.CONFIRM, created_at__gte=before).exclude(token=None)
    return waiting.exclude(pk__in=asked_since.values("token")).update(email="")


def drop_sealed_addresses(before):
    return SealedAddress.objects.filter(until__lte=timezone.now()).delete()[0]


def drop_unseal_events(before):
    return UnsealEvent.objects.filter(at__lt=before).delete()[0]


def drop_danger_reports(before):
    """By hand nobody can delete one; the table of retention may."""
    old = DangerReport._base_manager.filter(at__lt=before)
    return old._raw_delete(old.db)


def drop_idle_devices(before):
    """Devices that were not seen for long and have nothing left that could be theirs."""
    idle = CommentToken.objects.filter(last_seen__lt=before.date(), email="", recovery_digest=None)
    return idle.filter(comments=None, reactions=None).delete()[0]


RETENTION = [
    Rule(_("digest of your network, against floods of comments"), _("up to 24 hours"), timedelta(hours=24), drop_networks),
    Rule(_("digest of a network under a ban"), _("up to 30 days"), timedelta(days=365), drop_bans),
    Rule(_("published comment: nick, text, time, digest of the device's mark"), _("as long as it is published, or until you delete it")),
    Rule(_("your support for comments"), _("until you take it back or erase your data")),
    Rule(_("text of rejected advertising"), _("30 days"), timedelta(days=30), drop_adverts),
    Rule(_("fingerprint of rejected advertising"), _("90 days"), timedelta(days=90), drop_fingerprints_of_adverts),
    Rule(_("fingerprints of other texts, by which repeats are found"), _("7 days"), timedelta(days=7), drop_repeats),
    Rule(_("other rejected comments"), _("6 months, for the time of appeal"), timedelta(days=183), drop_rejected),
    Rule(_("reports of comments"), _("3 years"), 3 * YEAR, drop_reports),
    Rule(_("notices of illegal content with letters"), _("3 years from the decision"), 3 * YEAR, drop_notices),
    Rule(_("decisions on comments and their reasons"), _("3 years"), 3 * YEAR, drop_decisions),
    Rule(_("address for e-mails about replies"), _("until you leave; unconfirmed: 2 days"), timedelta(days=2), drop_unconfirmed_addresses),
    Rule(_("proof of consent to e-mails"), _("3 years from leaving"), 3 * YEAR, drop_proofs_of_consent),
    Rule(_("copies of e-mails sent to you"), _("30 days"), timedelta(days=30), drop_letters),
    Rule(_("mark of a device without any comment or support"), _("1 year from the last visit"), YEAR, drop_idle_devices),
    Rule(_("sender's address"), _("not kept, unless this page says otherwise"), timedelta(0), drop_sealed_addresses),
    Rule(_("sealed evidence passed on to the police when somebody's life was in danger"), _("3 years"), 3 * YEAR, drop_danger_reports),
    Rule(_("who unsealed an address, and why"), _("3 years"), 3 * YEAR, drop_unseal_events),
]  # fmt: skip

# What each field is. `data`: personal or may be, covered by RETENTION, export and erasure. `link`: a reference, emptied or
# dropped with its row. `fact`: about the case, says nothing of the reader.
FIELDS = {
    "CommentToken": {
        "data": ["digest", "last_seen", "recovery_digest", "email", "email_confirmed_at", "created_at"],
    },
    "MailConsent": {"data": ["address_digest"], "fact": ["wording", "asked_at", "confirmed_at", "withdrawn_at"]},
    "Comment": {
        "data": ["nick", "nick_key", "body", "network", "form_id"],
        "link": ["article", "parent", "root", "token", "staff", "network_salt", "claimed_by"],
        "fact": [
            "state", "shown_as", "created_at", "edited_at", "masked", "is_featured", "waits_since", "queue_order",
            "likely_rejected", "claimed_until", "terms_version", "support", "visible_replies",
        ],
    },
    "Edit": {"data": ["body_before", "body"], "link": ["comment"], "fact": ["state", "at"]},
    "Reaction": {"data": ["at"], "link": ["comment", "token"]},
    "TextPrint": {
        "data": ["exact", "band_0", "band_1", "band_2", "band_3", "slots"], "link": ["comment"],
        "fact": ["was_rejected", "at"],
    },
    "ReasonText": {"fact": ["reason", "rule", "statement"]},
    "Hit": {"data": ["detail"], "link": ["comment", "edit"], "fact": ["check_name", "start", "end"]},
    "Decision": {
        "data": ["body_before", "statement"],
        "link": ["comment", "edit", "reverses", "by"],
        "fact": [
            "comment_number", "what", "state_before", "state_after", "reason", "rule", "automated_detection", "batch", "at",
            "waited_seconds", "terms_version",
        ],
    },
    "Case": {"link": ["comment"], "fact": ["opened_at", "closed_at", "outcome", "reports_count"]},
    "Report": {"data": ["text", "network"], "link": ["case", "token"], "fact": ["reason", "at"]},
    "Appeal": {
        "data": ["text"], "link": ["decision", "comment", "notice", "decided_by"],
        "fact": ["at", "outcome", "answer", "decided_at"],
    },
    "Ban": {
        "data": ["network", "value", "note"], "link": ["token", "network_salt", "by"],
        "fact": ["kind", "is_mute", "at", "until", "lifted_at"],
    },
    "SealedAddress": {"data": ["sealed"], "link": ["comment"], "fact": ["until"]},
    "DangerReport": {
        "data": ["sealed", "sealed_address", "fingerprint"], "link": ["comment", "by"],
        "fact": ["comment_number", "addressee", "at"],
    },
    "UnsealEvent": {"data": ["why"], "link": ["by"], "fact": ["comment_number", "at"]},
    "Notice": {
        "data": ["statement", "name", "email"], "link": ["decided_by"],
        "fact": [
            "number", "concerns_abuse_of_children", "good_faith", "state", "outcome", "reasons", "received_at", "decided_at",
        ],
    },
    "NoticeItem": {"data": ["nick", "body"], "link": ["notice", "comment"], "fact": ["url", "was_removed"]},
    "Letter": {
        "data": ["to", "subject", "body"], "link": ["notice", "token", "comment"],
        "fact": ["kind", "created_at", "sent_at", "next_try_at", "tries"],
    },
    "CommentRules": {
        "fact": [
            "mode", "are_open", "closing_days", "approved_before_trust", "hide_during_notice", "takes_appeals", "seal_addresses_for_days",
            "reserved_nicks", "updated_at",
        ],
    },
    "SectionRules": {"link": ["section"], "fact": ["mode", "are_open", "closing_days"]},
    "StoryRules": {"link": ["article"], "fact": ["mode", "are_open", "surge_until"]},
    "BannedWord": {"fact": ["phrase", "kind", "exceptions", "note"]},
    "ScreeningCounter": {"fact": ["check_name", "day", "hits"]},
    "TrainedClassifier": {"fact": ["trained_at", "decisions", "figures"]},
}  # fmt: skip

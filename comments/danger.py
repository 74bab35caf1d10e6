"""“Zagrożenie życia – zgłoś” (DSA 18): the evidence is frozen, a letter to the police or a prosecutor is made, both for good.

The evidence is a sealed copy: neither its author's correcting or erasing the comment nor a later decision reaches it.
"""

import hashlib
import json
import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from polish.dates import day_month_year
from portal.models import Imprint

from . import moderation, sealing
from .models import Comment, DangerReport, Decision, SealedAddress

security = logging.getLogger("newsroom.security")


class NothingLeft(Exception):
    """Its author has deleted the comment: there is no text any more that could be frozen."""


@transaction.atomic
def report_danger(comment, *, by, addressee, what, hide=True, discloses_address=False):
    """Freeze the comment as it stands, write the letter, and return the `DangerReport`; with `hide` take it off the site.

    `discloses_address` puts the sender's address into the letter where one is held: the caller has made sure that `by` may
    unseal it. Raises `NothingLeft`.
    """
    comment = Comment.objects.select_for_update(no_key=True, of=("self",)).select_related("article", "parent").get(pk=comment.pk)  # fmt: skip
    if comment.state == Comment.State.DELETED:
        raise NothingLeft
    now = timezone.now()
    evidence = evidence_of(comment)
    fingerprint = hashlib.sha256(_plain(evidence)).hexdigest()
    held = SealedAddress.objects.filter(comment=comment).first()
    address = ""
    if held and discloses_address:
        address = sealing.unseal(comment, by=by, why=_("Danger to life: %(addressee)s") % {"addressee": addressee})
    report = DangerReport(
        comment=comment,
        comment_number=comment.pk,
        sealed_address=bytes(held.sealed) if held else b"",
        fingerprint=fingerprint,
        addressee=addressee,
        by=by,
        at=now,
    )
    text = letter(evidence, report, what=what, address=address)
    report.sealed = sealing.seal(_plain({"evidence": evidence, "letter": text}).decode())
    report.save()
    security.warning("danger to life reported about comment %s by %s: %s", comment.pk, by.get_username(), report.number)
    if hide and comment.is_visible:
        moderation.hide(comment.pk, by)
    return report


def opened(report, *, by):
    """`(letter, evidence)` of the report, as they were made. Who opens them is written into the security log."""
    security.info("report of danger %s opened by %s", report.number, by.get_username())
    found = json.loads(sealing.open_sealed(report.sealed))
    return found["letter"], found["evidence"]


def evidence_of(comment):
    """All that is known of the comment, as plain data: text, times, story, corrections, decisions, what it answers."""
    answered = comment.parent
    return {
        "number": comment.pk,
        "address": settings.SITE_URL + comment.get_absolute_url(),
        "nick": comment.nick,
        "text": comment.body,
        "state": comment.state,
        "sent_at": _iso(comment.created_at),
        "corrected_at": _iso(comment.edited_at),
        "device": comment.token_id,
        "story": {"title": comment.article.title, "address": settings.SITE_URL + comment.article.get_absolute_url()},
        "in_reply_to": answered
        and {"number": answered.pk, "nick": answered.nick, "text": answered.body, "sent_at": _iso(answered.created_at)},
        "corrections": [
            {"before": edit.body_before, "after": edit.body, "state": edit.state, "at": _iso(edit.at)}
            for edit in comment.edits.order_by("pk")
        ],
        "decisions": [
            {"what": made.what, "reason": made.reason, "at": _iso(made.at)}
            for made in Decision.objects.filter(comment_number=comment.pk).order_by("pk")
        ],
    }


def letter(evidence, report, *, what, address=""):
    """The letter, as paragraphs of `(heading, text)`; what is empty is left out."""
    imprint = Imprint.objects.filter(pk=1).first() or Imprint()
    held = bool(report.sealed_address)
    if address:
        about_address = _("The comment was sent from the network address %(address)s.") % {"address": address}
    elif held:
        about_address = _(
            "We hold the network address from which the comment was sent, sealed. We shall disclose it at your demand; "
            "a copy of it is kept with this report."
        )
    else:
        about_address = _(
            "We do not keep network addresses of commenters, and nobody has to give a name to write. "
            "The server or its provider may hold technical logs for a short time: please secure them without delay."
        )
    answered = evidence["in_reply_to"]
    sent = _("sent %(at)s") % {"at": _said(evidence["sent_at"])}
    if evidence["corrected_at"]:
        sent += ", " + _("corrected by its author %(at)s") % {"at": _said(evidence["corrected_at"])}
    rows = [
        ("", _(
            "Acting under Article 18 of Regulation (EU) 2022/2065 (Digital Services Act), we inform you of a suspicion that "
            "a criminal offence involving a threat to the life or safety of a person has taken place, is taking place or "
            "is likely to take place."
        )),
        (_("What we suspect"), what.strip()),
        (_("The comment"), "\n".join([
            _("Number %(number)s, %(sent)s") % {"number": evidence["number"], "sent": sent},
            _("Address: %(address)s") % {"address": evidence["address"]},
            _("Under the story: %(title)s") % evidence["story"],
            evidence["story"]["address"],
            _("Nick given by its author: %(nick)s") % {"nick": evidence["nick"]},
        ])),
        (_("Its whole text"), evidence["text"]),
        (_("The comment that it answers"), answered and "\n".join([
            f"{answered['nick']}, {_said(answered['sent_at'])}", answered["text"],
        ])),
        (_("Earlier wording"), "\n\n".join(
            f"{_said(edit['at'])}:\n{edit['before']}" for edit in evidence["corrections"] if edit["before"]
        )),
        (_("The author"), about_address),
        (_("The evidence"), _(
            "A sealed copy of the comment with its history is kept and cannot be changed. SHA-256: %(fingerprint)s"
        ) % {"fingerprint": report.fingerprint}),
        (_("Contact"), "\n".join(filter(None, [
            report.by.get_full_name() or report.by.get_username(), imprint.portal_name, imprint.publisher,
            imprint.editorial_address, imprint.phone, imprint.dsa_email or imprint.email,
        ]))),
    ]  # fmt: skip
    return [[heading, text] for heading, text in rows if text]


def _plain(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def _iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def _said(text):
    moment = datetime.fromisoformat(text)
    return f"{day_month_year(moment.date())}, {moment:%H:%M:%S}"

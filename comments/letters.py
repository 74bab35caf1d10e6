"""Mails that go out. Each is first a row, then sent by a job, so that nothing waits for the mail server or is lost with it.

No letter carries a stranger's text: not a comment, not a nick, not what a notice says. Otherwise anybody could have the
portal write whatever they like to whomever they like.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.models import Imprint

from .models import Letter, MailConsent
from .rules import is_small_enterprise, takes_appeals

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 12
CONFIRM_WITHIN = 48 * 60 * 60
CONFIRM_SALT, STOP_SALT = "comments.mail-confirm", "comments.mail-stop"


def absolute(address):
    return settings.SITE_URL + address


def write(kind, to, subject, paragraphs, **about):
    """Put a letter on its way. Line feeds in the subject are refused by the mail library as well."""
    name = Imprint.objects.filter(pk=1).values_list("portal_name", flat=True).first() or settings.SITE_URL
    subject = " ".join(f"{subject} – {name}".split())[:200]
    body = "\n\n".join([*map(str, paragraphs), f"{name}\n{settings.SITE_URL}/"])
    return Letter.objects.create(kind=kind, to=to, subject=subject, body=body, **about)


def send_due(now=None):
    """Send what is due. Returns how many went out. A letter that fails is tried again later, at growing distances."""
    now = now or timezone.now()
    sent = 0
    for pk in list(Letter.objects.filter(sent_at=None, next_try_at__lte=now).values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk, sent_at=None).first()
            if letter is None:
                continue
            letter.tries += 1
            try:
                EmailMessage(letter.subject, letter.body, to=[letter.to], headers=_headers(letter)).send()
            except Exception as error:
                # The kind of the error only: its text may name the address.
                logger.warning("Letter %s was not sent: %s.", letter.pk, type(error).__name__)
                wait = timedelta(minutes=min(2**letter.tries, 12 * 60))
                letter.next_try_at = None if letter.tries >= GIVE_UP_AFTER else now + wait
            else:
                letter.sent_at, letter.next_try_at = now, None
                sent += 1
            letter.save(update_fields=["tries", "sent_at", "next_try_at"])
    return sent


def _headers(letter):
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.kind == Letter.Kind.REPLY and letter.token_id:
        headers["List-Unsubscribe"] = f"<{stop_address(letter.token)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


# -- Replies, after double opt-in ----------------------------------------------------------------------------------


def consent_wording():
    return _("I agree to e-mails about replies to my comments. I can take this back in every message.")


def ask_to_confirm(token, email):
    """Send the one letter that asks whether the address wants mails; until then nothing else goes there."""
    from .devices import digest

    token.email, token.email_confirmed_at = email, None
    token.save(update_fields=["email", "email_confirmed_at"])
    consent = MailConsent.objects.create(address_digest=digest("mail", email.lower()), wording=consent_wording())
    note = signing.dumps({"t": token.pk, "e": email, "c": consent.pk}, salt=CONFIRM_SALT, compress=True)
    write(
        Letter.Kind.CONFIRM,
        email,
        _("Confirm your address"),
        [
            _("Somebody asked us to tell this address about replies to comments. If it was you, open this page:"),
            absolute(reverse("comments:mail-confirm", args=[note])),
            _("If it was not you, do nothing: we shall not write again."),
        ],
        token=token,
    )


def confirm(note):
    """Turn mails on for the device that asked. Returns whether the note was good."""
    from .models import CommentToken

    try:
        said = signing.loads(note, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return False
    now = timezone.now()
    changed = CommentToken.objects.filter(pk=said["t"], email=said["e"]).update(email_confirmed_at=now)
    if changed:
        MailConsent.objects.filter(pk=said["c"]).update(confirmed_at=now)
    return bool(changed)


def stop_address(token):
    return absolute(reverse("comments:mail-stop", args=[signing.dumps(token.pk, salt=STOP_SALT)]))


def stop(token):
    """Forget the device's address; the proof that there was consent stays."""
    from .devices import digest

    if token.email:
        MailConsent.objects.filter(address_digest=digest("mail", token.email.lower()), withdrawn_at=None).update(
            withdrawn_at=timezone.now()
        )
    token.email, token.email_confirmed_at = "", None
    token.save(update_fields=["email", "email_confirmed_at"])
    Letter.objects.filter(token=token, sent_at=None).delete()


def token_of_stop(note):
    """The device that a link for leaving names, or None. Such a link works for ever."""
    from .models import CommentToken

    try:
        return CommentToken.objects.filter(pk=signing.loads(note, salt=STOP_SALT)).first()
    except signing.BadSignature:
        return None


def tell_of_reply(comment):
    """Tell whoever is answered, once the answer is visible; never twice, and never about one's own answer."""
    if not comment.is_reply:
        return
    answered = comment.parent.token
    if answered is None or not answered.wants_mail or answered.pk == comment.token_id:
        return
    if Letter.objects.filter(comment=comment, kind=Letter.Kind.REPLY).exists():
        return
    write(
        Letter.Kind.REPLY,
        answered.email,
        _("Somebody replied to your comment"),
        [
            _("Somebody replied to your comment. Read the reply here:"),
            absolute(comment.get_absolute_url()),
            _("You do not want these messages any more? Open this page:"),
            stop_address(answered),
        ],
        token=answered,
        comment=comment,
    )


# -- Decisions ------------------------------------------------------------------------------------------------------


def send_statement(decision):
    """The statement of reasons (DSA 17) to an author whose address is known and confirmed."""
    token = decision.comment.token
    if token is None or not token.wants_mail:
        return
    write(
        Letter.Kind.STATEMENT,
        token.email,
        _("Decision on your comment"),
        [
            _("We decided not to publish your comment no. %(number)s.") % {"number": decision.comment_number},
            decision.statement,
            _("Ground: %(rule)s") % {"rule": decision.rule} if decision.rule else "",
            detection_words(decision),
            redress_words(),
            absolute(reverse("comments:mine")),
        ],
        token=token,
        comment=decision.comment,
    )


def detection_words(decision):
    if decision.automated_detection:
        return _("A program pointed the comment out to us; the decision was made by a person.")
    return _("The decision was made by a person, without any program.")


def redress_words():
    if not takes_appeals():
        return _("You may write to us about it, or go to court.")
    words = _(
        "You may appeal within six months, free of charge, on the page “My comments”. "
        "The appeal is decided by another moderator where there is one. You may also go to court."
    )
    return words if is_small_enterprise() else f"{words} {settlement_words()}"


def settlement_words():
    """What a larger enterprise has to add (DSA 21)."""
    return _("You may also turn to a certified body of out-of-court dispute settlement (DSA, article 21).")


def send_appeal_decision(appeal, to, token=None):
    write(
        Letter.Kind.APPEAL,
        to,
        _("Decision on your appeal"),
        [
            _("We allowed your appeal and changed the decision.")
            if appeal.outcome == appeal.Outcome.ALLOWED
            else _("We dismissed your appeal; the decision stands."),
            appeal.answer,
            _("You may also go to court."),
        ],
        token=token,
        notice=appeal.notice,
    )


def acknowledge_notice(notice, address):
    """Confirm receipt (DSA 16 (4)): number and addresses, never the words of the notice."""
    write(
        Letter.Kind.NOTICE_ACK,
        notice.email,
        _("Notice %(number)s: received") % {"number": notice.number},
        [
            _("We have received a notice of illegal content sent with this address. Its number is %(number)s.")
            % {"number": notice.number},
            "\n".join(absolute(item.url) for item in notice.items.all()),
            _("A person will look at it without undue delay, and we shall write to you about the decision."),
            _("The state of the case:"),
            absolute(address),
            _("If you did not send it, tell us in reply to this message."),
        ],
        notice=notice,
    )


def _redress_of_notice(address):
    if not takes_appeals():
        return [_("You may write to us about it, or go to court.")]
    words = [
        _("You may ask us within six months to look at it again, free of charge:"),
        absolute(address),
        _("You may also go to court."),
    ]
    return words if is_small_enterprise() else [*words, settlement_words()]


def send_notice_decision(notice, address):
    """The decision, its reasons and the ways to contest it (DSA 16 (5)-(6))."""
    write(
        Letter.Kind.NOTICE_DECISION,
        notice.email,
        _("Notice %(number)s: decision") % {"number": notice.number},
        [
            _("We have decided on notice %(number)s: %(outcome)s.")
            % {"number": notice.number, "outcome": notice.outcome_words},
            notice.reasons,
            _("The decision was made by a person."),
            *_redress_of_notice(address),
        ],
        notice=notice,
    )

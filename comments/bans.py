"""What holds a sender off for a time. A ban never rejects anything: what it matches waits, and it always ends."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polish.similar import fingerprint

from .models import Ban
from .screening import domain_of
from .transitions import WrongState

security = logging.getLogger("newsroom.security")
MUTE_DAYS = 7


@transaction.atomic
def ban(comment, by, *, kind, days, is_mute=False, note="", value=""):
    """Hold for some days all that comes from the comment's device or network, says its text, or links to its site.

    Raises `WrongState` where the comment has nothing of that kind (any more).
    """
    days = max(1, min(int(days), Ban.LONGEST_DAYS[kind]))
    facts = {"kind": kind, "by": by, "note": note, "is_mute": is_mute, "until": timezone.now() + timedelta(days=days)}
    if kind == Ban.Kind.TOKEN:
        facts["token"] = comment.token
        missing = comment.token is None
    elif kind == Ban.Kind.NETWORK:
        facts |= {"network": comment.network, "network_salt": comment.network_salt}
        missing = not comment.network or comment.network_salt is None
    elif kind == Ban.Kind.TEXT:
        print_ = fingerprint(comment.body)
        facts["value"] = print_.exact if print_ else ""
        missing = print_ is None
    else:
        facts["value"] = domain_of(value)
        missing = "." not in facts["value"]
    if missing:
        raise WrongState(_("There is nothing of this kind to ban: the comment is too short, too old or has no link."))
    made = Ban.objects.create(**facts)
    security.info("ban %s (%s) by %s", made.pk, kind, by.get_username())
    return made


def lift(ban_pk, by):
    """End a ban before its time."""
    Ban.objects.filter(pk=ban_pk, lifted_at=None).update(lifted_at=timezone.now())
    security.info("ban %s lifted by %s", ban_pk, by.get_username())

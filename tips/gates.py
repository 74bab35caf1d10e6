"""What stands between a member of staff and an open tip: the permission, a fresh proof of who it is, and the key.

The second factor (the password, where there is none) is asked for once a shift, and anew for each confidential tip.
"""

import time
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from . import opening, policy, services
from .models import TipAccess

SHIFT = 10 * 60 * 60
# After a fresh proof a confidential tip stays open so long, to its reader alone.
CONFIDENTIAL = 10 * 60
OPENED = "tips.confidential"


class Detour(Exception):
    """Somewhere else first: `response` leads there and back."""

    def __init__(self, response):
        super().__init__()
        self.response = response


def require(request, tip=None, *, back=""):
    """The `Opener` for what this user may open, or for the one tip. Raises `PermissionDenied`, `Detour`."""
    user = request.user
    allowed = policy.may_open(user, tip) if tip else policy.may_unseal(user)
    if not allowed:
        services.note_access(TipAccess.What.REFUSED, user, tip)
        raise PermissionDenied
    back = back or request.get_full_path()
    proved = last_proof(request)
    if time.time() - proved > SHIFT:
        raise Detour(_prove_again(user, back))
    if tip is not None and tip.confidential:
        _require_fresh(request, tip, proved, back)
    try:
        opener = opening.opener(request)
    except opening.Locked:
        raise Detour(_unlock_first(back)) from None
    # What came in the mode "passphrase" needs a person's key in the other mode, too.
    if tip is not None and not opener.has_key_for(tip) and opening.would_open(opening.own_key(user), tip):
        raise Detour(_unlock_first(back))
    return opener


def _unlock_first(back):
    return redirect(f"{reverse('admin:tips_unlock')}?{urlencode({'next': back})}")


def unlocked(request, rules=None):
    """The `Opener` if tips that are not confidential would open now, without any detour; else None."""
    if not policy.may_unseal(request.user) or time.time() - last_proof(request) > SHIFT:
        return None
    try:
        return opening.opener(request, rules)
    except opening.Locked:
        return None


def _require_fresh(request, tip, proved, back):
    opened = request.session.get(OPENED, {"tip": None, "at": 0, "proof": 0})
    if opened["tip"] == tip.pk and time.time() - opened["at"] < CONFIDENTIAL:
        return
    # One proof opens one tip.
    if proved > opened["proof"] and time.time() - proved < CONFIDENTIAL and _was_asked_for(request, proved):
        request.session[OPENED] = {"tip": tip.pk, "at": time.time(), "proof": proved}
        return
    request.session["tips.asked"] = time.time()
    raise Detour(_prove_again(request.user, back))


def _was_asked_for(request, proved):
    """The proof was given because of a confidential tip, not at the login that happened to be just before."""
    return proved >= request.session.get("tips.asked", float("inf"))


def last_proof(request):
    """When this session last proved who it is, by the strongest means that the account has; 0 for never.

    Costs a query unless the last proof was by the second factor.
    """
    records = sorted(get_authentication_records(request, request.user), key=lambda record: record["at"])
    if records and records[-1].get("method") != "mfa" and is_mfa_enabled(request.user):
        records = [record for record in records if record.get("method") == "mfa"]
    return records[-1]["at"] if records else 0


def _prove_again(user, back):
    name = "mfa_reauthenticate" if is_mfa_enabled(user) else "account_reauthenticate"
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")

"""Knowing a reader's device again: a random cookie there, its keyed digest here, and who sends a request."""

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common import network as networks
from common.models import NetworkSalt
from common.prepared import Prepared

from .models import CommentToken

COOKIE_AGE = 365 * 24 * 60 * 60
COOKIE_LENGTH = 40  # hexadecimal digits, 160 bits
_COOKIE_SHAPE = re.compile(r"[0-9a-f]{40}")
# Read aloud and typed on another device: no letters that look alike.
_CODE_LETTERS = "abcdefghjkmnprstuwxyz23456789"
CODE_GROUPS, CODE_GROUP = 5, 4


@dataclass(frozen=True)
class Sender:
    """Who sends: the device, if it is known, and the digest of its network. `address` is there only to be sealed."""

    token: CommentToken | None
    network: str
    salt: NetworkSalt | None
    networks_of_bans: frozenset = frozenset()
    address: str = ""


def cookie_name():
    return "__Host-komentarze" if settings.CSRF_COOKIE_SECURE else "komentarze"


def token_of(request):
    """The device's `CommentToken`, or None. One query where there is a cookie, else none."""
    value = request.COOKIES.get(cookie_name(), "")
    if not _COOKIE_SHAPE.fullmatch(value):
        return None
    return CommentToken.objects.filter(digest=digest("token", value)).first()


def new_token(form_id):
    """A token for a device that has none yet: `(token, what its cookie holds)`.

    Made from the form's own secret number, so that a second press of the button, sent before the first answer came, gets
    the same one.
    """
    value = digest("cookie", form_id)[:COOKIE_LENGTH]
    token, _made = CommentToken.objects.get_or_create(
        digest=digest("token", value), defaults={"last_seen": timezone.localdate()}
    )
    return token, value


def remember(response, value):
    """Give the device its cookie."""
    response.set_cookie(
        cookie_name(), value, max_age=COOKIE_AGE, secure=settings.CSRF_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def forget(response):
    response.delete_cookie(cookie_name(), samesite="Lax")


def seen(token):
    """Note that the device was here today. A query on the first visit of a day only."""
    today = timezone.localdate()
    if token.last_seen != today:
        CommentToken.objects.filter(pk=token.pk).update(last_seen=today)


def sender_of(request, *, seals_address=False):
    """The `Sender` of a request. One query for the token where there is a cookie."""
    address = networks.client_address(request)
    network = networks.network_of(address)
    salt = networks.salt_of_today()
    return Sender(
        token=token_of(request),
        network=networks.digest(network, salt),
        salt=salt,
        networks_of_bans=_banned_networks(network),
        address=str(address or "") if seals_address else "",
    )


@Prepared
def _salts_of_bans(now):
    """The salts under which a network is banned at that moment."""
    from .models import Ban

    running = Ban.objects.running(now).filter(kind=Ban.Kind.NETWORK, network_salt__isnull=False)
    return NetworkSalt.objects.filter(bans__in=running).distinct()


def _banned_networks(network):
    """This network's keys under the salts of running bans. One query."""
    return frozenset(networks.digest(network, salt) for salt in _salts_of_bans(timezone.now()))


def new_recovery_code(token):
    """Make a code that carries the device's comments to another one, and return it; only its digest is kept.

    An earlier code stops working.
    """
    groups = ["".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS)]
    token.recovery_digest = digest("recovery", "".join(groups))
    token.save(update_fields=["recovery_digest"])
    return "-".join(groups)


def recover(code):
    """Give the device that has the code a cookie of its own: `(token, cookie)`, or None for a code that is not known.

    The other device stays signed out: one cookie at a time, so that a code that was read over a shoulder shows itself.
    """
    plain = re.sub(r"[^a-z0-9]", "", code.lower())
    if len(plain) != CODE_GROUPS * CODE_GROUP:
        return None
    value = secrets.token_hex(COOKIE_LENGTH // 2)
    found = CommentToken.objects.filter(recovery_digest=digest("recovery", plain)).first()
    if found is None:
        return None
    found.digest, found.recovery_digest = digest("token", value), None
    found.save(update_fields=["digest", "recovery_digest"])
    return found, value


def digest(purpose, value):
    return salted_hmac(f"comments.{purpose}", value, algorithm="sha256").hexdigest()

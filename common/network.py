"""From which network a request comes, without keeping anybody's address.

The address is believed only as far as the trusted proxies go (`TRUSTED_PROXIES`). What is kept is a keyed digest of the
network (/24 or /48) under a random salt of the day. Salts are dropped, and with them the way back from the digest.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.utils import timezone

from .models import NetworkSalt

UNKNOWN = "unknown"
# Salts of today and yesterday serve comments up to 24 hours old; older ones live on only where somebody names them.
KEEP_DAYS = 1
_salts = {}


def client_address(request):
    """The client's address as the outermost trusted proxy saw it, or None where there is none to be believed.

    With no trusted proxy the header `X-Forwarded-For` is nothing but what the client typed, and is not looked at.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    if not proxies:
        return peer
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if len(hops) < proxies:
        return peer
    return _address(hops[-proxies]) or peer


def network_of(address):
    """The network as text: /24 of IPv4, /48 of IPv6."""
    if address is None:
        return UNKNOWN
    bits = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, bits), strict=False))


def network_key(request, salt=None):
    """The digest of the request's network under today's salt, or under `salt`. A query once a day and process."""
    return digest(network_of(client_address(request)), salt or salt_of_today())


def digest(network, salt):
    return hmac.new(bytes.fromhex(salt.value), network.encode(), hashlib.sha256).hexdigest()[:32]


def salt_of_today():
    """Today's `NetworkSalt`, made on first use."""
    day = timezone.localdate()
    salt = _salts.get(day)
    if salt is None:
        salt, _made = NetworkSalt.objects.get_or_create(day=day, defaults={"value": secrets.token_hex(32)})
        _salts.clear()
        _salts[day] = salt
    return salt


def drop_old_salts(keep=()):
    """Drop salts of past days but those whose keys are given, so that nothing made with them can be traced back."""
    before = timezone.localdate() - timedelta(days=KEEP_DAYS)
    NetworkSalt.objects.filter(day__lt=before).exclude(pk__in=list(keep)).delete()


def forget():
    """Drop what this process remembers, as tests do between one another."""
    _salts.clear()


def _address(text) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].split("]")[0]
    elif text.count(":") == 1:
        text = text.split(":")[0]
    try:
        address = ip_address(text.split("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

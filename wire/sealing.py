"""Passwords of mailboxes, kept so that a copy of the database alone does not open them."""

import hashlib

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


class Unreadable(Exception):
    """What was sealed with another key of the portal."""


def seal(text):
    return bytes(_box().encrypt(text.encode()))


def unseal(sealed):
    """The text again. Raises `Unreadable`."""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except (CryptoError, ValueError) as error:
        raise Unreadable from error


def _box():
    return SecretBox(hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"wire.mailbox").digest())

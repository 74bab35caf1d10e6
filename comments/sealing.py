"""Sealing senders' addresses, where the owner chose to keep them for some days, and evidence of danger to life."""

import hashlib
import logging

from django.conf import settings
from nacl.secret import SecretBox

from .models import SealedAddress, UnsealEvent

security = logging.getLogger("newsroom.security")


def _box():
    return SecretBox(
        hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"comment-address"[:16], digest_size=32).digest()
    )


def seal(text):
    return _box().encrypt(text.encode())


def open_sealed(sealed):
    """What `seal` has sealed. Of an address only `unseal` gives it away, which writes down who asked."""
    return _box().decrypt(bytes(sealed)).decode()


def unseal(comment, *, by, why):
    """The address from which the comment came. Who asks must say why, and both are written down first.

    Raises `SealedAddress.DoesNotExist` where none is kept, `ValueError` without a reason.
    """
    if not why.strip():
        raise ValueError("Say why the address is unsealed.")
    sealed = SealedAddress.objects.get(comment=comment)
    UnsealEvent.objects.create(comment_number=comment.pk, by=by, why=why.strip())
    security.warning("address of comment %s unsealed by %s", comment.pk, by.get_username())
    return open_sealed(sealed.sealed)

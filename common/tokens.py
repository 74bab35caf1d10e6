"""Signed form tokens: each is good once, for one form, from a few seconds to some hours after it was given out."""

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from .models import SpentToken

SALT = "common.form-token"
OLDEST = 12 * 60 * 60
# People need longer to read a form and write a sentence.
YOUNGEST = 3


class TokenRefused(Exception):
    """The token was not given out by us for this form."""


class TokenExpired(TokenRefused):
    """The form was open for too long; give the sender a new one with what was typed."""


class TokenSpent(TokenRefused):
    """The token has been used already; `form_id` says for which sending."""

    def __init__(self, form_id):
        super().__init__(form_id)
        self.form_id = form_id


@dataclass(frozen=True)
class FormToken:
    """What a good token says: its own id and how many seconds ago it was given out."""

    form_id: str
    age: float

    @property
    def is_too_young(self):
        return self.age < YOUNGEST

    def sending(self, content):
        """The same token, to be spent for sending just those bytes: sent again they are refused, others are not."""
        mark = hashlib.blake2b(content, key=self.form_id.encode()[:64], digest_size=16).hexdigest()
        return FormToken(f"{self.form_id} {mark}", self.age)


def make(form, about=""):
    """A token for the form of that name, about that row."""
    note = {"f": form, "a": str(about), "i": secrets.token_urlsafe(12), "t": int(time.time() * 1000)}
    return signing.dumps(note, salt=SALT)


def read(token, form, about=""):
    """The `FormToken`. Raises `TokenRefused` or `TokenExpired`; does not spend it. No query."""
    if not token or len(token) > 500:
        raise TokenRefused
    try:
        note = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise TokenRefused from error
    if note.get("f") != form or note.get("a") != str(about):
        raise TokenRefused
    age = time.time() - note["t"] / 1000
    if age > OLDEST:
        raise TokenExpired
    return FormToken(note["i"], age)


def spend(form_token):
    """Use the token up. Raises `TokenSpent` if that has happened before. One query, inside the caller's transaction."""
    try:
        with transaction.atomic():
            # To the full hour: when somebody sent a form is nobody's business.
            expires = (int(time.time()) + OLDEST) // 3600 * 3600 + 3600
            SpentToken.objects.create(digest=_digest(form_token.form_id), expires=expires)
    except IntegrityError:
        raise TokenSpent(form_token.form_id) from None


def is_spent(form_token):
    """Whether the token has been used up; it may be by the next moment."""
    return SpentToken.objects.filter(digest=_digest(form_token.form_id)).exists()


def tidy(now=None):
    """Forget tokens that would be refused as too old anyway."""
    SpentToken.objects.filter(expires__lt=int(now or time.time())).delete()


def _digest(form_id):
    return salted_hmac(SALT, form_id, algorithm="sha256").hexdigest()[:40]

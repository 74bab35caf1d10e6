"""Opening what is sealed: with whose key, in which of the two modes, and how a tip's content is read from it.

In the mode "passphrase" a person's private key is typed open once; it then waits in the session, locked under a secret that only
that browser's cookie has, so that neither the database nor the cookie alone opens anything. After a while it locks itself.
"""

import json
import time
from dataclasses import dataclass, field

from django.conf import settings

from . import keyring, sealing
from .models import NewsroomKey, TipRules

COOKIE = "tip-key"
SESSION = "tips.unlocked"
LOCKS_AFTER = 30 * 60


class Locked(Exception):
    """Nobody has typed the passphrase, or it was long ago."""


class NoKey(Exception):
    """The tip was not sealed to any key at hand: made before this person had one, or its keys were destroyed."""


@dataclass(frozen=True)
class Content:
    """What a source wrote."""

    text: str
    place: str = ""
    credit: str = ""
    may_be_named: bool = False
    licence: str = ""
    # Of an error: the sentence of the story that is wrong.
    passage: str = ""

    @property
    def headline(self):
        """The beginning, as a line in a list."""
        line = " ".join(self.text.split())
        if len(line) <= 90:
            return line
        return line[:90].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True)
class FileFacts:
    """What only the sealed part of a file's row knows."""

    key: bytes = field(repr=False)
    name: str = ""


# -- Sealing: needs no private key -----------------------------------------------------------


def recipients():
    """Keys that new tips are sealed to; empty where the newsroom has none yet."""
    keys = NewsroomKey.objects.filter(retired_at=None)
    wanted = {
        TipRules.Mode.SERVER: {NewsroomKey.Kind.SERVER, NewsroomKey.Kind.RECOVERY},
        TipRules.Mode.PASSPHRASE: {NewsroomKey.Kind.PERSON, NewsroomKey.Kind.RECOVERY},
    }[TipRules.load().mode]
    found = [key for key in keys if key.kind in wanted]
    # The recovery key alone would take tips that nobody at the desk can read.
    return found if any(key.kind != NewsroomKey.Kind.RECOVERY for key in found) else []


def is_first_day():
    """Whether the newsroom never had a key and may be given one on the server by the first tip."""
    return (
        TipRules.load().mode == TipRules.Mode.SERVER
        and not NewsroomKey.objects.filter(kind=NewsroomKey.Kind.SERVER).exists()
    )


def wrapped(tip, private, key):
    """The tip's private key, sealed to one key of the newsroom."""
    return sealing.seal(bytes(key.public), private, tip.context("key", key.fingerprint))


def seal_content(tip, content):
    fields = {
        "text": content.text, "place": content.place, "credit": content.credit, "named": content.may_be_named,
        "licence": content.licence, "passage": content.passage,
    }  # fmt: skip
    return sealing.seal_text(bytes(tip.public_key), json.dumps(fields, ensure_ascii=False), tip.context("body"))


def seal_facts(file, facts, tip):
    """The key and name of a file, sealed to its tip."""
    return sealing.seal_text(bytes(tip.public_key), _facts_as_text(facts), tip.context("file", file.uid))


def lock_facts(file, facts, draft_key):
    """The same for a file that waits in a draft."""
    return sealing.lock(draft_key, _facts_as_text(facts).encode(), sealing.context("draft", file.uid))


def unlock_facts(file, draft_key):
    """Raises `sealing.CannotOpen`."""
    return _facts(sealing.unlock(draft_key, bytes(file.sealed), sealing.context("draft", file.uid)).decode())


def _facts_as_text(facts):
    return json.dumps({"key": facts.key.hex(), "name": facts.name}, ensure_ascii=False)


def _facts(text):
    fields = json.loads(text)
    return FileFacts(bytes.fromhex(fields["key"]), fields["name"])


# -- Opening ------------------------------------------------------------------------------------


class Opener:
    """Opens tips with the keys at hand for one request. Who may is asked elsewhere, before."""

    def __init__(self, pairs):
        self._pairs = {sealing.fingerprint(pair.public): pair for pair in pairs}
        self._of_tip = {}

    def pair_of(self, tip):
        """The tip's own pair. One query unless `wrapped_keys` was prefetched. Raises `NoKey`, `sealing.CannotOpen`."""
        if tip.pk not in self._of_tip:
            for row in tip.wrapped_keys.all():
                mark = row.recipient.fingerprint
                if mark in self._pairs:
                    private = sealing.unseal(self._pairs[mark], bytes(row.sealed), tip.context("key", mark))
                    self._of_tip[tip.pk] = sealing.pair_of(private)
                    break
            else:
                raise NoKey
        return self._of_tip[tip.pk]

    def content(self, tip):
        fields = json.loads(sealing.unseal_text(self.pair_of(tip), bytes(tip.body), tip.context("body")))
        # Tips of the first days know of no passage.
        passage = fields.get("passage", "")
        return Content(
            fields["text"], fields["place"], fields["credit"], fields["named"], fields["licence"], passage
        )  # fmt: skip

    def contact(self, tip):
        if not tip.contact:
            return ""
        return sealing.unseal_text(self.pair_of(tip), bytes(tip.contact), tip.context("contact"))

    def message(self, message):
        tip = message.tip
        return sealing.unseal_text(self.pair_of(tip), bytes(message.sealed), tip.context("message", message.uid))

    def note(self, note):
        tip = note.tip
        return sealing.unseal_text(self.pair_of(tip), bytes(note.sealed), tip.context("note", note.uid))

    def facts(self, file):
        tip = file.tip
        return _facts(sealing.unseal_text(self.pair_of(tip), bytes(file.sealed), tip.context("file", file.uid)))


def opener(request, rules=None):
    """The `Opener` for this request. Raises `Locked` in the mode "passphrase" until somebody has typed theirs.

    `rules` spare a query where the caller has them.
    """
    if (rules or TipRules.load()).mode == TipRules.Mode.SERVER:
        return server_opener()
    return Opener([_unlocked_pair(request)])


def server_opener():
    """An `Opener` with the server's keys, retired ones too, as far as their files are there. No query."""
    return Opener(keyring.server_pairs())


def own_key(user):
    """The person's key that tips are sealed to now, or None."""
    return NewsroomKey.objects.filter(user=user, kind=NewsroomKey.Kind.PERSON, retired_at=None).order_by("-pk").first()


def unlock(request, response, passphrase):
    """Open the person's private key for this browser. Raises `sealing.CannotOpen` for a wrong passphrase, `NoKey`."""
    key = own_key(request.user)
    if key is None:
        raise NoKey
    pair = sealing.reveal_private(bytes(key.hidden_private), passphrase, key.context)
    secret = sealing.new_key()
    request.session[SESSION] = {
        "locked": sealing.lock(secret, pair.private, _session_context(request)).hex(),
        "until": time.time() + LOCKS_AFTER,
    }
    response.set_cookie(
        COOKIE, secret.hex(), max_age=LOCKS_AFTER * 4, httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict", path="/admin/",
    )  # fmt: skip


def lock_again(request):
    request.session.pop(SESSION, None)


def _unlocked_pair(request):
    kept = request.session.get(SESSION)
    secret = request.COOKIES.get(COOKIE, "")
    if not kept or kept["until"] < time.time():
        lock_again(request)
        raise Locked
    try:
        private = sealing.unlock(bytes.fromhex(secret), bytes.fromhex(kept["locked"]), _session_context(request))
    except (sealing.CannotOpen, ValueError) as error:
        raise Locked from error
    # Every use within the time puts the lock off.
    if kept["until"] - time.time() < LOCKS_AFTER - 60:
        request.session[SESSION] = kept | {"until": time.time() + LOCKS_AFTER}
    return sealing.pair_of(private)


def _session_context(request):
    return sealing.context("session", request.user.pk)

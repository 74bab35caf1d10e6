"""Opening what is sealed: with whose key, in which of the two modes, and how a tip's content is read from it.

In the mode "passphrase" a person's private key is typed open once; it then waits in the session, locked under a secret that only
that browser's cookie has, so that neither the database nor the cookie alone opens anything. After a while it locks itself.
"""

import json
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from . import keyring, policy, sealing
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


def recipients(*, confidential=False):
    """Keys that new tips are sealed to; empty where nobody could open them.

    A person's key counts as long as the person may open such tips: asked each time, so that a permission taken away counts at once.
    """
    wanted = Q(kind=NewsroomKey.Kind.RECOVERY)
    if TipRules.load().mode == TipRules.Mode.SERVER:
        wanted |= Q(kind=NewsroomKey.Kind.SERVER)
    else:
        wanted |= Q(kind=NewsroomKey.Kind.PERSON, user__in=policy.readers(confidential=confidential))
    found = list(NewsroomKey.objects.filter(wanted, retired_at=None))
    # The recovery key alone would take tips that nobody at the desk can read.
    return found if any(key.kind != NewsroomKey.Kind.RECOVERY for key in found) else []


def missing_files():
    """Names of key files that the newsroom relies on and that are not in the folder: lost, or on a disk that is not mounted."""
    keys = list(NewsroomKey.objects.exclude(kind=NewsroomKey.Kind.RECOVERY))
    missing = [] if keyring.has_pepper() or not keys else [keyring.LOOKUP]
    if TipRules.load().mode == TipRules.Mode.SERVER:
        in_use = [bytes(key.public) for key in keys if key.kind == NewsroomKey.Kind.SERVER and not key.retired_at]
        missing += [keyring.server_name(public) for public in in_use if not keyring.has_server_key(public)]
    return missing


def is_ready():
    """Whether tips, confidential ones too, can be taken now: somebody will be able to open them, and their receipts will be found."""
    return not missing_files() and all(recipients(confidential=which) for which in (False, True))


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

    def has_key_for(self, tip):
        """Whether the tip was sealed to one of the keys at hand. One query unless `wrapped_keys` was prefetched."""
        return any(row.recipient.fingerprint in self._pairs for row in tip.wrapped_keys.all())

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

    In each mode it also opens what the other one has left behind: with the server's key, while its file is there, and with the
    person's, once it is unlocked. `rules` spare a query where the caller has them.
    """
    try:
        own = [_unlocked_pair(request)]
    except Locked:
        if (rules or TipRules.load()).mode == TipRules.Mode.PASSPHRASE:
            raise
        own = []
    return Opener(keyring.server_pairs() + own)


def server_opener():
    """An `Opener` with the server's keys, retired ones too, as far as their files are there. No query."""
    return Opener(keyring.server_pairs())


def own_key(user):
    """The person's key that tips are sealed to now, or None."""
    return NewsroomKey.objects.filter(user=user, kind=NewsroomKey.Kind.PERSON, retired_at=None).order_by("-pk").first()


def would_open(key, tip):
    """Whether the person's key, once unlocked, opens the tip."""
    return key is not None and any(row.recipient_id == key.pk for row in tip.wrapped_keys.all())


def why_closed(tip):
    """`(why none of the keys at hand opens the tip, people whose keys do)`; why is "lost", "others" or "destroyed"."""
    keys = [row.recipient for row in tip.wrapped_keys.select_related("recipient__user")]
    allowed = set(policy.readers(confidential=tip.confidential).values_list("pk", flat=True))
    people = [key.user for key in keys if key.user_id in allowed and not key.retired_at]
    if people:
        return "others", people
    return ("lost" if keys else "destroyed"), []


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

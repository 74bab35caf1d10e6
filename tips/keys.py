"""Making, rotating and recovering the newsroom's keys."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import keyring, opening, policy, sealing
from .models import NewsroomKey, Tip, TipAccess, TipRules, WrappedKey

Kind = NewsroomKey.Kind


class KeyTrouble(Exception):
    """A key is missing or does not fit; the message is a sentence for whoever holds the keys."""


@transaction.atomic
def make_server_key():
    """A new key on the server; tips are sealed to it from now on. The private key is written first, so that none is lost."""
    pair = sealing.new_pair()
    _make_pepper_on_the_first_day()
    keyring.keep_server_pair(pair)
    key = NewsroomKey.objects.create(kind=Kind.SERVER, public=pair.public)
    _log(_("key made"), key)
    return key


@transaction.atomic
def make_recovery_key():
    """A new recovery key. Returns `(key, private key as text)`; the text is kept nowhere else."""
    pair = sealing.new_pair()
    NewsroomKey.objects.filter(kind=Kind.RECOVERY, retired_at=None).update(retired_at=timezone.now())
    key = NewsroomKey.objects.create(kind=Kind.RECOVERY, public=pair.public)
    _log(_("key made"), key)
    return key, as_text(pair.private)


@transaction.atomic
def make_person_key(user, passphrase):
    """A key of one person under a passphrase, in place of an earlier one. Raises `KeyTrouble` for who may not open tips."""
    if not policy.may_unseal(user):
        raise KeyTrouble(f"{user} may not open tips, so no tip is sealed to a key of theirs. Give them the role first.")
    pair = sealing.new_pair()
    _make_pepper_on_the_first_day()
    NewsroomKey.objects.filter(kind=Kind.PERSON, user=user, retired_at=None).update(retired_at=timezone.now())
    key = NewsroomKey(kind=Kind.PERSON, user=user, public=pair.public)
    key.hidden_private = sealing.hide_private(pair.private, passphrase, key.context)
    key.save()
    _log(_("key made"), key)
    return key


@transaction.atomic
def retire(key):
    """Nothing new is sealed to the key; what was sealed to it stays open to whoever has its private key."""
    key.retired_at = timezone.now()
    key.save(update_fields=["retired_at"])
    _log(_("key retired"), key)


@transaction.atomic
def wrap_for(key, opener, tips=None):
    """Seal the private keys of tips to one more key, with an opener that can read them. Returns how many were added.

    To a person's key only those that the person may open.
    """
    have = WrappedKey.objects.filter(recipient=key).values("tip")
    tips = (
        (Tip.objects.all() if tips is None else tips).exclude(pk__in=have).prefetch_related("wrapped_keys__recipient")
    )
    if key.kind == Kind.PERSON and not policy.may_unseal(key.user):
        tips = tips.none()
    elif key.kind == Kind.PERSON and not policy.may_open_confidential(key.user):
        tips = tips.filter(confidential=False)
    added = 0
    for tip in tips.iterator(chunk_size=500):
        try:
            private = opener.pair_of(tip).private
        except opening.NoKey:
            continue
        WrappedKey.objects.create(tip=tip, recipient=key, sealed=opening.wrapped(tip, private, key))
        added += 1
    _log(ngettext("%d tip sealed to it", "%d tips sealed to it", added) % added, key)
    return added


@transaction.atomic
def rotate_server_key():
    """A new key on the server, every tip sealed to it as well, the old wrappings and the old private key destroyed.

    Returns `(new key, number of tips)`. Raises `KeyTrouble` where a tip would be left without any key.
    """
    keyring.pepper()
    old = list(NewsroomKey.objects.filter(kind=Kind.SERVER))
    opener = opening.server_opener()
    new = make_server_key()
    count = wrap_for(new, opener)
    orphaned = Tip.objects.exclude(wrapped_keys__recipient=new).filter(wrapped_keys__recipient__in=old).exists()
    if orphaned:
        keyring.drop_server_pair(bytes(new.public))
        raise KeyTrouble(
            "Some tips could not be opened with the old key, so nothing was changed. With the recovery key: tip_keys recover"
        )
    _destroy(old)
    return new, count


@transaction.atomic
def retire_server():
    """In the mode "passphrase": seal what the server's key opens to the keys in use, then destroy it. Returns the number of tips.

    Raises `KeyTrouble` where a tip would be left without a key of somebody who may open it.
    """
    if TipRules.load().mode != TipRules.Mode.PASSPHRASE:
        raise KeyTrouble("Tips are sealed to the server's key now. First: tip_keys mode passphrase")
    old = list(NewsroomKey.objects.filter(kind=Kind.SERVER))
    opener = opening.server_opener()
    for key in opening.recipients():
        wrap_for(key, opener)
    held = Tip.objects.filter(wrapped_keys__recipient__in=old).distinct()
    for confidential in (False, True):
        people = [key for key in opening.recipients(confidential=confidential) if key.kind == Kind.PERSON]
        left = held.filter(confidential=confidential).exclude(wrapped_keys__recipient__in=people).count()
        if left:
            raise KeyTrouble(
                f"Tips that would open for nobody any more: {left}. So nothing was changed. "
                "With the recovery key: tip_keys recover; then again."
            )
    count = held.count()
    _destroy(old)
    return count


def _destroy(old):
    """The server's keys, with all that was sealed to them alone."""
    WrappedKey.objects.filter(recipient__in=old).delete()
    for key in old:
        if not key.retired_at:
            retire(key)
    # Only when the database is certain.
    transaction.on_commit(lambda: [keyring.drop_server_pair(bytes(key.public)) for key in old])


def open_to_the_server():
    """Tips that a key on the server opens, and so whoever has its disk."""
    here = [key.pk for key in NewsroomKey.objects.filter(kind=Kind.SERVER) if keyring.has_server_key(bytes(key.public))]
    return Tip.objects.filter(pk__in=WrappedKey.objects.filter(recipient__in=here).values("tip"))


def closed_to_the_server():
    """The others: they came in the mode "passphrase", or their key was lost."""
    return Tip.objects.exclude(pk__in=open_to_the_server().values("pk"))


def bring_back(tip, opener):
    """In the mode "server": seal a tip that a person has just opened to the server's key as well, if it was not. Returns whether."""
    if TipRules.load().mode != TipRules.Mode.SERVER:
        return False
    have = {row.recipient_id for row in tip.wrapped_keys.all()}
    missing = [key for key in opening.recipients() if key.kind == Kind.SERVER and key.pk not in have]
    private = opener.pair_of(tip).private
    for key in missing:
        WrappedKey.objects.get_or_create(
            tip=tip, recipient=key, defaults={"sealed": opening.wrapped(tip, private, key)}
        )
    return bool(missing)


@transaction.atomic
def recover(text):
    """With the recovery key: seal every tip to the keys that are in use now. Returns the number of wrappings added."""
    pair = from_text(text)
    known = [key for key in NewsroomKey.objects.filter(kind=Kind.RECOVERY) if bytes(key.public) == pair.public]
    if not known:
        raise KeyTrouble("This is not the recovery key of this newsroom.")
    opener = opening.Opener([pair])
    return sum(wrap_for(key, opener) for key in opening.recipients() if key.pk != known[0].pk)


def use_mode(mode):
    """Change the way of sealing. Raises `KeyTrouble` where nobody could read what comes."""
    rules = TipRules.load()
    before = rules.mode
    rules.mode = mode
    rules.save(update_fields=["mode"])
    lacking = [which for which in (False, True) if not opening.recipients(confidential=which)]
    if lacking:
        rules.mode = before
        rules.save(update_fields=["mode"])
        if mode == TipRules.Mode.SERVER:
            raise KeyTrouble("There is no key on the server; make one first: tip_keys make")
        raise KeyTrouble(
            "Nobody who may open confidential tips has a key; make one first: tip_keys person NAME"
            if lacking == [True]
            else "Nobody who may open tips has a key; make one first: tip_keys person NAME"
        )


def as_text(private):
    """A private key as it is printed on paper: groups of four hexadecimal digits, with two of a checksum at the end."""
    digits = private.hex() + sealing.fingerprint(private)[:4]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def from_text(text):
    """The pair of a printed private key. Raises `KeyTrouble` for a slip of the pen."""
    digits = "".join(text.split()).lower()
    try:
        private = bytes.fromhex(digits[:64])
    except ValueError:
        private = b""
    if len(private) != sealing.KEY_SIZE or sealing.fingerprint(private)[:4] != digits[64:]:
        raise KeyTrouble("The recovery key was not typed right: it has 68 digits and letters from 0 to f.")
    return sealing.pair_of(private)


def _make_pepper_on_the_first_day():
    """Later on it is only made by hand: it may be that its folder is not mounted."""
    if not NewsroomKey.objects.exclude(kind=Kind.RECOVERY).exists():
        keyring.make_pepper()


def _log(what, key):
    TipAccess(what=TipAccess.What.KEYS, note=f"{what}: {key.in_words}"[:120]).save()

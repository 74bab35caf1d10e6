"""Secrets that lie in files of their own (`TIP_KEYS_DIR`), outside the database and the sealed files.

`lookup.key` keys the numbers that receipts are found by; losing it makes every receipt unreadable. `server-<fingerprint>.key`
is the newsroom's private key in the mode "key on the server". Several web servers share one folder or copies of it.
"""

import os

from django.conf import settings
from django.core.files import File, locks

from . import sealing

LOOKUP = "lookup.key"


class KeyMissing(Exception):
    """A file of the keyring is not there; `manage.py tip_keys make` was never run, or the folder was lost or is not mounted."""


def pepper():
    """The key of receipts' numbers. Never made in passing: in place of one that is only out of reach it would void every receipt.

    Raises `KeyMissing`.
    """
    return _load(LOOKUP)


def has_pepper():
    return (settings.TIP_KEYS_DIR / LOOKUP).exists()


def make_pepper():
    """The key of receipts' numbers, made unless it is there."""
    return _store(LOOKUP, sealing.new_key())


def server_pairs():
    """All of the newsroom's pairs whose files are here, those of retired keys too."""
    return [sealing.pair_of(_load(path.name)) for path in sorted(settings.TIP_KEYS_DIR.glob("server-*.key"))]


def has_server_key(public):
    return (settings.TIP_KEYS_DIR / server_name(public)).exists()


def keep_server_pair(pair):
    _store(server_name(pair.public), pair.private)


def drop_server_pair(public):
    """Delete the private key for good. What was sealed to it alone can no longer be opened."""
    (settings.TIP_KEYS_DIR / server_name(public)).unlink(missing_ok=True)


def server_name(public):
    """Name of the file with the private key."""
    return f"server-{sealing.fingerprint(public)}.key"


def _load(name):
    path = settings.TIP_KEYS_DIR / name
    try:
        return bytes.fromhex(path.read_text().strip())
    except FileNotFoundError as error:
        raise KeyMissing(f"There is no {path}.") from error


def _store(name, key):
    """Write the key unless somebody was faster; returns the key that is there now."""
    folder = settings.TIP_KEYS_DIR
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with File((folder / ".lock").open("a")) as guard:
        locks.lock(guard, locks.LOCK_EX)
        path = folder / name
        if not path.exists():
            draft = folder / f".{name}.new"
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(key.hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    return _load(name)

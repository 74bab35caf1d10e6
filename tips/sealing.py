"""How tips are sealed: pure functions over libsodium (PyNaCl), which know neither Django nor the database.

Every tip has a pair of X25519 keys of its own. Whatever belongs to it is sealed to its public key, which lies in clear; its
private key is sealed to each recipient of the newsroom and to the recovery key that is kept offline. A reply to the source is
sealed to a pair derived from the words of the receipt, so that the newsroom itself cannot read it back from there.

`context(...)` names the row and column that a ciphertext belongs to. It is authenticated with the ciphertext: one that was
moved to another row does not open. Texts are padded to whole kilobytes, so that their length says little.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nacl import bindings, exceptions, pwhash, utils

KEY_SIZE = 32
NONCE_SIZE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
# The first byte of everything sealed, so that another way of sealing can come one day.
VERSION = b"\x01"
PADDING = 1024
CHUNK = 64 * 1024
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_STREAM_EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SEAL_EXTRA = bindings.crypto_box_SEALBYTES


class CannotOpen(Exception):
    """The key does not fit, or the ciphertext was changed, cut or moved. One error for all: they cannot be told apart."""


@dataclass(frozen=True)
class KeyPair:
    """An X25519 pair; `private` never appears in a repr."""

    public: bytes
    private: bytes

    def __repr__(self) -> str:
        return f"KeyPair({fingerprint(self.public)})"


def new_key() -> bytes:
    """A random symmetric key."""
    return utils.random(KEY_SIZE)


def new_pair() -> KeyPair:
    return KeyPair(*bindings.crypto_box_keypair())


def pair_of(private: bytes) -> KeyPair:
    """The pair that a private key belongs to."""
    return KeyPair(bindings.crypto_scalarmult_base(private), private)


def fingerprint(public: bytes) -> str:
    """A short name of a public key for people and for contexts: 16 hexadecimal digits."""
    return hashlib.blake2b(public, digest_size=8, person=b"tips-fingerprint").hexdigest()


def context(*parts: object) -> bytes:
    """What a ciphertext belongs to, such as `context("tip", uid, "body")`; no two lists of parts give the same bytes."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


# -- Sealing with a key that both sides have ------------------------------------------------


def lock(key: bytes, content: bytes, about: bytes) -> bytes:
    """Seal with a symmetric key (XChaCha20-Poly1305)."""
    nonce = utils.random(NONCE_SIZE)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(content, about, nonce, key)
    return VERSION + nonce + sealed


def unlock(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """What `lock` sealed. Raises `CannotOpen`."""
    nonce, rest = sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :]
    if sealed[:1] != VERSION or len(nonce) != NONCE_SIZE:
        raise CannotOpen
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, about, nonce, key)
    except (exceptions.CryptoError, ValueError) as error:
        raise CannotOpen from error


# -- Sealing to somebody's public key ---------------------------------------------------------


def seal(public: bytes, content: bytes, about: bytes) -> bytes:
    """Seal to a public key: a fresh key in an anonymous box, and the content locked with it.

    The box holds a digest of the context as well, so that neither half fits another row.
    """
    key = new_key()
    box = bindings.crypto_box_seal(_digest(about) + key, public)
    return VERSION + box + lock(key, content, about)


def unseal(pair: KeyPair, sealed: bytes, about: bytes) -> bytes:
    """What `seal` sealed to the pair. Raises `CannotOpen`."""
    size = KEY_SIZE * 2 + _SEAL_EXTRA
    box, rest = sealed[1 : 1 + size], sealed[1 + size :]
    if sealed[:1] != VERSION or len(box) != size:
        raise CannotOpen
    try:
        opened = bindings.crypto_box_seal_open(box, pair.public, pair.private)
    except (exceptions.CryptoError, ValueError) as error:
        raise CannotOpen from error
    if opened[:KEY_SIZE] != _digest(about):
        raise CannotOpen
    return unlock(opened[KEY_SIZE:], rest, about)


def seal_text(public: bytes, text: str, about: bytes) -> bytes:
    """`seal` for text, whose length is hidden up to a kilobyte."""
    return seal(public, bindings.sodium_pad(text.encode(), PADDING), about)


def unseal_text(pair: KeyPair, sealed: bytes, about: bytes) -> str:
    """What `seal_text` sealed. Raises `CannotOpen`."""
    return bindings.sodium_unpad(unseal(pair, sealed, about), PADDING).decode()


# -- Files: sealed while they stream in -----------------------------------------------------------


class FileSealer:
    """Seals a file piece by piece; order, completeness and belonging are authenticated.

    Holds at most one chunk. What `feed` and `finish` return, joined, is the sealed file.
    """

    def __init__(self, key: bytes, about: bytes) -> None:
        self._about = about
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._waiting = bytearray()

    def feed(self, content: bytes) -> bytes:
        """More of the file."""
        self._waiting += content
        out = bytearray(self._take_header())
        # The last chunk must bear its mark, so a full one waits until there is more.
        while len(self._waiting) > CHUNK:
            out += self._push(bytes(self._waiting[:CHUNK]), _MESSAGE)
            del self._waiting[:CHUNK]
        return bytes(out)

    def finish(self) -> bytes:
        """The end of the sealed file."""
        return self._take_header() + self._push(bytes(self._waiting), _FINAL)

    def _take_header(self) -> bytes:
        header, self._header = self._header, b""
        return VERSION + header if header else b""

    def _push(self, content: bytes, tag: int) -> bytes:
        return bindings.crypto_secretstream_xchacha20poly1305_push(self._state, content, self._about, tag)


def seal_file(key: bytes, pieces: Iterable[bytes], about: bytes) -> Iterator[bytes]:
    """A whole file through a `FileSealer`."""
    sealer = FileSealer(key, about)
    for piece in pieces:
        yield sealer.feed(piece)
    yield sealer.finish()


def unseal_file(key: bytes, read: Callable[[int], bytes], about: bytes) -> Iterator[bytes]:
    """The file's content, chunk by chunk. `read(n)` gives the next n bytes of the sealed file, as a file object's does.

    Raises `CannotOpen`, at the first chunk that is wrong, missing or too many. Chunks given before it were genuine.
    """
    head = read(1 + _STREAM_HEADER)
    if head[:1] != VERSION or len(head) != 1 + _STREAM_HEADER:
        raise CannotOpen
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head[1:], key)
    while True:
        sealed = read(CHUNK + _STREAM_EXTRA)
        try:
            content, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed, about)
        except (exceptions.CryptoError, ValueError) as error:
            raise CannotOpen from error
        if tag == _FINAL:
            if read(1):
                raise CannotOpen
            yield content
            return
        yield content


# -- Receipts --------------------------------------------------------------------------------------


def normal_words(text: str) -> str:
    """The words of a receipt as one writes them in the end: small letters, no marks, single spaces; however they were typed."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return " ".join(re.findall(r"[a-z]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def receipt_number(words: str, pepper: bytes) -> bytes:
    """What a receipt is found by. Without `pepper`, which lies outside the database, nothing can be tried against it.

    Six words of 7,776 are 77 bits, out of reach of guessing even at a billion tries a second; so no slow hash, which
    would only hand a flood of wrong codes the processor.
    """
    return hashlib.blake2b(normal_words(words).encode(), key=pepper, digest_size=32, person=b"receipt-number").digest()


def receipt_pair(words: str, pepper: bytes) -> KeyPair:
    """The source's pair of keys, to which replies are sealed."""
    seed = hashlib.blake2b(normal_words(words).encode(), key=pepper, digest_size=32, person=b"receipt-pair").digest()
    return pair_of(seed)


def draft_key(token: str, pepper: bytes) -> bytes:
    """The key of files that wait for the rest of their form; only the form itself knows the token."""
    return hashlib.blake2b(token.encode(), key=pepper, digest_size=KEY_SIZE, person=b"draft-key").digest()


# -- Private keys under a passphrase ------------------------------------------------------------------


def hide_private(private: bytes, passphrase: str, about: bytes) -> bytes:
    """A private key under a passphrase (Argon2id, 64 MiB, some 0.2 s). The salt stands at the front."""
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    return salt + lock(_stretched(passphrase, salt), private, about)


def reveal_private(hidden: bytes, passphrase: str, about: bytes) -> KeyPair:
    """What `hide_private` hid. Raises `CannotOpen` for a wrong passphrase."""
    size = pwhash.argon2id.SALTBYTES
    return pair_of(unlock(_stretched(passphrase, hidden[:size]), hidden[size:], about))


def _stretched(passphrase: str, salt: bytes) -> bytes:
    normal = unicodedata.normalize("NFC", passphrase).encode()
    return pwhash.argon2id.kdf(
        KEY_SIZE,
        normal,
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )


def _digest(about: bytes) -> bytes:
    return hashlib.blake2b(about, digest_size=KEY_SIZE, person=b"tips-context").digest()

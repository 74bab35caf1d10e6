"""Sealing: what fits opens, whatever was changed, moved, cut or swapped does not; known answers stay openable for ever."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tips import sealing
from tips.sealing import CHUNK, CannotOpen, context

KEY = bytes(range(32))
ABOUT = context("tip", "11111111-1111-4111-8111-111111111111", "body")
WORDS = "rower wiatrak kilof sobota orzech patyk"

LOCKED = (
    "0112896efd864ad4278675ffb1bf72ff809631415ea306a825b040894c161442caecf2093355cdda463151136b163541f2ec3025ac79414f66f476"
    "b79e0e2f4c5bd4d8"
)
SEALED = (
    "01655da192f3cecb54d150b90948c3f78a3c294af64df05bf3251c48447bc6c60b504e520761350bc0ddf5d50a5e15f2fc6863de426605f6d06ec0"
    "328e3c492c8730dbb011335762c6e17301336771324d47fb0c2106e9db710b299eec1195bd49c82e0e08ba47a300f0a3880b4d5b837e010fa1c9b3"
    "46c36e88a3e59b7e3c80a27f4c7551aebe8eb631260a3d21dd28dc49e8020861ac3aeb4099bfa0b21a5a24a2cf"
)
FILE = "01dad589e9e1cc57057f9c20c2b79a009ded6d81d017e10212e60a70da5951437c2941cbb4b188885545abec19"


def opened(sealed, key=KEY, about=ABOUT):
    return b"".join(sealing.unseal_file(key, io.BytesIO(sealed).read, about))


def sealed_file(content, key=KEY, about=ABOUT, piece=70_000):
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    return b"".join(sealing.seal_file(key, pieces, about))


def test_what_was_sealed_long_ago_still_opens():
    pair = sealing.pair_of(KEY)
    assert pair.public.hex() == "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f"
    assert sealing.fingerprint(pair.public) == "6087bc76de283de8"
    assert sealing.unlock(KEY, bytes.fromhex(LOCKED), ABOUT).decode() == "Zażółć gęślą jaźń"
    assert sealing.unseal(pair, bytes.fromhex(SEALED), ABOUT) == b"Most peka"
    assert opened(bytes.fromhex(FILE)) == b"abc"


def test_receipts_given_out_long_ago_are_still_found():
    assert (
        sealing.receipt_number(WORDS, KEY).hex() == "e98efa843f9d01a863acb5de0d9e9bf07378f7cce11c74ca511079da468663c0"
    )
    public = sealing.receipt_pair(WORDS, KEY).public
    assert public.hex() == "88957a75975c56561baf3f8c3059b86f69fff4e3e5381b282009ad2c3ae7cf30"
    assert sealing.draft_key("token", KEY).hex() == "71905b66eb9de203fae8401e083115982a7b78b6fcc1312363e4c5826d367ec8"


def test_the_context_has_one_reading():
    assert context("tip", "ab", "c") != context("tip", "a", "bc")
    assert context("a", "") != context("a")


@pytest.mark.parametrize("about", [context("tip", "2", "body"), context("tip", "1", "contact"), b""])
def test_a_ciphertext_moved_to_another_row_does_not_open(about):
    pair = sealing.new_pair()
    sealed = sealing.seal_text(pair.public, "Ryba", context("tip", "1", "body"))
    assert sealing.unseal_text(pair, sealed, context("tip", "1", "body")) == "Ryba"
    with pytest.raises(CannotOpen):
        sealing.unseal_text(pair, sealed, about)


def test_halves_of_two_ciphertexts_do_not_fit_together():
    pair = sealing.new_pair()
    one = sealing.seal(pair.public, b"jeden", context("a"))
    two = sealing.seal(pair.public, b"dwoje", context("b"))
    box = 1 + 64 + 48
    for about in (context("a"), context("b")):
        with pytest.raises(CannotOpen):
            sealing.unseal(pair, one[:box] + two[box:], about)


def test_somebody_elses_key_opens_nothing():
    sealed = sealing.seal(sealing.new_pair().public, b"x", ABOUT)
    with pytest.raises(CannotOpen):
        sealing.unseal(sealing.new_pair(), sealed, ABOUT)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_passes(data):
    pair = sealing.pair_of(KEY)
    sealed = bytearray(sealing.seal(pair.public, b"tresc", ABOUT))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        sealing.unseal(pair, bytes(sealed), ABOUT)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_a_file_comes_back_whole(size):
    content = bytes(size % 251 for _ in range(1)) * size
    assert opened(sealed_file(content)) == content


def test_chunks_of_a_file_cannot_be_cut_off_swapped_or_repeated():
    content = bytes([1]) * CHUNK + bytes([2]) * CHUNK + bytes([3]) * 10
    sealed = sealed_file(content)
    head, step = 25, CHUNK + 17
    chunks = [sealed[head : head + step], sealed[head + step : head + 2 * step], sealed[head + 2 * step :]]
    for wrong in (
        chunks[:2], chunks[:1], [chunks[1], chunks[0], chunks[2]], [*chunks, chunks[2]], [chunks[0], *chunks], [], [chunks[0], chunks[2]],
    ):  # fmt: skip
        with pytest.raises(CannotOpen):
            opened(sealed[:head] + b"".join(wrong))
    with pytest.raises(CannotOpen):
        opened(sealed, about=context("file", "other"))


def test_texts_of_like_length_have_ciphertexts_of_one_length():
    pair = sealing.new_pair()
    lengths = {len(sealing.seal_text(pair.public, "a" * size, ABOUT)) for size in (0, 1, 500, 1023)}
    assert len(lengths) == 1


def test_a_receipts_words_may_be_typed_in_any_way():
    assert sealing.normal_words("  Rower, WIĄTRAK-kilof\n sobota.ORZĘCH  Patyk! ") == WORDS
    assert sealing.normal_words("łódka") == "lodka"


def test_a_private_key_opens_by_its_passphrase_alone():
    pair = sealing.new_pair()
    hidden = sealing.hide_private(pair.private, "sześć zwykłych słów i jeszcze", ABOUT)
    assert sealing.reveal_private(hidden, "sześć zwykłych słów i jeszcze", ABOUT) == pair
    assert pair.private not in hidden
    for passphrase, about in (("sześć zwykłych słów", ABOUT), ("sześć zwykłych słów i jeszcze", b"")):
        with pytest.raises(CannotOpen):
            sealing.reveal_private(hidden, passphrase, about)


def test_a_pair_does_not_show_its_private_key():
    pair = sealing.new_pair()
    assert pair.private.hex() not in repr(pair)

"""Fingerprints of texts, by which a text sent again with a few words changed is known.

One-permutation MinHash over pieces of five letters: the share of equal slots estimates how much two texts have in common.
Bands of three slots each are what an index can find: texts 80 % alike share a band 19 times in 20.
"""

import re
import zlib
from dataclasses import dataclass

from polish.lookalikes import latinised, without_invisible
from polish.slugs import strip_diacritics

SLOTS = 32
BANDS = 4
PIECE = 5
# Shorter texts ("Brawo!", "Dokładnie tak") are rightly written by many.
SHORTEST = 24
_NOISE = re.compile(r"[^a-z]+")


@dataclass(frozen=True)
class Fingerprint:
    """`exact` is the digest of the folded text, `bands` are what to look for in an index, `slots` what to compare."""

    exact: str
    bands: tuple[int, ...]
    slots: bytes

    def likeness(self, slots: bytes) -> float:
        """0 to 1: how much of the text is the same, from another's `slots`."""
        mine, other = _unpacked(self.slots), _unpacked(slots)
        return sum(a == b for a, b in zip(mine, other, strict=False)) / SLOTS


def folded(text: str) -> str:
    """Nothing but plain small letters: what is left when case, accents, look-alikes, digits and signs are gone."""
    words = (latinised(word) for word in without_invisible(text).split())
    return _NOISE.sub("", strip_diacritics(" ".join(words)).lower())


def fingerprint(text: str) -> Fingerprint | None:
    """The text's `Fingerprint`, or None for one too short to tell anything. Linear in the text's length."""
    plain = folded(text)
    if len(plain) < SHORTEST:
        return None
    slots: list[int | None] = [None] * SLOTS
    data = plain.encode()
    for start in range(len(data) - PIECE + 1):
        # CRC alone is linear in its bits; the multiplication mixes them.
        value = zlib.crc32(data[start : start + PIECE]) * 0x9E3779B1 & 0xFFFFFFFF
        slot = value >> 27
        rest = value & 0x7FFFFFF
        kept = slots[slot]
        if kept is None or rest < kept:
            slots[slot] = rest
    filled = _without_gaps(slots)
    bands = tuple(
        zlib.crc32(b"".join(value.to_bytes(4, "big") for value in filled[band * 3 : band * 3 + 3])) >> 1
        for band in range(BANDS)
    )
    packed = b"".join((value & 0xFFFF).to_bytes(2, "big") for value in filled)
    return Fingerprint(f"{zlib.crc32(data):08x}{zlib.adler32(data):08x}{len(data)}", bands, packed)


def _without_gaps(slots: list[int | None]) -> list[int]:
    """Empty slots borrow from the next filled one, so that short texts compare too."""
    filled = []
    for index in range(SLOTS):
        distance = 0
        while (found := slots[(index + distance) % SLOTS]) is None:
            distance += 1
        filled.append((found + distance * 0x2545F49) & 0x7FFFFFF)
    return filled


def _unpacked(slots: bytes) -> list[bytes]:
    slots = bytes(slots)
    return [slots[i : i + 2] for i in range(0, len(slots), 2)]

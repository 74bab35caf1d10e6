"""Polish alphabetical order that does not depend on a database's collation."""

import re
import unicodedata

from polish.slugs import strip_diacritics

# The second character puts a letter with its mark after the bare one: a ą b c ć … z ź ż.
_POLISH = {
    "ą": "a5",
    "ć": "c5",
    "ę": "e5",
    "ł": "l5",
    "ń": "n5",
    "ó": "o5",
    "ś": "s5",
    "ź": "z5",
    "ż": "z7",
}
_GAP = "00"
# Follows the end of a surname, comes before any letter of a longer one.
_GAP_IN_SURNAME = "01"
_BETWEEN_WORDS = re.compile(r"[\s\-\u2010-\u2014]+")
_IGNORED = frozenset("'’`´\u00ad\u200b")


def sort_key(text: str) -> str:
    """A string that sorts as the text should: case folded, Polish letters in their places.

    The key holds only `0-9a-z`, two characters a letter, so that every collation agrees on its order, it can
    be stored in an indexed column, and keyset lists can compare it. Hyphens and other signs count as a gap
    between words, and a gap sorts first (`Nowak Jan` before `Nowakowska Anna`). Texts that differ only in
    case or signs share a key: add the row's id to make an order total. Other scripts follow `ż`.
    """
    key: list[str] = []
    for char in unicodedata.normalize("NFC", text).casefold():
        if char in _IGNORED:
            continue
        key.append(_char_key(char) or _GAP)
    return _without_repeated_gaps(key)


def name_key(first_name: str, last_name: str) -> str:
    """A key by which people stand in a register: the whole surname first, then the first name.

    A surname of two parts follows the simple one (`Nowak Zofia` before `Nowak-Bąk Adam`, `Nowak-Bąk` before `Nowakowska`).
    Particles in small letters do not count: `von Trapp` stands under T, `De Niro`, as it is written large, under D.
    """
    words = [word for word in _BETWEEN_WORDS.split(last_name) if word]
    own = next((n for n, word in enumerate(words) if not word[0].islower()), 0)
    surname = _GAP_IN_SURNAME.join(sort_key(word) for word in words[own:])
    return _GAP.join(part for part in (surname, sort_key(first_name), *map(sort_key, words[:own])) if part)


def _char_key(char: str) -> str:
    """The key of one character, empty for what only separates words."""
    if char in _POLISH:
        return _POLISH[char]
    base = strip_diacritics(char)
    if base.isascii() and base.isalpha():
        return "".join(f"{c}0" for c in base.lower())
    if char.isdecimal():
        return f"{unicodedata.decimal(char)}1"
    if char.isalpha():
        return f"z9{ord(char):08}"
    return ""


def _without_repeated_gaps(key: list[str]) -> str:
    kept: list[str] = []
    for part in key:
        if part == _GAP and (not kept or kept[-1] == _GAP):
            continue
        kept.append(part)
    if kept and kept[-1] == _GAP:
        kept.pop()
    return "".join(kept)

"""Addresses made from Polish text."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark; ł is the one that matters in Polish.
_UNDECOMPOSED = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_TO_BASE = str.maketrans(_UNDECOMPOSED | {letter.upper(): base.capitalize() for letter, base in _UNDECOMPOSED.items()})
_NOT_ALLOWED = re.compile(r"[^a-z0-9]+")


def strip_diacritics(text: str) -> str:
    """The text with every Latin letter reduced to its base letter: `Żółć` becomes `Zolc`.

    Letters of other scripts stay as they are.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_TO_BASE))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def slugify(text: str, max_length: int = 80) -> str:
    """A slug of ASCII letters, digits and single hyphens, at most `max_length` long.

    A slug that is too long is cut after its last whole word. Text without a single Latin letter or digit
    (emoji, right-to-left scripts, nothing) gives an empty string: the caller decides what to put instead.
    """
    compatible = unicodedata.normalize("NFKC", text).casefold()
    slug = _NOT_ALLOWED.sub("-", strip_diacritics(compatible)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[:max_length]
    if slug[max_length] != "-" and "-" in cut:
        cut = cut.rsplit("-", 1)[0]
    return cut.strip("-")

"""Letters of other scripts that pass for Latin ones, and signs that cannot be seen."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CYRILLIC_AND_GREEK = str.maketrans(
    "аеорсухкмтвнігјѕһԁԛԝбАЕОРСУХКМТВНІЈЅοαερντικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxkmtbhirjshdqwbAEOPCYXKMTBHIJSoaepvtikuxABEZHIKMNOPTYX",
)


def without_invisible(text: str) -> str:
    """The text without zero-width signs, soft hyphens and marks of direction."""
    return _INVISIBLE.sub("", text)


def latinised(word: str) -> str:
    """The word with Cyrillic and Greek look-alikes as Latin letters.

    A word without any Latin letter is changed only if every letter of it has a double, so that real Russian
    or Ukrainian words mostly stay what they are.
    """
    if word.isascii():
        return word
    swapped = word.translate(_CYRILLIC_AND_GREEK)
    if swapped == word:
        return word
    return swapped if all(_is_latin(char) for char in swapped if char.isalpha()) else word


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")

"""Making readers' text fit to be shown, and comparing nicks that look alike."""

import re
import unicodedata

from polish.lookalikes import latinised, without_invisible
from polish.slugs import strip_diacritics

# Control signs but for line feed and tab; marks of direction, which could turn the page around them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufff9-\ufffb]")
_MANY_LINES = re.compile(r"\n\s*\n\s*\n+")
# No language of the region puts more than two marks on a letter.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")
_NICK_LOOKALIKES = str.maketrans("0134578@$!|i", "oleastbaslll")


def tidy_body(text):
    """A comment's text without signs that could harm the page; lines and paragraphs stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _PILED_MARKS.sub(r"\1", _CONTROL.sub("", text))
    return _MANY_LINES.sub("\n\n", text).strip()


def tidy_nick(text):
    """A nick on one line, without invisible signs."""
    text = unicodedata.normalize("NFC", without_invisible(_CONTROL.sub(" ", text)))
    return " ".join(_PILED_MARKS.sub(r"\1", text).split())


def nick_key(nick):
    """What is left of a nick when everything that looks alike is one: `Redаkcjа`, `REDAKCJA` and `r3dakcja` are equal."""
    plain = unicodedata.normalize("NFKC", without_invisible(nick))
    plain = strip_diacritics(" ".join(latinised(word) for word in plain.split())).lower()
    plain = plain.translate(_NICK_LOOKALIKES).replace("vv", "w").replace("rn", "m")
    return re.sub(r"[\W_]+", "", plain)[:80]

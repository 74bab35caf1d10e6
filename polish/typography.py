"""Polish typography for text that is about to be shown.

It is applied when a page is rendered, never to what is stored, and to text only: `set_text` must not be given
markup. Setting a text twice changes nothing more.
"""

import re
from collections.abc import Iterator
from typing import Protocol

NBSP = "\u00a0"
EN_DASH = "–"

_SKIPPED_TAGS = frozenset({"pre", "script", "style", "textarea"})
_INLINE_CODE_TAGS = frozenset({"code", "kbd", "samp"})
_ANY_LETTER = "x"
_INLINE_TAGS = frozenset("a abbr b bdi cite del dfn em i ins mark q s small span strong sub sup time u var".split())

# Left exactly as typed: web and e-mail addresses, account names.
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>„”\"]+|[\w.+-]{1,64}@[\w.-]+|(?<!\w)[@#]\w+",
    re.IGNORECASE,
)

_SPACE = r"[ \n\t\r]+"
_ONE_LETTER = re.compile(rf"(?<![\w.\-–'’])([aiouwzAIOUWZ]){_SPACE}(?=\S|\Z)")
_ABBREVIATIONS = (
    "al art bp cm dr doc fot gen godz gm hab im inż ks m.in mgr nr nt os pkt pl płk ppłk por poz prof "
    "red str str śp św św tel tj tzn tzw ul ust woj zob"
).split()
_AFTER_ABBREVIATION = re.compile(
    rf"(?<![\w.])({'|'.join(map(re.escape, sorted(set(_ABBREVIATIONS), key=len, reverse=True)))})(\.?){_SPACE}(?=[\w„\"(])",
    re.IGNORECASE,
)
_NEED_NO_DOT = frozenset({"dr", "mgr", "nr", "płk", "ppłk", "bp"})
_INITIAL = re.compile(rf"(?<![\w.])([A-ZĆŁŚŹŻ]\.){_SPACE}(?=[A-ZĆŁŚŹŻ])")
_UNITS = (
    "zł gr tys. mln mld bln proc. % ‰ km m cm mm ha kg dag g t l ml MW kW kWh MWh GW °C st. r. w. lat lata latek roku "
    "rok godz. min min. sek. os. km/h m² m³ mkw. euro"
).split()
_BEFORE_UNIT = re.compile(
    rf"(\d){_SPACE}(?=(?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?!\w))"
)
# `4 mln zł`: what is counted in millions stays with them.
_MULTIPLES = r"(?:tys\.|mln|mld|bln)"
_AFTER_MULTIPLE = re.compile(
    rf"(\d{NBSP}{_MULTIPLES}){_SPACE}(?=(?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?!\w))"
)
_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_BEFORE_MONTH = re.compile(rf"(?<!\d)(\d\d?){_SPACE}(?=(?:{_MONTHS})\b)")
_THOUSANDS = re.compile(rf"(?<!\d)(\d{{1,3}})((?:{_SPACE}\d{{3}})+)(?!\d)")
_HOUR = re.compile(
    rf"\b(godz\.|godzin(?:a|ie|y|ę|ą|ach|ami))({_SPACE}|{NBSP})(\d\d?):(\d\d)(?!\d|:)",
    re.IGNORECASE,
)
_SECOND_HOUR = re.compile(rf"(?<=\d\.\d\d)(?:{_SPACE}|{NBSP})?[-–](?:{_SPACE}|{NBSP})?(\d\d?)[:.](\d\d)(?![\d:]|\.\d)")

_RANGE = re.compile(r"(?<![\w\-–/.,:+])(\d{1,4}(?:[.,:]\d{1,2})?)-(\d{1,4}(?:[.,:]\d{1,2})?)(?![\w\-–/:]|[.,]\d)")
_PHONE_BEFORE = re.compile(r"(?:\btel|\bfax|\bfaks|\bkom|\bkonto|\bnr konta)\.?:?\s*[\d\s+()-]*$", re.IGNORECASE)
_SPACED_DASH = re.compile(rf"(?<=\S)(?:{_SPACE}|{NBSP})(?:-{{1,3}}|–|—)(?=\s|$)")
_DIALOGUE_DASH = re.compile(r"^(\s*)(?:-{1,2}|—)(?=\s)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_QUOTES = re.compile(r"[\"“”„]")
_OPENING = {"„": 1, "”": -1}
_OPENS_AFTER = frozenset(" \t\r\n([{/–—-…«'‚„" + NBSP)


def set_text(text: str) -> str:
    """The text with Polish quotes, dashes and non-breaking spaces.

    - `"słowo"` and `“słowo”` become `„słowo”`, an apostrophe in a word becomes `’`;
    - a hyphen between spaces becomes a dash that does not begin a line, `5-10` in a rising range `5–10`;
    - a one-letter word, an initial, an abbreviation (`ul.`, `dr`) and a number before its unit or month stay on
      the line of what follows; `12 000` is not broken;
    - `godz. 10:00` becomes `godz. 10.00`.
    Web and e-mail addresses stay as they are.
    """
    return _Setter().set(text)


def keep_short_words(text: str) -> str:
    """The text with each one-letter word on the line of what follows, and nothing else set: for pieces of a text."""
    return _ONE_LETTER.sub(rf"\1{NBSP}", text)


class Element(Protocol):
    """The part of an lxml (or ElementTree) element that is needed here."""

    text: str | None
    tail: str | None

    @property
    def tag(self) -> object:
        """The name, or something that is not a string for comments and instructions."""

    def __iter__(self) -> "Iterator[Element]":
        """The children, in order."""


def set_html_text_nodes(root: Element) -> None:
    """Set all text under the element in place; attributes, code and preformatted text stay as they are.

    A link whose text is itself an address keeps it. Quotes and spaces are judged by their neighbours across
    inline elements, so `"<em>słowo</em>"` comes out right.
    """
    _Setter().set_children(root)


class _Setter:
    """Sets pieces of one running text in their order, remembering what stood before and the open quotes."""

    def __init__(self) -> None:
        self.before = ""
        self.open_quotes = 0

    def set_children(self, element: Element) -> None:
        """Set what is within the element, then the state is that at its end."""
        if element.text:
            element.text = self.set(element.text)
        for child in element:
            self._set_child(child)
            if child.tail:
                child.tail = self.set(child.tail)

    def _set_child(self, child: Element) -> None:
        if not isinstance(child.tag, str):
            return  # a comment or an instruction: the text runs on around it
        tag = child.tag.lower()
        if tag in _INLINE_TAGS:
            self.set_children(child)
        elif tag in _INLINE_CODE_TAGS:
            self.before = _ANY_LETTER
        else:
            self._start_anew()
            if tag not in _SKIPPED_TAGS:
                self.set_children(child)
            self._start_anew()

    def _start_anew(self) -> None:
        self.before = ""
        self.open_quotes = 0

    def set(self, text: str) -> str:
        """The piece of text as it should be shown."""
        pieces: list[str] = []
        for part, is_address in _split_addresses(text):
            done = part if is_address else self._set_plain(part)
            self.before = done[-1:] or self.before
            pieces.append(done)
        return "".join(pieces)

    def _set_plain(self, text: str) -> str:
        text = self._set_quotes(text)
        text = _APOSTROPHE.sub("’", text)
        if not self.before:
            text = _DIALOGUE_DASH.sub(rf"\1{EN_DASH}", text)
        text = _SPACED_DASH.sub(f"{NBSP}{EN_DASH}", text)
        text = _RANGE.sub(_range, text)
        text = _HOUR.sub(r"\1 \3.\4", text)
        if "godz" in text.lower():
            text = _SECOND_HOUR.sub(rf"{EN_DASH}\1.\2", text)
        return self._set_spaces(text)

    def _set_quotes(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for match in _QUOTES.finditer(text):
            at = match.start()
            before = text[at - 1] if at else self.before
            after = text[at + 1 : at + 2]
            sign = self._quote(match.group(), before, after)
            self.open_quotes = max(0, self.open_quotes + _OPENING.get(sign, 0))
            pieces += [text[end:at], sign]
            end = at + 1
        return "".join([*pieces, text[end:]])

    def _quote(self, sign: str, before: str, after: str) -> str:
        """The Polish quote for the one typed between these two characters."""
        if sign in "„”":
            return sign
        follows_a_gap = not before or before in _OPENS_AFTER
        if sign == "“":  # opens an English quotation, closes a German one
            return "”" if self.open_quotes and not follows_a_gap else "„"
        if self.open_quotes and not after.strip():
            return "”"
        if follows_a_gap:
            return "„"
        is_inches = before.isdigit() and not self.open_quotes
        return sign if is_inches else "”"

    def _set_spaces(self, text: str) -> str:
        # The sign before the piece decides whether its first letter is a word of its own.
        text = _ONE_LETTER.sub(rf"\1{NBSP}", self.before + text)[len(self.before) :]
        text = _AFTER_ABBREVIATION.sub(_keep_with_next, text)
        text = _INITIAL.sub(rf"\1{NBSP}", text)
        text = _THOUSANDS.sub(lambda m: m[1] + re.sub(_SPACE, NBSP, m[2]), text)
        text = _BEFORE_MONTH.sub(rf"\1{NBSP}", text)
        text = _BEFORE_UNIT.sub(rf"\1{NBSP}", text)
        return _AFTER_MULTIPLE.sub(rf"\1{NBSP}", text)


def _split_addresses(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is an address."""
    end = 0
    for match in _ADDRESS.finditer(text):
        yield text[end : match.start()], False
        yield match.group(), True
        end = match.end()
    yield text[end:], False


def _range(match: re.Match[str]) -> str:
    """A range rises, or shortens its second year (2023-24); a postal code or a telephone is no range."""
    first, second = match.groups()
    if re.fullmatch(r"\d\d", first) and re.fullmatch(r"\d{3}", second):
        return match.group()
    if _PHONE_BEFORE.search(match.string[max(0, match.start() - 40) : match.start()]):
        return match.group()
    rises = _number(first) < _number(second)
    is_short_year = len(first) == 4 and re.fullmatch(r"\d\d", second) is not None and first[2:] < second
    return f"{first}{EN_DASH}{second}" if rises or is_short_year else match.group()


def _number(digits: str) -> float:
    return float(digits.replace(",", ".").replace(":", "."))


def _keep_with_next(match: re.Match[str]) -> str:
    word, dot = match.groups()
    if not dot and word.lower() not in _NEED_NO_DOT:
        return match.group()
    return f"{word}{dot}{NBSP}"

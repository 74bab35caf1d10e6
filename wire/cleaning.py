"""From what offices send to what a newspaper prints: plain blocks of text, Polish typography, no shouting.

Every function is pure. HTML given here is foreign; what comes out is sanitised by `common.markup` once more before it is kept.
"""

import html
import re
from dataclasses import dataclass, field
from itertools import islice

import lxml.html
from lxml import etree

from common.markup import clean_simple
from polish.lemmas import fold
from polish.personal import Kind, find_personal
from polish.sentences import first_sentence
from polish.typography import set_html_text_nodes, set_text

MAX_HTML = 400_000
MAX_TEXT = 120_000
MAX_DEPTH = 80
MAX_PICTURES = 20
TITLE = 160
LEAD = 300

_DROPPED = {
    "script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "title", "head", "meta", "link",
    "form", "button", "input", "select", "textarea", "video", "audio", "canvas", "map", "nav",
}  # fmt: skip
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_BREAKS = {
    "p", "div", "section", "article", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "ul", "ol", "dl", "dt", "dd",
    "blockquote", "figure", "figcaption", "center", "header", "footer", "main", "aside", "address", "pre", "hr", "caption",
}  # fmt: skip
_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")


@dataclass
class Picture:
    """A picture that a release names: its address as written there, and what it shows."""

    url: str
    description: str = ""


@dataclass
class Release:
    """A release in plain blocks: sanitised HTML, the same as text (a paragraph a line), and the pictures in it."""

    body: str
    text: str
    pictures: list[Picture] = field(default_factory=list)


def plain(text):
    """Text on one line without control signs."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def from_html(source):
    """A `Release` of foreign HTML. Tables that only lay the page out become paragraphs, scripts and styles vanish."""
    source = _CONTROL.sub("", source[:MAX_HTML])
    if not source.strip():
        return Release("", "")
    try:
        root = lxml.html.fragment_fromstring(source, create_parent="div", parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return from_text(source)
    blocks = _Blocks()
    blocks.walk(root, 0)
    blocks.end()
    return _release(blocks.done, blocks.pictures)


def from_text(source):
    """A `Release` of plain text: an empty line parts paragraphs, and so does each line where the text has no empty ones."""
    source = _CONTROL.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))[:MAX_TEXT]
    parts = re.split(r"\n\s*\n", source)
    if len(parts) == 1 and max(map(len, source.split("\n"))) > 100:
        parts = source.split("\n")
    blocks = [("p", html.escape(text, quote=False)) for part in parts if (text := plain(part))]
    return _release(blocks, [])


def _parser():
    return lxml.html.HTMLParser(encoding=None, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)


class _Blocks:
    """Gathers blocks while an element tree is walked."""

    def __init__(self):
        self.done = []
        self.pictures = []
        self._kind, self._pieces = "p", []
        self._length = 0

    def end(self, kind="p"):
        if self._has_text():
            self.done.append((self._kind, _SPACE.sub(" ", "".join(self._pieces)).strip()))
        self._kind, self._pieces = kind, []

    def _has_text(self):
        return bool(_SPACE.sub("", _TAG.sub("", "".join(self._pieces))))

    def say(self, text):
        if text and self._length < MAX_TEXT:
            text = text[: MAX_TEXT - self._length]
            self._length += len(text)
            self._pieces.append(html.escape(text, quote=False))

    def walk(self, element, depth):
        if depth > MAX_DEPTH:
            self.say(" ".join(islice(element.itertext(), 2000)))
            return
        self.say(element.text)
        for child in element:
            self._child(child, depth)
            self.say(child.tail)

    def _child(self, child, depth):
        tag = child.tag.lower().rpartition(":")[2] if isinstance(child.tag, str) else ""
        if not tag or tag in _DROPPED or _is_hidden(child):
            return
        if tag == "img":
            if (url := child.get("src", "").strip()) and len(self.pictures) < MAX_PICTURES:
                self.pictures.append(Picture(url, plain(child.get("alt") or child.get("title") or "")[:300]))
        elif tag == "br":
            self._line_break()
        elif tag in _HEADINGS or tag == "li":
            self.end(_HEADINGS.get(tag, tag))
            self.walk(child, depth + 1)
            self.end()
        elif tag in _BREAKS:
            # The first paragraph of an item is the item.
            if self._kind != "li" or self._has_text():
                self.end()
            self.walk(child, depth + 1)
            self.end()
        elif tag in _MARKS:
            self._around(f"<{_MARKS[tag]}>", child, depth, f"</{_MARKS[tag]}>")
        elif tag == "a" and re.match(r"https?://", child.get("href", "").strip(), re.IGNORECASE):
            href = html.escape(child.get("href").strip()[:1000])
            self._around(f'<a href="{href}">', child, depth, "</a>")
        else:
            self.walk(child, depth + 1)

    def _line_break(self):
        """Two in a row, which offices press for a new paragraph, end the block; one is a space."""
        if self._pieces and self._pieces[-1] == "\n":
            kind = self._kind
            self.end(kind if kind == "li" else "p")
        else:
            self._pieces.append("\n")

    def _around(self, before, child, depth, after):
        blocks = len(self.done)
        self._pieces.append(before)
        self.walk(child, depth + 1)
        if len(self.done) == blocks:
            self._pieces.append(after)


def _is_hidden(element):
    style = re.sub(r"\s", "", element.get("style", "").lower())
    return "display:none" in style or "visibility:hidden" in style or element.get("hidden") is not None


def _release(blocks, pictures):
    pieces, inside = [], False
    for kind, text in blocks:
        if (kind == "li") != inside:
            inside = not inside
            pieces.append("<ul>" if inside else "</ul>")
        pieces.append(f"<{kind}>{text}</{kind}>")
    if inside:
        pieces.append("</ul>")
    body = clean_simple("".join(pieces))
    return Release(body, text_of(body), pictures)


_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|footer|figcaption|td|th)>|<br\s*/?>|<hr\s*/?>")
_TAG = re.compile(r"<[^>]*>")


def text_of(body):
    """The text of sanitised HTML, a block a line."""
    text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", body)))
    return "\n".join(line for raw in text.split("\n") if (line := _SPACE.sub(" ", raw).strip()))


# -- A draft from a release ----------------------------------------------------------------------------------


@dataclass
class Proposal:
    """What a story begins from."""

    title: str
    lead: str
    body: str


def propose(title, body, names=()):
    """Headline, lead and body of a draft: the release in Polish typography, its shouting lowered.

    `names` are stems of names that keep their capital wherever they stand, such as those of the region's places.

    The lead is the first paragraph, or as many of its first sentences as a lead takes; it is not repeated in the body.
    """
    known = _Spelling(_spelled(text_of(body)), tuple(names))
    blocks = [(kind, _calm(text, known)) for kind, text in _blocks_of(_set(body))]
    headline = plain(set_text(calm(plain(title), known))).rstrip(".")
    while blocks and (_same(_bare(blocks[0][1]), headline) or says_nothing(_bare(blocks[0][1]))):
        del blocks[0]
    lead, blocks = _lead(blocks)
    body = _release(blocks, []).body
    return Proposal(_shortened(headline, TITLE), lead, body)


def _lead(blocks):
    """The lead, and the blocks without it."""
    at = next((number for number, (kind, text) in enumerate(blocks) if kind == "p" and len(_bare(text)) >= 40), None)
    if at is None:
        return "", blocks
    rest = _bare(blocks[at][1])
    if len(rest) <= LEAD:
        return rest, blocks[:at] + blocks[at + 1 :]
    lead = ""
    while rest:
        sentence, after = first_sentence(rest)
        if lead and len(lead) + 1 + len(sentence) > LEAD:
            break
        lead, rest = f"{lead} {sentence}".strip(), after
    if len(lead) > 600:
        return "", blocks
    left = [("p", html.escape(rest, quote=False))] if rest else []
    return lead, blocks[:at] + left + blocks[at + 1 :]


def _blocks_of(body):
    return [(match[1], match[2]) for match in re.finditer(r"<(p|h2|h3|li)>(.*?)</\1>", body, re.DOTALL)]


def _bare(text):
    return plain(html.unescape(_TAG.sub("", text)))


def _same(first, second):
    return re.sub(r"\W", "", first).lower() == re.sub(r"\W", "", second).lower()


def _shortened(text, limit):
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _set(body):
    """Sanitised HTML in Polish typography."""
    if not body:
        return ""
    root = lxml.html.fragment_fromstring(body, create_parent="div")
    set_html_text_nodes(root)
    return (root.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)


@dataclass
class _Spelling:
    """How words are written that do not follow the rule: by their small letters, and by their stems."""

    words: dict
    stems: tuple = ()

    def of(self, word):
        word = word.lower()
        if word in self.words:
            return self.words[word]
        folded = fold(word)
        # An adjective made of the name ("krzemionowski") has a small letter.
        is_name = not re.search(r"sk(?:i|a|ie|iego|iej|im|ich|imi)$", folded) and any(
            folded.startswith(stem) and len(folded) <= len(stem) + 4 for stem in self.stems
        )
        return word.capitalize() if is_name else word


def calm(text, spelling=None):
    """Text without shouting: where most letters are capitals, only names that the rest of the release spells keep theirs."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    loud = [word for word in words if word.isupper()]
    letters = sum(map(len, words))
    # Two short words may be the abbreviations of offices.
    if (len(words) < 3 and letters < 12) or len(words) < 2 or sum(map(len, loud)) < 0.7 * letters:
        return text
    spelling = spelling or _Spelling({})
    lowered = re.sub(r"[^\W\d_]+", lambda match: spelling.of(match[0]), text)
    # The first letter of each sentence.
    return re.sub(r"(^\W*|[.!?]\s+)([^\W\d_])", lambda match: match[1] + match[2].upper(), lowered)


def _calm(text, known):
    return text if "<" in text else html.escape(calm(html.unescape(text), known), quote=False)


def _spelled(text):
    """How names and abbreviations are written in the calm part of a release, by their small letters."""
    known = {}
    for line in text.split("\n"):
        if calm(line) != line:
            continue
        for match in re.finditer(r"(?<![.!?]\s)(?<!^)(?<![„\"–])\b[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]*", line):
            known.setdefault(match[0].lower(), match[0])
    return known


def contacts(text):
    """Telephone numbers and e-mail addresses, most often the press officer's: pairs of positions, in order."""
    text = text.replace("\u00a0", " ")
    return [(found.start, found.end) for found in find_personal(text) if found.kind in {Kind.EMAIL, Kind.PHONE}]


_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_DAY = rf"\d{{1,2}}(?:\s*[./-]\s*\d{{1,2}}\s*[./-]\s*|\s+(?:{_MONTHS})\s+)\d{{4}}(?:\s*r\b\.?|\s*roku)?"
_KIND = (
    r"(?:komunikat|informacja|notatka|materiał|oświadczenie)(?:\s+(?:prasow[aye]|dla\s+(?:prasy|mediów)))?"
    r"(?:\s+(?:nr|numer)\s*[\d/.-]+)?"
)
_SAYS_NOTHING = re.compile(
    rf"\W*(?:{_KIND}|(?:materiał\s+)?do\s+(?:natychmiastowej\s+)?publikacji)?\W*"
    rf"(?:(?:[^\W\d_][\w-]*[\s,]+){{0,3}}(?:(?:dn\.|dnia|z\s+dnia)\s*)?{_DAY})?\W*",
    re.IGNORECASE,
)


def says_nothing(line):
    """Whether a line is only the name of such papers, or a place and a day: “Komunikat prasowy”, “Lipowiec, 3 maja 2026 r.”."""
    return len(line) <= 90 and bool(_SAYS_NOTHING.fullmatch(line))


def first_words(text, limit=100):
    """The beginning of a text as a headline, for a release that has none."""
    lines = [line for line in text.split("\n") if line]
    line = next((line for line in lines if not says_nothing(line)), next(iter(lines), ""))
    return _shortened(first_sentence(line)[0], limit)

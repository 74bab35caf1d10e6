"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher

from lxml import html as lxml_html

SAME, ADDED, REMOVED = "same", "added", "removed"

_PIECES = re.compile(r"\s+|\w+(?:[-’']\w+)*|[^\w\s]")
_BLOCKS = {"p", "h2", "h3", "li", "blockquote", "footer", "figure", "figcaption", "aside", "tr", "hr", "td", "th"}
_MARKS = {"data-photo": "▣ {}", "data-gallery": "▣▣ {}", "data-embed": "▶ {}", "data-story": "→ {}"}


def paragraphs(body):
    """A stored body as lines of plain text, one for each block; photos and embeds stand as a sign and their id."""
    if not body.strip():
        return []
    lines = [""]

    def walk(element):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            lines.append({"h2": "## ", "h3": "### ", "li": "• ", "footer": "– "}.get(tag, ""))
        for name, sign in _MARKS.items():
            if value := element.get(name):
                lines[-1] += sign.format(value)
        lines[-1] += _spaces(element.text)
        for child in element:
            walk(child)
            if isinstance(child.tag, str) and child.tag in _BLOCKS and (child.tail or "").strip():
                lines.append("")
            if child.tag == "br":
                lines[-1] += " "
            lines[-1] += _spaces(child.tail)

    walk(lxml_html.fragment_fromstring(body, create_parent="div"))
    return [line.strip() for line in lines if line.strip(" •–#")]


def _spaces(text):
    return re.sub(r"\s+", " ", text or "")


def changed_words(before, after):
    """Pieces of the two texts in reading order: `(SAME | ADDED | REMOVED, text)`."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            _add(pieces, SAME, old[a:b])
            continue
        _add(pieces, REMOVED, old[a:b])
        _add(pieces, ADDED, new[c:d])
    return pieces


def _add(pieces, kind, words):
    text = "".join(words)
    if not text:
        return
    # A single space that stayed between two changed words would tear a sentence into confetti.
    if kind == SAME and not text.strip() and len(pieces) > 1 and pieces[-1][0] == ADDED and pieces[-2][0] == REMOVED:
        pieces[-2] = (REMOVED, pieces[-2][1] + text)
        pieces[-1] = (ADDED, pieces[-1][1] + text)
    elif pieces and pieces[-1][0] == kind:
        pieces[-1] = (kind, pieces[-1][1] + text)
    elif len(pieces) > 1 and kind == REMOVED and pieces[-1][0] == ADDED and pieces[-2][0] == REMOVED:
        pieces[-2] = (REMOVED, pieces[-2][1] + text)
    else:
        pieces.append((kind, text))


def changed_paragraphs(before, after, *, around=1):
    """Paragraphs that differ, each a list as of `changed_words`, with `around` unchanged ones for the reader to find the place.

    `None` stands where unchanged paragraphs were left out. Whole paragraphs are matched first, so that the cost stays small
    for long texts.
    """
    old, new = paragraphs(before), paragraphs(after)
    rows = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            rows += [[(SAME, line)] for line in old[a:b]]
            continue
        pairs = max(b - a, d - c)
        for index in range(pairs):
            was = old[a + index] if a + index < b else ""
            now = new[c + index] if c + index < d else ""
            rows.append(changed_words(was, now))
    return _near_changes(rows, around)


def _near_changes(rows, around):
    changed = [index for index, row in enumerate(rows) if any(kind != SAME for kind, _ in row)]
    keep = {near for index in changed for near in range(index - around, index + around + 1)}
    near = []
    for index, row in enumerate(rows):
        if index in keep:
            near.append(row)
        elif near and near[-1] is not None:
            near.append(None)
    return near[:-1] if near and near[-1] is None else near

"""How much of a text is somebody else's words.

A word counts as copied when it stands in a run of at least `RUN` words that a release has in the same order. Case, signs and
typography do not matter. A changed word parts a run, so that a rewritten sentence is the writer's own. Pure; time grows
linearly with the texts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from polish.sentences import ABBREVIATIONS

RUN = 4
# From this part of copied words on a whole sentence counts as the release's.
SENTENCE = 0.6
_COPIED = b"\x01" * RUN
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…]+[”\"’)]*\s+(?=[„\"(–—-]?\s*[A-ZĄĆĘŁŃÓŚŹŻ0-9])")
_LAST_WORD = re.compile(r"(\w+)\.\s+$")


@dataclass(frozen=True)
class Measured:
    """`words` of a text, how many of them are `copied`, and for each of its blocks the copied sentences as `(from, to)`."""

    words: int = 0
    copied: int = 0
    sentences: list[list[tuple[int, int]]] = field(default_factory=list)

    @property
    def share(self):
        """Copied words in percent."""
        return round(100 * self.copied / self.words) if self.words else 0


def runs(texts: Iterable[str]):
    """All runs of `RUN` words of the releases, to be compared with."""
    found = set()
    for text in texts:
        found.update(_runs(_WORD.findall(text.lower())))
    return found


def _runs(words):
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def measure(blocks: Sequence[str], releases: Iterable[str]) -> Measured:
    """Compare the blocks of a text (headline, lead, paragraphs) with the releases that it was made from."""
    known = runs(releases)
    total = copied = 0
    sentences = []
    for block in blocks:
        spots, taken = copied_words(block, known)
        total += len(spots)
        copied += taken.count(1)
        sentences.append(_copied_sentences(block, spots, taken) if any(taken) else [])
    return Measured(total, copied, sentences)


def copied_words(text, known):
    """The words of the text as `(from, to)`, and as many bytes, 1 for each that is copied."""
    spots = [match.span() for match in _WORD.finditer(text)]
    lowered = text.lower()
    # A few letters of other scripts grow when they are made small.
    words = _WORD.findall(lowered) if len(lowered) == len(text) else [text[start:end].lower() for start, end in spots]
    taken = bytearray(len(words))
    for at, run in enumerate(_runs(words)):
        if run in known:
            taken[at : at + RUN] = _COPIED
    return spots, taken


def _copied_sentences(text, spots, taken):
    found, at = [], 0
    begins = [start for start, _end in spots]
    for start, end in split_sentences(text):
        after = bisect_left(begins, end, at)
        copied = taken.count(1, at, after)
        if copied and copied >= SENTENCE * (after - at):
            found.append((start, end))
        at = after
    return found


def split_sentences(text):
    """The sentences of a text as `(from, to)`, without the spaces between them. A line's end ends a sentence."""
    spans, offset = [], 0
    for line in text.split("\n"):
        begin = 0
        for end in _SENTENCE_END.finditer(line):
            last = _LAST_WORD.search(line, max(begin, end.start() - 20), end.end())
            if last and (last[1].lower() in ABBREVIATIONS or (len(last[1]) == 1 and last[1].isupper())):
                continue
            spans.append((offset + begin, offset + begin + len(line[begin : end.end()].rstrip())))
            begin = end.end()
        if line[begin:].strip():
            spans.append((offset + begin, offset + begin + len(line[begin:].rstrip())))
        offset += len(line) + 1
    return spans

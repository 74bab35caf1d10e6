"""How much of a text is somebody else's words.

A word counts as copied when it stands in a run of at least `RUN` words that a release has in the same order. Case, signs and
typography do not matter. A changed word parts a run, so that a rewritten sentence is the writer's own. Pure; time grows
linearly with the texts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from polish.sentences import ABBREVIATIONS

RUN = 4
# From this part of copied words on a whole sentence counts as the release's.
SENTENCE = 0.6
# Of each release; a newsroom writes from a few at a time, and measures while it writes.
REMEMBERED = 32
_WORD = re.compile(r"([^\W_]+)")
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


def runs(texts: Iterable[str]) -> frozenset[int]:
    """All runs of `RUN` words of the releases, to be compared with."""
    return frozenset().union(*map(_runs_in, texts))


@lru_cache(maxsize=REMEMBERED)
def _runs_in(text):
    return frozenset(_runs(_WORD.findall(text.lower())))


forget = _runs_in.cache_clear


def _runs(words):
    """Each run as one number: a twentieth of the memory of its words, and two that differ have the same once in an age."""
    return map(hash, zip(words, words[1:], words[2:], words[3:], strict=False))


def measure(blocks: Sequence[str], releases: Iterable[str]) -> Measured:
    """Compare the blocks of a text (headline, lead, paragraphs) with the releases that it was made from."""
    known = runs(releases)
    total = copied = 0
    sentences = []
    for block in blocks:
        ends, taken = copied_words(block, known)
        count = taken.count(1)
        total += len(taken)
        copied += count
        sentences.append(_copied_sentences(block, ends, taken) if count else [])
    return Measured(total, copied, sentences)


def copied_words(text, known):
    """Where each word of the text ends, and as many bytes, 1 for each word that is copied."""
    # Words stand between what parts them: at every other place. No loop of Python's own goes over them.
    pieces = _WORD.split(text)
    ends = list(accumulate(map(len, pieces)))[1::2]
    words = list(map(str.lower, pieces[1::2]))
    begun = int.from_bytes(bytes(map(known.__contains__, _runs(words))), "little")
    # A run that begins at a word takes the three after it too: the bytes are moved along and laid over each other.
    taken = (begun | begun << 8 | begun << 16 | begun << 24).to_bytes(max(len(words), RUN), "little")
    return ends, taken[: len(words)]


def _copied_sentences(text, ends, taken):
    found, at = [], 0
    for start, end in split_sentences(text):
        after = bisect_right(ends, end, at)
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

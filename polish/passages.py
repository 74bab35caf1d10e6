"""The passage of a text that answers a query best, with the words that matched told apart.

What stands between two spaces is compared with the query as a whole, and a text is taken apart into words only around what may
be meant, so that a page of results is cut from its texts in a millisecond.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from polish.lemmas import WORDS_LOOKED_AHEAD, WORDS_LOOKED_BACK, Words, seen_parts, terms_standing_for
from polish.search import Query, Word, lemmas_of, places_of, terms_of

# A snippet is looked for in the beginning of a text only.
MAX_SNIPPET_SOURCE = 8_000
# So many parts of it between spaces first, then twice as many as before.
_PARTS_READ_FIRST = 80
_WORDS_BEFORE_MATCH = 6
# More than the words that are looked at around one, though not every part of a text between spaces holds a word.
_PARTS_BEFORE = 24
_PARTS_AFTER = 12


class Fragment(NamedTuple):
    """A piece of a snippet, plain text. One that matches is to be marked."""

    text: str
    matches: bool


def snippet(text: str, query: Query, words: int = 30) -> list[Fragment]:
    """The passage of the text that answers the query best, with the forms that matched told apart.

    The passage with most different parts of the query wins, the earlier of equals; without any, the
    beginning of the text is shown. An ellipsis stands where text was left out.
    """
    return Snippets(query).of(text, words)


class Snippets:
    """Makes the `snippet` of many texts for one query. What stands between two spaces is compared with the query as a whole, and a
    text is taken apart into words only around what may be meant.
    """

    def __init__(self, query: Query) -> None:
        self._parts = query.required
        words = query.loose.required
        self._terms = terms_standing_for(lemmas_of(words))
        self._prefixes = tuple(frozenset[str]().union(*(word.prefixes for word in words if isinstance(word, Word))))
        self._seen = seen_parts()
        self._known = -1
        # Parts of texts in which a word may be meant; those of them that were met, and the words in these.
        self._meant: set[str] = set()
        self._opened: set[str] = set()
        self._words: set[str] = set()

    def of(self, text: str, words: int = 30) -> list[Fragment]:
        """The passage of this text."""
        is_all = len(text) <= MAX_SNIPPET_SOURCE
        source = text if is_all else text[: max(text.rfind(" ", 0, MAX_SNIPPET_SOURCE), 0) or MAX_SNIPPET_SOURCE]
        parts = source.split(" ")
        meant: list[int] = []
        read = 0
        while read < len(parts):
            before, read = read, 2 * read + _PARTS_READ_FIRST
            meant += self._meant_in(parts, before, read)
            # What answers the whole query is as good as anything that comes later. Several words are seldom together so soon.
            if meant and len(parts) > (read if len(self._parts) == 1 else 2 * read):
                end = meant[0 if len(self._parts) == 1 else -1] + words + _PARTS_AFTER
                if end > read:
                    meant += self._meant_in(parts, read, end)
                    read = end
                stretch = range(max(0, meant[0] - _PARTS_BEFORE), min(end, len(parts)))
                if passage := self._best(parts, stretch, words, is_all=is_all, has_all=False):
                    return passage
        first, last = (meant[0], meant[-1]) if meant else (0, 0)
        stretch = range(max(0, first - _PARTS_BEFORE), min(last + words + _PARTS_AFTER, len(parts)))
        return (
            self._best(parts, stretch, words, is_all=is_all, has_all=True)
            or self._best(parts, range(len(parts)), words, is_all=is_all, has_all=True)
            or []
        )

    def whole(self, text: str) -> list[Fragment]:
        """The whole of a short text, such as a headline."""
        parts = text.split(" ")
        if not self._meant_in(parts, 0, len(parts)):
            return [Fragment(text.strip(), matches=False)] if text.strip() else []
        return self._best(parts, range(len(parts)), len(text), is_all=True, has_all=True) or []

    def _meant_in(self, parts: list[str], begin: int, end: int) -> list[int]:
        """Which of these parts of a text hold a word that may be meant."""
        read = parts[begin:end]
        long = self._seen.learn(read)
        if self._known != (known := len(self._seen)):
            self._known, self._meant = known, self._seen.having(self._terms)
        meant = self._meant
        if long or self._prefixes:
            meant = meant | long | self._seen.beginning(set(read), self._prefixes)
        found = [at for at, part in enumerate(read, begin) if part in meant]
        for part in {parts[at] for at in found} - self._opened:
            self._opened.add(part)
            self._words.update(Words(part).typed)
        return found

    def _best(
        self, parts: list[str], stretch: range, words: int, *, is_all: bool, has_all: bool
    ) -> list[Fragment] | None:
        """The text's best passage, if it lies in that stretch of its parts; None where what stands beyond may have a say.

        `is_all` says that the parts are the whole text, `has_all` that the stretch has all that may be meant.
        """
        found = Words(" ".join(parts[stretch.start : stretch.stop]))
        total = len(found.typed)
        begins, ends = stretch.start == 0, stretch.stop == len(parts)
        if not total:
            text = found.pieces[0].strip()
            return ([Fragment(text, matches=False)] if text else []) if begins and ends else None
        meant = self._words
        terms = {at: terms_of(found.lemmas_at(at)) for at, word in enumerate(found.typed) if word in meant}
        parts_at: dict[int, set[int]] = defaultdict(set)
        for number, part in enumerate(self._parts):
            for place in places_of(part, terms):
                parts_at[place].add(number)
        first, count = _best_beginning(parts_at, words)
        first = min(first - _WORDS_BEFORE_MATCH, total - words)
        if not (
            (begins or (first > 0 and min(terms) >= WORDS_LOOKED_BACK))
            and (ends or first + words + WORDS_LOOKED_AHEAD <= total)
            and (has_all or count == len(self._parts))
        ):
            return None
        first = max(0, first)
        end = min(first + words, total)
        shown = _fragments(found.pieces, first, end, parts_at)
        shown.insert(0, Fragment(_opening(found.pieces[2 * first], is_cut=first > 0), matches=False))
        shown.append(Fragment(_closing(found.pieces[2 * end], is_cut=not is_all or end < total), matches=False))
        return [fragment for fragment in shown if fragment.text]


def _best_beginning(parts_at: Mapping[int, set[int]], words: int) -> tuple[int, int]:
    """The place of the first match of the best passage, 0 if there is none, and how many parts of the query it has."""
    places = sorted(parts_at)
    best, best_count = 0, 0
    for number, place in enumerate(places):
        end = place + words - _WORDS_BEFORE_MATCH
        within = [parts_at[other] for other in places[number : number + words] if other < end]
        count = len(frozenset[int]().union(*within))
        if count > best_count:
            best, best_count = place, count
    return best, best_count


def _fragments(pieces: Sequence[str], first: int, end: int, marked: Iterable[int]) -> list[Fragment]:
    """The words from the first up to the end, those at the marked places each by itself; `pieces` as of `Words`."""
    fragments: list[Fragment] = []
    # The word at a place is the piece at twice that and one.
    at = 2 * first + 1
    for place in sorted(marked):
        if first <= place < end:
            fragments.append(Fragment("".join(pieces[at : 2 * place + 1]), matches=False))
            fragments.append(Fragment(pieces[2 * place + 1], matches=True))
            at = 2 * place + 2
    fragments.append(Fragment("".join(pieces[at : 2 * end]), matches=False))
    return fragments


# What opens before the first word of a passage or closes after the last one belongs to it.
_OPENS = re.compile("[„«‚(\\[\"']*$")
_CLOSES = re.compile("[”»’)\\]\"']*")


def _opening(before: str, *, is_cut: bool) -> str:
    if not is_cut:
        return before.lstrip()
    opens = _OPENS.search(before)
    return f"… {opens[0] if opens else ''}"


def _closing(after: str, *, is_cut: bool) -> str:
    if not is_cut:
        return after.rstrip()
    closes = _CLOSES.match(after)
    return f"{closes[0] if closes else ''} …"

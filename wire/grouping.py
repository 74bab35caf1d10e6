"""Which releases tell of the same event.

Two of them do when one repeats the other's words, or when they name the same things (people, numbers, streets), in the same
place, within a day. `Window` holds the last days' releases in memory, by their telling words, so that a new one is compared
only with those that share some. Pure but for what the caller loads.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from math import log

from polish.lemmas import fold, is_stop_word

DAYS = timedelta(days=2)
# Of a release's own words; the rest of a long one repeats itself.
MOST_WORDS = 90
READ_FROM = 2500
# A repeated text, and an event told in other words.
SAME_TEXT = 0.5
SAME_EVENT = 0.24
NAMES_SHARED = 2
_WORD = re.compile(r"[^\W_]+(?:[.:]\d\d(?!\d))?")
# Words of every release, whatever happened; and of the calendar, which all of one day share.
_COMMON = frozenset(
    "powiat komend policj policjan polic straz strazac straza pozarn panstwo urzad miejs gmin gminy burmis starost wojt prezyd "
    "mieszk informu zaprasz osob osoby godzin dzisiaj wczora stycz luteg marca kwietn czerwc lipca sierpn wrzesn pazdzi "
    "listop grudni ponied wtorek srode czwart piatek sobote niedzi minut dniach dniu roku rok ulic ulicy funkcj miejsce miejsc "
    "zdarze zdarz dyzurn zglosz rzeczn sprawi sprawa trwaja trwa udzial czesc wiecej nasze naszym kontak telefo prasow".split()
)


@dataclass(slots=True)
class Known:
    """A release in the window: its key, its group, when it was sent, where, and its telling words."""

    pk: int
    group: int
    source: int | None
    sent_at: object
    place: int | None
    words: frozenset
    names: frozenset


def telling(title, text):
    """The words by which a release can be told from others, as one string: `=` stands before names and numbers.

    A name is a word with a capital that does not begin a sentence. Words are cut to stems, which is rough and cheap: they are
    only ever compared with one another.
    """
    found = {}
    for line in (title, text[:READ_FROM]):
        begins = True
        for match in _WORD.finditer(line):
            word = match.group()
            before = line[max(0, match.start() - 2) : match.start()].strip()
            begins = begins or before[-1:] in {".", "!", "?", "\n"} or "\n" in line[max(0, match.start() - 1) : match.start()]
            sign = _sign(word, begins)
            begins = False
            if sign:
                found.setdefault(sign, None)
            if len(found) >= MOST_WORDS:
                break
    return " ".join(found)


def _sign(word, begins):
    if word[0].isdigit():
        # A lone digit or a year says nothing.
        return "" if len(word) < 2 or (len(word) == 4 and word[:2] in {"19", "20"}) else f"={word.replace(':', '.')}"
    stem = _stem(word)
    if not stem or stem in _COMMON:
        return ""
    is_name = word[0].isupper() and not begins and not word.isupper()
    return f"={stem}" if is_name else stem


@lru_cache(maxsize=50_000)
def _stem(word):
    if len(word) < 4 or is_stop_word(word):
        return ""
    folded = fold(word)
    return folded[: max(4, min(6, len(folded) - 2))]


def known_from(pk, group, source, sent_at, place, words):
    """A `Known` from a stored row; a name counts as a word too, so that one that begins a sentence is the same."""
    signs = words.split()
    names = frozenset(sign[1:] for sign in signs if sign[0] == "=")
    return Known(pk, group, source, sent_at, place, names | frozenset(sign for sign in signs if sign[0] != "="), names)


class Window:
    """The releases of the last days, to be asked where a new one belongs."""

    def __init__(self, rows=()):
        self._rows = []
        self._with = defaultdict(list)
        for row in rows:
            self.add(row)

    def __len__(self):
        return len(self._rows)

    def add(self, row):
        at = len(self._rows)
        self._rows.append(row)
        for word in row.words:
            self._with[word].append(at)

    def group_of(self, row):
        """The group that the release belongs to; None for an event that nobody has told of yet."""
        best, group = 0.0, None
        weights = {word: self._weight(word) for word in row.words}
        own = sum(weights.values())
        if not own:
            return None
        shared = Counter()
        # The rarest words find the candidates; common ones would bring everybody.
        for word in sorted(row.words, key=lambda word: len(self._with.get(word, ())))[:40]:
            others = self._with.get(word, ())
            if len(others) > 60:
                break
            for at in others:
                shared[at] += 1
        for at, count in shared.most_common(25):
            if count < 3:
                break
            other = self._rows[at]
            likeness = self._likeness(row, other, weights, own)
            if likeness > best:
                best, group = likeness, other.group
        return group

    def _likeness(self, row, other, weights, own):
        """From 0 to 2; 0 for releases that do not belong together."""
        apart = abs(row.sent_at - other.sent_at)
        if apart > DAYS:
            return 0.0
        common = row.words & other.words
        weight = sum(weights[word] for word in common)
        theirs = sum(self._weight(word) for word in other.words)
        part = weight / max(1e-9, min(own, theirs))
        whole = weight / max(own, theirs)
        if part >= SAME_TEXT and whole >= SAME_TEXT / 2 and len(common) >= 6:
            return 1 + part
        names = len((row.names | other.names) & common)
        same_place = row.place is not None and row.place == other.place
        if same_place and names >= NAMES_SHARED and part >= SAME_EVENT and apart <= timedelta(hours=24):
            return part
        return 0.0

    def _weight(self, word):
        return log(1 + (1 + len(self._rows)) / (1 + len(self._with.get(word, ()))))

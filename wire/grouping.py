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

from .ownwork import split_sentences

DAYS = timedelta(days=2)
# Of a release's own words; the rest of a long one repeats itself.
MOST_WORDS = 90
READ_FROM = 2500
# A repeated text, and an event told in other words; how much the headlines' likeness adds to that of the texts.
SAME_TEXT = 0.5
SAME_EVENT = 0.3
HEADLINE = 0.25
NAMES_SHARED = 2
FEW_HUNDRED = 300
# The part of a sentence's telling words that has to be new.
NEWS = 0.6
_WORD = re.compile(r"\d+(?:[.:,]\d+)?|[^\W\d_]+")
_PHONE = re.compile(r"(?:\+48 ?)?\b\d{2,3}(?:[ -]\d{2,3}){2,3}\b|\S+@\S+")
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
    title: frozenset


def telling(title, text):
    """The words by which a release can be told from others, those of the headline before `|`; `=` before names and numbers.

    A name is a word with a capital that does not begin a sentence. Words are cut to stems, which is rough and cheap: they are
    only ever compared with one another. Telephone numbers, which all releases of an office share, are left out.
    """
    headline = dict.fromkeys(_signs(title, is_loud=title.isupper()))
    found = dict.fromkeys(_signs(_PHONE.sub(" ", text[:READ_FROM])))
    words = [sign for sign in found if sign not in headline][:MOST_WORDS]
    return " ".join([*headline, "|", *words])


def _signs(text, *, is_loud=False):
    for line in text.split("\n"):
        begins = True
        for match in _WORD.finditer(line):
            word = match.group()
            if word[0].isdigit():
                if sign := _number_sign(word, line[match.end() : match.end() + 4]):
                    yield sign
            else:
                stem = _stem(word)
                if stem and stem not in _COMMON:
                    is_name = word[0].isupper() and not begins and not is_loud and not word.isupper()
                    yield f"={stem}" if is_name else stem
            begins = line[match.end() : match.end() + 1] in {".", "!", "?", ":"}


def news_in(text, others):
    """The sentences of a text that tell something the other texts do not, as `(from, to)`: most of their words are new."""
    known = {sign.lstrip("=") for other in others for sign in _signs(other)}
    found = []
    for start, end in split_sentences(text):
        signs = {sign.lstrip("=") for sign in _signs(text[start:end])}
        if len(signs) >= 2 and len(signs - known) >= NEWS * len(signs):
            found.append((start, end))
    return found


def changed_sentences(before, after, at_most=12):
    """What an edited text no longer says and what it says anew, as `(whether it is new, sentence)`."""
    old, new = ([text[start:end] for start, end in split_sentences(text)] for text in (before, after))
    gone, come = set(old) - set(new), set(new) - set(old)
    changes = [(False, one) for one in old if one in gone] + [(True, one) for one in new if one in come]
    return changes[:at_most]


def _number_sign(word, after):
    """An age (41-letnia), an hour, a sum or the number of a road tells something; small numbers and years do not."""
    if after[:3] in {"-le", "-la", "–le", "–la"}:
        return f"={word}l"
    if len(word) < 3 or (len(word) == 4 and word[:2] in {"19", "20"}):
        return ""
    return f"={word.replace(':', '.').replace(',', '.')}"


@lru_cache(maxsize=50_000)
def _stem(word):
    if len(word) < 4 or is_stop_word(word):
        return ""
    folded = fold(word)
    return folded[: max(4, min(6, len(folded) - 2))]


def known_from(pk, group, source, sent_at, place, words):
    """A `Known` from a stored row; a name counts as a word too, so that one that begins a sentence is the same."""
    headline, _bar, rest = words.partition("|")
    title, signs = headline.split(), rest.split()
    names = frozenset(sign[1:] for sign in (*title, *signs) if sign[0] == "=")
    title = frozenset(sign.lstrip("=") for sign in title)
    return Known(pk, group, source, sent_at, place, title | frozenset(sign.lstrip("=") for sign in signs), names, title)


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
        found = sorted((self._with[word] for word in row.words if word in self._with), key=len)
        for others in found[:40]:
            if len(others) > 60 and shared:
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
        if not same_place or names < NAMES_SHARED or apart > timedelta(hours=24):
            return 0.0
        headline = self._sum(row.title & other.title) / max(1e-9, min(self._sum(row.title), self._sum(other.title)))
        likeness = part + headline * HEADLINE
        return likeness if likeness >= SAME_EVENT else 0.0

    def _sum(self, words):
        return sum(self._weight(word) for word in words)

    def _weight(self, word):
        # As if there were a few hundred others: on the first day every word is rare.
        return log(1 + (FEW_HUNDRED + len(self._rows)) / (1 + len(self._with.get(word, ()))))

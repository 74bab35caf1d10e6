"""The newsroom's own lists of words, found in every form and in one pass over the text."""

from dataclasses import dataclass, field

from common.memo import remember_for
from polish.lemmas import tokens


@dataclass(frozen=True)
class Phrase:
    """One entry: for each of its words the lemmas that it may be a form of."""

    words: tuple[frozenset[str], ...]
    shown: str
    exceptions: tuple["Phrase", ...] = ()


@dataclass(frozen=True)
class WordList:
    """Phrases by a lemma of their first word, so that each word of a text costs one look-up."""

    by_first: dict[str, list[Phrase]] = field(default_factory=dict)

    def find(self, text):
        """`(start, end, phrase)` of every entry, but where the text says one of its exceptions."""
        if not self.by_first:
            return
        words = tokens(text)
        for index in range(len(words)):
            for phrase in self._starting_at(words, index):
                if not any(self._covers(words, index, exception) for exception in phrase.exceptions):
                    yield words[index].start, words[index + len(phrase.words) - 1].end, phrase.shown

    def _starting_at(self, words, index):
        seen = set()
        for lemma in _lemmas(words[index]):
            for phrase in self.by_first.get(lemma, ()):
                if phrase.shown not in seen and _stands_at(words, index, phrase):
                    seen.add(phrase.shown)
                    yield phrase

    def _covers(self, words, index, exception):
        first = max(0, index - len(exception.words) + 1)
        return any(_stands_at(words, start, exception) for start in range(first, index + 1))


def _stands_at(words, index, phrase):
    here = words[index : index + len(phrase.words)]
    return len(here) == len(phrase.words) and all(
        _lemmas(word) & wanted for word, wanted in zip(here, phrase.words, strict=True)
    )


def _lemmas(token):
    # Stop words carry no lemmas in the search index; here they are themselves.
    return token.lemmas or frozenset({token.text.lower()})


def phrase(text, exceptions=""):
    """A `Phrase` for one row of the list, or None for a row without a word."""
    words = tuple(_lemmas(token) for token in tokens(text))
    if not words:
        return None
    others = filter(None, (phrase(part) for part in exceptions.split(",") if part.strip()))
    return Phrase(words, text, tuple(others))


def word_list(rows):
    """A `WordList` of `(phrase, exceptions)`."""
    by_first = {}
    for text, exceptions in rows:
        if entry := phrase(text, exceptions):
            for lemma in entry.words[0]:
                by_first.setdefault(lemma, []).append(entry)
    return WordList(by_first)


@remember_for(5)
def lists():
    """The newsroom's `(banned, suspect)` lists. One query when gathered anew."""
    from .models import BannedWord

    rows = {kind: [] for kind in BannedWord.Kind.values}
    for text, exceptions, kind in BannedWord.objects.values_list("phrase", "exceptions", "kind"):
        rows[kind].append((text, exceptions))
    return word_list(rows[BannedWord.Kind.BANNED]), word_list(rows[BannedWord.Kind.SUSPECT])

"""Search in Polish: what a reader's query means, and how to ask it of SQLite FTS5 and of PostgreSQL.

Both engines store and match lemmas made by `polish.lemmas`, so they find the same. The pieces, in the order of
their use:

- indexing: `analyse` each field, then `fts5_column` for an FTS5 table made with `FTS5_TOKENIZER`, or `tsvector`;
- asking: `parse` a query, render it with `fts5_match` or `tsquery` for each `Scope`, narrowest first;
- FTS5 cannot hold two lemmas in one place, so its answer to a phrase is too wide: check it with `fts5_check`, or
  where the analysed text is at hand with `holds`, which is the definition that both engines keep to;
- ordering: `score`; showing: `polish.passages`; finding nothing: `did_you_mean`.

Work is bounded by the limits below, whatever is typed.
"""

import enum
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from polish.lemmas import (
    ROUGH,
    Token,
    can_lack_marks,
    fold,
    is_abbreviation,
    lemmas_to_find,
    spellings,
    term,
    tokens,
)
from polish.lookalikes import latinised, without_invisible
from polish.morphology import MAX_WORD_LENGTH, is_known

MAX_QUERY_LENGTH = 300
MAX_TERMS = 12
MAX_PHRASE_WORDS = 8
MAX_ALTERNATIVES = 24
MAX_SPELLINGS = 2_048
MAX_PHRASE_COMBINATIONS = 64
# A word of a text is indexed under so many lemmas; hardly any has more than five.
MAX_LEMMAS = 8
MIN_PREFIX_LENGTH = 3
MAX_PREFIXES = 16

# One term a word: lemmas hold nothing but letters, digits and these two.
FTS5_TOKENIZER = "unicode61 remove_diacritics 0 tokenchars '~_'"
_STOP = "_"
# PostgreSQL numbers positions up to this and clamps what lies beyond.
_LAST_POSITION = 16_383
# Keeps a phrase from beginning in one field and ending in the next.
_FIELD_GAP = 50

HALF_LIFE_DAYS = 180


class Scope(enum.Enum):
    """Where every word of the query has to stand. The value is the score of a story found there."""

    TITLE = 1.0
    TITLE_AND_LEAD = 0.6
    ANYWHERE = 0.35


FIELDS = ("title", "lead", "body")
FIELDS_OF = {Scope.TITLE: FIELDS[:1], Scope.TITLE_AND_LEAD: FIELDS[:2], Scope.ANYWHERE: FIELDS}
_FTS5_COLUMNS = {
    Scope.TITLE: "{title} : ",
    Scope.TITLE_AND_LEAD: "{title lead} : ",
    Scope.ANYWHERE: "",
}
# PostgreSQL could tell the fields apart by weights, but would then unpack every row that holds the words anywhere to
# look at them. Terms of their own for the title, and for title and lead, are answered by the index alone.
_TSVECTOR_MARKS = {Scope.TITLE: "~t~", Scope.TITLE_AND_LEAD: "~l~", Scope.ANYWHERE: ""}


@dataclass(frozen=True, slots=True)
class Word:
    """A word to be found as any of its lemmas, or as any lemma that begins with one of `prefixes`."""

    lemmas: frozenset[str]
    prefixes: frozenset[str] = frozenset()

    def meets(self, lemmas: frozenset[str]) -> bool:
        """Whether a word of a text with these lemmas is meant."""
        if not self.lemmas.isdisjoint(lemmas):
            return True
        return bool(self.prefixes) and any(lemma.startswith(prefix) for prefix in self.prefixes for lemma in lemmas)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order; None stands for a stop word, which may be any word."""

    words: tuple[Word | None, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for: all of `required` and nothing of `excluded`.

    `text` is the query as understood, for showing again. A query that asks for nothing (only stop words,
    signs or exclusions) is false and finds nothing.
    """

    text: str
    required: tuple[Word | Phrase, ...]
    excluded: tuple[Word | Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required)

    @property
    def has_phrases(self) -> bool:
        """Whether FTS5's answer has to be checked with `fts5_check`."""
        return any(isinstance(part, Phrase) for part in self.required + self.excluded)

    @property
    def loose(self) -> "Query":
        """The same with the words of each phrase anywhere and no excluded phrase; PostgreSQL answers it from its index."""
        words = [word for part in self.required for word in (part.words if isinstance(part, Phrase) else (part,))]
        excluded = tuple(part for part in self.excluded if isinstance(part, Word))
        return Query(self.text, tuple(dict.fromkeys(filter(None, words))), excluded)


def leaves_out_a_meaning(query: Query) -> bool:
    """Whether one of its words, as it stands in texts, means something that the query does not ask for: see `parse`."""
    written = {term(lemma) for token in tokens(query.text) for lemma in token.lemmas}
    return not written <= lemmas_of((*query.loose.required, *query.loose.excluded))


def lemmas_of(parts: Iterable[Word | Phrase]) -> frozenset[str]:
    """All lemmas that single words among the parts ask for."""
    return frozenset[str]().union(*(part.lemmas for part in parts if isinstance(part, Word)))


# --- Reading a query ---------------------------------------------------------------------------------------

_QUOTES = str.maketrans(dict.fromkeys("„”“«»‟″", '"'))
_HYPHENATED = re.compile(r"[^\W_]+(?:[-–][^\W_]+)+")
# 7,4 and 12.10.2022 and 12:01, whatever stands around them.
_PARTED_NUMBER = re.compile(r"\W*\d+(?:[.,:]\d+)+\W*")
_PART = re.compile(r"""(?P<minus>(?<!\S)[-–−])?(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))""")


def parse(text: str, *, all_meanings: bool = False) -> Query:
    """Understand what a reader typed: words, "exact phrases", -exclusions, prefi*.

    Anything may come in: what is no word is skipped, and so is what lies beyond the limits of this module.
    Where the whole query is typed without Polish letters, they are restored in every word.

    A noun in its base form is taken for that noun: `mostów` for the village Mostów. Where that finds nothing, ask again with
    `all_meanings`: some bridges.
    """
    text = " ".join(unicodedata.normalize("NFKC", without_invisible(text[:MAX_QUERY_LENGTH])).split())
    return _Parser(text[:MAX_QUERY_LENGTH], all_meanings=all_meanings).parse()


class _Parser:
    """Reads one query. Counts the spellings tried, so that many ambiguous words cost no more than a few."""

    def __init__(self, text: str, *, all_meanings: bool) -> None:
        self.text = text
        self.all_meanings = all_meanings
        self.spellings_left = MAX_SPELLINGS
        letters = (char for word in text.split() for char in latinised(word) if char.isalpha())
        self.is_alone = len(text.split()) == 1
        self.without_marks = all(char.isascii() for char in letters)

    def parse(self) -> Query:
        required: list[Word | Phrase] = []
        excluded: list[Word | Phrase] = []
        for match in _PART.finditer(self.text.translate(_QUOTES)):
            if len(required) + len(excluded) >= MAX_TERMS:
                break
            parts = excluded if match["minus"] else required
            parts += self.phrase(match["phrase"]) if match["words"] is None else self.words(match["words"])
        required = required[:MAX_TERMS]
        excluded = excluded[: MAX_TERMS - len(required)]
        return Query(self.text, tuple(dict.fromkeys(required)), tuple(dict.fromkeys(excluded)))

    def words(self, text: str) -> list[Word | Phrase]:
        """The words of a piece without spaces; a phrase where a hyphen or a decimal comma ties them, else each by itself."""
        if _HYPHENATED.fullmatch(text) or _PARTED_NUMBER.fullmatch(text):
            return self.phrase(text)
        found: list[Word | Phrase] = []
        for token in tokens(text)[:MAX_TERMS]:
            is_prefix = text[token.end :] == "*" and len(token.text) >= MIN_PREFIX_LENGTH
            if word := self.prefix(token.text) if is_prefix else self.word(token.text):
                found.append(word)
        return found

    def phrase(self, text: str) -> list[Word | Phrase]:
        """One phrase, the word itself if there is only one, nothing if all are stop words."""
        words = [self.word(token.text) for token in tokens(text)]
        while words and words[0] is None:
            words.pop(0)
        words = words[:MAX_PHRASE_WORDS]
        while words and words[-1] is None:
            words.pop()
        if len(words) == 1 and words[0]:
            return [words[0]]
        return [Phrase(tuple(words))] if words else []

    def word(self, text: str) -> Word | None:
        """The word as typed, or None for a stop word."""
        lemmas = lemmas_to_find(
            text,
            restore_known=self.without_marks,
            is_alone=self.is_alone,
            all_meanings=self.all_meanings,
            max_spellings=self.spellings_left,
        )
        if can_lack_marks(text):
            self.spellings_left = max(0, self.spellings_left - len(spellings(text.lower())))
        terms = sorted(map(term, lemmas), key=_by_certainty)
        return Word(frozenset(terms[:MAX_ALTERNATIVES])) if terms else None

    def prefix(self, text: str) -> Word:
        """The beginning of a word, with the lemmas of what is typed so far."""
        lower = latinised(text).lower()
        typed = spellings(lower) if self.without_marks and lower.isascii() else [lower]
        word = self.word(text)
        prefixes = {term(spelling) for spelling in typed[:MAX_PREFIXES]} | {ROUGH + fold(lower)}
        return Word(word.lemmas if word else frozenset(), frozenset(prefixes))


def _by_certainty(term: str) -> tuple[bool, int, str]:
    return term.startswith(ROUGH), len(term), term


# --- Indexing ----------------------------------------------------------------------------------------------

# Words of one field beyond this are not searched for. It keeps a tsvector within PostgreSQL's megabyte.
MAX_INDEXED_WORDS = 15_000


def analyse(text: str) -> list[Token]:
    """The words of one field with their positions and lemmas, ready for either engine."""
    # A word has two characters at least, with the gap after it; only a text that is mostly signs is cut short.
    return tokens(text[: MAX_INDEXED_WORDS * 16])[:MAX_INDEXED_WORDS]


def fts5_column(words: Iterable[Token]) -> str:
    """What to store in a column of an FTS5 table for these words, one on a line; a stop word keeps its place."""
    return "\n".join([_fts5_line(word.lemmas) for word in words])


@lru_cache(maxsize=50_000)
def _fts5_line(lemmas: frozenset[str]) -> str:
    return " ".join(sorted(terms_of(lemmas))) or _STOP


def tsvector(title: Sequence[Token], lead: Sequence[Token], body: Sequence[Token]) -> str:
    """The three fields as a PostgreSQL `tsvector` literal; words of title and lead stand there once for each scope.

    A term stands there anew for each of its places: PostgreSQL gathers them faster than Python does.
    """
    found: list[str] = []
    offset = 1
    everywhere = _TSVECTOR_MARKS[Scope.ANYWHERE]
    in_lead = _TSVECTOR_MARKS[Scope.TITLE_AND_LEAD]
    in_title = _TSVECTOR_MARKS[Scope.TITLE]
    for words, marks in (
        (title, (everywhere, in_lead, in_title)),
        (lead, (everywhere, in_lead)),
        (body, (everywhere,)),
    ):
        for number, word in enumerate(words, start=offset):
            place = min(number, _LAST_POSITION)
            for mark in marks:
                for quoted in _quoted_terms(word.lemmas, mark):
                    found.append(f"{quoted}:{place}")
        offset += len(words) + _FIELD_GAP
    return " ".join(found)


@lru_cache(maxsize=60_000)
def _quoted_terms(lemmas: frozenset[str], mark: str) -> tuple[str, ...]:
    return tuple(sorted(f"'{mark}{term}'" for term in terms_of(lemmas)))


def vocabulary(words: Iterable[Token]) -> Counter[str]:
    """How often each form stands in the text, lower case, without stop words, numbers and single letters."""
    return Counter([form for word in words if word.lemmas and _is_form(form := word.text.lower())])


def forms(words: Iterable[Token]) -> frozenset[str]:
    """The different forms of the text, those that `vocabulary` counts."""
    written = {word.text for word in words if word.lemmas}
    return frozenset(filter(_is_form, map(str.lower, written)))


def _is_form(word: str) -> bool:
    return 1 < len(word) <= MAX_WORD_LENGTH and word[0].isalpha()


def prefix_range(typed: str) -> tuple[str, str]:
    """The half-open range of folded forms that begin as typed, for `low <= key < high` in byte order.

    `key` is `polish.lemmas.fold(form)`; on PostgreSQL the column needs `COLLATE "C"`.
    """
    key = fold(latinised(without_invisible(typed))).strip()
    return key, key + "\U0010ffff"


# --- Asking ------------------------------------------------------------------------------------------------


def fts5_match(query: Query, scope: Scope = Scope.ANYWHERE) -> str:
    """The query for `MATCH` over an FTS5 table with the columns title, lead and body.

    Its answer to a phrase is too wide (the words near each other), and an excluded phrase is left to `holds`
    altogether. Raises ValueError for a query that asks for nothing.
    """
    if not query:
        raise ValueError("The query asks for nothing.")
    wanted = " AND ".join(f"({_fts5_part(part)})" for part in query.required)
    match = f"{_FTS5_COLUMNS[scope]}({wanted})"
    unwanted = [_fts5_word(part) for part in query.excluded if isinstance(part, Word)]
    return f"{match} NOT ({' OR '.join(unwanted)})" if unwanted else match


def _fts5_part(part: Word | Phrase) -> str:
    if isinstance(part, Word):
        return _fts5_word(part)
    places = [place for place, word in enumerate(part.words) if word]
    return " AND ".join(
        f"({_fts5_near(first, second, after - before - 1)})"
        for before, after in itertools.pairwise(places)
        if (first := part.words[before]) and (second := part.words[after])
    )


def _fts5_word(word: Word) -> str:
    exact = [f'"{lemma}"' for lemma in sorted(word.lemmas)]
    return " OR ".join(exact + [f'"{prefix}"*' for prefix in sorted(word.prefixes)])


def _fts5_near(first: Word, second: Word, stop_words: int) -> str:
    """Both words next to each other, or merely both where they have too many lemmas to try each pair.

    One word takes as many places as it has lemmas, so that the other lemmas of both may stand between. Which comes first
    is left to `fts5_check`.
    """
    pairs = list(itertools.product(sorted(first.lemmas), sorted(second.lemmas)))
    if len(pairs) > MAX_PHRASE_COMBINATIONS or first.prefixes or second.prefixes:
        return f"({_fts5_word(first)}) AND ({_fts5_word(second)})"
    between = 2 * (MAX_LEMMAS - 1) + stop_words
    return " OR ".join(f'NEAR("{one}" "{other}", {between})' for one, other in pairs)


def tsquery(query: Query, scope: Scope = Scope.ANYWHERE) -> str:
    """The query as a PostgreSQL `tsquery` literal over the `tsvector` of this module; phrases are exact.

    Raises ValueError for a query that asks for nothing.
    """
    if not query:
        raise ValueError("The query asks for nothing.")
    mark = _TSVECTOR_MARKS[scope]
    wanted = [f"({_ts_part(part, mark)})" for part in query.required]
    return " & ".join(wanted + [f"!({_ts_part(part, '')})" for part in query.excluded])


def _ts_part(part: Word | Phrase, mark: str) -> str:
    if isinstance(part, Word):
        return _ts_word(part, mark)
    rendered = ""
    distance = 1
    for word in part.words:
        if word is None:
            distance += 1
            continue
        link = f" <{distance}> " if rendered else ""
        rendered += f"{link}({_ts_word(word, mark)})"
        distance = 1
    return rendered


def _ts_word(word: Word, mark: str) -> str:
    exact = [f"'{mark}{lemma}'" for lemma in sorted(word.lemmas)]
    return " | ".join(exact + [f"'{mark}{prefix}':*" for prefix in sorted(word.prefixes)])


def fts5_check(query: Query, scope: Scope = Scope.ANYWHERE) -> Callable[[Sequence[str]], bool]:
    """What tells whether a story that FTS5 found answers the query's phrases too, from its columns as `fts5_column` made them.

    It takes the columns in the order of `FIELDS`: those of the scope, or all where a phrase is excluded. Costs one pass over
    the text for each phrase, and asks no dictionary.
    """
    wanted = [_in_lines(part) for part in query.required if isinstance(part, Phrase)]
    unwanted = [_in_lines(part) for part in query.excluded if isinstance(part, Phrase)]
    width = len(FIELDS_OF[scope])

    def answers(columns: Sequence[str]) -> bool:
        # The longest column last written is the likeliest one.
        searched = columns[width - 1 :: -1]
        if not all(any(map(stands, searched)) for stands in wanted):
            return False
        return not any(any(map(stands, columns)) for stands in unwanted)

    return answers


def _in_lines(phrase: Phrase) -> Callable[[str], bool]:
    """What tells whether the phrase stands in a column of FTS5: one word a line, each with all its lemmas.

    The longest word, which is likely to be rare, is looked for in the text as it is, and only around it lines are read.
    """
    words = {place: word for place, word in enumerate(phrase.words) if word}
    place = max(words, key=lambda place: min(map(len, words[place].lemmas | words[place].prefixes)))
    begins = sorted(map(re.escape, words[place].prefixes), reverse=True)
    whole = [f"{re.escape(lemma)}(?![^ \n])" for lemma in sorted(words[place].lemmas, reverse=True)]
    anchor = re.compile("|".join(whole + begins))

    def stands(text: str) -> bool:
        for match in anchor.finditer(text):
            at = match.start()
            if (not at or text[at - 1] in " \n") and _is_around(phrase, place, text, text.rfind("\n", 0, at) + 1):
                return True
        return False

    return stands


def _is_around(phrase: Phrase, place: int, text: str, begin: int) -> bool:
    """Whether the phrase stands so that its word at `place` is the line that begins there."""
    for _ in range(place):
        if begin == 0:
            return False
        begin = text.rfind("\n", 0, begin - 1) + 1
    for word in phrase.words:
        if begin > len(text):
            return False
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        if word and (line := text[begin:end]) not in word.lemmas and not word.meets(frozenset(line.split(" "))):
            return False
        begin = end + 1
    return True


def holds(query: Query, fields: Mapping[str, Sequence[Token]], scope: Scope = Scope.ANYWHERE) -> bool:
    """Whether the story answers the query, told without an engine.

    `fields` gives the analysed title, lead and body; a part has to be found in those of the scope, an
    excluded one in none at all.
    """
    if not query:
        return False
    searched = [fields.get(name, ()) for name in FIELDS_OF[scope]]
    if not all(any(_stands_in(part, field) for field in searched) for part in query.required):
        return False
    return not any(_stands_in(part, field) for part in query.excluded for field in fields.values())


def _stands_in(part: Word | Phrase, field: Sequence[Token]) -> bool:
    return bool(places_of(part, {token.position: terms_of(token.lemmas) for token in field}))


def places_of(part: Word | Phrase, terms: Mapping[int, frozenset[str]]) -> set[int]:
    """The places of the words that make up the part, wherever it stands.

    `terms` are those of the word at each place; places of words that nobody can mean may be left out.
    """
    if isinstance(part, Word):
        return {place for place, own in terms.items() if part.meets(own)}
    # A phrase neither begins nor ends with a stop word.
    words = [(at, word) for at, word in enumerate(part.words) if word]
    found: set[int] = set()
    for begin in terms:
        if all((own := terms.get(begin + at)) and word.meets(own) for at, word in words):
            found.update(range(begin, begin + len(part.words)))
    return found


@lru_cache(maxsize=50_000)
def terms_of(lemmas: frozenset[str]) -> frozenset[str]:
    """What stands in an index for a word of these lemmas: at most `MAX_LEMMAS` terms, the most certain ones."""
    terms = frozenset(map(term, lemmas))
    return terms if len(terms) <= MAX_LEMMAS else frozenset(sorted(terms, key=_by_certainty)[:MAX_LEMMAS])


# --- Order -------------------------------------------------------------------------------------------------


def score(scope: Scope, age_days: float) -> float:
    """How high a story stands: by where the words were found, and the fresher the higher.

    Half a year halves it. The same on every engine, since neither's own ranking is asked.
    """
    return scores(scope, [age_days])[0]


def scores(scope: Scope, ages_in_days: Iterable[float]) -> list[float]:
    """`score` of many stories of one scope."""
    best = scope.value
    return [best / (1 + age / HALF_LIFE_DAYS) if age > 0 else best for age in ages_in_days]


# --- Finding nothing ---------------------------------------------------------------------------------------

MAX_COMPARED = 3_000
_LONG_WORD = 8


def did_you_mean(text: str, frequencies: Mapping[str, int]) -> str | None:
    """The query with each word that is not in the vocabulary replaced by its nearest neighbour there.

    `frequencies` is a bounded part of the vocabulary, chosen by the caller (forms that begin with the same
    letters, for example); at most MAX_COMPARED of it are compared with each word. None if there is nothing
    better to offer.
    """
    text = text[:MAX_QUERY_LENGTH]
    known = {fold(form) for form in frequencies}
    corrected = text
    for token in reversed(tokens(text)[:MAX_TERMS]):
        if not token.lemmas or not token.text.isalpha() or fold(token.text) in known:
            continue
        # A short word that the dictionary has is hardly another one mistyped.
        if is_abbreviation(token.text) or (len(token.text) < _LONG_WORD and is_known(token.text.lower())):
            continue
        if better := _nearest(fold(token.text), frequencies):
            corrected = corrected[: token.start] + better + corrected[token.end :]
    return corrected if corrected != text else None


def _nearest(word: str, frequencies: Mapping[str, int]) -> str | None:
    """The form at the least distance, the most frequent of equals; short words may differ in one letter only."""
    if len(word) < MIN_PREFIX_LENGTH:
        return None
    limit = 2 if len(word) >= _LONG_WORD else 1
    best: tuple[int, int, str] | None = None
    for form, frequency in itertools.islice(frequencies.items(), MAX_COMPARED):
        distance = _distance(word, fold(form), limit)
        if distance <= limit and (best is None or (distance, -frequency, form) < best):
            best = (distance, -frequency, form)
    return best[2] if best else None


def _distance(first: str, second: str, limit: int) -> int:
    """Letters to insert, drop, change or swap with the next; anything above the limit is `limit + 1`."""
    if abs(len(first) - len(second)) > limit or len(set(first) ^ set(second)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        current = [i]
        for j, right in enumerate(second, start=1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return min(row[-1], limit + 1)

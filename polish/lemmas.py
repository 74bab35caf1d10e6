"""From text to lemmas: what a word is, what it may mean, and how to find it when it is typed carelessly.

A lemma stands in lower case with its diacritics (`żory`). A word that the dictionary does not know gets rough
stems instead, marked with `~` so that they can never meet a lemma (`~mentzen`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import lru_cache
from itertools import accumulate, count
from typing import NamedTuple

from polish.homographs import (
    GOVERN_LOCATIVE,
    governs_genitive,
    is_adjective_of,
    likely_readings,
    meanings_of_base_form,
    nouns_beside_adjective,
    only_locative,
)
from polish.lookalikes import latinised, without_invisible
from polish.morphology import MAX_WORD_LENGTH, readings
from polish.slugs import strip_diacritics

ROUGH = "~"

# Combining marks and invisible signs belong to the word around them; a hyphen parts two words.
_WORD = re.compile("([^\\W_]+(?:(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060]|['’](?=[^\\W\\d_]))[^\\W_]*)*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?!\d)")

# Words that are everywhere. They keep their position and are not indexed. Matched with their diacritics:
# `maja` is May, not `mają`.
STOP_WORDS = frozenset(
    """
    a aby albo ale ani aż bez bo by być był była było były byli bym byś bądź będą będzie ci co cię czy dla do gdy
    go i ich ile im iż ja jak jako je jego jej jemu jest jestem już każdy ku lecz lub ma mają mi mnie mu my na nad nam
    nami nas nie niech niego niej nim nimi nią no o od ode on ona one oni ono oraz po pod przed przez przy są się
    sobie ta tak tam te tego tej temu ten też to tu ty tych tylko tym tymi tą tę u w we wam was więc wy z za ze zaś
    żadne żeby że która które którego której którą który których którym którymi którzy
    """.split()
)
# The same typed without diacritics, where that makes no other Polish word.
_BARE_STOP_WORDS = frozenset(
    "az byc badz beda bedzie cie juz iz nia sa sie tez zas ktora ktore ktorego ktorej ktory ktorych ktorym ktorzy".split()
)

_POLISH_LETTERS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")

# These are abbreviations wherever they stand.
_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "al": ("aleja",),
    "dr": ("doktor",),
    "gm": ("gmina",),
    "godz": ("godzina",),
    "inż": ("inżynier",),
    "ks": ("ksiądz", "książę"),
    "maz": ("mazowiecki",),
    "mgr": ("magister",),
    "mld": ("miliard",),
    "mln": ("milion",),
    "nr": ("numer",),
    "pow": ("powiat",),
    "proc": ("procent",),
    "prof": ("profesor",),
    "śl": ("śląski",),
    "śp": ("święty",),
    "św": ("święty",),
    "tys": ("tysiąc",),
    "ul": ("ulica",),
    "wlkp": ("wielkopolski",),
    "woj": ("województwo",),
    "zł": ("złoty",),
}
# These are words of their own as well, and abbreviations only before a full stop.
_ABBREVIATIONS_WITH_STOP: dict[str, tuple[str, ...]] = {
    "im": ("imię",),
    "os": ("osiedle", "osoba"),
    "pl": ("plac",),
    "r": ("rok",),
    "red": ("redaktor", "redakcja"),
    "w": ("wiek",),
}
_BARE_ABBREVIATIONS = {"inz": "inż", "sl": "śl", "sp": "śp", "sw": "św", "zl": "zł"}

_ACRONYM = re.compile(
    r"[A-ZĄĆĘŁŃÓŚŹŻ]{2,8}|[A-ZĆŁŚŹŻ][a-ząćęłńóśźż]{0,3}[A-ZĆŁŚŹŻ]{1,5}[a-ząćęłńóśźż]{0,2}[A-ZĆŁŚŹŻ]{0,3}"
)
_ACRONYM_ENDINGS = frozenset(
    "u em owi owie ie ów y om ami ach a ą ę i e owska owskiego owskiej owski owskie owskich owscy".split()
)
_GLUED_ACRONYM = re.compile(r"([A-ZĆŁŚŹŻ]{2,6}|[A-ZĆŁŚŹŻ]+[a-z][A-ZĆŁŚŹŻ]+)(?:u|em|owi|ie|ów|y|om|ami|ach)")
_HYPHEN = re.compile("[-–]")
_HYPHENS = frozenset("-–")
# So many words after a preposition may stand what it governs: `w Koninie, Turku i innych pobliskich miastach`.
_GOVERNED_WORDS = 10
# What a word in its place means depends on no words but these before and after it.
WORDS_LOOKED_BACK = _GOVERNED_WORDS
WORDS_LOOKED_AHEAD = 4
_I_HAVE = "mam"
_MUM = "mama"
# Stands for any number of which the word may be the beginning.
_UNTOLD = ""
_NOTHING: frozenset[str] = frozenset()


class Token(NamedTuple):
    """One word of a text. `position` counts words, stop words included; `lemmas` is empty for those."""

    start: int
    end: int
    text: str
    position: int
    lemmas: frozenset[str]


def fold(text: str) -> str:
    """Lower case without diacritics."""
    return strip_diacritics(text).lower()


def is_stop_word(word: str) -> bool:
    """Whether the word is too common to be searched for, as typed with its Polish letters."""
    return word.lower() in STOP_WORDS


def is_abbreviation(word: str) -> bool:
    """Whether the word is short for another one wherever it stands: `prof`, `ul`."""
    return word.lower() in _ABBREVIATIONS


def clean_word(word: str) -> str:
    """The word composed, and without signs that cannot be seen."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", without_invisible(word))


def tokens(text: str) -> list[Token]:
    """The words of a text in their order, with the lemmas to index each under.

    The ending of an acronym (`JSW-u`) is a part of its word. Work grows linearly with the text.
    """
    return Words(text).tokens()


class Words:
    """The words of a text. Their lemmas can be asked for one by one, where few of them matter.

    `pieces` joined are the text: what stands between words and words by turns, the first and the last between words.
    `typed` are the words alone, each with the ending of an acronym.
    """

    __slots__ = ("pieces", "typed")

    def __init__(self, text: str) -> None:
        self.pieces = _WORD.split(text)
        if not _HYPHENS.isdisjoint(self.pieces[::2]):
            self.pieces = _with_endings_joined(self.pieces)
        self.typed = self.pieces[1::2]

    def tokens(self) -> list[Token]:
        """All of them."""
        known = [_remembered(word) if len(word) <= MAX_WORD_LENGTH else _looked_up(word) for word in self.typed]
        lemmas = [word.lemmas for word in known]
        for at in [at for at, word in enumerate(known) if word.is_touchy]:
            lemmas[at] = self._in_its_place(at, known[at])
        ends = list(accumulate(map(len, self.pieces)))
        texts = [word.text for word in known]
        return list(map(Token._make, zip(ends[:-1:2], ends[1::2], texts, count(), lemmas, strict=False)))

    def lemmas_at(self, at: int) -> frozenset[str]:
        """The lemmas of one word as it stands there."""
        word = _known(self.typed[at])
        return self._in_its_place(at, word) if word.is_touchy else word.lemmas

    def _in_its_place(self, at: int, word: "_Known") -> frozenset[str]:
        lemmas = word.lemmas
        if word.locative and not any(
            _known(before).governs for before in self.typed[max(0, at - _GOVERNED_WORDS) : at]
        ):
            lemmas -= word.locative
        if word.depends:
            lemmas = self._of_short_word(at, word, lemmas)
        if word.doubtful and self._is_adjective_of_next(at, word.text):
            lemmas -= word.doubtful
        return lemmas

    def _of_short_word(self, at: int, word: "_Known", lemmas: frozenset[str]) -> frozenset[str]:
        """The lemmas of an abbreviation or of a number in its surroundings, and of `mam`: mostly “I have”, a stop word."""
        lower = word.text.lower()
        if lower == _I_HAVE:
            before = _known(self.typed[at - 1]).text if at else ""
            return frozenset({_MUM}) if governs_genitive(before) else frozenset()
        if lower in _ABBREVIATIONS_WITH_STOP:
            return frozenset(_ABBREVIATIONS_WITH_STOP[lower]) if self.pieces[2 * at + 2].startswith(".") else lemmas
        # Four groups of digits and what parts them.
        if joined := _THOUSANDS.match("".join(self.pieces[2 * at + 1 : 2 * at + 9])):
            return lemmas | {re.sub(r"\D", "", joined.group())}
        return lemmas

    def _is_adjective_of_next(self, at: int, word: str) -> bool:
        if len(self.pieces[2 * at + 2]) != 1 or at + 1 == len(self.typed):
            return False
        return is_adjective_of(word, _known(self.typed[at + 1]).text)


class SeenParts:
    """What the words may mean in parts of texts between spaces, of all parts that were met lately.

    Most words of a newspaper are always the same, so that a query's words are found in a text without a look at any other.
    """

    def __init__(self) -> None:
        self._terms: dict[str, frozenset[str]] = {}
        self._with: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._terms)

    def learn(self, parts: list[str]) -> set[str]:
        """Look at those of the parts that are new. Gives those that are longer than anything worth remembering."""
        if all(map(self._terms.__contains__, parts)):
            return set()
        new = set(parts).difference(self._terms)
        long = {part for part in new if len(part) > _LONGEST_PART}
        for part in new - long:
            terms = _possible_terms(part)
            for term in terms:
                self._with[term].append(part)
            # Last, since another thread may ask meanwhile.
            self._terms[part] = terms
        return long

    def having(self, terms: Iterable[str]) -> set[str]:
        """The parts in which a word may have one of the terms, wherever it stands."""
        return set().union(*[self._with.get(term, ()) for term in terms])

    def beginning(self, parts: Iterable[str], prefixes: tuple[str, ...]) -> set[str]:
        """Those of the parts, all of them learnt, in which a word may have a term that begins so."""
        of = self._terms
        return {part for part in parts if any(term.startswith(prefixes) for term in of.get(part, ()))}


# Some 10 MB.
_MOST_PARTS = 30_000
_LONGEST_PART = 2 * MAX_WORD_LENGTH
_seen_parts = SeenParts()


def seen_parts() -> SeenParts:
    """Those met in this process. Begun anew when they are many, so to be asked for once for each query."""
    global _seen_parts
    if len(_seen_parts) > _MOST_PARTS:
        _seen_parts = SeenParts()
    return _seen_parts


def _possible_terms(part: str) -> frozenset[str]:
    found = [_known(word).possible for word in Words(part).typed]
    return found[0].union(*found[1:]) if found else _NOTHING


def terms_standing_for(terms: Set[str]) -> Set[str]:
    """Where to look for words that may have one of the terms: a short number may be the beginning of any other one."""
    return terms | {_UNTOLD} if any(map(str.isdecimal, terms)) else terms


_UNSAFE_IN_TERM = re.compile(r"[^\w~]")


def term(lemma: str) -> str:
    """The lemma as search engines store it: one term, whatever signs it holds."""
    return _UNSAFE_IN_TERM.sub("_", lemma)


class _Known(NamedTuple):
    """What is known of a word before its surroundings are looked at; they may say more of one that is touchy.

    `possible` are the terms of all lemmas that it may have in any surroundings.
    """

    text: str
    lemmas: frozenset[str]
    is_touchy: bool
    possible: frozenset[str]
    depends: bool
    governs: bool
    locative: frozenset[str]
    doubtful: frozenset[str]


def _looked_up(typed: str) -> _Known:
    word = clean_word(_HYPHEN.split(typed)[0])
    lower = word.lower()
    lemmas = locative = doubtful = _NOTHING
    if lower not in STOP_WORDS:
        lemmas, locative, doubtful = lemmas_of(word), only_locative(word), nouns_beside_adjective(word)
    is_short_number = word.isdecimal() and len(word) <= 3
    depends = is_short_number or lower in _ABBREVIATIONS_WITH_STOP or lower == _I_HAVE
    possible = frozenset(map(term, lemmas)).union(
        _ABBREVIATIONS_WITH_STOP.get(lower, ()),
        {_MUM} if lower == _I_HAVE else (),
        {_UNTOLD} if is_short_number else (),
    )
    return _Known(
        text=word,
        lemmas=lemmas,
        is_touchy=bool(depends or locative or doubtful),
        # Mostly the same, and then kept once.
        possible=lemmas if possible == lemmas else possible,
        depends=depends,
        governs=lower in GOVERN_LOCATIVE,
        locative=locative,
        doubtful=doubtful,
    )


# Two words in a hundred of a newspaper are not among so many; some 50 MB at most.
_remembered = lru_cache(maxsize=60_000)(_looked_up)


def _known(word: str) -> _Known:
    # What is longer than any word is not worth remembering.
    return _remembered(word) if len(word) <= MAX_WORD_LENGTH else _looked_up(word)


def _with_endings_joined(pieces: list[str]) -> list[str]:
    """The pieces with each acronym and its ending as one word."""
    joined = pieces[:1]
    for typed, after in zip(pieces[1::2], pieces[2::2], strict=True):
        if joined[-1] in _HYPHENS and len(joined) > 1 and _ends_acronym(joined[-2], typed):
            hyphen = joined.pop()
            joined[-1] += hyphen + typed
        else:
            joined.append(typed)
        joined.append(after)
    return joined


def _ends_acronym(acronym: str, ending: str) -> bool:
    if clean_word(ending) not in _ACRONYM_ENDINGS:
        return False
    return _ACRONYM.fullmatch(clean_word(_HYPHEN.split(acronym)[0])) is not None


@lru_cache(maxsize=20_000)
def lemmas_of(word: str) -> frozenset[str]:
    """Every lemma that the word as written may be a form of, or its rough stems if there is none.

    A number is its own lemma. All readings are kept: with the likeliest alone, one search in six fails.
    """
    if "'" in word or "’" in word:
        return _lemmas_before_apostrophe(word)
    lower = word.lower()
    if lower in _ABBREVIATIONS:
        return frozenset(_ABBREVIATIONS[lower])
    if not word.isalpha() or len(word) > MAX_WORD_LENGTH:
        return frozenset({fold(word)[:MAX_WORD_LENGTH]})
    if (plain := _without_foreign_marks(word)) != word:
        return lemmas_of(plain) | _dictionary_lemmas(word)
    lemmas = _dictionary_lemmas(word)
    if _ACRONYM.fullmatch(word):
        return (lemmas or rough_stems(word)) | {lower}
    if lemmas:
        return lemmas
    if glued := _GLUED_ACRONYM.fullmatch(word):
        return rough_stems(word) | {glued[1].lower()}
    return rough_stems(word)


def _without_foreign_marks(word: str) -> str:
    """`José` is looked for as `Jose` as well; Polish letters keep their marks."""
    if word.isascii():
        return word
    return "".join(char if char in _POLISH_LETTERS else strip_diacritics(char) for char in word)


def _dictionary_lemmas(word: str) -> frozenset[str]:
    lemmas = frozenset(reading.lemma.lower() for reading in likely_readings(word))
    return lemmas - {"być", "by"} if len(lemmas) > 1 else lemmas


def _lemmas_before_apostrophe(word: str) -> frozenset[str]:
    """`Kennedy'ego` is Kennedy; `d'Estaing` is looked for under its longest part."""
    parts = re.split("['’]", word)
    base = parts[0] if len(parts[0]) > 2 else max(parts, key=len)
    return lemmas_of(base) | rough_stems(base)


_WITH_MARKS = {
    "a": "aą",
    "c": "cć",
    "e": "eę",
    "l": "lł",
    "n": "nń",
    "o": "oó",
    "s": "sś",
    "z": "zżź",
}
_VOWELS = frozenset("aeiouyąęó")
_NEVER_TOGETHER = frozenset("śz śź śż sź sż ćz ćź ćż cź cż rź zź zż źz żz źż żź nń ńn lł łl ńń łł śs sś ćc cć".split())

# No word asks the dictionary more often than this, however many letters of it may lack a mark.
MAX_RESTORATIONS = 512


def lemmas_to_find(
    word: str,
    *,
    restore_known: bool = False,
    is_alone: bool = False,
    all_meanings: bool = False,
    max_spellings: int = MAX_RESTORATIONS,
) -> frozenset[str]:
    """Every lemma that a reader who typed this word may want.

    The word is tried as typed, in lower case and capitalised; look-alikes of other scripts become Latin.
    Missing diacritics are restored for a word that the dictionary does not know, and with `restore_known`
    (for a query typed wholly without them) for every word: `zlote` is both `złote` and `zlot`. A word with
    more than `max_spellings` stays as typed. A noun in its base form that is the whole query (`is_alone`) is no other form of
    another one: `rak` is no hand, though `podwyzki plac` are of pay. With `all_meanings` it is whatever it may be a form of:
    `gmin` some communes, though the dictionary knows a `gmin` too. Empty for a stop word.
    """
    word = latinised(clean_word(word))
    lower = word.lower()
    if lower in STOP_WORDS or (restore_known and lower in _BARE_STOP_WORDS):
        return frozenset()
    lemmas = lemmas_of(word) | lemmas_of(lower) | lemmas_of(lower.capitalize())
    is_plain = all_meanings or lower in _ABBREVIATIONS
    meant = _NOTHING if is_plain else meanings_of_base_form(word, is_alone=is_alone)
    if meant:
        lemmas = frozenset(lemma for lemma in lemmas if lemma in meant or lemma.startswith(ROUGH) or lemma == lower)
    if restore_known and lower in _BARE_ABBREVIATIONS:
        lemmas |= lemmas_of(_BARE_ABBREVIATIONS[lower])
    lemmas |= frozenset(_ABBREVIATIONS_WITH_STOP.get(lower, ()))
    known = frozenset(lemma for lemma in lemmas if not lemma.startswith(ROUGH))
    if known and not restore_known:
        return known | {lower}
    if can_lack_marks(lower) and len(spellings(lower)) <= max_spellings:
        lemmas = (known or lemmas) | restored(lower, only_base_forms=is_alone and bool(meant))
    return lemmas | {lower}


@lru_cache(maxsize=20_000)
def restored(word: str, *, only_base_forms: bool = False) -> frozenset[str]:
    """The lemmas of all dictionary words that are this one without its diacritics, or of nouns in their base form only.

    `zajac` gives `zając` (and the verb `zająć`). Asks the dictionary at most twice for each of `spellings`.
    """
    word = word.lower()
    if not can_lack_marks(word):
        return frozenset()
    lemmas: set[str] = set()
    for spelling in spellings(word):
        if spelling != word:
            found = () if only_base_forms else readings(spelling) + readings(spelling.capitalize())
            lemmas |= meanings_of_base_form(spelling) or {reading.lemma.lower() for reading in found}
    return frozenset(lemmas)


def can_lack_marks(word: str) -> bool:
    """Whether the word may have been typed without its diacritics."""
    return word.isascii() and word.isalpha() and 2 < len(word) <= MAX_WORD_LENGTH


def spellings(word: str) -> list[str]:
    """The word with marks added wherever Polish spelling allows one, itself first; at most MAX_RESTORATIONS."""
    found = [""]
    for at, letter in enumerate(word):
        following = word[at + 1 : at + 2]
        found = [
            begun + choice
            for begun in found
            for choice in _WITH_MARKS.get(letter, letter)
            if choice == letter or _is_allowed(choice, begun[-1:], following)
            if begun[-1:] + choice not in _NEVER_TOGETHER
        ]
        found = found[:MAX_RESTORATIONS]
    return found


def _is_allowed(letter: str, before: str, following: str) -> bool:
    """Whether Polish writes the marked letter between these two."""
    if letter in "ćńśź":
        return following not in _VOWELS
    if letter in "ąę":
        return bool(before) and (before == "i" or before not in _VOWELS) and following not in _VOWELS
    if letter == "ó":
        return bool(following) and before not in _VOWELS - {"i"} and following not in _VOWELS
    if letter == "ł":
        return following != "i"
    return True


def _adjective_endings() -> dict[str, str]:
    """Endings of -ski, -cki and -owski, with what remains of the stem."""
    endings = {}
    for stem, plural in (("sk", "scy"), ("ck", "ccy"), ("dzk", "dzcy")):
        for ending in ("i", "iego", "iemu", "im", "ich", "imi", "a", "iej", "ą", "ie", "o", "u"):
            endings[stem + ending] = stem
        endings[plural] = stem
    return endings


# Ending → what is left in its place. The longest that fits goes first.
_ENDINGS = _adjective_endings() | dict.fromkeys(
    """
    owie owi owem ow owa owe owej ową owych owym owymi owego owemu ów owu
    ami ach iami iach iem iowi iom iów em om ie ia iu io ii ię ią im ich iego iemu iej imi
    ego emu ych ymi ym ej ą ę a e i o u y
    """.split(),
    "",
)
# A consonant softened by -e: the stem is kept both as it stands and as it was before.
_SOFTENED = {
    "rz": "r",
    "ści": "st",
    "śc": "st",
    "dzi": "d",
    "dz": "g",
    "ci": "t",
    "c": "k",
    "sz": "ch",
    "śl": "sł",
    "l": "ł",
    "ż": "g",
}
_SHORTEST_STEM = 3
_FLEETING = re.compile(r"(?<=[^aeiouy])i?e(?=[kcńlr]$)")


@lru_cache(maxsize=20_000)
def rough_stems(word: str) -> frozenset[str]:
    """One to three stems of a word that the dictionary lacks, each marked, without diacritics.

    Forms of one surname or place share at least one of them: `Urgołowi`, `Urgole`, `Urgoł`.
    """
    lower = word.lower()
    stem, ending = _without_ending(lower)
    stems = {stem}
    if ending in {"e", "ie"}:
        soft_stem = lower[:-1]
        softened = (soft for soft in _SOFTENED if soft_stem.endswith(soft))
        stems |= {soft_stem.removesuffix(soft) + _SOFTENED[soft] for soft in softened}
    stems |= {_FLEETING.sub("", one) for one in stems if len(one) > _SHORTEST_STEM + 1}
    return frozenset(ROUGH + fold(one)[:MAX_WORD_LENGTH] for one in stems)


def _without_ending(word: str) -> tuple[str, str]:
    for length in range(min(6, len(word) - _SHORTEST_STEM), 0, -1):
        ending = word[-length:]
        if ending in _ENDINGS and len(word) - length + len(_ENDINGS[ending]) >= _SHORTEST_STEM:
            return word[:-length] + _ENDINGS[ending], ending
    return word, ""

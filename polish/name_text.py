"""A text as those see it who look for names in it."""

import re
from functools import cached_property, lru_cache

from polish.deeds import DID_ONESELF, DONE_TO_PEOPLE, DONE_TO_THINGS, SAID_OR_DECIDED
from polish.lookalikes import without_invisible
from polish.morphology import Reading, readings
from polish.titles import features_of, is_only_adjective, titles_of, with_place_stems, word_lemmas

# What is named after people, in the genitive: no mention of the person.
_NAMED_AFTER = frozenset(
    "ulica aleja plac rondo osiedle skwer bulwar park imię most tunel pomnik nagroda memoriał".split()
)
_NAMED_AFTER_SHORT = frozenset({"ul", "al", "pl", "os", "im"})
# Firms and bands that carry a name as it is.
_FIRMS = frozenset(
    "firma zakład kancelaria sklep zespół trio kwartet hurtownia warsztat piekarnia cukiernia gabinet apteka salon "
    "spółka orkiestra notariusz przedsiębiorstwo".split()
)
# One surname after these is that of more than one person: of the first in the plural only.
_KIN = frozenset("brat siostra małżonek syn córka kuzyn wnuk".split())
_FAMILIES = frozenset("rodzina rodzeństwo małżeństwo ród klan dynastia".split())
_BEFORE_A_NAMESAKE = frozenset("ks św dr gen płk kpt prof śp o s bp abp kard por mjr hm".split())
_PART = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:(?:[-'’]|[\u00ad\u200b-\u200d\u2060]+)[^\W\d_]+)*|[.!?,;:()„”\"\n–]")
# Hetman Anna – 120 głosów
_RESULT = re.compile(r"\s{1,2}[-–—]\s{1,2}\d")
_SENTENCE_END = frozenset(".!?\n")
_AGREEMENT = frozenset("sg pl nom gen dat acc inst loc voc m1 m2 m3 f n".split())
_GENDERS = frozenset("m1 m2 m3 f n".split())
_NUMBERS = frozenset({"sg", "pl"})
_CASES = frozenset({"nom", "gen", "dat", "acc", "inst", "loc", "voc"})
_NEVER_BEFORE_IMPERSONAL = frozenset({"nom", "voc"})
_NO_SECOND_SURNAME = frozenset({"imię", "nazwa_geograficzna", "nazwa_pospolita", "nazwa_organizacji"})
_OF_TWO_GENERATIONS = frozenset("junior senior jr sr".split())
LONGEST_OFFICE = 4
_WORDS_OF_FIRM = 3
# Prepositions, with the cases that may follow; none ever takes a nominative.
_GOVERNED = {
    preposition: frozenset(cases.split("."))
    for prepositions, cases in {
        "bez dla do od ode u wobec koło obok wśród według": "gen",
        "z ze": "gen.acc.inst",
        "dzięki ku przeciw przeciwko wbrew": "dat",
        "przez": "acc",
        "na o po w we": "acc.loc",
        "przy": "loc",
        "nad pod przed między": "acc.inst",
        "za": "gen.acc.inst",
    }.items()
    for preposition in prepositions.split()
}
_OUT_OF_USE = frozenset({"daw.", "arch.", "przest.", "hist.", "gwar.", "karc.", "szach."})
_FINITE = frozenset({"praet", "fin", "imps", "bedzie", "winien"})
_WORDS_TO_VERB = 6
_WORDS_BEFORE = 8
_WORDS_AFTER = 14


def as_name(word: str) -> str:
    """A word in capitals as a name is written: `HETMAN` is `Hetman`."""
    if len(word) > 1 and word.isupper():
        return _PART.sub(lambda part: part[0].capitalize(), word)
    return word


@lru_cache(maxsize=20_000)
def _are_two_surnames(first: str, second: str) -> bool:
    found = readings(second)
    names = {kind for reading in found for kind in reading.names}
    if "nazwisko" not in names or not names.isdisjoint(_NO_SECOND_SURNAME):
        return False
    cases = {feature for reading in readings(first) for feature in reading.features & (_CASES - {"voc"})}
    return any(reading.features & cases for reading in found if "sg" in reading.features)


@lru_cache(maxsize=20_000)
def _is_nominative_of_name(word: str) -> bool:
    """Whether the word is a first name, or a surname if it is none, in the nominative: not `Jana`, nor `Mirosława`."""
    found = readings(word)
    kind = "imię" if any("imię" in reading.names for reading in found) else "nazwisko"
    known = [reading.features for reading in found if kind in reading.names and "sg" in reading.features]
    return any("nom" in features for features in known) and not any("gen" in features for features in known)


class NameText:
    """The words and signs of one text, with what is asked about them again and again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _WORD.finditer(text)]
        # O'Connor is written with either sign, and a pasted text has its words divided by hyphens that are not seen.
        self.words = [text[start:end].replace("'", "’") for start, end in self.spans]
        if without_invisible(text) != text:
            self.words = [without_invisible(word) for word in self.words]

    def __getitem__(self, at: int) -> str:
        """The word there, empty outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def __len__(self) -> int:
        return len(self.words)

    def name(self, at: int) -> str:
        """The word there as a name is written."""
        return as_name(self[at])

    def precedes_result(self, at: int) -> bool:
        """Whether a dash and a number follow the word, as in the results of an election or a race."""
        return 0 <= at < len(self) and bool(_RESULT.match(self.text, self.spans[at][1]))

    @cached_property
    def place_lemmas(self) -> frozenset[str]:
        """Lemmas of all that may be the name of a place, and of adjectives made from one, each with its stem."""
        found: set[str] = set()
        for word in set(self.words):
            if word[0].isupper():
                for part in as_name(word).split("-"):
                    found |= word_lemmas(part)
            elif "sk" in word or "ck" in word:
                found |= word_lemmas(word)
        return with_place_stems(found)

    def lemmas_near(self, first: int, last: int) -> frozenset[str]:
        """Lemmas of the words around these."""
        near = self.words[max(0, first - _WORDS_BEFORE) : last + _WORDS_AFTER]
        parts = [part for word in near for part in word.split("-")]
        return frozenset[str]().union(*map(word_lemmas, parts))

    def titles_near(self, first: int, last: int) -> frozenset[str]:
        """Titles that stand right before or after the name."""
        near = [*self.words[max(0, first - 3) : first], *self.words[last + 1 : last + 5]]
        return frozenset[str]().union(*map(titles_of, near))

    def begins_sentence(self, at: int) -> bool:
        """Whether the word is the first of a sentence or a quotation."""
        return at <= 0 or self[at - 1] in _SENTENCE_END or self[at - 1] in '„”"–:'

    def continues_surname(self, at: int) -> bool:
        """Whether the next word is one more surname in the same case and nothing else, or tells father and son apart."""
        following = self.name(at + 1)
        if following in _OF_TWO_GENERATIONS:
            return True
        return following[:1].isupper() and _are_two_surnames(self.name(at), following)

    def precedes_town(self, at: int) -> bool:
        """Whether the next word is a town in the nominative, as in the name of a club: `Hetman Zamość`."""
        found = readings(self[at + 1]) if self[at + 1][:1].isupper() else ()
        if any(not reading.names.isdisjoint({"imię", "nazwisko"}) for reading in found):
            return False
        return any("nazwa_geograficzna" in reading.names and {"sg", "nom"} <= reading.features for reading in found)

    def is_ordinary_adjective(self, at: int) -> bool:
        """Whether a sentence begins here with an adjective of the next word: `Cichy wieczór`."""
        following = self[at + 1]
        if not self.begins_sentence(at) or not following.islower():
            return False
        adjectives = [reading.features for reading in readings(self[at]) if reading.part == "adj"]
        nouns = [reading.features for reading in readings(following) if reading.part == "subst"]
        return any(len(one & other & _AGREEMENT) > 2 for one in adjectives for other in nouns)

    def is_ordinary_subject(self, at: int, gender: str) -> bool:
        """Whether a sentence begins with a common noun of another gender than the person's: `Mróz sięgał`, of a woman."""
        if not self.begins_sentence(at):
            return False
        verbs = self._next_past_tense(at)
        if not verbs or any(gender in features for features in verbs):
            return False
        nouns = [reading for reading in readings(self[at].lower()) if "nazwa_pospolita" in reading.names]
        return any(
            "nom" in noun.features and noun.features & features & _GENDERS and noun.features & features & _NUMBERS
            for noun in nouns
            for features in verbs
        )

    def _next_past_tense(self, at: int) -> list[frozenset[str]]:
        """What the first verb in the past tense within three words agrees with."""
        for word in self.words[at + 1 : at + 4]:
            if not word[0].islower():
                break
            if verbs := [reading.features for reading in readings(word) if reading.part == "praet"]:
                return verbs
        return []

    def is_ordinary_noun(self, at: int, gender: str, *, is_subject: bool, is_object: bool) -> bool:
        """Whether a sentence begins with what is a common noun too, and nothing tells that a person is meant.

        That tells a past tense of the person's gender and not of the noun's (`Zima podpisał`), or a verb that needs a person.
        """
        if not self.begins_sentence(at):
            return False
        nouns = [
            reading.features
            for reading in readings(self[at].lower())
            if "nazwa_pospolita" in reading.names and reading.labels.isdisjoint(_OUT_OF_USE)
        ]
        if not nouns:
            return False
        verbs, is_reflexive, is_negated = self._next_verb(at)
        impossible = _NEVER_BEFORE_IMPERSONAL if verbs and all(verb.part == "imps" for verb in verbs) else frozenset()
        impossible |= {"acc"} if is_negated else set()
        nouns = [noun for noun in nouns if not noun & _CASES <= impossible]
        if not nouns:
            return False  # `Bieńce nie podano`: no plant called bieniec
        singular = [noun for noun in nouns if "sg" in noun]
        if singular and all("dat" in noun and noun.isdisjoint({"nom", "gen", "acc"}) for noun in singular):
            return any(verb.lemma in DONE_TO_THINGS for verb in verbs)
        if is_object and any(verb.lemma in DONE_TO_PEOPLE for verb in verbs):
            return False
        if not is_subject:
            return True
        if any(verb.lemma in (DID_ONESELF if is_reflexive else SAID_OR_DECIDED) for verb in verbs):
            return False
        return not any(
            verb.part == "praet"
            and gender in verb.features
            and not any(
                "nom" in noun and noun & verb.features & _GENDERS and noun & verb.features & _NUMBERS for noun in nouns
            )
            for verb in verbs
        )

    def _next_verb(self, at: int) -> tuple[list[Reading], bool, bool]:
        """The readings of the first verb of the clause after the word, and whether `się` and `nie` go with it."""
        for number in range(at + 1, min(at + 1 + _WORDS_TO_VERB, len(self.words))):
            if not self[number][0].isalpha():
                break
            if verbs := [reading for reading in readings(self[number]) if reading.part in _FINITE]:
                before = self[number - 1]
                return verbs, "się" in (before, self[number + 1]), before.lower() == "nie"
        return [], False, False

    def is_one_of_several(self, at: int) -> bool:
        """Whether more than one person of the surname is meant: `bracia Golec`, `rodzina Kuczera`."""
        return any(
            reading.lemma in _FAMILIES
            or (reading.lemma in _KIN and "pl" in reading.features and "sg" not in reading.features)
            for reading in readings(self[at - 1].lower())
        )

    def fits_preposition(self, at: int, cases: frozenset[str]) -> bool:
        """Whether a form that stands for these cases may follow the word before it; after most words any may."""
        return not cases.isdisjoint(_GOVERNED.get(self[at - 1].lower(), cases))

    def is_somewhere(self, at: int, *, is_declined: bool) -> bool:
        """Whether a preposition makes a place of it: `przy Piekarskiej`, `na Piekarskiej`, `do Czech` of an undeclined Czech."""
        before = self[at - 1].lower()
        if before not in _GOVERNED:
            return False
        if is_declined:
            return before == "przy" or (before == "na" and self[at].endswith("ej"))
        return any(
            "nazwa_geograficzna" in reading.names and reading.lemma != self.name(at)
            for reading in readings(self.name(at))
        )

    @cached_property
    def sentences(self) -> list[int]:
        """For each word the number of its sentence; a full stop after an initial or `ul` ends none."""
        numbers: list[int] = []
        number = 0
        for at, word in enumerate(self.words):
            numbers.append(number)
            if word in _SENTENCE_END and len(self[at - 1]) > 2:
                number += 1
        return numbers

    def is_namesake(self, at: int) -> bool:
        """Whether the name that begins here belongs to a street, a school or a firm."""
        before = at - 2 if self[at - 1] in '„"' else at - 1
        while before >= max(0, at - LONGEST_OFFICE) and self._is_title_of_namesake(before, at):
            before -= 1
        word = self[before] if before >= 0 else ""
        if word.lower() in _NAMED_AFTER_SHORT and self[before + 1] == ".":
            return True
        lemmas = word_lemmas(word) if word else frozenset[str]()
        if word.lower() in _NAMED_AFTER_SHORT or not lemmas.isdisjoint(_NAMED_AFTER):
            # Not `W parku Jan Nowak mówił`, nor `Gratulował im Jan Nowak`.
            return not word.endswith(("ach", "ami")) and not _is_nominative_of_name(self.name(at))
        return not lemmas.isdisjoint(_FIRMS) or self._ends_name_of_firm(before)

    def _ends_name_of_firm(self, at: int) -> bool:
        """Whether the word is the adjective of a firm: `Kancelaria Notarialna`, not `w salonie fryzjerskim`."""
        firm = at - 1
        while firm > max(0, at - _WORDS_OF_FIRM) and is_only_adjective(self[firm]):
            firm -= 1
        if not is_only_adjective(self[at]) or word_lemmas(self[firm] or ".").isdisjoint(_FIRMS):
            return False
        return self[at][0].isupper() or "nom" in features_of(self[firm])

    def _is_title_of_namesake(self, at: int, name: int) -> bool:
        """Whether the word may stand between `ulica` and the name that begins at `name`: `ul. ks. Jana Nowaka`."""
        word = self[at].lower()
        if word in _NAMED_AFTER_SHORT:
            return False
        if word == ".":  # of `ul.` or `ks.`, not the end of a sentence
            return self[at - 1].lower() in _BEFORE_A_NAMESAKE | _NAMED_AFTER_SHORT
        if titles_of(word):
            # `Na placu prezydent Jan Nowak` is no square, `plac Senator Krystyny Nowak` is one.
            return not ("nom" in features_of(word) and _is_nominative_of_name(self.name(name)))
        return word in _BEFORE_A_NAMESAKE

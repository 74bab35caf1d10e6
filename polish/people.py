"""Who is mentioned in a text.

Precision comes first: a name is recognised where it is certain whom it means, never by a first name alone and
never by a surname that nothing in the text explains. See `Certainty` for what may be taken for granted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, lru_cache

from polish.lemmas import rough_stems
from polish.morphology import readings
from polish.names import (
    Case,
    Forms,
    Gender,
    first_name_forms,
    gender_of,
    is_first_name,
    surname_forms,
)

# Titles, with the one that men and women of the same office share.
_TITLES = {
    title: title
    for title in """
    prezydent wiceprezydent burmistrz wiceburmistrz wójt zastępca starosta wicestarosta radny poseł senator wojewoda
    wicewojewoda marszałek wicemarszałek dyrektor wicedyrektor prezes wiceprezes komendant minister wiceminister
    premier wicepremier europoseł przewodniczący wiceprzewodniczący sekretarz skarbnik trener ksiądz proboszcz
    biskup arcybiskup doktor profesor rektor dziekan naczelnik kierownik rzecznik prokurator sędzia sołtys kurator
    ordynator komisarz kanclerz ambasador selekcjoner kapitan pan
    """.split()
} | {
    "radna": "radny",
    "zastępczyni": "zastępca",
    "posłanka": "poseł",
    "senatorka": "senator",
    "europosłanka": "europoseł",
    "dyrektorka": "dyrektor",
    "wicedyrektorka": "wicedyrektor",
    "prezeska": "prezes",
    "przewodnicząca": "przewodniczący",
    "wiceprzewodnicząca": "wiceprzewodniczący",
    "sekretarka": "sekretarz",
    "skarbniczka": "skarbnik",
    "trenerka": "trener",
    "profesorka": "profesor",
    "burmistrzyni": "burmistrz",
    "prezydentka": "prezydent",
    "ministra": "minister",
    "premierka": "premier",
    "naczelniczka": "naczelnik",
    "kierowniczka": "kierownik",
    "rzeczniczka": "rzecznik",
    "wójtka": "wójt",
    "wójcina": "wójt",
    "sołtyska": "sołtys",
    "pani": "pan",
}
# Everybody may be called so: it says nothing of an office.
_ADDRESS = frozenset({"pan", "ksiądz", "doktor", "profesor"})
_MANY_HOLD = frozenset(
    {"radny", "poseł", "senator", "prezes", "dyrektor", "wiceprezes", "doktor", "profesor", "pan"}
)
_GENERIC_ADJECTIVES = frozenset(
    "miejski gminny powiatowy wojewódzki krajowy polski rejonowy okręgowy unijny europejski".split()
)

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
_BEFORE_A_NAMESAKE = frozenset("ks św dr gen płk kpt prof śp o s bp abp kard por mjr hm".split())

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.!?,;:()„”\"\n–]")
_NAME_LIKE = re.compile(r"(?<![\w-])[^\W\d_a-ząćęłńóśźż][^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = frozenset(".!?\n")
_LIST_END = frozenset({"", ",", ".", ")", ";", "\n", ":"})
_AGREEMENT = frozenset("sg pl nom gen dat acc inst loc voc m1 m2 m3 f n".split())
# Between a title and a surname may stand the office's place: wójt gminy Godów Zając.
_OFFICE_NOUNS = frozenset("gminy miasta powiatu rady województwa".split())
_ADJECTIVE_ENDS = (
    "ski",
    "cki",
    "ska",
    "cka",
    "skiego",
    "ckiego",
    "skiej",
    "ckiej",
    "skim",
    "ckim",
    "skiemu",
    "ckiemu",
)
_LONGEST_OFFICE = 4
_WORDS_BEFORE = 8
_WORDS_AFTER = 14


class Certainty(IntEnum):
    """How a person was recognised, the surer the higher."""

    SUGGESTED = 1
    """A title of the person's office with the surname, and the office's place in the text: ask somebody."""
    SURNAME = 2
    """The surname alone after a mention in full, nobody else of that surname about."""
    FULL_NAME = 3
    """First name and surname in one case."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person who may be recognised.

    `offices` are titles with their places as they are written, `prezydent Jastrzębia-Zdroju`. A `common` name
    is borne by many, so an office or place has to stand near it.
    """

    id: Hashable
    name: str
    offices: tuple[str, ...] = ()
    gender: Gender | None = None
    common: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: `text[start:end]` is the name as it stands there."""

    start: int
    end: int
    profile_id: Hashable
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody with an office who is in no profile yet: the name in the nominative, the office as written."""

    start: int
    end: int
    name: str
    office: str
    gender: Gender


@lru_cache(maxsize=50_000)
def _lemmas(word: str) -> frozenset[str]:
    found = readings(word) or readings(word.lower())
    return frozenset(reading.lemma.lower() for reading in found) or rough_stems(word)


@lru_cache(maxsize=50_000)
def _titles(word: str) -> frozenset[str]:
    """The titles that the word may be, each as men and women share it."""
    return frozenset(_TITLES[lemma] for lemma in _lemmas(word) if lemma in _TITLES)


@lru_cache(maxsize=50_000)
def _cases(word: str) -> frozenset[str]:
    return frozenset(
        feature
        for reading in readings(word)
        if reading.part in {"subst", "adj"}
        for feature in reading.features
    )


@lru_cache(maxsize=50_000)
def _is_only_adjective(word: str) -> bool:
    parts = {reading.part for reading in readings(word)}
    return bool(parts) and parts <= {"adj", "adja", "adjp", "adjc"}


@lru_cache(maxsize=20_000)
def _cases_of_first_name(word: str, gender: Gender) -> frozenset[Case]:
    """The cases that the word may be in as the first name of a man, or of a woman."""
    known = [reading.features for reading in readings(word) if "imię" in reading.names]
    return frozenset(
        case for case in Case for features in known if {"sg", gender.value, case.value} <= features
    )


def _as_name(word: str) -> str:
    """A word in capitals as a name is written: `HETMAN` is `Hetman`."""
    if len(word) > 1 and word.isupper():
        return "-".join(part.capitalize() for part in word.split("-"))
    return word


@dataclass(frozen=True)
class _Person:
    """A profile with all that recognising it takes, worked out once."""

    profile: Profile
    first: str
    last: str
    gender: Gender
    first_forms: Forms
    titles: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, profile: Profile) -> "_Person":
        names = profile.name.split()
        first, last = names[0], names[-1]
        gender = profile.gender or gender_of(first)
        offices = [_office(office) for office in profile.offices]
        return cls(
            profile,
            first,
            last,
            gender,
            first_name_forms(first, gender),
            frozenset[str]().union(*(titles for titles, _ in offices)),
            frozenset[str]().union(*(places for _, places in offices)),
        )


def _office(office: str) -> tuple[frozenset[str], frozenset[str]]:
    """The title of an office, and the lemmas of any word that its place may be told by."""
    titles: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    follows_a_place = False
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", office):
        if not titles and _titles(word):
            titles = _titles(word)
        elif word[0].isupper() and not follows_a_place:
            head = word.split("-")[0]
            if not _is_only_adjective(head):
                places |= _lemmas(head)
                follows_a_place = True
        elif word[0].islower():
            follows_a_place = False
            if word.endswith(("ski", "cki", "ska", "cka")):
                places |= _lemmas(word) - _GENERIC_ADJECTIVES
    return titles, places


class _Text:
    """The words and signs of one text, with what is asked about them again and again."""

    def __init__(self, text: str) -> None:
        self.spans = [match.span() for match in _WORD.finditer(text)]
        self.words = [text[start:end] for start, end in self.spans]

    def __getitem__(self, at: int) -> str:
        """The word there, empty outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def __len__(self) -> int:
        return len(self.words)

    def name(self, at: int) -> str:
        """The word there as a name is written."""
        return _as_name(self[at])

    @cached_property
    def place_lemmas(self) -> frozenset[str]:
        """Lemmas of all that may be the name of a place, and of adjectives made from one."""
        found: set[str] = set()
        for word in set(self.words):
            if word[0].isupper():
                for part in _as_name(word).split("-"):
                    found |= _lemmas(part)
            elif "sk" in word or "ck" in word:
                found |= _lemmas(word)
        return frozenset(found)

    def lemmas_near(self, first: int, last: int) -> frozenset[str]:
        """Lemmas of the words around these."""
        near = self.words[max(0, first - _WORDS_BEFORE) : last + _WORDS_AFTER]
        parts = [part for word in near for part in word.split("-")]
        return frozenset[str]().union(*map(_lemmas, parts))

    def titles_near(self, first: int, last: int) -> frozenset[str]:
        """Titles that stand right before or after the name."""
        near = [*self.words[max(0, first - 3) : first], *self.words[last + 1 : last + 5]]
        return frozenset[str]().union(*map(_titles, near))

    def begins_sentence(self, at: int) -> bool:
        """Whether the word is the first of a sentence or a quotation."""
        return at <= 0 or self[at - 1] in _SENTENCE_END or self[at - 1] in '„”"–:'

    def is_ordinary_adjective(self, at: int) -> bool:
        """Whether a sentence begins here with an adjective of the next word: `Cichy wieczór`."""
        following = self[at + 1]
        if not self.begins_sentence(at) or not following.islower():
            return False
        adjectives = [reading.features for reading in readings(self[at]) if reading.part == "adj"]
        nouns = [reading.features for reading in readings(following) if reading.part == "subst"]
        return any(len(one & other & _AGREEMENT) > 2 for one in adjectives for other in nouns)

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
        while before >= max(0, at - _LONGEST_OFFICE) and self._is_title_of_namesake(before):
            before -= 1
        word = self[before] if before >= 0 else ""
        if word.lower() in _NAMED_AFTER_SHORT:
            return True
        lemmas = _lemmas(word) if word else frozenset[str]()
        if not lemmas.isdisjoint(_NAMED_AFTER):
            return not word.endswith(("ach", "ami"))
        return not lemmas.isdisjoint(_FIRMS)

    def _is_title_of_namesake(self, at: int) -> bool:
        """Whether the word may stand between `ulica` and the name: `ul. ks. Jana Nowaka`."""
        word = self[at].lower()
        if word in _NAMED_AFTER_SHORT:
            return False
        return word == "." or word in _BEFORE_A_NAMESAKE or bool(_titles(word))


class Finder:
    """Recognises people in texts. Building it costs about a millisecond a profile; keep it for many texts."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._by_form: dict[str, list[tuple[_Person, frozenset[Case]]]] = defaultdict(list)
        self._by_relatives_form: dict[str, list[_Person]] = defaultdict(list)
        self._bearers: Counter[tuple[str, str]] = Counter()
        for profile in profiles:
            if len(profile.name.split()) < 2:
                continue
            person = _Person.of(profile)
            self._bearers[person.first, person.last] += 1
            for form, cases in surname_forms(person.last, person.gender).items():
                self._by_form[form].append((person, cases))
            for form in surname_forms(person.last, person.gender.other):
                self._by_relatives_form[form].append(person)

    def find(self, text: str) -> list[Mention]:
        """All mentions in the order of the text."""
        if not any(_as_name(match.group()) in self._by_form for match in _NAME_LIKE.finditer(text)):
            return []
        return _Search(self, _Text(text)).mentions()

    def knows(self, first: str, last: str) -> bool:
        """Whether somebody of this name has a profile; both in the nominative."""
        return (first, last) in self._bearers

    def people_with_form(self, form: str) -> Sequence[tuple[_Person, frozenset[Case]]]:
        """The people whose surname has the form, each with the cases it stands for."""
        return self._by_form.get(form, ())

    def people_with_relatives_form(self, form: str) -> Sequence[_Person]:
        """The people whose surname has the form when somebody of the other gender bears it."""
        return self._by_relatives_form.get(form, ())

    def shares_name(self, person: _Person) -> bool:
        """Whether somebody else in the base has the very same name."""
        return self._bearers[person.first, person.last] > 1


@dataclass
class _FullName:
    """A first name and a surname that agree, found at these words."""

    person: _Person
    first: int
    last: int
    surname: int


@dataclass
class _Search:
    """One text searched for all people: full names first, then what they explain."""

    finder: Finder
    text: _Text
    found: list[Mention] = field(default_factory=list)
    # Where each person is first named; what comes later may be the surname alone.
    named_at: dict[Hashable, int] = field(default_factory=dict)
    # Who is named in full in a sentence and holds an office.
    holders_in_sentence: dict[tuple[int, str], set[Hashable]] = field(
        default_factory=lambda: defaultdict(set)
    )
    # Whose surname somebody else in the text bears with another first name, and of which genders they may be.
    namesakes: dict[Hashable, set[Gender]] = field(default_factory=lambda: defaultdict(set))

    def mentions(self) -> list[Mention]:
        """Everybody in the text."""
        alone: list[int] = []
        full_names: list[_FullName] = []
        for at in range(len(self.text)):
            if self.text[at][0].islower():
                continue
            self._note_namesakes(at)
            people = self.finder.people_with_form(self.text.name(at))
            named = [
                full for person, cases in people if (full := self._full_name(at, person, cases))
            ]
            if named:
                full_names += named
            elif people and not self._has_first_name(at):
                alone.append(at)
        for full in full_names:
            sentence = self.text.sentences[full.first]
            for title in full.person.titles:
                self.holders_in_sentence[sentence, title].add(full.person.profile.id)
        for full in full_names:
            self._take_full_name(full)
        for at in alone:
            self._take_surname(at)
        return sorted(self.found, key=lambda mention: mention.start)

    # -- first name and surname --

    def _full_name(self, at: int, person: _Person, cases: frozenset[Case]) -> _FullName | None:
        before = at - 1
        if self.text[before] == "." and len(self.text[before - 1]) == 1:
            before -= 2  # Anna M. Hetman
        if self._agrees(person, before, cases):
            return _FullName(person, before, at, at)
        if is_first_name(self.text.name(before)) and self._agrees(person, before - 1, cases):
            return _FullName(person, before - 1, at, at)  # Anna Maria Hetman
        ends_list_item = self.text[at + 2] in _LIST_END
        if (
            ends_list_item
            and self._agrees(person, at + 1, cases)
            and not is_first_name(self.text.name(at - 1))
        ):
            return _FullName(person, at, at + 1, at)  # Hetman Anna
        return None

    def _agrees(self, person: _Person, at: int, cases: frozenset[Case]) -> bool:
        if not self.text[at][:1].isupper():
            return False
        return not cases.isdisjoint(person.first_forms.get(self.text.name(at), frozenset()))

    def _take_full_name(self, full: _FullName) -> None:
        if self.text.is_namesake(full.first):
            return
        person = full.person
        shares_name = self.finder.shares_name(person)
        if (person.profile.common or shares_name) and not self._is_explained(
            full, shares_name=shares_name
        ):
            return
        self.named_at.setdefault(person.profile.id, full.surname)
        self._add(full.first, full.last, person, Certainty.FULL_NAME)

    def _is_explained(self, full: _FullName, *, shares_name: bool) -> bool:
        """Whether the text says which bearer of a common name is meant."""
        person = full.person
        near = self.text.lemmas_near(full.first, full.last)
        if not person.places.isdisjoint(near):
            return True
        if shares_name:
            return not person.places and not person.titles.isdisjoint(
                self.text.titles_near(full.first, full.last)
            )
        if not person.places.isdisjoint(self.text.place_lemmas):
            return True
        if not person.titles.isdisjoint(self.text.titles_near(full.first, full.last)):
            return not self._other_place_near(full)
        # Two of one office named in one sentence explain each other.
        sentence = self.text.sentences[full.first]
        return any(len(self.holders_in_sentence[sentence, title]) > 1 for title in person.titles)

    def _other_place_near(self, full: _FullName) -> bool:
        for at in range(max(0, full.first - 4), full.last + 6):
            if full.first <= at <= full.last or not self.text[at][:1].isupper():
                continue
            names = {kind for reading in readings(self.text.name(at)) for kind in reading.names}
            if "nazwa_geograficzna" in names and not names & {"imię", "nazwisko"}:
                return True
        return False

    # -- the surname alone --

    def _has_first_name(self, at: int) -> bool:
        before = self.text.name(at - 1)
        return is_first_name(before) and not _titles(before)

    def _note_namesakes(self, at: int) -> None:
        if not self._has_first_name(at):
            return
        form = self.text.name(at)
        for person, cases in self.finder.people_with_form(form):
            if not self._full_name(at, person, cases):
                self.namesakes[person.profile.id].add(person.gender)
        first_name = self.text.name(at - 1)
        for person in self.finder.people_with_relatives_form(form):
            cases = surname_forms(person.last, person.gender.other)[form]
            if not cases.isdisjoint(_cases_of_first_name(first_name, person.gender.other)):
                self.namesakes[person.profile.id].add(person.gender.other)

    def _may_be_namesake(self, person: _Person, form: str) -> bool:
        genders = self.namesakes.get(person.profile.id, ())
        return any(form in surname_forms(person.last, gender) for gender in genders)

    def _take_surname(self, at: int) -> None:
        if self.text.is_namesake(at) or is_first_name(self.text.name(at + 1)):
            return
        if self.text.is_ordinary_adjective(at):
            return
        title = self._title_before(at)
        titles = _titles(title)
        before = self.text[at - 1]
        if before[:1].isupper() and not titles and not self.text.begins_sentence(at - 1):
            return  # perhaps a first name that no dictionary knows
        people = self.finder.people_with_form(self.text.name(at))
        known = [
            person for person, cases in people if self._is_meant_again(person, cases, at, titles)
        ]
        if len(known) > 1:
            known = [
                person for person in known if not (titles - _ADDRESS).isdisjoint(person.titles)
            ]
        if len(known) == 1:
            self._add(at, at, known[0], Certainty.SURNAME)
        elif not known:
            self._take_title(at, title, people)

    def _title_before(self, at: int) -> str:
        """The title in front of the surname: `prezydent Kuczera`, `starosta cieszyński Gołąb`."""
        for before in range(at - 1, max(-1, at - 1 - _LONGEST_OFFICE), -1):
            word = self.text[before]
            if _titles(word):
                return word
            if not (word[:1].isupper() or word in _OFFICE_NOUNS or word.endswith(_ADJECTIVE_ENDS)):
                break
        return ""

    def _is_meant_again(
        self, person: _Person, cases: frozenset[Case], at: int, titles: frozenset[str]
    ) -> bool:
        identity = person.profile.id
        if self.named_at.get(identity, at) >= at or cases <= {Case.VOCATIVE}:
            return False
        offices = titles - _ADDRESS
        has_own_title = not offices.isdisjoint(person.titles)
        if self._may_be_namesake(person, self.text.name(at)) and not has_own_title:
            return False
        if offices and person.titles and not has_own_title and not offices <= _MANY_HOLD:
            return False  # some other official of that surname
        return _gender_agrees(person, self.text[at - 1])

    def _take_title(
        self,
        at: int,
        title: str,
        people: Sequence[tuple[_Person, frozenset[Case]]],
    ) -> None:
        """A title with the surname of the one person who holds that office in a place of this text."""
        titles = _titles(title) - _ADDRESS
        agreeing = _cases(title)
        holders = [
            person
            for person, cases in people
            if not titles.isdisjoint(person.titles)
            and any(case.value in agreeing for case in cases)
            and not person.places.isdisjoint(self.text.place_lemmas)
        ]
        if len(holders) == 1 and not self._may_be_namesake(holders[0], self.text.name(at)):
            self.named_at.setdefault(holders[0].profile.id, at)
            self._add(at, at, holders[0], Certainty.SUGGESTED)

    def _add(self, first: int, last: int, person: _Person, certainty: Certainty) -> None:
        start, end = self.text.spans[first][0], self.text.spans[last][1]
        self.found.append(Mention(start, end, person.profile.id, certainty))


def _gender_agrees(person: _Person, address: str) -> bool:
    """Whether `pan` or `pani` before the surname fits; any other word does."""
    lemmas = _lemmas(address) if address else frozenset()
    if "pani" in lemmas and "pan" not in lemmas:
        return person.gender is Gender.WOMAN
    if lemmas & {"pan", "ksiądz"} and "pani" not in lemmas:
        return person.gender is Gender.MAN
    return True


# --- People who have no profile yet ------------------------------------------------------------------------

_OFFICE_ENDS = frozenset("i oraz który która a z w na do o od po przy".split())
_MAX_OFFICE_WORDS = 4
_CASE_NAMES = frozenset(case.value for case in Case)


def suggest_unknown(text: str, finder: Finder | None = None) -> list[Suggestion]:
    """People named in full with an office next to the name, `burmistrz Skoczowa Jan Nowak`, who have no profile.

    Each name once, in the order of the text. It is a suggestion for somebody to look at: the nominative of a
    surname that the dictionary lacks is worked out by rule.
    """
    words = _Text(text)
    taken = {(mention.start, mention.end) for mention in finder.find(text)} if finder else set()
    found: dict[str, Suggestion] = {}
    for at in range(len(words) - 1):
        first, last = words.name(at), words.name(at + 1)
        if not (is_first_name(first) and last[:1].isupper()) or words.is_namesake(at):
            continue
        start, end = words.spans[at][0], words.spans[at + 1][1]
        office = _office_before(words, at) or _office_after(words, at + 1)
        name = _nominative(first, last) if office else None
        if not office or not name or (start, end) in taken or (finder and finder.knows(*name[:2])):
            continue
        full = f"{name[0]} {name[1]}"
        found.setdefault(full, Suggestion(start, end, full, office, name[2]))
    return list(found.values())


def _office_before(words: _Text, at: int) -> str:
    """`burmistrz Skoczowa` in front of the name at this place."""
    for begin in range(at - 1, max(-1, at - 1 - _MAX_OFFICE_WORDS), -1):
        word = words[begin]
        if not word[:1].isalpha() or word.lower() in _OFFICE_ENDS:
            return ""
        if _titles(word) - _ADDRESS and _cases(word) & _cases(words.name(at)) & _CASE_NAMES:
            return _office_text(words, begin, at)
    return ""


def _office_after(words: _Text, at: int) -> str:
    """`, burmistrz Skoczowa` behind the name that ends at this place."""
    if words[at + 1] not in {",", "(", "–"} or not _titles(words[at + 2]) - _ADDRESS:
        return ""
    end = at + 3
    while end <= at + 2 + _MAX_OFFICE_WORDS and _continues_office(words[end]):
        end += 1
    return _office_text(words, at + 2, end)


def _continues_office(word: str) -> bool:
    if not word[:1].isalpha() or word in _OFFICE_ENDS:
        return False
    is_genitive = any("gen" in reading.features for reading in readings(word))
    return word[0].isupper() or is_genitive or word.endswith(_ADJECTIVE_ENDS)


def _office_text(words: _Text, begin: int, end: int) -> str:
    """The office with its title in the nominative."""
    title = words[begin]
    in_nominative = [
        reading.lemma for reading in readings(title) if reading.lemma.lower() in _TITLES
    ]
    return " ".join([*in_nominative[:1], *words.words[begin + 1 : end]])


def _nominative(first: str, last: str) -> tuple[str, str, Gender] | None:
    """The dictionary form of a name found in any case, with the gender that both halves share."""
    for gender in Gender:
        for reading in readings(first):
            if "imię" not in reading.names or not {"sg", gender.value} <= reading.features:
                continue
            cases = frozenset(case for case in Case if case.value in reading.features)
            for surname in _possible_surnames(last, gender):
                if not surname_forms(surname, gender).get(last, frozenset()).isdisjoint(cases):
                    return reading.lemma, surname, gender
    return None


_SURNAME_ENDS = (
    *(
        ("iego", "i"),
        ("iemu", "i"),
        ("im", "i"),
        ("ego", "y"),
        ("emu", "y"),
        ("ym", "y"),
        ("iej", "a"),
        ("ej", "a"),
    ),
    *(
        ("owi", ""),
        ("iem", ""),
        ("em", ""),
        ("a", ""),
        ("u", ""),
        ("y", "a"),
        ("i", "a"),
        ("ę", "a"),
        ("ą", "a"),
        ("ce", "ka"),
    ),
)


def _possible_surnames(form: str, gender: Gender) -> list[str]:
    """Surnames that the form may belong to: itself and the dictionary's first, then what the endings allow."""
    known = [
        reading.lemma
        for reading in readings(form)
        if "nazwisko" in reading.names and {"sg", gender.value} <= reading.features
    ]
    guesses = [form.removesuffix(end) + base for end, base in _SURNAME_ENDS if form.endswith(end)]
    return list(dict.fromkeys([*known, form, *guesses]))

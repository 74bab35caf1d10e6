"""Who is mentioned in a text.

Precision comes first: a name is recognised where it is certain whom it means, never by a first name alone and
never by a surname that nothing in the text explains. See `Certainty` for what may be taken for granted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from polish.lookalikes import without_invisible
from polish.morphology import readings
from polish.name_text import LONGEST_OFFICE, NameText, as_name
from polish.names import (
    ALL_CASES,
    Case,
    Forms,
    Gender,
    cases_of_first_name,
    first_name_forms,
    gender_of,
    is_first_name,
    surname_forms,
)
from polish.titles import (
    ADJECTIVE_ENDINGS,
    FORMS_OF_ADDRESS,
    HELD_BY_MANY,
    features_of,
    parse_office,
    titles_of,
    word_lemmas,
)

_NAME_LIKE = re.compile(r"(?<![\w-])[^\W\d_a-ząćęłńóśźż](?:[^\W\d_]+|(?=['’]))(?:[-'’][^\W\d_]+)*")
_LIST_END = frozenset({"", ",", ".", ")", ";", "\n", ":", "i", "oraz"})
_PARTICLES = frozenset("von van vom zu zum der den de du di da del della dos la le und y ter ten".split())
# A place stands after these even where its name is a surname too.
_WHERE = frozenset({"z", "ze", "w", "we"})
_QUOTES = frozenset('„”"')
# Between a title and a surname may stand the office's place: wójt gminy Godów Zając.
_OFFICE_NOUNS = frozenset("gminy miasta powiatu rady województwa".split())


class Certainty(IntEnum):
    """How a person was recognised, the surer the higher."""

    NAMESAKE = 0
    """First name and surname that several people bear, and nothing tells which of them: only for who asks for it."""
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


@dataclass(frozen=True)
class _Person:
    """A profile with all that recognising it takes, worked out once."""

    profile: Profile
    first: str
    last: str
    gender: Gender
    first_forms: Forms
    # What stands between first name and surname: `von`.
    particles: tuple[str, ...]
    titles: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, profile: Profile) -> "_Person":
        names = profile.name.replace("'", "’").split()
        first, last = names[0], names[-1]
        gender = profile.gender or gender_of(first)
        offices = [parse_office(office) for office in profile.offices]
        return cls(
            profile,
            first,
            last,
            gender,
            first_name_forms(first, gender),
            tuple(name.lower() for name in names[1:-1] if name.lower() in _PARTICLES),
            frozenset[str]().union(*(titles for titles, _ in offices)),
            frozenset[str]().union(*(places for _, places in offices)),
        )


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

    def find(self, text: str, *, namesakes: bool = False) -> list[Mention]:
        """All mentions in the order of the text.

        With `namesakes` also those of a name that several people bear, once for each of them, where the text nowhere says
        which one it is.
        """
        names = _NAME_LIKE.finditer(without_invisible(text).replace("'", "’"))
        if not any(as_name(match.group()) in self._by_form for match in names):
            return []
        search = _Search(self, NameText(text))
        found = search.mentions()
        return sorted([*found, *search.of_namesakes()], key=lambda mention: mention.start) if namesakes else found

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
    text: NameText
    found: list[Mention] = field(default_factory=list)
    full_names: list[_FullName] = field(default_factory=list)
    # Names that several bear, where nothing near tells them apart.
    unexplained: list[_FullName] = field(default_factory=list)
    # Where each person is first named; what comes later may be the surname alone.
    named_at: dict[Hashable, int] = field(default_factory=dict)
    # Who is named in full in a sentence and holds an office.
    holders_in_sentence: dict[tuple[int, str], set[Hashable]] = field(default_factory=lambda: defaultdict(set))
    # Whose surname somebody else in the text bears with another first name, and of which genders they may be.
    namesakes: dict[Hashable, set[Gender]] = field(default_factory=lambda: defaultdict(set))

    def mentions(self) -> list[Mention]:
        """Everybody in the text."""
        alone: list[int] = []
        for at in range(len(self.text)):
            if self.text[at][0].islower():
                continue
            self._note_namesakes(at)
            people = self.finder.people_with_form(self.text.name(at))
            named = [full for person, cases in people if (full := self._full_name(at, person, cases))]
            if named:
                self.full_names += named
            elif people and not self._has_first_name(at):
                alone.append(at)
        for full in self.full_names:
            sentence = self.text.sentences[full.first]
            for title in full.person.titles:
                self.holders_in_sentence[sentence, title].add(full.person.profile.id)
        for full in self.full_names:
            self._take_full_name(full)
        for at in alone:
            self._take_surname(at)
        return sorted(self.found, key=lambda mention: mention.start)

    # -- first name and surname --

    def _full_name(self, at: int, person: _Person, cases: frozenset[Case]) -> _FullName | None:
        before = at - 1
        if particles := person.particles:
            before -= len(particles)
            if tuple(self.text[place].lower() for place in range(before + 1, at)) != particles:
                return None
        sign = self.text[before]
        if sign == "." and len(self.text[before - 1]) == 1:
            before -= 2  # Anna M. Hetman
        elif sign in _QUOTES and self.text[before - 2] in _QUOTES:
            before -= 3  # Anna „Ania” Hetman
        if self._agrees(person, before, cases):
            has_another_name = not cases.isdisjoint(cases_of_first_name(self.text.name(before - 1), person.gender))
            if has_another_name or self.text.continues_surname(at):
                return None  # Jan Piotr Kuczera, Anna Hetman Kowalska
            return _FullName(person, before, at, at)
        if is_first_name(self.text.name(before)) and self._agrees(person, before - 1, cases):
            return _FullName(person, before - 1, at, at)  # Anna Maria Hetman
        ends_list_item = self.text[at + 2].lower() in _LIST_END or self.text.precedes_result(at + 1)
        if ends_list_item and self._agrees(person, at + 1, cases) and not is_first_name(self.text.name(at - 1)):
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
        if (person.profile.common or shares_name) and not self._is_explained(full, shares_name=shares_name):
            if shares_name and not person.profile.common:
                self.unexplained.append(full)
            return
        self.named_at.setdefault(person.profile.id, full.surname)
        self._add(full.first, full.last, person, Certainty.FULL_NAME)

    def of_namesakes(self) -> list[Mention]:
        """Mentions that may be of any of several people of one name; after `mentions`."""
        told = {
            (full.person.first, full.person.last) for full in self.full_names if full.person.profile.id in self.named_at
        }
        return [
            Mention(*self._span(full.first, full.last), full.person.profile.id, Certainty.NAMESAKE)
            for full in self.unexplained
            if (full.person.first, full.person.last) not in told
        ]

    def _is_explained(self, full: _FullName, *, shares_name: bool) -> bool:
        """Whether the text says which bearer of a common name is meant."""
        person = full.person
        near = self.text.lemmas_near(full.first, full.last)
        if not person.places.isdisjoint(near):
            return True
        if shares_name:
            return not person.places and not person.titles.isdisjoint(self.text.titles_near(full.first, full.last))
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
            is_told = not names & {"imię", "nazwisko"} or self.text[at - 1].lower() in _WHERE
            if "nazwa_geograficzna" in names and is_told:
                return True
        return False

    # -- the surname alone --

    def _has_first_name(self, at: int) -> bool:
        before = self.text.name(at - 1)
        return is_first_name(before) and not titles_of(before)

    def _note_namesakes(self, at: int) -> None:
        if not self._has_first_name(at):
            return
        form = self.text.name(at)
        named: set[Hashable] = set()
        for person, cases in self.finder.people_with_form(form):
            if self._full_name(at, person, cases):
                named.add(person.profile.id)
            else:
                self.namesakes[person.profile.id].add(person.gender)
        first_name = self.text.name(at - 1)
        for person in self.finder.people_with_relatives_form(form):
            if person.profile.id in named:
                continue  # `Renacie Dziubie` is Renata, though it might be Renat
            cases = surname_forms(person.last, person.gender.other)[form]
            if not cases.isdisjoint(cases_of_first_name(first_name, person.gender.other)):
                self.namesakes[person.profile.id].add(person.gender.other)

    def _may_be_namesake(self, person: _Person, form: str) -> bool:
        genders = self.namesakes.get(person.profile.id, ())
        return any(form in surname_forms(person.last, gender) for gender in genders)

    def _take_surname(self, at: int) -> None:
        if self.text.is_namesake(at) or self.text.is_one_of_several(at) or is_first_name(self.text.name(at + 1)):
            return
        if self.text.is_ordinary_adjective(at) or self.text.precedes_town(at):
            return
        title = self._title_before(at)
        titles = titles_of(title)
        before = self.text[at - 1]
        if before[:1].isupper() and not titles and not self.text.begins_sentence(at - 1):
            return  # perhaps a first name that no dictionary knows
        people = self.finder.people_with_form(self.text.name(at))
        known = [person for person, cases in people if self._is_meant_again(person, cases, at, titles)]
        if len(known) > 1:
            known = [person for person in known if not (titles - FORMS_OF_ADDRESS).isdisjoint(person.titles)]
        if len(known) == 1:
            self._add(at, at, known[0], Certainty.SURNAME)
        elif not known:
            self._take_title(at, title, people)

    def _title_before(self, at: int) -> str:
        """The title in front of the surname: `prezydent Kuczera`, `starosta cieszyński Gołąb`."""
        for before in range(at - 1, max(-1, at - 1 - LONGEST_OFFICE), -1):
            word = self.text[before]
            if titles_of(word):
                return word
            if not (word[:1].isupper() or word in _OFFICE_NOUNS or word.endswith(ADJECTIVE_ENDINGS)):
                break
        return ""

    def _is_meant_again(self, person: _Person, cases: frozenset[Case], at: int, titles: frozenset[str]) -> bool:
        identity = person.profile.id
        if self.named_at.get(identity, at) >= at or cases <= {Case.VOCATIVE}:
            return False
        offices = titles - FORMS_OF_ADDRESS
        has_own_title = not offices.isdisjoint(person.titles)
        if self._may_be_namesake(person, self.text.name(at)) and not has_own_title:
            return False
        if offices and person.titles and not has_own_title and not offices <= HELD_BY_MANY:
            return False  # some other official of that surname
        if Case.NOMINATIVE in cases and self.text.is_ordinary_subject(at, person.gender.value):
            return False
        is_subject, is_object = Case.NOMINATIVE in cases, not cases <= {Case.NOMINATIVE, Case.VOCATIVE}
        if self.text.is_ordinary_noun(at, person.gender.value, is_subject=is_subject, is_object=is_object):
            return False
        if not self.text.fits_preposition(at, frozenset(case.value for case in cases)):
            return False
        if self.text.is_somewhere(at, is_declined=cases != ALL_CASES):
            return False
        return _gender_agrees(person, self.text[at - 1])

    def _take_title(
        self,
        at: int,
        title: str,
        people: Sequence[tuple[_Person, frozenset[Case]]],
    ) -> None:
        """A title with the surname of the one person who holds that office in a place of this text."""
        titles = titles_of(title) - FORMS_OF_ADDRESS
        agreeing = features_of(title)
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
        self.found.append(Mention(*self._span(first, last), person.profile.id, certainty))

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self.text.spans[first][0], self.text.spans[last][1]


def _gender_agrees(person: _Person, address: str) -> bool:
    """Whether `pan` or `pani` before the surname fits; any other word does."""
    lemmas = word_lemmas(address) if address else frozenset()
    if "pani" in lemmas and "pan" not in lemmas:
        return person.gender is Gender.WOMAN
    if lemmas & {"pan", "ksiądz"} and "pani" not in lemmas:
        return person.gender is Gender.MAN
    return True

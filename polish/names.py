"""Names of people in every grammatical case.

The dictionary is asked first; a surname that it lacks, or an engine that cannot inflect, falls back to the
rules that Polish has for endings. A form may stand for several cases, and a case may have several forms.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from polish.morphology import forms, readings


class Case(Enum):
    """The seven cases; the value is the dictionary's own word for each."""

    NOMINATIVE = "nom"
    GENITIVE = "gen"
    DATIVE = "dat"
    ACCUSATIVE = "acc"
    INSTRUMENTAL = "inst"
    LOCATIVE = "loc"
    VOCATIVE = "voc"


class Gender(Enum):
    """Of a person; the value is the dictionary's own word for each."""

    MAN = "m1"
    WOMAN = "f"

    @property
    def other(self) -> "Gender":
        """The other one."""
        return Gender.WOMAN if self is Gender.MAN else Gender.MAN


Forms = dict[str, frozenset[Case]]
"""Each form with the cases it may stand for, the most usual form of a case first."""

ALL_CASES = frozenset(Case)
_CASES = {case.value: case for case in Case}
_MEN_IN_A = frozenset("Aleksa Barnaba Bonawentura Dyzma Jarema Kosma Kuba Sasza Zawisza Nikita Ilja Kosta".split())


def declined(first: str, last: str, gender: Gender, case: Case) -> str:
    """The whole name in one case: `declined("Anna", "Hetman", Gender.WOMAN, Case.DATIVE)` is `Annie Hetman`.

    Every first name is inflected, `Jan Maria` as well.
    """
    names = [_form(first_name_forms(name, gender), case, name) for name in first.split()]
    return " ".join([*names, _form(surname_forms(last, gender), case, last)])


def _form(known: Forms, case: Case, otherwise: str) -> str:
    return next((form for form, cases in known.items() if case in cases), otherwise)


@lru_cache(maxsize=5_000)
def gender_of(first: str) -> Gender:
    """Whose name the first name is, as far as that can be told; names in -a are women's but for a few."""
    genders = {
        gender
        for reading in readings(first)
        if "imię" in reading.names and {"sg", "nom"} <= reading.features
        for gender in Gender
        if gender.value in reading.features
    }
    if len(genders) == 1:
        return genders.pop()
    return Gender.WOMAN if first.endswith("a") and first not in _MEN_IN_A else Gender.MAN


@lru_cache(maxsize=50_000)
def is_first_name(word: str) -> bool:
    """Whether the capitalised word is a form of some first name."""
    return word[:1].isupper() and any("imię" in reading.names for reading in readings(word))


@lru_cache(maxsize=20_000)
def cases_of_first_name(word: str, gender: Gender) -> frozenset[Case]:
    """The cases that the word may be in as the first name of a man, or of a woman; none if it is no such name."""
    if not word[:1].isupper():
        return frozenset()
    known = [reading.features for reading in readings(word) if "imię" in reading.names]
    return frozenset(case for case in Case for features in known if {"sg", gender.value, case.value} <= features)


@lru_cache(maxsize=20_000)
def first_name_forms(name: str, gender: Gender) -> Forms:
    """The forms of one first name in the singular."""
    known = _from_dictionary(name, "imię", gender)
    if not known and name.endswith("a"):
        known = _from_dictionary(name, "imię", Gender.WOMAN)  # Jan Maria
    return known or _by_rule(name, gender)


@lru_cache(maxsize=20_000)
def surname_forms(name: str, gender: Gender) -> Forms:
    """The forms of a surname in the singular; both halves of a double one agree, or the first stays as it is."""
    if "-" not in name:
        known = _from_dictionary(name, "nazwisko", gender) or _by_rule(name, gender)
        return _joined(known, _as_common_noun(name)) if gender is Gender.MAN else known
    first, second = name.split("-", 1)
    second_forms = surname_forms(second, gender)
    found: dict[str, set[Case]] = defaultdict(set)
    for form, cases in surname_forms(first, gender).items():
        for other, other_cases in second_forms.items():
            found[f"{form}-{other}"] |= cases & other_cases
    inflected = {form: frozenset(cases) for form, cases in found.items() if cases}
    undeclined = {f"{first}-{other}": cases for other, cases in second_forms.items()}
    return inflected | {form: undeclined[form] for form in undeclined.keys() - inflected.keys()}


def _as_common_noun(name: str) -> Forms:
    """The forms of a man's surname inflected as the word that it is: some call Mr Gwóźdź `Gwoździa`, some `Gwóździa`."""
    found: dict[str, set[Case]] = defaultdict(set)
    for form, reading in forms(name.lower()):
        features = reading.features
        if reading.part != "subst" or "sg" not in features or features.isdisjoint({"m1", "m2", "m3"}):
            continue
        cases = {_CASES[feature] for feature in features if feature in _CASES}
        if Case.GENITIVE in cases:
            if not form.endswith("a"):
                continue  # of things alone: `grzbietu`
            cases.add(Case.ACCUSATIVE)
        if not cases & {Case.NOMINATIVE, Case.VOCATIVE}:
            found[form.capitalize()] |= cases
    return {form: frozenset(cases) for form, cases in found.items()}


def _joined(first: Forms, second: Forms) -> Forms:
    return first | {form: cases | first.get(form, frozenset()) for form, cases in second.items()}


def _from_dictionary(name: str, kind: str, gender: Gender) -> Forms:
    found: dict[str, set[Case]] = defaultdict(set)
    for form, reading in forms(name):
        if kind in reading.names and reading.part == "subst" and {"sg", gender.value} <= reading.features:
            found[form] |= {_CASES[feature] for feature in reading.features if feature in _CASES}
    return {form: frozenset(cases) for form, cases in found.items() if cases}


# --- Rules for what the dictionary lacks -------------------------------------------------------------------

_VOWELS = "aąeęioóuy"
_NOMINATIVE = (Case.NOMINATIVE, Case.VOCATIVE)
# How a hard consonant softens before -e; the longest that fits.
_BEFORE_E = {
    "st": "ście",
    "sł": "śle",
    "zd": "ździe",
    "ch": "sze",
    "t": "cie",
    "d": "dzie",
    "r": "rze",
    "ł": "le",
    "k": "ce",
    "g": "dze",
    "h": "że",
    "b": "bie",
    "p": "pie",
    "m": "mie",
    "n": "nie",
    "w": "wie",
    "f": "fie",
    "s": "sie",
    "z": "zie",
}
_SOFT_ENDS = {"ś": "si", "ć": "ci", "ń": "ni", "ź": "zi"}
_HARDENED = ("cz", "sz", "rz", "dz", "ż", "c", "l", "j")


def _by_rule(name: str, gender: Gender) -> Forms:
    lower = name.lower()
    if gender is Gender.WOMAN:
        if lower.endswith(("ska", "cka", "dzka")):
            return _collect(_adjective_woman(name[:-1], soft=True))
        if len(lower) > 4 and lower.endswith("na") and lower[-3] not in _VOWELS:  # Ostrężna of Ostrężny
            return _collect([*_adjective_woman(name[:-1], soft=False), *_noun_in_a(name)])
        if lower.endswith("owa") and len(name) > len("Nowa"):
            return _collect([*_adjective_woman(name[:-1], soft=False), *_noun_in_a(name)])
        return _collect(_noun_in_a(name)) if lower.endswith("a") else {name: ALL_CASES}
    if lower.endswith("i"):
        return _collect(_adjective_man(name[:-1], ending="i"))
    if lower.endswith(("ay", "ey", "oy", "uy")):  # Boya of Boy
        return _collect(_noun_in_consonant(name))
    if lower.endswith("y"):
        return _collect(_adjective_man(name[:-1], ending="y"))
    if lower.endswith("a"):
        return _collect(_noun_in_a(name))
    if lower.endswith("o"):  # Matejki and Moro: foreign ones stay as they are
        oblique = [pair for pair in _noun_in_a(name[:-1] + "a") if pair[1] not in _NOMINATIVE]
        return _collect([*oblique, *((name, case) for case in Case)])
    if lower.endswith(("e", "é", "u", "ó")):
        return {name: ALL_CASES}
    return _collect(_noun_in_consonant(name))


def _collect(pairs: Iterable[tuple[str, Case]]) -> Forms:
    found: dict[str, set[Case]] = defaultdict(set)
    for form, case in pairs:
        found[form].add(case)
    return {form: frozenset(cases) for form, cases in found.items()}


def _adjective_woman(stem: str, *, soft: bool) -> list[tuple[str, Case]]:
    oblique = stem + ("iej" if soft else "ej")
    return [
        *((stem + "a", case) for case in _NOMINATIVE),
        *((oblique, case) for case in (Case.GENITIVE, Case.DATIVE, Case.LOCATIVE)),
        *((stem + "ą", case) for case in (Case.ACCUSATIVE, Case.INSTRUMENTAL)),
    ]


def _adjective_man(stem: str, *, ending: str) -> list[tuple[str, Case]]:
    soft = "i" if ending == "i" else ""
    return [
        *((stem + ending, case) for case in _NOMINATIVE),
        *((f"{stem}{soft}ego", case) for case in (Case.GENITIVE, Case.ACCUSATIVE)),
        (f"{stem}{soft}emu", Case.DATIVE),
        *((f"{stem}{ending}m", case) for case in (Case.INSTRUMENTAL, Case.LOCATIVE)),
    ]


def _noun_in_a(name: str) -> list[tuple[str, Case]]:
    stem = name[:-1]
    endings = [
        (name, Case.NOMINATIVE),
        (stem + "ę", Case.ACCUSATIVE),
        (stem + "ą", Case.INSTRUMENTAL),
    ]
    endings.append((stem + "o", Case.VOCATIVE))
    if stem.endswith("i"):
        genitives = [stem, stem + "i"] if stem[-2:-1] in "nścźńw" else [stem + "i", stem]  # Hołowni, Marii
        datives = genitives
    elif stem.endswith(("l", "j")):
        genitives = datives = [stem + "i"]
    elif stem.endswith(_HARDENED):
        genitives = datives = [stem + "y"]
    else:
        genitives = [stem + ("i" if stem[-1:] in "kg" else "y")]
        datives = [_softened(stem) or genitives[0]]
    endings += [(form, Case.GENITIVE) for form in genitives]
    return endings + [(form, case) for form in datives for case in (Case.DATIVE, Case.LOCATIVE)]


def _noun_in_consonant(name: str) -> list[tuple[str, Case]]:
    """`Fojcik`, `Urgoł`; a fleeting e goes (`Dudek`, `Dudka`) and is also kept, since names differ in it."""
    endings = [(name, Case.NOMINATIVE)]
    for stem in dict.fromkeys([_without_fleeting_e(name), name]):
        soft_stem = _soft_stem(stem)
        is_soft = soft_stem != stem or stem.endswith((*_HARDENED, "k", "g", "h", "y"))
        endings += [(soft_stem + "a", case) for case in (Case.GENITIVE, Case.ACCUSATIVE)]
        endings.append((soft_stem + "owi", Case.DATIVE))
        endings.append((soft_stem + ("iem" if stem[-1:] in "kg" else "em"), Case.INSTRUMENTAL))
        locative = soft_stem + "u" if is_soft else _softened(stem)
        endings += [(locative or stem + "ie", case) for case in (Case.LOCATIVE, Case.VOCATIVE)]
    return endings


def _without_fleeting_e(name: str) -> str:
    if re.search(r"[^aeiouyąęó]ie[cń]$", name):
        return name[:-3] + name[-1]
    if re.search(r"[^aeiouyąęói](?:e[kcńć])$", name):
        return name[:-2] + name[-1]
    return name


def _soft_stem(stem: str) -> str:
    for end, softened in _SOFT_ENDS.items():
        if stem.endswith(end):
            return stem[:-1] + softened
    return stem


def _softened(stem: str) -> str | None:
    lower = stem.lower()
    for end, softened in _BEFORE_E.items():
        if lower.endswith(end):
            return stem[: -len(end)] + softened
    return None

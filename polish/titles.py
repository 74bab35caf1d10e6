"""Titles of offices, and the places that they belong to."""

import re
from collections.abc import Iterable
from functools import lru_cache

from polish.lemmas import fold, rough_stems
from polish.morphology import readings

# Titles, with the one that men and women of the same office share.
TITLES = {
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
    "starościna": "starosta",
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
FORMS_OF_ADDRESS = frozenset({"pan", "ksiądz", "doktor", "profesor"})
HELD_BY_MANY = frozenset({"radny", "poseł", "senator", "prezes", "dyrektor", "wiceprezes", "doktor", "profesor", "pan"})
_GENERIC_ADJECTIVES = frozenset(
    "miejski gminny powiatowy wojewódzki krajowy polski rejonowy okręgowy unijny europejski".split()
)
ADJECTIVE_ENDINGS = tuple(
    stem + ending for stem in ("sk", "ck") for ending in ("i", "a", "iego", "iej", "im", "iemu", "ą")
)


@lru_cache(maxsize=50_000)
def word_lemmas(word: str) -> frozenset[str]:
    """The lemmas of the word in lower case, or its rough stems if it is unknown."""
    found = readings(word) or readings(word.lower())
    return frozenset(reading.lemma.lower() for reading in found) or rough_stems(word)


@lru_cache(maxsize=50_000)
def titles_of(word: str) -> frozenset[str]:
    """The titles that the word may be, each as men and women share it."""
    return frozenset(TITLES[lemma] for lemma in word_lemmas(word) | {word.lower()} if lemma in TITLES)


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# `p.o. dyrektora` is, for the time being, the director.
_ACTING = re.compile(r"\s*(?:p\.\s?o\.|pełniąc(?:y|a)\s+obowiązki)\s+", re.IGNORECASE)


def without_acting(office: str) -> str:
    """The office without the words that say that somebody holds it for the time being: `p.o. dyrektora szpitala`."""
    return _ACTING.sub("", office, count=1) if _ACTING.match(office) else office


def head_of(office: str) -> str:
    """The word of an office that says what somebody is; empty for no words at all.

    That is a title, but for one that only says whose somebody is: `doradca` in `doradca prezydenta`, and `kandydat` in
    `kandydat na burmistrza`. An adjective says nothing: `specjalista` in `główny specjalista`.
    """
    words: list[str] = _WORD.findall(without_acting(office))
    noun = ""
    for word in words:
        if titles_of(word) and (not noun or _is_base_form(word)):
            return word
        if not noun and len(word) > 1 and _is_base_form(word) and not _may_be_adjective(word):
            noun = word
    return noun or (words[0] if words else "")


def _is_base_form(word: str) -> bool:
    lower = word.lower()
    return lower in TITLES or any(
        reading.part == "subst" and {"sg", "nom"} <= reading.features for reading in readings(lower)
    )


def _may_be_adjective(word: str) -> bool:
    return any(reading.part in {"adj", "ppas", "pact"} for reading in readings(word.lower()))


@lru_cache(maxsize=50_000)
def features_of(word: str) -> frozenset[str]:
    """Cases, numbers and genders that the word may have as a noun or an adjective."""
    return frozenset(
        feature for reading in readings(word) if reading.part in {"subst", "adj"} for feature in reading.features
    )


@lru_cache(maxsize=50_000)
def is_only_adjective(word: str) -> bool:
    """Whether the word is an adjective and nothing else."""
    parts = {reading.part for reading in readings(word)}
    return bool(parts) and parts <= {"adj", "adja", "adjp", "adjc"}


def parse_office(office: str) -> tuple[frozenset[str], frozenset[str]]:
    """The title of an office, and the lemmas of any word that its place may be told by."""
    head = head_of(office)
    titles = titles_of(head)
    places: frozenset[str] = frozenset()
    follows_a_place = False
    for word in _WORD.findall(office):
        if word == head and titles:
            continue
        if word[0].isupper() and not follows_a_place:
            head = word.split("-")[0]
            if not is_only_adjective(head):
                places |= word_lemmas(head)
                follows_a_place = True
        elif word[0].islower():
            follows_a_place = False
            if word.endswith(("ski", "cki", "ska", "cka")):
                places |= word_lemmas(word) - _GENERIC_ADJECTIVES
    return titles, with_place_stems(places)


def with_place_stems(lemmas: Iterable[str]) -> frozenset[str]:
    """The lemmas of places and adjectives with the stems by which they meet: `będziński` is of `Będzin`."""
    found = frozenset(lemmas)
    return found.union(*map(_place_stems, found))


@lru_cache(maxsize=20_000)
def _place_stems(lemma: str) -> frozenset[str]:
    stem = fold(lemma)
    if stem.endswith("ski"):  # będziński of Będzin, but nyski of Nysa
        stems = {stem[:-3], stem[:-2]}
    elif stem.endswith("cki"):  # gliwicki of Gliwice, rybnicki of Rybnik
        stems = {stem[:-2]} | ({stem[:-3] + "k"} if stem.endswith("nicki") else set())
    else:
        stems = {stem.rstrip("aeiouy")}
    return frozenset(f"={stem}" for stem in stems if len(stem) > 2)

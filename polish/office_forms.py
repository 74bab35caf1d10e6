"""Titles of offices in every grammatical case, as they stand before a name: `z prezydent Jastrzębia-Zdroju Anną Hetman`."""

import re

from polish.morphology import forms, readings
from polish.names import Case, Gender

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADJECTIVE = {
    Gender.MAN: {
        Case.GENITIVE: "ego",
        Case.DATIVE: "emu",
        Case.ACCUSATIVE: "ego",
        Case.INSTRUMENTAL: "ym",
        Case.LOCATIVE: "ym",
    },
    Gender.WOMAN: {
        Case.GENITIVE: "ej",
        Case.DATIVE: "ej",
        Case.ACCUSATIVE: "ą",
        Case.INSTRUMENTAL: "ą",
        Case.LOCATIVE: "ej",
    },
}
_BY_SUFFIX = re.compile(r"[^\W\d_]{2,}[sc]k[ia]\Z")


def declined_office(title: str, gender: Gender, case: Case) -> str:
    """The title in that case, as it stands before the name of somebody of that gender.

    The noun that begins it is inflected with the adjectives around it; what follows (`gminy Godów`) stays as it is. A title
    without a noun that the dictionary knows is given back unchanged.
    """
    if case in {Case.NOMINATIVE, Case.VOCATIVE}:
        return title
    words = list(_WORD.finditer(title))
    head = next((at for at, word in enumerate(words) if _declined_noun(word.group(), gender, case)), None)
    if head is None or any(not _may_precede(word.group()) for word in words[:head]):
        return title
    noun = _declined_noun(words[head].group(), gender, case)
    last = head
    while last + 1 < len(words) and _is_adjective(words[last + 1].group()):
        last += 1
    new = {at: _declined_adjective(words[at].group(), gender, case) for at in range(last + 1) if at != head}
    new[head] = noun
    parts, end = [], 0
    for at, word in enumerate(words[: last + 1]):
        parts += [title[end : word.start()], new[at]]
        end = word.end()
    return "".join([*parts, title[end:]])


def _declined_noun(word: str, gender: Gender, case: Case) -> str:
    """The noun of an office in that case; empty where the word is no such noun."""
    lower = word.lower()
    nouns = [
        reading
        for reading in readings(lower)
        if reading.part == "subst" and {"sg", "nom"} <= reading.features and reading.lemma.lower() == lower
    ]
    genders = {one for one in Gender for reading in nouns if one.value in reading.features}
    if not genders:
        return ""
    if gender is Gender.WOMAN and not lower.endswith(("a", "i")):
        return word  # A woman bears a title of men's as it is, `prezydent Annie`, unless it ends in -a: `staroście Halinie`.
    kind = gender if gender in genders else gender.other
    for form, reading in forms(lower):
        if reading.part == "subst" and {"sg", case.value, kind.value} <= reading.features and reading.lemma == lower:
            return form.capitalize() if word[0].isupper() else form
    return ""


def _may_precede(word: str) -> bool:
    """Whether the word may stand before the noun: an adjective, or a number as in `II wicewojewoda`."""
    return _is_adjective(word) or set(word) <= set("IVX")


def _is_adjective(word: str) -> bool:
    """Whether the word is an adjective in the nominative that may belong to the noun: `powiatowy`, `krzemionowska`."""
    if not word.islower():
        return False
    if _BY_SUFFIX.match(word):
        return True
    known = readings(word)
    return word.endswith(("y", "i", "a")) and any(
        reading.part == "adj" and {"sg", "nom"} <= reading.features for reading in known
    )


def _declined_adjective(word: str, gender: Gender, case: Case) -> str:
    """`powiatową` of `powiatowa`; of a woman's `komendant powiatowy` the adjective stays as the noun does."""
    if word.isupper() or (gender is Gender.WOMAN and not word.endswith("a")):
        return word
    if word.endswith("a"):
        ending, stem = _ADJECTIVE[Gender.WOMAN][case], word[:-1]
        return stem + ("i" if stem.endswith(("k", "g")) and ending[0] == "e" else "") + ending
    ending, stem = _ADJECTIVE[Gender.MAN][case], word[:-1]
    if word.endswith("i"):
        return stem + ("i" + ending if ending[0] == "e" else "im")
    return stem + ending

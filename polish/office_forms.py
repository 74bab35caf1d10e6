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
# What the dictionary lacks or mixes up; the genitive, the dative and so on.
_OWN_FORMS = {
    ("sędzia", Gender.MAN): "sędziego sędziemu sędziego sędzią sędzi",
    ("ministra", Gender.WOMAN): "ministry ministrze ministrę ministrą ministrze",
    ("wiceministra", Gender.WOMAN): "wiceministry wiceministrze wiceministrę wiceministrą wiceministrze",
}
_ORDER = [Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL, Case.LOCATIVE]
_BY_SUFFIX = re.compile(r"[^\W\d_]{2,}[sc]k[ia]\Z")


def declined_office(title: str, gender: Gender, case: Case) -> str:
    """The title in that case, as it stands before the name of somebody of that gender.

    The noun that begins it is inflected with the adjectives around it and with nouns beside it (`ksiądz proboszcz`); what
    follows (`gminy Godów`) stays as it is. A title without a noun that the dictionary knows is given back unchanged.
    """
    if case in {Case.NOMINATIVE, Case.VOCATIVE}:
        return title
    words = list(_WORD.finditer(title))
    texts = [word.group() for word in words]
    head = next((at for at in range(len(texts)) if _is_noun_of_office(texts, at, gender, case)), None)
    if head is None or any(not _may_precede(text) for text in texts[:head]):
        return title
    new = {at: _declined_adjective(texts[at], gender, case) for at in range(head)}
    new[head] = _declined_noun(texts[head], gender, case)
    last = head
    while last + 1 < len(texts):
        following = texts[last + 1]
        if _is_adjective(following):
            new[last + 1] = _declined_adjective(following, gender, case)
        elif following.islower() and _stands_beside(following, gender):
            new[last + 1] = _declined_noun(following, gender, case) or following
        else:
            break
        last += 1
    parts, end = [], 0
    for at, word in enumerate(words[: last + 1]):
        parts += [title[end : word.start()], new[at]]
        end = word.end()
    return "".join([*parts, title[end:]])


def _is_noun_of_office(texts: list[str], at: int, gender: Gender, case: Case) -> bool:
    """Whether the office is named by this word: a noun, and no adjective of the noun after it (`naczelny lekarz`)."""
    if not _declined_noun(texts[at], gender, case):
        return False
    return not (at + 1 < len(texts) and _is_adjective(texts[at].lower()) and _stands_beside(texts[at + 1], gender))


def _stands_beside(word: str, gender: Gender) -> bool:
    """Whether the word is a noun in the nominative: `proboszcz` in `ksiądz proboszcz`, not `gminy`."""
    nouns = [reading.features for reading in readings(word.lower()) if reading.part == "subst"]
    known = [features for features in nouns if {"sg", gender.value} <= features]
    return any("nom" in features for features in known) and all("gen" not in features for features in known)


def _declined_noun(word: str, gender: Gender, case: Case) -> str:
    """The noun of an office in that case; empty where the word is no such noun."""
    lower = word.lower()
    if own := _OWN_FORMS.get((lower, gender)):
        form = own.split()[_ORDER.index(case)]
        return form.capitalize() if word[0].isupper() else form
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
    return _is_adjective(word.lower()) or set(word) <= set("IVX")


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

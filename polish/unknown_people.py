"""People with an office who are named in a text and have no profile yet."""

from dataclasses import dataclass

from polish.morphology import readings
from polish.name_text import NameText, as_name
from polish.names import Case, Gender, cases_of_first_name, is_first_name, surname_forms
from polish.people import Finder
from polish.titles import ADJECTIVE_ENDINGS, FORMS_OF_ADDRESS, TITLES, features_of, titles_of


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody with an office who is in no profile yet: the name in the nominative, the office as written."""

    start: int
    end: int
    name: str
    office: str
    gender: Gender


_OFFICE_ENDS = frozenset("i oraz który która a z w na do o od po przy".split())
_MAX_OFFICE_WORDS = 4
_LONGER_THAN_ACRONYMS = 5
_FORMER = frozenset("były byłego byłemu byłym była byłej byłą".split())


def suggest_unknown(text: str, finder: Finder | None = None) -> list[Suggestion]:
    """People named in full with an office next to the name, `burmistrz Skoczowa Jan Nowak`, who have no profile.

    Each name once, in the order of the text. It is a suggestion for somebody to look at: the nominative of a
    surname that the dictionary lacks is worked out by rule.
    """
    words = NameText(text)
    taken = {(mention.start, mention.end) for mention in finder.find(text)} if finder else set()
    found: dict[str, Suggestion] = {}
    for at in range(len(words) - 1):
        first, last = words.name(at), words.name(at + 1)
        if not (is_first_name(first) and last[:1].isupper()) or words.is_namesake(at):
            continue
        start, end = words.spans[at][0], words.spans[at + 1][1]
        office = _office_before(words, at) or _office_after(words, at + 1)
        name = _nominative(first, last) if office else None
        if office and name and _is_former(office.split()[0]):
            office = " ".join(["była" if name[2] is Gender.WOMAN else "były", *office.split()[1:]])
        if not office or not name or (start, end) in taken or (finder and finder.knows(*name[:2])):
            continue
        full = f"{name[0]} {name[1]}"
        found.setdefault(full, Suggestion(start, end, full, office, name[2]))
    return list(found.values())


def _office_before(words: NameText, at: int) -> str:
    """`burmistrz Skoczowa` in front of the name at this place."""
    name = words.name(at)
    cases = frozenset(case.value for gender in Gender for case in cases_of_first_name(name, gender))
    for begin in range(at - 1, max(-1, at - 1 - _MAX_OFFICE_WORDS), -1):
        word = words[begin]
        if not word[:1].isalpha() or word.lower() in _OFFICE_ENDS:
            return ""
        if titles_of(word) - FORMS_OF_ADDRESS and features_of(word) & cases:
            first = _whose(words, begin, cases)
            return _office_text(words, first, at) if first is not None else ""
    return ""


def _whose(words: NameText, begin: int, cases: frozenset[str]) -> int | None:
    """Where the office begins of which the title there may only say whose it is: `zastępcy burmistrza Marii`.

    None where somebody stands before it of whom no title is known: `doradcy prezydenta Marii`.
    """
    before = words[begin - 1] if begin else ""
    if "gen" not in features_of(words[begin]) or not before[:1].isalpha() or not features_of(before) & cases:
        return begin
    if titles_of(before) - FORMS_OF_ADDRESS:
        return begin - 1
    is_somebody = any(
        reading.part == "subst" and {"sg", "m1"} <= reading.features and reading.features & cases
        for reading in readings(before.lower())
    )
    return None if is_somebody and not _is_former(before) else begin


def _office_after(words: NameText, at: int) -> str:
    """`, burmistrz Skoczowa` behind the name that ends at this place."""
    begin = at + (3 if _is_former(words[at + 2]) else 2)
    if words[at + 1] not in {",", "(", "–"} or not titles_of(words[begin]) - FORMS_OF_ADDRESS:
        return ""
    end = begin + 1
    while end <= begin + _MAX_OFFICE_WORDS and _continues_office(words[end]):
        end += 1
    return _office_text(words, begin, end)


def _continues_office(word: str) -> bool:
    if not word[:1].isalpha() or word in _OFFICE_ENDS:
        return False
    is_genitive = any("gen" in reading.features for reading in readings(word))
    return word[0].isupper() or is_genitive or word.endswith(ADJECTIVE_ENDINGS)


def _office_text(words: NameText, begin: int, end: int) -> str:
    """The office with its title in the nominative, and whether it is a former one."""
    title = words[begin]
    in_nominative = [reading.lemma for reading in readings(title.lower()) if reading.lemma.lower() in TITLES]
    rest = words.words[begin + 1 : end]
    if title.isupper():
        rest = [_in_small_letters(word) for word in rest]
    former = [words[begin - 1].lower()] if begin and _is_former(words[begin - 1]) else []
    return " ".join([*former, *in_nominative[:1], *rest])


def _is_former(word: str) -> bool:
    return word.lower() in _FORMER


def _in_small_letters(word: str) -> str:
    """A word of a headline in capitals as it stands elsewhere; a short one may be an acronym."""
    if len(word) < _LONGER_THAN_ACRONYMS:
        return word
    is_place = any("nazwa_geograficzna" in reading.names for reading in readings(as_name(word)))
    is_common = any(reading.part == "subst" for reading in readings(word.lower()))
    return word.lower() if is_common and not is_place else as_name(word)


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
    """Surnames that the form may belong to: the dictionary's, itself, and what the endings allow; the likelier first."""
    known = [
        reading.lemma
        for reading in readings(form)
        if "nazwisko" in reading.names and {"sg", gender.value} <= reading.features
    ]
    guesses = [form.removesuffix(end) + base for end, base in _SURNAME_ENDS if form.endswith(end)]
    # Hardly any surname ends so in the nominative, but all in -a do in other cases: `z Haliną Ostrężną`.
    unguessed = [*guesses, form] if form.endswith(("ą", "ę")) else [form, *guesses]
    return list(dict.fromkeys([*known, *unguessed]))

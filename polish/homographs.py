"""Which meanings of a form a newspaper's reader would not think of: never, or in these surroundings.

One form in five belongs to several words. All of them are kept, since to choose the likeliest fails too often, but
for those that grammar rules out: a locative without a preposition (`Koźle czeka` is the town, not `o koźle`), a noun
where the word is the adjective of the next (`lewy brzeg` has no lion in it).

Without the full dictionary nothing is known of cases, and nothing is ruled out.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from polish.morphology import Reading, readings

# The dictionary's labels of words that nobody writes any more.
_DEAD = frozenset({"daw.", "arch.", "przest."})
_CASES = frozenset({"nom", "gen", "dat", "acc", "inst", "loc", "voc"})
_NUMBERS = frozenset({"sg", "pl"})
_GENDERS = frozenset({"m1", "m2", "m3", "f", "n"})
_LOCATIVE = frozenset({"loc", "voc"})

GOVERN_LOCATIVE = frozenset("w we na o po przy".split())
# Of those that are a form of some other word when typed in small letters.
_LONGEST_ACRONYM = 4
_ORGANISATIONS = frozenset({"nazwa_organizacji", "nazwa_instytucji"})
_GOVERN_GENITIVE = frozenset("bez dla do od ode oprócz prócz spośród u wobec wokół wśród z ze zamiast".split())


@lru_cache(maxsize=20_000)
def likely_readings(word: str) -> tuple[Reading, ...]:
    """The readings of a word but for those that a newspaper hardly means, where the form may mean something else."""
    found = readings(word) or readings(word.lower()) or readings(word.capitalize())
    likely = tuple(reading for reading in found if not _is_unlikely(reading, word))
    return likely or found


def _is_unlikely(reading: Reading, word: str) -> bool:
    """Whether a newspaper hardly means this.

    An order (`sklep!` of sklepić), a call (`kole!`), a word long dead, several women of a name (`Dług` of Długa; a family
    is `Nowaków`), a name in small letters: such readings find much that nobody asked for.
    """
    features = reading.features
    if "impt" in features or not reading.labels.isdisjoint(_DEAD) or features & _CASES == {"voc"}:
        return True
    if "nazwisko" in reading.names and not features & {"sg", "m1"}:
        return True
    return word.islower() and bool(reading.names) and "nazwa_pospolita" not in reading.names


@lru_cache(maxsize=20_000)
def only_locative(word: str) -> frozenset[str]:
    """The lemmas of which the word is nothing but a locative, where it may be a form of another one too."""
    return _lemmas_read_so(word, lambda reading: reading.features & _CASES <= _LOCATIVE)


@lru_cache(maxsize=20_000)
def nouns_beside_adjective(word: str) -> frozenset[str]:
    """The lemmas that the word has as a common noun only, where it may be an adjective too."""
    if not any(reading.part == "adj" for reading in likely_readings(word)):
        return frozenset()
    return _lemmas_read_so(word, lambda reading: "nazwa_pospolita" in reading.names)


def _lemmas_read_so(word: str, agrees: Callable[[Reading], bool]) -> frozenset[str]:
    of_lemma: dict[str, list[Reading]] = defaultdict(list)
    for reading in likely_readings(word):
        of_lemma[reading.lemma.lower()].append(reading)
    found = frozenset(
        lemma
        for lemma, known in of_lemma.items()
        if all(reading.part == "subst" and agrees(reading) for reading in known)
    )
    return found if len(found) < len(of_lemma) else frozenset()


@lru_cache(maxsize=20_000)
def is_adjective_of(word: str, following: str) -> bool:
    """Whether the word may be an adjective that agrees with the noun after it."""
    adjectives = [reading.features for reading in likely_readings(word) if reading.part == "adj"]
    nouns = likely_readings(following)
    return all(noun.part == "subst" for noun in nouns) and any(
        all(one & noun.features & kind for kind in (_NUMBERS, _CASES, _GENDERS)) for one in adjectives for noun in nouns
    )


@lru_cache(maxsize=20_000)
def governs_genitive(word: str) -> bool:
    """Whether a noun in the genitive may follow: `dla mam`, `klub mam`, `pięć mam`."""
    return word.lower() in _GOVERN_GENITIVE or any(
        reading.part in {"subst", "num", "ger"} for reading in likely_readings(word)
    )


@lru_cache(maxsize=20_000)
def meanings_of_base_form(word: str, *, is_alone: bool = False) -> frozenset[str]:
    """The lemmas that somebody means who types the word, alone or among others; empty where nothing tells.

    A noun in its base form is looked for, `Bytom` or `Domagała`: not what happens to share a form that nobody would
    type, a dative of the plural (`bytom`), a verb in the past (`domagała`), many doings (`poznań`).
    """
    lower = word.lower()
    spelled = (word, lower, word.capitalize(), *([word.upper()] if len(word) <= _LONGEST_ACRONYM else []))
    found = {reading for form in spelled for reading in readings(form)}
    bases = [reading for reading in found if reading.lemma.lower() == lower and _is_base_form(reading)]
    if not bases:
        return frozenset()
    kinds = frozenset[str]().union(*(reading.names for reading in bases))
    return frozenset(
        reading.lemma.lower() for reading in found if not _is_seldom_typed(reading, kinds, is_alone=is_alone)
    )


def is_only_a_name(word: str) -> bool:
    """Whether the dictionary knows the word, and as names of people or places only, so that it is never written small."""
    found = readings(word) or readings(word.capitalize())
    return bool(found) and all(reading.names and "nazwa_pospolita" not in reading.names for reading in found)


def _is_base_form(reading: Reading) -> bool:
    return reading.part == "subst" and {"sg", "nom"} <= reading.features


def _is_seldom_typed(reading: Reading, kinds: frozenset[str], *, is_alone: bool) -> bool:
    """Whether nobody types this who can mean a noun of these kinds in its base form instead."""
    if reading.part in {"praet", "impt"} or (reading.part == "ger" and "pl" in reading.features):
        return True
    if reading.part == "ppas":
        return is_alone and "nazwa_geograficzna" in kinds  # the town (`zakopane`), not what was dug in
    if reading.part not in {"subst", "depr"}:
        return False
    cases = reading.features & _CASES
    if cases <= {"dat", "voc"}:
        return True
    if "sg" in reading.features or "gen" not in cases or "nom" in cases:
        return False
    # Some of many: `augustów` are no Augusts, nor is a lion (`lew`) some of the tricks in a game of cards. A surname says
    # nothing of what is typed more often: there are some like any form (`Lat`).
    if "nazwa_pospolita" in kinds:
        return True
    is_place = "nazwa_geograficzna" in kinds
    if is_alone and (is_place or not kinds.isdisjoint(_ORGANISATIONS)):
        return True  # the firemen (`osp`) and the town (`radlin`), not illnesses; but `usuwanie zasp` is of snow
    return is_place and ("nazwa_pospolita" not in reading.names or not reading.labels.isdisjoint(_DEAD))

"""Abusive words in what readers write, in every form and under the usual disguises.

A hit is a reason to let a person look, never to reject by itself: rare surnames and quotations are hit too.
A word that the dictionary knows is judged by its lemma alone, so that no innocent word is hit for the letters
it contains; disguises are lifted from words that the dictionary does not know. Work grows linearly with the
text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from polish.lookalikes import latinised, without_invisible
from polish.morphology import MAX_WORD_LENGTH, Reading, forms, readings
from polish.slugs import strip_diacritics

# Abusive whatever else the same form may mean. Their forms, disguised, are what is looked for in unknown words.
_ABUSIVE_LEMMAS = frozenset(
    """
    kurwa kurwić wkurwić wkurwiać zakurwić podkurwić skurwić kurewski kurewsko skurwiel skurwysyn skurwysyński
    sukinsyn chuj chujowy chujowo chujnia jebać zjebać wyjebać pojebać zajebać przejebać dojebać ujebać odjebać
    rozjebać podjebać najebać przyjebać jebnąć zajebisty zajebiście zjeb pojeb pierdolić pierdolnąć pierdolnięty
    spierdolić spierdalać wypierdolić wypierdalać opierdolić rozpierdolić popierdolić przypierdolić dopierdolić
    napierdalać zapierdalać opierdalać przypierdalać pizda cipa dupa kutas fiut gówno gówniany gówniarz srać
    zesrać zasrać zasrany wysrać osrać dziwka debil debilka debilny kretyn kretynka kretyński idiota idiotka
    imbecyl matoł przygłup półgłówek pojebany jebany jebnięty popierdolony kurwiszon kurewstwo kutafon dupsko debilizm
    dupek ruchać wyruchać zesrany osrany
    """.split()
)
# The dictionary calls them vulgar in one sense; a newspaper prints them in another.
_HARMLESS_LEMMAS = frozenset(
    """
    flet kapucyn wał cyc syf bydlak chamka mordobicie półdupek ciul sracz sraczka rzygi ruchawica upierdliwiec
    pierdoła dymać wydymać zadymać zapierdzielać opierdzielać napierdzielać pierdzieć pierdnąć pedał bździak przydupas bladź picza
    """.split()
)
# Beginnings that no innocent unknown word has, after any prefix of a verb.
_PREFIX = r"(?:nie|naj)?(?:na|za|od|po|prze|przy|roz|s|u|w|wy|z|do|o|pod|ob)?"
# Roots from which people make new words faster than any dictionary learns them; lemmas and unknown words alike.
_ROOT = rf"{_PREFIX}(?:kurw(?!atur)|jeb(?!el|sen)|pierdol|pierdal|pizd(?!r)|skurw|sukins[yk]|chuj(?!ec)|kuta[sf]|debil(?!it)|kretyn)"
_ABUSIVE_ROOT = re.compile(rf"{_ROOT}|matol|gowni|gowno(?!sz)")
_HARD_STEM = re.compile(rf"{_ROOT}|gowni[ae]|gownoj|matolk|(?:ch|h)uj(?:u|a|e|em|owi|ow\w*|nia|ni|ek)?$")
_INSIDE_SPACED = re.compile(r"kurw|chuj|jeb(?:a[cn]|is)|pierdol|pierdal|pizd|skurw|kutas")

_LEET = str.maketrans("013457@$!|€89", "oieastasilebg")
# What stands for another letter by its sound.
_RESPELT = (("v", "w"), ("v", "u"), ("qr", "kur"), ("q", "k"), ("q", "ku"), ("x", "ks"), ("oo", "u"))
_CHUNK = re.compile(r"\S+")
# A word with the signs that may stand for its letters, and signs that cannot be seen between them.
_UNSEEN = "\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff"
_MARKS = re.compile("[\u0300-\u036f]+")
_PIECE = re.compile(rf"[^\W_](?:[\w@$!|€*#%•×{_UNSEEN}]*[\w@$€*#%•])?|[@$][\w@$!|€*#%•×]+")
_ADDRESS = re.compile(r"://|www\.|\w@\w+\.\w")
_MASK = re.compile(r"[*#%•×]+")
_DOTTED_MASK = re.compile(r"(?<!\w)([^\W\d_]{1,3})(?:\.{2,3}|…|-{2,3}|_{2,})([^\W\d_]{1,4})(?!\w)")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ \t.\-_*+|/]{1,2}){3,}[^\W\d_](?!\w)")
_BROKEN = re.compile(r"(?<!\w)[^\W\d_]{1,10}(?:[.\-_·•*+/|][^\W\d_]{1,10})+(?!\w)")
_SHORTEST = 3
# Of a word whose letters stand apart among others: a short one may come about by chance.
_SHORTEST_BROKEN, _LONGEST_FORM = 4, 16
# Words that people mask, without diacritics.
_MASKABLE = frozenset(
    """
    kurwa kurwy kurwo kurwe kurwie chuj chuja chuje chuju chujem jebac jebany jebana jebane jebie pierdol pierdole
    pierdoli pierdolic pierdolony pierdolona spierdalaj wypierdalaj pizda pizdo pizdy cipa dupa dupe dupie kutas
    kutasie skurwysyn skurwysyny skurwiel zajebac zajebiscie pojeb pojebany pojebana pojebane zjeb gowno gowna
    wkurwiony wkurwia debil debile kretyn idiota dziwka dziwki
    """.split()
)


class Disguise(Enum):
    """How the word was written."""

    NONE = "none"
    SPELLING = "spelling"
    MASK = "mask"
    SPACES = "spaces"


@dataclass(frozen=True, slots=True)
class Hit:
    """An abusive word: `text[start:end]` as it stands there, with the word that it was taken for."""

    start: int
    end: int
    word: str
    disguise: Disguise


def find_abuse(text: str) -> list[Hit]:
    """All abusive words in the order of the text, one hit for each place."""
    found = [*_in_words(text), *_in_broken_words(text)]
    hits: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if not hits or hit.start >= hits[-1].end:
            hits.append(hit)
    return hits


def masked(text: str) -> str:
    """The text with every abusive word shown by its first letter and stars, for a notice that quotes it."""
    pieces: list[str] = []
    end = 0
    for hit in find_abuse(text):
        pieces += [text[end : hit.start + 1], "*" * (hit.end - hit.start - 1)]
        end = hit.end
    return "".join([*pieces, text[end:]])


# --- Word by word ------------------------------------------------------------------------------------------


def _in_words(text: str) -> Iterator[Hit]:
    begins_sentence = True
    for chunk in _CHUNK.finditer(text):
        if _ADDRESS.search(chunk.group()):
            continue
        for piece in _PIECE.finditer(chunk.group()):
            start = chunk.start() + piece.start()
            word = piece.group()
            if judged := _judge(word, begins_sentence=begins_sentence):
                yield Hit(start, start + len(word), *judged)
        begins_sentence = chunk.group()[-1] in ".!?…:"


@lru_cache(maxsize=50_000)
def _judge(word: str, *, begins_sentence: bool) -> tuple[str, Disguise] | None:
    """The abusive word that this one is, and how it was disguised."""
    # A letter of its own takes its mark in; what is left over was struck through or piled up.
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", without_invisible(word)))
    if len(plain) > 2 * MAX_WORD_LENGTH:
        return None
    latin = latinised(plain)
    may_be_name = latin[:1].isupper() and not latin.isupper() and not begins_sentence
    if latin.isalpha() and (known := readings(latin) or readings(latin.lower())):
        lemma = _abusive_lemma(known, may_be_name=may_be_name)
        return (lemma, Disguise.NONE if latin == word else Disguise.SPELLING) if lemma else None
    if _MASK.search(latin):
        return _unmasked(latin)
    for skeleton in _skeletons(latin):
        if found := _forms_of_abuse().get(skeleton):
            return found, Disguise.SPELLING
        if len(skeleton) > _SHORTEST and not may_be_name and _HARD_STEM.match(skeleton):
            return skeleton, Disguise.SPELLING
    return None


def _abusive_lemma(known: tuple[Reading, ...], *, may_be_name: bool) -> str | None:
    """The lemma that makes a known word abusive, if it can mean nothing else."""
    if may_be_name and any("nazwisko" in reading.names for reading in known):
        return None
    listed = [reading.lemma for reading in known if reading.lemma in _ABUSIVE_LEMMAS]
    if listed:
        return listed[0]
    vulgar = [
        reading.lemma for reading in known if "wulg." in reading.labels or _ABUSIVE_ROOT.match(_skeleton(reading.lemma))
    ]
    is_always_vulgar = len(vulgar) == len(known) and not _HARMLESS_LEMMAS.issuperset(vulgar)
    return vulgar[0] if vulgar and is_always_vulgar else None


# --- Disguises ---------------------------------------------------------------------------------------------


def _skeleton(word: str) -> str:
    """Lower case without diacritics and with each run of one letter as a single one."""
    return re.sub(r"(.)\1+", r"\1", strip_diacritics(word).lower())


def _skeletons(word: str) -> list[str]:
    """What an unknown word may have been before it was disguised; few, whatever the word."""
    folded = strip_diacritics(word).lower()
    has_letters = sum(char.isalpha() for char in folded) >= 2
    is_plain_number = re.fullmatch(r"\d+[^\W\d_]*|[^\W\d_]{1,2}\d+", folded)
    if not has_letters or is_plain_number:
        return []
    readable = re.sub(r"[^a-z]", "", folded.translate(_LEET))
    spelt_anew = [readable.replace(sign, sound) for sign, sound in _RESPELT if sign in readable]
    return list(dict.fromkeys(map(_skeleton, [readable, *spelt_anew])))


@cache
def _forms_of_abuse() -> dict[str, str]:
    """Skeletons of every form of the abusive lemmas, with the lemma."""
    found: dict[str, str] = {}
    for lemma in sorted(_ABUSIVE_LEMMAS):
        for form in [lemma, *(form for form, _ in forms(lemma))]:
            skeleton = _skeleton(form)
            if len(skeleton) >= _SHORTEST:
                found.setdefault(skeleton, lemma)
    # Sounds the same, and nothing else is spelt so.
    found |= {form.removeprefix("c"): lemma for form, lemma in found.items() if form.startswith("chuj")}
    return {form: lemma for form, lemma in found.items() if not _is_innocent_without_marks(form)}


def _is_innocent_without_marks(form: str) -> bool:
    """Whether the bare spelling is a word of its own, so that it is judged as a known word."""
    return any(reading.lemma not in _ABUSIVE_LEMMAS and "wulg." not in reading.labels for reading in readings(form))


def _unmasked(word: str) -> tuple[str, Disguise] | None:
    """`k*rwa`: a usual word that fits letters and stars.

    Its first letter has to stand and one more; of a word whose end is hidden, three.
    """
    folded = strip_diacritics(word).lower().translate(_LEET)
    letters = re.sub(r"[^a-z]", "", folded)
    is_cut_short = folded[-1] not in letters and len(letters) < 3 and letters not in {"ch", "ku"}
    if len(letters) < 2 or not folded[0].isalpha() or is_cut_short:
        return None
    pattern = re.compile("[a-z]{1,4}".join(re.sub(r"[^a-z]", "", part) for part in _MASK.split(folded)))
    matching = sorted(form for form in _MASKABLE if form[0] == folded[0] and pattern.fullmatch(form))
    return (matching[0], Disguise.MASK) if matching else None


def _in_broken_words(text: str) -> Iterator[Hit]:
    """Words with dots or spaces between their letters."""
    for match in _DOTTED_MASK.finditer(text):
        if judged := _unmasked(f"{match[1]}*{match[2]}"):
            yield Hit(match.start(), match.end(), *judged)
    for match in _SPACED.finditer(text):
        joined = _skeleton(re.sub(r"[\W_]", "", latinised(match.group())))
        if word := _form_inside(joined) or (_INSIDE_SPACED.search(joined) and joined):
            yield Hit(match.start(), match.end(), word, Disguise.SPACES)
    for match in _BROKEN.finditer(text):
        parts = re.split(r"[\W_]+", latinised(match.group()))
        # A sentence that ends without a space, or two words with a hyphen.
        if all(len(part) >= _SHORTEST and readings(part.lower()) for part in parts):
            continue
        joined = _skeleton("".join(parts))
        inside = _INSIDE_SPACED.search(joined) and not any(_INSIDE_SPACED.search(_skeleton(part)) for part in parts)
        if inside or (len(joined) > _SHORTEST_BROKEN and joined in _forms_of_abuse()):
            yield Hit(match.start(), match.end(), _forms_of_abuse().get(joined, joined), Disguise.SPACES)


def _form_inside(letters: str) -> str | None:
    """The abusive word that stands somewhere in these letters, which had spaces between all of them."""
    forms_known = _forms_of_abuse()
    if found := forms_known.get(letters):
        return found
    for start in range(len(letters)):
        for length in range(_SHORTEST_BROKEN + 1, _LONGEST_FORM):
            if found := forms_known.get(letters[start : start + length]):
                return found
    return None

"""Which place of the region a release tells of."""

import re

from common.memo import remember_for
from polish.lemmas import fold
from portal.models import Place

_WORD = re.compile(r"[^\W\d_]+")


@remember_for(seconds=60)
def _stems():
    """Of each place its key, the stem of its first word, and the stems that have to stand near where that one is shared."""
    places = []
    for pk, name in Place.objects.values_list("pk", "name"):
        stems = [_stem(word) for word in _WORD.findall(name) if word[0].isupper()]
        if stems and fold(name) != "caly region":
            places.append((pk, stems[0], stems[1:]))
    firsts = [first for _pk, first, _further in places]
    return [(pk, first, further if firsts.count(first) > 1 else []) for pk, first, further in places]


def place_of(*texts):
    """Key of the place that is named first, in any grammatical case; None where none is. Asks at most one query."""
    places = _stems()
    for text in texts:
        words = _WORD.findall(text[:2000])
        for at, word in enumerate(words):
            if not word[0].isupper() or len(word) < 4:
                continue
            folded = fold(word)
            for pk, first, further in places:
                # An adjective made of the name (“krzemionowski”) is longer, and means the county.
                if folded.startswith(first) and len(folded) <= len(first) + 3 and _near(words, at, further):
                    return pk
    return None


def name_stems():
    """Stems of the words of the region's names, which are written with a capital in every case."""
    return {stem for _pk, first, further in _stems() for stem in (first, *further) if len(stem) >= 4}


def _near(words, at, stems):
    near = [fold(word) for word in words[at + 1 : at + 5]]
    return all(any(word.startswith(stem) for word in near) for stem in stems)


def _stem(word):
    """What all cases of a place's name begin with: Krzemionów, Krzemionowa; Kuźnia, Kuźni; Lipowiec, Lipowca."""
    folded = fold(word)
    for ending, left in (
        ("owiec", 3),
        ("ow", 0),
        ("ia", 2),
        ("ie", 2),
        ("a", 1),
        ("y", 1),
        ("i", 1),
        ("e", 1),
        ("j", 1),
    ):
        if folded.endswith(ending) and len(folded) - left >= 3:
            return folded[: len(folded) - left]
    return folded

"""How the words of the receipts were chosen: `python -m tips.wordlist FREQUENCIES > tips/data/words-pl.txt`.

FREQUENCIES is any list of Polish words, one a line, the most frequent first (the shipped list was made with that of the
package wordfreq 3.1). Taken are, in that order, the first 7,776 that
- have 4 to 8 letters, none of them with a Polish mark, so that every keyboard and every hearing spells them alike;
- are common nouns, adjectives or adverbs in the form that stands in a dictionary, by the dictionary of Morfeusz;
- are neither vulgar, scornful, slang, obsolete, dialect, nor rare by that dictionary, and not a name in any reading;
- have no spelling foreign to Polish, such as v or sh;
- do not stand in `data/words-refused.txt`, which somebody filled by reading the whole list: bodies, sex, drink, drugs, violence,
  illness, death, faiths, nations, parties, brands, and what sounds like another word of the list.
They are written in alphabetical order. Changing the list makes receipts that were given out unreadable: only ever before
the first tip. Needs morfeusz2.
"""

import re
import sys
from pathlib import Path

SIZE = 6**5
DATA = Path(__file__).parent / "data"
WORDS = DATA / "words-pl.txt"
REFUSED = DATA / "words-refused.txt"
_PLAIN = re.compile(r"[a-z]{4,8}")
# Spellings that Polish has in borrowed words only; who hears such a word does not know how to write it.
_FOREIGN = re.compile(r"[qvx]|ck|sh|th|ph|oo|ee|ou|ea|ll|tt|pp|ff|gg|bb|mm|zz|rr|cc|ing$|^y")
_UNWANTED_LABELS = re.compile(
    r"wulg|pogard|rub|slang|lekcew|daw|przest|gwar|reg\.|rzad|niepopr|niezal|euf|iron|char\.|indyw|monet|mit\.|środ|żart"
)


def choose(frequencies, refused, analyse):
    """The chosen words, most frequent first. `analyse` is a Morfeusz's method of that name."""
    chosen = []
    seen = set(refused)
    for word in frequencies:
        if word not in seen and _PLAIN.fullmatch(word) and not _FOREIGN.search(word) and is_plain_word(word, analyse):
            seen.add(word)
            chosen.append(word)
            if len(chosen) == SIZE:
                return chosen
    raise ValueError(f"Only {len(chosen)} of {SIZE} words were found; give a longer list of frequencies.")


def is_plain_word(word, analyse):
    """Whether the dictionary knows the word as a plain base form and as nothing that should not be printed for a reader."""
    if word.endswith(("ski", "cki", "dzki")):
        return False  # Of a town; mostly a surname too.
    if any(_is_other_name(reading, word.capitalize()) for *_place, reading in analyse(word.capitalize())):
        return False
    base = False
    for _start, _end, (_form, lemma, tag, names, labels) in analyse(word):
        if any(_UNWANTED_LABELS.search(label) for label in labels):
            return False
        if any(name != "nazwa_pospolita" for name in names):
            return False
        if lemma.split(":")[0] != word:
            continue
        parts = tag.split(":")
        if (
            (parts[0] == "subst" and "nom" in parts[2])
            or (parts[0] == "adv" and parts[-1] in {"adv", "pos"})
            or (parts[:2] == ["adj", "sg"] and "nom" in parts[2] and parts[-1] == "pos")
        ):
            base = True
    return base


def _is_other_name(reading, capitalised):
    """Whether this is a name of the word itself, other than a surname: half of all birds and trees are surnames."""
    _form, lemma, _tag, names, _labels = reading
    return lemma.split(":")[0] == capitalised and any(name not in {"nazwa_pospolita", "nazwisko"} for name in names)


def main():
    import morfeusz2

    frequencies = Path(sys.argv[1]).read_text().split()
    refused = [word for line in REFUSED.read_text().splitlines() if not line.startswith("#") for word in line.split()]
    words = choose(frequencies, refused, morfeusz2.Morfeusz().analyse)
    sys.stdout.write("\n".join(sorted(words)) + "\n")


if __name__ == "__main__":
    main()

"""Whatever the text, reading it costs so much a letter and no more; counted in calls of functions, not in time.

What a regular expression does by itself is one call. A megabyte each shows that none of them goes over a text again and
again: that would take hours.
"""

import sys

import pytest

from polish.abuse import find_abuse
from polish.lemmas import tokens
from polish.passages import MAX_SNIPPET_SOURCE, snippet
from polish.people import Finder, Profile
from polish.personal import find_personal
from polish.search import MAX_INDEXED_WORDS, analyse, parse
from polish.sentences import first_sentence
from polish.similar import fingerprint
from polish.slugs import slugify
from polish.sort_key import sort_key
from polish.threats import find_threats
from polish.typography import set_text
from polish.unknown_people import suggest_unknown

FINDER = Finder(
    [
        Profile(1, "Anna Hetman", ("prezydent Jastrzębia-Zdroju",)),
        Profile(2, "Marek Mol", ("radny Żor",), common=True),
        Profile(3, "Jan Zima", ("wójt gminy Godów",)),
    ]
)
READERS = {
    "tokens": tokens,
    "people": FINDER.find,
    "unknown people": lambda text: suggest_unknown(text, FINDER),
    "abuse": find_abuse,
    "personal data": find_personal,
    "threats": find_threats,
    "fingerprint": fingerprint,
    "typography": set_text,
    "first sentence": first_sentence,
    "slug": slugify,
    "sort key": sort_key,
}
UNITS = {
    "no spaces": "A",
    "hyphens": "Anna-",
    "dots": ".",
    "ends of sentences": ". ",
    "abbreviations": "ul. ks. A. ",
    "capitals": "ANNA HETMAN ",
    "common names": "Marek Mol i ",
    "surnames that are words": "Jan Zima. Zima ",
    "titles": "prezydent ",
    "firms": "Zakład Fryzjerski ",
    "apostrophes": "d'A",
    "quotes": '"',
    "numbers": "12 000 ",
    "addresses": "a@b.",
    "emoji": "🔥",
    "null bytes": "\x00",
    "marks without a letter": "\u0300",
    "Cyrillic": "мост ",
    "one sign for many": "ﷺ",
}
# The dearest are names: each asks for its neighbours and cases.
MOST_CALLS_A_LETTER = 40
FEW = 1_000


def calls(function, text):
    """How many functions, C's included, are called when this one reads the text."""
    made = 0

    def count(_frame, event, _argument):
        nonlocal made
        made += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        function(text)
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_four_times_the_text_is_four_times_the_work(reader, unit):
    reader(unit * 200)  # what is remembered of these words is remembered now
    short, long = unit * (2_000 // len(unit)), unit * (8_000 // len(unit))
    work = calls(reader, long)
    assert work <= 4.2 * calls(reader, short) + FEW
    assert work <= MOST_CALLS_A_LETTER * len(long) + FEW


@pytest.mark.parametrize("sign", ["A", ".", "-"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_megabyte_without_a_word_is_read(reader, sign):
    reader(sign * 1_000_000)


def test_a_megabyte_is_indexed_and_shown_for_the_work_of_its_beginning():
    text = "ANNA HETMAN OTWORZYŁA MOST. " * 36_000
    assert len(analyse(text)) == MAX_INDEXED_WORDS
    query = parse("most")
    snippet(text[:MAX_SNIPPET_SOURCE], query)
    assert calls(lambda source: snippet(source, query), text) <= 1.1 * calls(
        lambda source: snippet(source, query), text[:MAX_SNIPPET_SOURCE]
    )

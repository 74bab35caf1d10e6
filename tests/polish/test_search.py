import json
from pathlib import Path

import psycopg
import pytest
from search_engines import Plain, Postgres, Sqlite, Stories

from polish import morphology
from polish.passages import snippet
from polish.search import (
    MAX_QUERY_LENGTH,
    MAX_SPELLINGS,
    MAX_TERMS,
    Phrase,
    Scope,
    Word,
    analyse,
    did_you_mean,
    fts5_match,
    parse,
    prefix_range,
    score,
    tsquery,
    tsvector,
    vocabulary,
)

DATA = Path(__file__).parent / "data"

needs_dictionary = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="The fallback knows fewer forms, and says so."
)


def cases():
    """(query, text to be found, text not to be found), from every collection."""
    for case in json.loads((DATA / "search-cases.json").read_text()):
        yield case["query"], case["must_find"], case["must_not_find"]
    for path in sorted(DATA.glob("search-cases-*.txt")):
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "? ")):
                yield tuple(line.split("|")[1:])


CASES = list(cases())
SOME_STORIES = [
    {
        "title": "Most na Olzie zamknięty",
        "lead": "Autobusy pojadą objazdem.",
        "body": "Do września.",
    },
    {
        "title": "Śmieci podrożeją",
        "lead": "Most zdań.",
        "body": "Radni zdecydowali o opłatach. Olza wylała.",
    },
    {
        "title": "Piotr Korytkowski prezydentem Konina",
        "lead": "",
        "body": "W Koninie odbyły się wybory.",
    },
    {
        "title": "Wybory w Krzemionowie",
        "lead": "Rada miasta zbierze się jutro.",
        "body": "Miasto czeka.",
    },
    {
        "title": "Strażacy z OSP",
        "lead": "",
        "body": "Miasta rada była dobra. Na moście nad Olzą korek.",
    },
]
SOME_QUERIES = [
    "most",
    "most olza",
    "rada miasta",
    '"rada miasta"',
    '-"rada miasta" miasto',
    "wybory -konin",
    "-konin wybory",
    "smieci",
    '"most na olzie"',
    "korytk*",
    "krzem* -rada",
    "smie*",
    "autobus OR tramwaj",
    "most - olza",
    '"olza" most',
]


@pytest.fixture(params=[Plain, Sqlite, Postgres], scope="module")
def engine_kind(request):
    if request.param is Postgres:
        try:
            Postgres({}).close()
        except psycopg.OperationalError:
            pytest.skip("No PostgreSQL to be reached.")
    return request.param


@pytest.fixture(scope="module")
def cases_in_engine(engine_kind):
    engine = engine_kind(Stories(text for _, *texts in CASES for text in texts))
    yield engine
    engine.close()


@pytest.fixture
def some_stories(engine_kind):
    engine = engine_kind(Stories(SOME_STORIES))
    yield engine
    engine.close()


@needs_dictionary
def test_each_case_finds_its_text_and_not_the_other(cases_in_engine):
    wrong = []
    for number, (query, *_texts) in enumerate(CASES):
        right, other = 2 * number + 1, 2 * number + 2
        found = cases_in_engine.find(query, among={right, other})
        if right not in found:
            wrong.append(f"{query}: missed")
        if other in found:
            wrong.append(f"{query}: found what it must not")
    assert wrong == []


@needs_dictionary
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("most", {1, 2, 5}),
        ("mostowi olzą", {1, 2, 5}),
        ('"rada miasta"', {4}),
        ('miasto -"rada miasta"', {5}),
        ("wybory -konin", {4}),
        ("-konin wybory", {4}),
        ("korytk*", {3}),
        ("smie*", {2}),
        ("most - olza", {1, 2, 5}),
        ("osp", {5}),
    ],
)
def test_words_phrases_exclusions_and_prefixes(some_stories, query, found):
    assert some_stories.find(query) == found


@needs_dictionary
def test_a_scope_asks_the_right_fields(some_stories):
    assert some_stories.find("most", Scope.TITLE) == {1}
    assert some_stories.find("most", Scope.TITLE_AND_LEAD) == {1, 2}
    assert some_stories.find("most autobus", Scope.TITLE_AND_LEAD) == {1}
    assert some_stories.find('"rada miasta"', Scope.TITLE) == set()
    assert some_stories.find('"rada miasta"', Scope.TITLE_AND_LEAD) == {4}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("query", SOME_QUERIES)
def test_every_engine_finds_what_the_definition_says(some_stories, query, scope):
    assert some_stories.find(query, scope) == Plain(Stories(SOME_STORIES)).find(query, scope)


NASTY = [
    "",
    " ",
    "\x00",
    "most\x00olza",
    "'",
    '"',
    '""',
    '"' * 500,
    "(((",
    "* * *",
    "-",
    "--most",
    "a* b*",
    "title:most",
    "{title} : most",
    "most AND",
    "NOT most",
    "NEAR(most olza)",
    "most & olza | !x <-> :*",
    "'most':A",
    "\\",
    "🔥🔥 most",
    "%_",
    "i w z na",
    '"i w z"',
    "?!…",
    "most " * 3000,
    "x" * 10_000,
    "ś" * 10_000,
    "\u202emost",
    "szczzzsczsozlnacelaozzseenslacz" * 9,
    "мост оlzа",
    "~most",
    "'; DROP TABLE stories; --",
]


@pytest.mark.parametrize("query", NASTY)
def test_whatever_is_typed_gets_an_answer(some_stories, query):
    assert some_stories.find(query) <= set(range(1, 6))


@pytest.mark.parametrize("query", ["", "i w z", '"na i o"', "?!…", "-most", "🔥", "\x00", '""'])
def test_a_query_that_asks_for_nothing_is_false(query):
    assert not parse(query)
    with pytest.raises(ValueError, match="nothing"):
        fts5_match(parse(query))
    with pytest.raises(ValueError, match="nothing"):
        tsquery(parse(query))


@pytest.mark.parametrize("query", [*NASTY, "zaczeszczone " * 30, '"' + "zolc " * 60 + '"'])
def test_work_is_bounded_whatever_is_typed(query):
    before = morphology.readings.cache_info()
    parts = parse(query)
    after = morphology.readings.cache_info()

    asked = after.hits + after.misses - before.hits - before.misses
    # Two look-ups for each spelling tried, and some ten for each of the words that 300 characters can hold.
    assert asked <= 2 * MAX_SPELLINGS + 10 * MAX_QUERY_LENGTH / 2
    assert len(parts.required) + len(parts.excluded) <= MAX_TERMS
    assert len(parts.text) <= MAX_QUERY_LENGTH
    if parts:
        assert len(fts5_match(parts)) < 60_000
        assert len(tsquery(parts)) < 60_000


def test_typed_quotes_of_every_kind_make_a_phrase():
    expected = parse('"rada miasta"').required
    assert isinstance(expected[0], Phrase)
    for typed in ("„rada miasta”", "“rada miasta”", "«rada miasta»", '"rada miasta'):
        assert parse(typed).required == expected


def test_a_phrase_of_one_word_is_that_word():
    assert all(isinstance(part, Word) for part in parse('"most"').required)


@needs_dictionary
def test_letters_of_other_scripts_that_look_latin_are_latin():
    assert parse("Rybnіk").required == parse("Rybnik").required


@needs_dictionary
def test_diacritics_are_restored_only_where_none_were_typed():
    assert "sąd" in parse("sad okregowy").required[0].lemmas
    assert "sąd" not in parse("sad żwirowy").required[0].lemmas


@needs_dictionary
@pytest.mark.parametrize(
    ("typed", "meant", "not_meant"),
    [("rak", "rak", "ręka"), ("plac", "plac", "płaca"), ("osp", "osp", "ospa"), ("radlin", "radlin", "radlina")],
)
def test_a_noun_typed_alone_is_no_other_form_of_another_noun(typed, meant, not_meant):
    (word,) = parse(typed).required
    assert meant in word.lemmas
    assert not_meant not in word.lemmas


@needs_dictionary
def test_a_noun_among_others_may_be_any_form():
    assert "płaca" in parse("podwyzki plac").required[1].lemmas
    assert "zaspa" in parse("usuwanie zasp").required[1].lemmas
    assert "sąd" in parse("sad").required[0].lemmas


@pytest.mark.parametrize("typed", ["7,4", "7,4 mln", "(7,4", "12.10.2022", "12:01,", "1,8 kilometra"])
def test_a_number_with_a_comma_is_one_thing(typed):
    number = parse(typed).required[0]
    assert isinstance(number, Phrase)
    assert len(number.words) > 1


def test_numbers_apart_are_found_apart(engine_kind):
    engine = engine_kind(
        Stories(["Zapłacili 7,4 mln zł.", "Bilet za 7 zł, pierwszy o 4.41, 3 mln zł", "4 mln, potem 7 mln"])
    )
    assert engine.find("7,4 mln") == {1}
    assert engine.find("7 4 mln") == {1, 2, 3}
    engine.close()


@needs_dictionary
@pytest.mark.parametrize(("typed", "meant"), [("wiec", "wiec"), ("zeby", "ząb")])
def test_a_word_is_looked_for_though_a_stop_word_without_its_letters_is_the_same(typed, meant):
    assert meant in parse(typed).required[0].lemmas


@needs_dictionary
def test_the_snippet_marks_the_inflected_form():
    text = "Wczoraj w mieście. " * 20 + "Prezydentowi Jastrzębia-Zdroju wręczono klucze do ratusza. Potem był obiad."
    fragments = snippet(text, parse("prezydent jastrzebia"), words=12)
    assert [fragment.text for fragment in fragments if fragment.matches] == [
        "Prezydentowi",
        "Jastrzębia",
    ]
    assert fragments[0].text == "… "
    assert "".join(fragment.text for fragment in fragments).strip("… ") in text


def test_a_snippet_without_a_match_is_the_beginning():
    fragments = snippet("Raz dwa trzy cztery pięć.", parse("zupełnie"), words=3)
    assert "".join(fragment.text for fragment in fragments) == "Raz dwa trzy …"


@pytest.mark.parametrize("text", ["", "   ", "…", "<b>most</b> & reszta", "x" * 100_000])
def test_a_snippet_of_anything_is_plain_text(text):
    shown = "".join(fragment.text for fragment in snippet(text, parse("most")))
    assert shown.strip("… ") in text


def test_half_a_year_halves_the_score_and_the_title_counts_most():
    assert score(Scope.TITLE, 0) == 1
    assert score(Scope.TITLE, 180) == 0.5
    assert score(Scope.ANYWHERE, -3) == 0.35
    assert score(Scope.TITLE, 0) > score(Scope.TITLE_AND_LEAD, 0) > score(Scope.ANYWHERE, 0)


def test_forms_for_suggestions_are_counted_without_stop_words():
    forms = vocabulary(analyse("Most na Olzie, mostu i mostu 12 x"))
    assert forms == {"most": 1, "olzie": 1, "mostu": 2}


def test_a_prefix_is_a_range_of_folded_forms():
    low, high = prefix_range("Żó")
    assert low <= "zolw" < high
    assert not low <= "zuraw" < high


SOME_WORDS = {"jastrzębie": 9, "zdrój": 5, "kopalnia": 3, "kopalni": 1, "proc": 2, "spór": 4}


@needs_dictionary
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jastrzebei zdrój", "jastrzębie zdrój"),
        ("kopalina", "kopalnia"),
        ("kopalnia", None),
        ("kopslnia zdrój", "kopalnia zdrój"),
        ("xx", None),
        ("zupełnie", None),
        ("prof. zdrój", None),
        ("sport", None),
        ("", None),
    ],
)
def test_a_word_that_nobody_wrote_gets_its_nearest_neighbour(typed, meant):
    assert did_you_mean(typed, SOME_WORDS) == meant


def test_a_text_of_a_megabyte_fits_into_a_tsvector():
    words = " ".join(f"słowo{n}x" for n in range(90_000))
    assert len(tsvector(analyse(""), analyse(""), analyse(words))) < 1_000_000
    assert len(analyse("A" * 1_000_000)) == 1
    assert tsvector(analyse("A" * 1_000_000), [], [])


def test_a_phrase_does_not_reach_from_one_field_into_the_next(engine_kind):
    engine = engine_kind(Stories([{"title": "Wielka rada", "lead": "Miasta nie ma.", "body": ""}]))
    assert engine.find('"rada miasta"') == set()
    assert engine.find("rada miasta") == {1}
    engine.close()


def test_a_snippet_begins_and_ends_with_the_quotes_of_its_words():
    text = " ".join(["Dalej."] * 30) + " Pokażą „Most” i (kładkę) " + " ".join(["potem"] * 30)
    shown = "".join(fragment.text for fragment in snippet(text, parse("most kładka"), words=9))
    assert shown == "… Dalej. Dalej. Dalej. Dalej. Dalej. Pokażą „Most” i (kładkę) …"


@needs_dictionary
@pytest.mark.parametrize("before", [40, 79, 80, 81, 200, 239, 240, 241, 700])
@pytest.mark.parametrize("after", [0, 3, 40, 300])
def test_a_snippet_marks_the_same_words_however_far_into_the_text_they_stand(before, after):
    """A word may take its meaning from those around it, so that the surroundings have to be read with it."""
    told = "Wczoraj w jednym starym dalekim spokojnym miasteczku blisko rzeki Lesznie naprawiono stary most. Mostu pilnowano."
    text = " ".join(["dalej"] * before + [told] + ["potem"] * after)
    marked = {
        "most": ["most", "Mostu"],
        "Leszno": ["Lesznie"],
        "Leszno most": ["Lesznie", "most", "Mostu"],
        '"stary most"': ["stary", "most"],
        "zamek": [],
    }
    for query, words in marked.items():
        assert [fragment.text for fragment in snippet(text, parse(query)) if fragment.matches] == words

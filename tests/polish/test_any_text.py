"""What holds for every text, tried on texts that nobody thought of."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from polish.abuse import find_abuse
from polish.passages import Snippets, snippet
from polish.personal import find_personal
from polish.search import Word, analyse, fts5_match, parse, tsquery
from polish.slugs import slugify
from polish.sort_key import sort_key
from polish.typography import set_text

AWKWARD = "aiwzoAŻł \"„”“-–—.,:;0123459 '()\n\u00a0\u200bgodz.ul kurwa*@#!~&|"
texts = st.one_of(st.text(max_size=60), st.text(alphabet=AWKWARD, max_size=60))
settings.register_profile("polish", deadline=None, max_examples=300, derandomize=True)


@settings(settings.get_profile("polish"))
@given(texts)
def test_typography_set_twice_is_typography_set_once(text):
    assert set_text(set_text(text)) == set_text(text)


@settings(settings.get_profile("polish"))
@given(texts)
def test_slugs_and_keys_hold_their_signs_only(text):
    assert re.fullmatch("[a-z0-9-]*", slugify(text))
    assert re.fullmatch("[0-9a-z]*", sort_key(text))


@settings(settings.get_profile("polish"))
@given(texts)
def test_any_query_renders_or_asks_nothing(text):
    if query := parse(text):
        assert fts5_match(query)
        assert tsquery(query)


@settings(settings.get_profile("polish"))
@given(texts, texts)
def test_a_snippet_is_a_passage_of_the_text(text, query):
    shown = "".join(fragment.text for fragment in snippet(text, parse(query)))
    assert shown.removeprefix("… ").removesuffix(" …").strip() in text


# Words that mean something else beside others, or others beside them.
TOUCHY = "w na mam klub r. os. R 12 000 5 lewy brzeg Koźle czeka w\u00a0Koźlu moście JSW -u –owi PiS sam. zamku św. 1_000 José".split(
    " "
)
PIECES = st.lists(st.tuples(st.sampled_from(TOUCHY), st.sampled_from(["", " ", " ", "-", ". ", "\u00a0"])), max_size=24)


@settings(settings.get_profile("polish"))
@given(
    st.lists(PIECES, min_size=1, max_size=3), st.lists(st.sampled_from([*TOUCHY, "12000", "wiek", "lew*"]), max_size=4)
)
@example([[("12", " "), ("000", ". ")], [("w", ". "), ("klub", " "), ("mam", "")]], ["12000", "wiek", "mama"])
def test_a_snippet_marks_what_an_analysis_of_the_whole_text_finds(several, asked):
    query = parse(" ".join(asked))
    words = [part for part in query.required if isinstance(part, Word)]
    snippets = Snippets(parse(" ".join(asked)))
    for pieces in several:
        text = "".join(word + after for word, after in pieces)
        meant = [text[t.start : t.end] for t in analyse(text) if any(word.meets(t.lemmas) for word in words)]
        marked = [fragment.text for fragment in snippets.of(text, words=100) if fragment.matches]
        assert marked == meant or len(words) < len(query.required)


@settings(settings.get_profile("polish"))
@given(texts)
def test_findings_lie_within_the_text(text):
    for found in [*find_abuse(text), *find_personal(text)]:
        assert 0 <= found.start < found.end <= len(text)

"""Whatever is typed into the search, and whatever stands in a story: an answer, for a bounded amount of work.

The bounds are counted, not timed: queries to the database, look-ups in the dictionary, words indexed.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import search_index
from articles.models import SearchEntry
from articles.search import find_for_desk
from polish import morphology
from polish.search import MAX_INDEXED_WORDS, MAX_QUERY_LENGTH, MAX_SPELLINGS
from tests.factories import make_article, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

# One that finds nothing asks most: the look-ups, what is public, what may have been meant.
MOST_QUERIES = 25
NASTY = {
    "ten kilobytes of words": "most " * 2_048,
    "ten kilobytes of one word": "ś" * 10_240,
    "ten kilobytes without Polish letters": "zaczeszczone " * 800,
    "only stop words": "i w z na o do",
    "stop words as a phrase": '"i w z na"',
    "only signs": "?! … -- ** () \\ / ;",
    "operators of FTS5": 'NEAR(most olza, 3) AND NOT {title} : "x" * ^ + -',
    "operators of tsquery": "most & !olza | (rada <-> miasta):*AB <2> '",
    "null bytes": "most\x00olza\x00",
    "emoji": "🔥 most 👨‍👩‍👧 🇵🇱",
    "Cyrillic look-alikes": "мост nа оlziе",
    "five hundred quotes": '"' * 500,
    "five hundred hyphens": "a-" * 500,
    "an exclusion alone": "-most",
    "many exclusions": "-most " * 60,
    "many prefixes": "mos* olz* rad* mia* kra* pol* " * 10,
    "many phrases": '"rada miasta" ' * 20,
    "turned writing": "\u202etsom\u202c",
    "joined marks": "z" + "\u0307" * 200,
    "an injection": "'; DROP TABLE articles_article; --",
    "half of a surrogate, as an address gives it": "%ED%A0%80",
}


def story(title, **fields):
    article = make_article(title, **({"lead": "", "body": ""} | fields))
    search_index.refresh(article)
    return article


@pytest.fixture
def some_stories():
    story("Most na Olzie", body="<p>Rada miasta zdecydowała o moście.</p>")
    story("Zwykły dzień")


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY)
def test_nasty_queries_get_a_page_for_bounded_work(client, some_stories, typed):
    client.get("/szukaj/", {"q": "zwykły"})
    before = morphology.readings.cache_info()
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/szukaj/", {"q": typed})
    after = morphology.readings.cache_info()
    assert response.status_code == 200
    # What only frames a question to PostgreSQL asks for nothing.
    frames = ("SAVEPOINT", "RELEASE", "SET LOCAL")
    questions = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(frames)]
    assert len(questions) <= MOST_QUERIES
    longest = max(map(len, ["", *questions]))
    assert longest < 200_000
    looked_up = after.hits + after.misses - before.hits - before.misses
    assert looked_up <= 2 * (2 * MAX_SPELLINGS + 10 * MAX_QUERY_LENGTH)


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY)
def test_nasty_queries_break_no_feed_no_suggestion_and_no_desk(client, some_stories, typed):
    assert client.get("/szukaj/rss/", {"q": typed}).status_code == 200
    assert client.get("/szukaj/podpowiedzi/", {"q": typed}).status_code == 200
    find_for_desk(make_user("ewa", is_superuser=True), typed)


AWKWARD = "mostrada ąęłóśżź \"„”'-–*():<>&|!~^{}[]\\/%_+;,.0123\x00\u200b\u202e🔥мо"
queries = st.one_of(st.text(max_size=80), st.text(alphabet=AWKWARD, max_size=120))


@settings(
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(queries, st.sampled_from(["", "data"]), st.text(max_size=12), st.text(max_size=12))
def test_anything_at_all_may_be_asked(client, some_stories, typed, order, year, place):
    typed = typed.encode("utf-8", "replace").decode()
    asked = {"q": typed, "kolejnosc": order, "rok": year, "miejscowosc": place}
    asked = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    for address in ("/szukaj/", "/szukaj/rss/", "/szukaj/podpowiedzi/"):
        assert client.get(address, asked).status_code == 200


TEXTS = {
    "a megabyte of one word": "A" * 1_000_000,
    "a megabyte of words": "słowo inne " * 90_000,
    "a megabyte of different words": " ".join(f"słowo{number}" for number in range(80_000)),
    "a megabyte without spaces": "most-na-olzie," * 70_000,
    "all capitals": "MOST NA OLZIE ZAMKNIĘTY " * 2_000,
    "signs": "?!… " * 100_000,
    "numbers": " ".join(map(str, range(100_000))),
    "combining marks": "z\u0307" * 200_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_indexed_for_bounded_work_and_leaves_others_findable(client, text):
    article = story("Osobliwość", body=f"<p>{text}</p>")
    entry = SearchEntry.objects.get(article_id=article.pk)
    assert len(entry.forms) < 40 * MAX_INDEXED_WORDS
    assert "Osobliwość" in client.get("/szukaj/", {"q": "osobliwość"}).content.decode()


def test_capitals_are_found_like_any_other_writing(client):
    story("Komunikat", body="<p>MOST NA OLZIE ZAMKNIĘTY DO ODWOŁANIA</p>")
    assert "Komunikat" in client.get("/szukaj/", {"q": "mostu olza"}).content.decode()

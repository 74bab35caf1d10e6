"""The search page as a reader meets it: whatever is typed, a plain answer, the same for everyone."""

import re
from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import search_index
from articles.search import CANDIDATES, STORIES_A_PAGE
from polish.search import Scope, analyse, holds, parse, score
from tests.factories import make_article, make_person, make_place, make_section, make_user
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def story(title, **fields):
    article = make_article(title, **({"lead": "", "body": ""} | fields))
    search_index.refresh(article)
    return article


@pytest.fixture
def stories():
    """Stories whose words stand in different fields, on different days, in different sections."""
    places = ["{} powódź", "Zwykły dzień {}", "Inny dzień {}"]
    made = []
    for number in range(24):
        kind = number % 3
        made.append(
            story(
                places[kind].format(number),
                lead="Powodzi nie było." if kind == 1 else "",
                body="<p>Po powodzi zostało błoto na rynku.</p>" if kind == 2 else "<p>Na rynku cisza.</p>",
                section=make_section(["Kultura", "Sport"][number % 2]),
                published_at=timezone.now() - timedelta(days=37 * number + 1),
            )
        )
    return made


def shown(client, **query):
    page = Page(client.get("/szukaj/", query))
    return list(dict.fromkeys(page.headlines()))


@pytest.mark.parametrize(
    "query", ["powódź", "powodzi", "rynek", "powódź -cisza", '"po powodzi"', "powodz rynek", "zwykł*"]
)
def test_the_order_is_the_one_that_is_defined_without_any_database(client, stories, query):
    """The same on every database, since each is compared with the definition."""
    asked, now = parse(query), timezone.now()
    ranked = []
    for article in stories:
        fields = {
            "title": analyse(article.title),
            "lead": analyse(article.lead),
            "body": analyse(re.sub("<[^>]*>", " ", article.body)),
        }
        scope = next((scope for scope in Scope if holds(asked, fields, scope)), None)
        if scope:
            age = (now - article.published_at).total_seconds() / 86_400
            ranked.append((-score(scope, age), article))
    ranked.sort(key=lambda row: row[0])
    expected = [article.get_absolute_url() for _score, article in ranked]
    assert expected
    pages = range(1, len(expected) // STORIES_A_PAGE + 2)
    assert [address for page in pages for address in shown(client, q=query, strona=page)] == expected


def test_the_page_says_how_many_and_marks_the_words(client):
    story("Mosty do przeglądu")
    story("Kładka", body="<p>Obok starego mostu stanie kładka.</p>")
    html = Page(client.get("/szukaj/?q=most")).html
    assert "<mark>Mosty</mark>" in html
    assert "<mark>mostu</mark> stanie" in html


def test_a_mark_leaves_what_stands_around_the_word_as_it_is(client):
    story("Kładka, most, prom", body="<p>Zamknięto (most), a prom pływa.</p>")
    html = Page(client.get("/szukaj/?q=most")).html
    assert ", <mark>most</mark>, prom" in html
    assert "(<mark>most</mark>), a" in html


def test_a_headline_stands_as_it_was_printed(client):
    story("„Nie ma mostu” – mówią. Po moście, na moście")
    html = Page(client.get("/szukaj/?q=most")).html
    headline = re.search("<h3><a[^>]*>(.*?)</a>", html, re.DOTALL)[1].replace("\u00a0", " ")
    assert headline == "„Nie ma <mark>mostu</mark>” – mówią. Po <mark>moście</mark>, na <mark>moście</mark>"


def test_a_heading_does_not_run_into_the_words_after_it(client):
    story(
        "Pożar",
        body="<h2>Woda z <em>Olzy</em></h2><p>Hydranty milczały.</p><h3>Co dalej?</h3><p>Nie wiadomo.</p>"
        "<ul><li>wozy</li><li>węże,</li><li>ludzie</li></ul>",
    )
    html = Page(client.get("/szukaj/?q=hydrant")).html
    assert "Olzy · <mark>Hydranty</mark> milczały. Co dalej? Nie" in html.replace("\u00a0", " ")
    assert "wozy · węże, ludzie</p>" in html


def test_a_mark_of_direction_is_not_shown_again(client):
    story("Most")
    for address in ("/szukaj/?q=%E2%80%AEmost", "/szukaj/?q=%E2%80%AEzupa", "/szukaj/rss/?q=%E2%80%AEmost"):
        assert "\u202e" not in client.get(address).content.decode()


def test_no_line_of_a_passage_ends_with_a_word_of_one_letter(client):
    story("Kładka", body="<p>Stanął w moście i stał o 5 rano w kładce.</p>")
    page = client.get("/szukaj/?q=most+kładka").content.decode()
    assert "w\u00a0<mark>moście</mark> i\u00a0stał o\u00a05 rano w\u00a0<mark>kładce</mark>." in page


def test_markup_in_a_story_or_a_query_stays_text(client):
    story("Most <b>gruby</b> & „nowy”", body="<p>Znak &lt;script&gt; mostu.</p>")
    html = Page(client.get("/szukaj/", {"q": 'most "><script>alert(1)</script>'})).html
    assert "<script>alert" not in html
    html = Page(client.get("/szukaj/?q=most")).html
    assert "<b>gruby" not in html and "&lt;b&gt;gruby" in html
    assert "<script>" not in html


NASTY = [
    "\x00", "most\x00", "(((", "'", '"', '"' * 500, "* * *", "title:most", "{marks} : most", "most AND", "NEAR(most rzeka)",
    "most & olza | !x <-> :*", "\\", "🔥🔥🔥", "%_", "i w z na", '"i w z"', "?!…", "most " * 3000, "x" * 10_000, "ś" * 10_000,
    "\u202emost", "мост", "~~s1", "'; DROP TABLE articles_article; --", "\ud800", "١٢٣", "a" * 300 + "*", "-most", "--", "-",
]  # fmt: skip


@pytest.mark.parametrize("address", ["/szukaj/", "/szukaj/rss/", "/szukaj/podpowiedzi/"])
@pytest.mark.parametrize("query", NASTY)
def test_whatever_is_typed_gets_a_friendly_answer_in_bounded_work(client, address, query):
    story("Most na rzece")
    client.get(address, {"q": "most"})
    query = query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, {"q": query})
    assert response.status_code in {200, 400}
    if "\x00" not in query:
        assert response.status_code == 200
    assert len(asked) <= 30


@pytest.mark.parametrize(
    "query",
    [
        "q=most&strona=0", "q=most&strona=-1", "q=most&strona=x", "q=most&strona=٣", "q=most&strona=999",
        "q=most&kolejnosc=data&przed=x", "q=most&kolejnosc=data&przed=" + "9" * 30,
    ],
)  # fmt: skip
def test_a_page_that_does_not_exist_is_not_found(client, query):
    story("Most na rzece")
    assert client.get(f"/szukaj/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["q=most&dzial=nie-ma", "q=most&rok=xx", "q=most&autor=" + "a" * 5000, "q=most&kolejnosc=x"]
)
def test_a_narrowing_that_does_not_exist_narrows_nothing(client, query):
    article = story("Most na rzece")
    assert set(Page(client.get(f"/szukaj/?{query}")).headlines()) == {article.get_absolute_url()}


def test_an_address_with_invalid_utf8_is_no_error(client):
    assert client.get("/szukaj/?q=%ff%fe").status_code in {200, 400}


def test_nothing_found_offers_what_was_meant(client):
    story("Kopalnia w Jastrzębiu")
    page = Page(client.get("/szukaj/?q=kopslnia"))
    assert page.links()["kopalnia"] == "/szukaj/?q=kopalnia"


def test_narrowing_keeps_the_query_and_can_be_taken_back(client, stories):
    page = Page(client.get("/szukaj/?q=powódź&dzial=sport&kolejnosc=data"))
    assert all("dzial=sport" in address for name, address in page.links().items() if name.isdecimal())
    taken_back = [address for name, address in page.links().items() if "×" in name]
    assert taken_back == ["/szukaj/?q=pow%C3%B3d%C5%BA&kolejnosc=data"]
    hidden = {field.get("name"): field.get("value") for field in page.tree.xpath("//form//input[@type='hidden']")}
    assert hidden == {"dzial": "sport", "kolejnosc": "data"}


def test_a_person_is_offered_beside_the_stories(client):
    person = make_person("Anna", "Hetman")
    story("Hetman o budżecie", people=[person])
    page = Page(client.get("/szukaj/?q=hetman"))
    assert page.links()["Anna Hetman"] == person.get_absolute_url()


@pytest.mark.parametrize("query", ["jastrzębie-zdrój", "jastrzebia-zdroju", '"jastrzębie zdrój"', "jastrzębie zdrój"])
def test_a_page_is_offered_by_a_name_with_a_hyphen_or_in_quotes(client, query):
    place = make_place("Jastrzębie-Zdrój")
    assert (
        f'<a href="{place.get_absolute_url()}">Jastrzębie-Zdrój</a> <span>'
        in client.get("/szukaj/", {"q": query}).content.decode()
    )


@pytest.mark.parametrize("address", ["/szukaj/?q=most", "/szukaj/", "/szukaj/rss/?q=most", "/szukaj/podpowiedzi/?q=mo"])
def test_the_same_for_everyone_and_kept_for_seconds_only(client, address):
    story("Most na rzece")
    before = client.get(address)
    client.force_login(make_user())
    again = client.get(address)
    assert again.content == before.content
    assert not before.cookies
    assert "Cookie" not in before.get("Vary", "")
    numbers = {name: int(value) for name, value in re.findall(r"([a-z-]+)=(\d+)", before["Cache-Control"])}
    assert numbers["s-maxage"] + numbers["stale-while-revalidate"] <= 5
    assert client.post(address).status_code == 405


def test_results_are_not_for_search_engines(client):
    assert 'name="robots" content="noindex' in client.get("/szukaj/?q=most").content.decode()


def test_the_feed_of_a_search_is_valid_and_newest_first(client, stories):
    page = Page(client.get("/szukaj/?q=powódź&dzial=sport"))
    [address] = page.tree.xpath("//head/link[@type='application/rss+xml'][starts-with(@href, '/szukaj/')]/@href")
    response = client.get(address)
    parsed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    expected = [one.title for one in stories if one.section.name == "Sport"]
    assert [entry.title for entry in parsed.entries] == expected
    assert parsed.feed.link.startswith("https://portal.example/szukaj/?q=")
    assert not feedparser.parse(client.get("/szukaj/rss/?q=i+w").content).entries


def test_suggestions_name_their_kind_and_their_page(client):
    person = make_person("Halina", "Ostrężna")
    story("Ostrzeżenie przed wiatrem")
    offered = client.get("/szukaj/podpowiedzi/?q=ost").json()["suggestions"]
    assert offered[0] == {"text": "Halina Ostrężna", "kind": offered[0]["kind"], "url": person.get_absolute_url()}
    assert offered[0]["kind"]
    assert offered[1] == {"text": "ostrzeżenie", "kind": "", "url": "/szukaj/?q=ostrze%C5%BCenie"}


def test_a_query_of_exclusions_is_told_so(client):
    said = "do pominięcia"
    assert said in client.get("/szukaj/?q=-most").content.decode()
    assert said not in client.get("/szukaj/?q=i+w").content.decode()


def test_more_stories_ask_no_more_queries(client):
    def asked():
        client.get("/szukaj/?q=powódź")
        with CaptureQueriesContext(connection) as queries:
            client.get("/szukaj/?q=powódź")
        return len(queries)

    story("Powódź", tags=["woda"])
    one = asked()
    for number in range(25):
        story(f"Powódź {number}", tags=["woda"])
    assert asked() == one
    assert CANDIDATES == 300


def test_the_desk_searches_stories_in_every_case(client):
    client.force_login(make_user("ewa", is_superuser=True))
    draft = story("Prezydentowi wręczono klucze", status="draft")
    other = story("Zwykły dzień")
    html = client.get("/admin/articles/article/?q=prezydent").content.decode()
    assert f"/admin/articles/article/{draft.pk}/" in html
    assert f"/admin/articles/article/{other.pk}/" not in html


@pytest.mark.parametrize(
    ("form", "lead"),
    {
        "mostów": "Przegląd wszystkich mostów zaczął się w środę.",
        "gmin": "Wójtowie sześciu gmin podpisali list.",
        "gotowała": "Zupę gotowała pani Krystyna.",
        "kazała": "Inspekcja kazała rozebrać płot.",
    }.items(),
)
def test_a_form_that_is_a_name_too_finds_the_word_where_nobody_has_that_name(client, form, lead):
    story("Z notatnika", lead=lead)
    html = Page(client.get("/szukaj/", {"q": form})).html
    assert f"<mark>{form}</mark>" in html
    assert f"<mark>{form}</mark>" in Page(client.get("/szukaj/", {"q": form, "kolejnosc": "data"})).html
    assert feedparser.parse(client.get("/szukaj/rss/", {"q": form}).content).entries


def test_a_form_that_is_a_name_is_the_name_unless_the_word_is_written_much_more_often(client):
    castle = story("Zamek w Ojcowie otwarty")
    walks = [story("Spacer z dziećmi", lead=f"Przyszło {number} ojców.") for number in range(4)]
    assert shown(client, q="ojców") == [castle.get_absolute_url()]

    walks.append(story("Jeszcze jeden spacer", lead="Znów przyszło kilku ojców."))
    every = {one.get_absolute_url() for one in [castle, *walks]}
    assert set(shown(client, q="ojców")) == set(shown(client, q="ojców", kolejnosc="data")) == every
    assert shown(client, q="Ojców") == [castle.get_absolute_url()], "a capital is a name"

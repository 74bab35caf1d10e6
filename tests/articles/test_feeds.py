"""Every list has RSS, Atom and JSON Feed: valid, conditional, and with nothing in them that the public may not read."""

import json
from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from articles.models import Article, Tag
from tests.factories import make_article, make_author, make_person, make_place, make_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

LISTS = [
    "/",
    "/dzialy/samorzad/",
    "/miejscowosci/krzemionow/",
    "/miejscowosci/krzemionow/samorzad/",
    "/tagi/drogi/",
    "/autorzy/sabina-kalisz/",
    "/ludzie/{person}-halina-ostrezna/",
    "/archiwum/{year}/{month}/",
    "/archiwum/{year}/{month}/{day}/",
]


def address(pattern, article):
    moment = timezone.localtime(article.published_at)
    person = article.people.first()
    return pattern.format(
        year=f"{moment:%Y}", month=f"{moment:%m}", day=f"{moment:%d}", person=person.pk if person else 0
    )


@pytest.fixture
def article():
    return make_article(
        "Radni „za” & przeciw <podwyżce>",
        people=[make_person()],
        tags=["drogi"],
        lead="Zdecydował jeden głos, oddany o 23.50.",
    )


@pytest.mark.parametrize("pattern", LISTS)
@pytest.mark.parametrize("kind", ["rss/", "atom/"])
def test_feedparser_reads_the_feed_without_a_complaint(client, article, pattern, kind):
    response = client.get(address(pattern, article) + kind)

    parsed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert response.status_code == 200
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert [entry.title for entry in parsed.entries] == [article.title]
    assert parsed.entries[0].link == f"https://portal.example{article.get_absolute_url()}"
    assert parsed.entries[0].id == f"https://portal.example/artykuly/{article.pk}/"
    assert parsed.entries[0].summary == article.lead


@pytest.mark.parametrize("pattern", LISTS)
def test_json_feed_says_the_same(client, article, pattern):
    response = client.get(address(pattern, article) + "feed.json")

    content = json.loads(response.content)
    assert response["Content-Type"].startswith("application/feed+json")
    assert content["version"] == "https://jsonfeed.org/version/1.1"
    assert content["feed_url"] == "https://portal.example" + address(pattern, article) + "feed.json"
    (item,) = content["items"]
    assert (item["title"], item["content_text"]) == (article.title, article.lead)
    assert item["authors"] == [{"name": "Sabina Kalisz"}]


def test_an_unchanged_feed_is_answered_304(client, article):
    first = client.get("/rss/")
    second = client.get("/rss/", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 304
    assert not second.content

    make_article("Nowa wiadomość", days_ago=0)
    assert client.get("/rss/", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", ["rss/", "atom/", "feed.json"])
def test_nothing_unpublished_is_in_any_feed(client, article, kind):
    tag = Tag.objects.get(slug="drogi")
    for status in set(Article.Status.values) - {"published"}:
        hidden = make_article(f"Tajne {status}", status=status, people=list(article.people.all()), tags=[tag.name])
        assert not hidden.is_published
    for pattern in LISTS:
        assert "Tajne" not in client.get(address(pattern, article) + kind).text


def test_an_empty_list_has_an_empty_feed(client):
    make_section("Sport"), make_place("Dębowiany"), make_author("Tomasz Wrona", "wro")
    for path in (
        "/rss/",
        "/dzialy/sport/atom/",
        "/miejscowosci/debowiany/sport/feed.json",
        "/autorzy/tomasz-wrona/rss/",
    ):
        assert client.get(path).status_code == 200, path


def test_the_host_header_never_gets_into_a_feed(client, article):
    response = client.get("/rss/", headers={"Host": "127.0.0.1"})
    assert b"127.0.0.1" not in response.content


def test_sponsored_material_says_so_in_its_headline(client):
    make_article("Nowe osiedle", kind=Article.Kind.SPONSORED, sponsor="Deweloper sp. z o.o.")
    title = feedparser.parse(client.get("/rss/").content).entries[0].title
    assert title.endswith("Nowe osiedle") and title.startswith("[")


def test_a_feed_costs_the_same_queries_with_ten_times_the_stories(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_article(people=[make_person()], tags=["a", "b"])
    client.get("/rss/")
    with CaptureQueriesContext(connection) as one:
        client.get("/rss/")
    for number in range(9):
        make_article(f"Wiadomość {number}", tags=["a", "c"], published_at=timezone.now() - timedelta(hours=number))
    with django_assert_num_queries(len(one)):
        client.get("/rss/")

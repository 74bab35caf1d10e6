"""Sitemaps are valid by their schemas, hold what is public and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from lxml import etree

from articles.models import Article
from tests.factories import make_article, make_person

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent.parent / "data" / "sitemap.xsd"))
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def fetch(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    tree = etree.fromstring(response.content)
    SCHEMA.assertValid(tree)
    return tree


def addresses(tree):
    return [node.text for node in tree.iterfind(".//s:loc", NAMES)]


def path_of(address):
    assert address.startswith("https://portal.example/")
    return address.removeprefix("https://portal.example")


def test_every_published_story_is_reached_from_the_index(client):
    stories = [make_article(f"Wiadomość {n}", days_ago=n * 40) for n in range(4)]
    person = make_person()
    make_article("Szkic", status=Article.Status.DRAFT)
    make_article("Na jutro", status=Article.Status.SCHEDULED)

    found = []
    for address in addresses(fetch(client, "/sitemap.xml")):
        found += addresses(fetch(client, path_of(address)))

    assert {f"https://portal.example{row.get_absolute_url()}" for row in [*stories, person]} <= set(found)
    assert not [address for address in found if "szkic" in address or "jutro" in address]
    assert len(found) == len(set(found))


def test_the_news_sitemap_holds_two_days(client):
    fresh = make_article("Świeże & ważne", published_at=timezone.now() - timedelta(hours=47))
    make_article("Wczorajsze", published_at=timezone.now() - timedelta(hours=49))
    make_article("Reklama", kind=Article.Kind.SPONSORED, sponsor="Firma")
    make_article("Na jutro", status=Article.Status.SCHEDULED)

    tree = fetch(client, "/sitemap-news.xml")
    assert [node.text for node in tree.iterfind(".//n:title", NAMES)] == [fresh.title]


def test_sitemaps_of_an_empty_portal_are_valid_too(client):
    fetch(client, "/sitemap.xml")
    fetch(client, "/sitemap-news.xml")
    fetch(client, "/sitemap-listy.xml")


def test_an_unchanged_sitemap_is_answered_304(client):
    make_article()
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-listy.xml"):
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_robots_names_the_sitemaps_and_closes_the_newsroom(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: https://portal.example/sitemap.xml" in text
    assert "Disallow: /admin/" in text

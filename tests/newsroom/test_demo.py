"""The demo newsroom: the reference story with every element of its page, and a region that looks alive."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Section
from articles.removal import remove_person
from newsroom.demo.loader import DemoLoader
from newsroom.models import DemoStory
from people.models import Person
from photos.models import Photo
from portal.models import Place

# Building the demo takes twenty seconds of a processor, so that one process runs all tests of it.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, built once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("roles", verbosity=0)
        loader = DemoLoader()
        loader.load()
        yield loader
        transaction.set_rollback(True)


@pytest.fixture
def reference(demo):
    return DemoStory.objects.get(key="list-intencyjny").article


@pytest.fixture
def page(reference):
    return Client().get(reference.get_absolute_url()).text


def test_the_reference_story_has_every_element_of_its_page_in_order(page):
    elements = [
        r"<time datetime=[^>]*>\w+, \d{1,2} \w+ \d{4}</time>",
        r"imieniny: \w+",
        r'href="/rss/"',
        r"<h1[^>]*>Jastrzębie-Zdrój i\sKonin",
        r"12\.10\.2022 12:01",
        r"\bska\b",
        r'<p class="lead">',
        r"<picture>.*?<img[^>]+alt=",
        r"<figcaption>Anna Hetman i\sPiotr Korytkowski",
        r"fot\. UM Jastrzębie-Zdrój",
        r"Wiesz coś więcej na ten temat\?.{0,80}Napisz do nas",
        r"<blockquote>",
        r"Anna Hetman</b>|Anna Hetman",
        r"Źródło:.{0,20}Wydział Strategii, Rozwoju i\sObsługi Inwestora, UM Jastrzębie-Zdrój",
        r"Ludzie:",
        r"Anna Hetman</a>.{0,40}prezydent Jastrzębia-Zdroju",
        r"Piotr Korytkowski</a>.{0,40}prezydent Konina",
    ]
    at = 0
    for element in elements:
        found = re.compile(element, re.S).search(page, at)
        assert found, f"after position {at} there is no {element}"
        at = found.start()


def test_the_people_box_shows_portraits(page):
    box = page[page.index('class="people"') :]
    assert box[: box.index("</section>")].count("<picture>") == 2


def test_the_region_is_as_large_as_promised(demo):
    assert Article.objects.count() >= 81
    assert Section.objects.count() == 6 and Place.objects.count() == 7
    assert Author.objects.count() == 6 and Person.objects.count() == 18
    oldest, newest = Article.objects.published().order_by("published_at"), Article.objects.published()
    span = newest.latest("published_at").published_at - oldest[1].published_at
    assert span > timedelta(days=600), "two years deep, the reference story apart"
    assert set(Article.objects.values_list("status", flat=True)) >= {
        "draft",
        "submitted",
        "returned",
        "ready",
        "published",
    }


def test_every_public_story_could_be_published_by_an_editor(demo):
    from articles.policy import missing

    for article in Article.objects.exclude(published_at=None):
        assert missing(article) == [], article.title


def test_every_photo_says_that_it_was_drawn(demo):
    for photo in Photo.objects.all():
        assert "rys." in photo.credit, photo
        assert photo.alt


def test_weekdays_stay_right_whenever_the_demo_is_built(demo):
    loader = DemoLoader(now=timezone.now() + timedelta(days=300))
    assert loader.shift.days % 7 == 0


def test_building_it_again_adds_nothing(demo):
    before = Article.objects.count()
    assert DemoLoader(demo.now).load() == 0
    assert Article.objects.count() == before


def test_it_makes_no_profile_of_somebody_removed(demo):
    with transaction.atomic():
        person = Person.objects.get(last_name="Sobieraj")
        remove_person(person, by=None, reason="Żądanie z art. 17 RODO, pismo z 3 listopada")

        DemoLoader(demo.now).load()

        assert not Person.objects.filter(last_name="Sobieraj").exists()
        transaction.set_rollback(True)


def test_every_story_opens_for_readers_and_links_nowhere_dead(demo):
    client = Client()
    dead = set()
    checked = set()
    for article in Article.objects.published():
        text = client.get(article.get_absolute_url()).text
        for address in set(re.findall(r'href="(/[^"#?]*)"', text)) - checked:
            checked.add(address)
            if address.startswith(("/static/", "/szukaj/", "/napisz-do-nas/")):
                continue
            if client.get(address).status_code != 200:
                dead.add(address)
    assert not dead


@pytest.mark.django_db
def test_it_is_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo")
    assert not Article.objects.exists()

"""The list of a person's stories, its feed and its numbers say the same, whatever happens to a story or to the person."""

import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import listings, mentions, profiles
from articles.jobs import settle_scheduled
from articles.mentions import Decision
from articles.merging import merge_people
from articles.models import Article, ListEntry, Mention, PeopleRules
from articles.removal import remove_person
from articles.services import save_story
from people.models import Person
from polish import morphology
from tests.factories import make_article, make_person, make_section, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
needs_the_dictionary = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found."
)
TEXT = "<p>Prezes spotkał się z Haliną Ostrężną, starostą.</p>"


@pytest.fixture
def halina():
    """Somebody whose tally was counted before anything happened, so that it has to keep up."""
    person = make_person(gender="f")
    profiles.count_stories(person)
    return person


@pytest.fixture
def story(halina):
    article = make_article("Most", body=TEXT, section=make_section())
    save_story(article, None)
    return article


def said_of(person):
    """The titles in the person's list, the same as all who tell of it say; newest first."""
    person = Person.objects.get(pk=person.pk)
    listing, around = listings.stories_about(person), profiles.around(person)
    shown = [article.title for article in listing.page("", 50)]
    assert [article.title for article in listing.newest(50)] == shown
    assert sorted(listing.articles.values_list("title", flat=True)) == sorted(shown), "the links say something else"
    assert around.stories == len(shown)
    for year, number in around.years:
        assert len(listings.stories_about(person, year).page("", 50)) == number
    assert sum(number for _year, number in around.years) == len(shown)
    # And so does a count of everything.
    kept = (around.stories, around.years)
    profiles.count_stories(person)
    anew = profiles.around(Person.objects.get(pk=person.pk))
    assert (anew.stories, anew.years) == kept
    return shown


def decide(story, *, accepted=(), refused=()):
    save_story(story, None, Decision(list(accepted), list(refused)))


@needs_the_dictionary
def test_accepting_refusing_and_taking_back(story, halina):
    assert said_of(halina) == []
    decide(story, accepted=[halina])
    assert said_of(halina) == ["Most"]
    decide(story, refused=[halina])
    assert said_of(halina) == []
    decide(story, accepted=[halina])
    decide(story)
    assert said_of(halina) == []


def test_publishing_and_withdrawing(story, halina):
    boss = make_user("ewa")
    decide(story, accepted=[halina])
    story.withdraw(boss)
    assert said_of(halina) == []
    story.publish(boss)
    assert said_of(halina) == ["Most"]
    profiles.count_stories(halina)
    story.withdraw(boss)
    assert said_of(halina) == []


def test_a_story_that_was_counted_and_is_published_anew_under_another_date(story, halina):
    decide(story, accepted=[halina])
    profiles.count_stories(halina)
    story.published_at = story.published_at - timedelta(days=800)
    save_story(story, None)

    assert said_of(halina) == ["Most"]


def test_a_scheduled_story_comes_true_by_itself(story, halina, monkeypatch):
    decide(story, accepted=[halina])
    boss, soon = make_user("ewa"), timezone.now() + timedelta(hours=1)
    story.withdraw(boss)
    Article.objects.filter(pk=story.pk).update(status="ready", first_published_at=None)
    story = Article.objects.get(pk=story.pk)
    story.schedule(boss, soon)
    profiles.count_stories(halina)
    assert said_of(halina) == []

    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(seconds=1))
    assert said_of(halina) == ["Most"]
    settle_scheduled.func()
    assert said_of(halina) == ["Most"]


def test_deleting_a_story(story, halina):
    decide(story, accepted=[halina])
    make_article("Wiadukt", people=[halina])
    profiles.count_stories(halina)
    Article.objects.get(pk=story.pk).delete()
    assert said_of(halina) == ["Wiadukt"]
    Article.objects.all().delete()
    assert said_of(halina) == []


def test_two_profiles_that_become_one(story, halina):
    other = make_person("Halina", "Ostreżna")
    decide(story, accepted=[halina])
    make_article("Wiadukt", people=[other], days_ago=400)
    make_article("Droga", people=[halina, other], days_ago=2)
    profiles.count_stories(other)
    merge_people(other, halina)

    assert said_of(halina) == ["Most", "Droga", "Wiadukt"]
    assert not ListEntry.objects.filter(kind="person", of=other.pk).exists()


def test_removing_personal_data(story, halina):
    decide(story, accepted=[halina])
    remove_person(halina, by=make_user(), reason="Wniosek z 3 listopada.")

    assert not ListEntry.objects.filter(kind="person").exists()


@needs_the_dictionary
def test_what_the_rules_accept_by_themselves_and_a_section_of_crime_news(story, halina):
    PeopleRules.objects.update_or_create(pk=1, defaults={"accept_certain": True})
    list(mentions.find_everywhere(accept_certain=True))
    assert said_of(halina) == ["Most"]

    story.section = make_section("Na sygnale", is_crime_news=True)
    save_story(story, None)
    assert said_of(halina) == []


def test_a_year_goes_from_midnight_to_midnight_in_pages(client, halina):
    local = timezone.get_current_timezone()
    for title, *moment in [
        ("Przed", 2022, 12, 31, 23, 59), ("Pierwszy", 2023, 1, 1, 0, 0), ("Ostatni", 2023, 12, 31, 23, 59), ("Po", 2024, 1, 1, 0, 0),
    ]:  # fmt: skip
        make_article(title, published_at=timezone.datetime(*moment, tzinfo=local), people=[halina])
    listing = listings.stories_about(halina, 2023)
    first = listing.page("", 1)

    assert [article.title for article in first] == ["Ostatni"]
    second = listing.page(first.next_cursor, 1)
    assert [article.title for article in second] == ["Pierwszy"] and not second.next_cursor
    assert said_of(halina) == ["Po", "Ostatni", "Pierwszy", "Przed"]


def test_a_number_that_nobody_has_counted_is_not_shown(client, halina):
    make_article("Tekst", people=[halina], published_at=timezone.now())
    more = Article.objects.bulk_create(
        Article(title=f"Tekst {number}", slug="tekst", status=Article.Status.PUBLISHED, published_at=timezone.now())
        for number in range(profiles.MOST_NEWER)
    )
    ListEntry.objects.bulk_create(
        ListEntry(kind=ListEntry.Kind.PERSON, of=halina.pk, article=story, published_at=story.published_at)
        for story in more
    )
    heading = Page(client.get(halina.get_absolute_url())).tree.xpath("//h2[@id='artykuly']")[0].text

    assert not any(sign.isdigit() for sign in heading)


def test_the_migration_finds_what_refresh_finds_in_several_batches(halina, monkeypatch):
    other = make_person("Roman", "Szymura")
    for number in range(5):
        make_article(f"Tekst {number}", people=[halina, other][: 1 + number % 2])
    make_article("Szkic", status=Article.Status.DRAFT, people=[halina])
    make_article("Jutro", status=Article.Status.SCHEDULED, people=[halina])
    suggested = make_article("Może")
    Mention.objects.create(article=suggested, person=halina, state=Mention.State.SUGGESTED)
    columns = ["kind", "of", "section", "article", "published_at"]
    kept = set(ListEntry.objects.values_list(*columns))
    ListEntry.objects.filter(kind="person", of=halina.pk).delete()
    migration = importlib.import_module("articles.migrations.0011_listed_people")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    with CaptureQueriesContext(connection) as asked:
        migration.fill(apps, SimpleNamespace(connection=connection))

    assert set(ListEntry.objects.values_list(*columns)) == kept
    assert len([row for row in kept if row[0] == "person"]) == 5 + 2 + 1
    assert len([query for query in asked if query["sql"].startswith("INSERT")]) == 5

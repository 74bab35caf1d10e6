"""Names that a process keeps in memory follow what other processes do within two seconds: with the three of caches, five.

The clock of the memory is the tests'; nothing else tells a process of a change.
"""

from datetime import date
from types import SimpleNamespace

import pytest

from articles import search_index
from articles.merging import merge_people, merge_tags
from articles.models import Author, Section, Tag
from articles.removal import remove_person
from articles.suggestions import directory, suggest
from common import memo
from people.models import Office, Person
from portal.models import Place
from tests.factories import make_article, make_author, make_person, make_place, make_section, make_user

pytestmark = pytest.mark.django_db
HELD_FOR = 2.01


@pytest.fixture
def clock(monkeypatch):
    """`clock.now += seconds` moves the clock of what is remembered."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(memo, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def names():
    """One name of each kind; the tag is of one public story."""
    story = make_article(
        section=make_section("Wodociągi"), places=[make_place("Wola Górna")], authors=[make_author("Wanda Kret", "wk")], tags=["wolontariat"],
    )  # fmt: skip
    return SimpleNamespace(
        person=make_person("Wilhelmina", "Ostrężna"), other=make_person("Roman", "Szymura"), story=story, tag=Tag.objects.get()
    )  # fmt: skip


def leave_the_public(names):
    names.story.withdraw(make_user())
    search_index.refresh(names.story)


def rename(rows, **fields):
    """As another process does: the row alone, nothing in this process' memory."""
    rows.update(**fields)


# What was typed, what is offered before and after, and what happens in between.
CHANGES = {
    "a removed person": ("ostr", "Wilhelmina Ostrężna", None, lambda n: remove_person(n.person, by=make_user(), reason="Wniosek z 3 listopada.")),
    "a merged person": ("ostr", "Wilhelmina Ostrężna", None, lambda n: merge_people(n.person, n.other)),
    "a renamed person": ("wilh", "Wilhelmina Ostrężna", "Wilhelmina Lis", lambda n: rename(Person.objects.filter(pk=n.person.pk), last_name="Lis")),
    "a renamed place": ("wola", "Wola Górna", "Wola Dolna", lambda n: rename(Place.objects, name="Wola Dolna")),
    "a renamed section": ("wodoc", "Wodociągi", "Wodociągi miejskie", lambda n: rename(Section.objects, name="Wodociągi miejskie")),
    "a renamed author": ("wanda", "Wanda Kret", "Wanda Nowak", lambda n: rename(Author.objects, name="Wanda Nowak")),
    "a renamed tag": ("wolon", "wolontariat", "wolontariusze", lambda n: rename(Tag.objects, name="wolontariusze")),
    "a tag merged into another": ("wolon", "wolontariat", None, lambda n: merge_tags([n.tag], Tag.objects.create(name="pomoc"))),
    "the topic of a story that was withdrawn": ("wolon", "wolontariat", None, leave_the_public),
    "the topic of a story that came out": ("elek", None, "elektrownia", lambda n: make_article(tags=["elektrownia"])),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_search_box_offers_follows(names, clock, change):
    typed, before, after, happens = CHANGES[change]
    assert offered(typed) == [before] * bool(before)

    happens(names)
    clock.now += HELD_FOR

    assert offered(typed) == [after] * bool(after)


def offered(typed):
    return [named.text for named in suggest(typed)[0]]


def test_names_that_are_the_same_are_not_gathered_again(names, clock, django_assert_num_queries):
    kept = directory()
    clock.now += HELD_FOR

    # Whether they are the same: one row for all people, the rows of the few other names.
    with django_assert_num_queries(5) as asked:
        assert directory() is kept
    assert not any("people_person" in query["sql"] for query in asked.captured_queries)
    with django_assert_num_queries(0):
        directory()


def test_the_register_follows(client, names, clock):
    Office.objects.create(person=names.person, title="sołtys", place=Place.objects.get(), starts=date(2020, 1, 1))
    page = client.get("/ludzie/").content.decode()
    assert "#litera-o" in page and "/ludzie/miejscowosci/wola-gorna/" in page

    remove_person(names.person, by=make_user(), reason="Wniosek z 3 listopada.")
    clock.now += HELD_FOR

    page = client.get("/ludzie/").content.decode()
    assert "#litera-o" not in page and "/ludzie/miejscowosci/" not in page


def test_what_results_are_narrowed_by_follows(client, names, clock):
    client.get("/szukaj/?q=most")
    Section.objects.update(name="Wodociągi miejskie")
    clock.now += HELD_FOR

    assert "Wodociągi miejskie" in client.get("/szukaj/?q=most").content.decode()


def test_whether_comments_are_taken_follows(client, names, clock):
    from comments.models import CommentRules

    address = f"/artykuly/{names.story.pk}/komentarze/"
    write = f"/artykuly/{names.story.pk}/komentarze/formularz/"
    assert write in client.get(address).content.decode()

    rules = CommentRules.load()
    rules.are_open = False
    rules.save()
    clock.now += HELD_FOR

    assert write not in client.get(address).content.decode()

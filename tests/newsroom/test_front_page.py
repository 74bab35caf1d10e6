"""The front page: what the editor chose, then the newest, nothing twice where readers look first, and quiet days."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTally, HourlyReads, Section
from newsroom.front import compose, composed
from newsroom.furniture import furniture
from newsroom.models import FrontPageSlot
from tests.factories import make_article, make_author, make_photo, make_place, make_section
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def titles(stories):
    return [story.title for story in stories]


def test_without_an_editor_the_newest_stand_on_top(client):
    for n in range(6):
        make_article(f"Tekst {n}", days_ago=n)

    front = compose()

    assert front.lead.title == "Tekst 0"
    assert titles(front.seconds) == ["Tekst 1", "Tekst 2", "Tekst 3"]


def test_the_editors_choice_stands_in_its_place_and_the_newest_fill_the_others(client):
    stories = [make_article(f"Tekst {n}", days_ago=n) for n in range(6)]
    FrontPageSlot.objects.create(slot=FrontPageSlot.Slot.LEAD, article=stories[4])
    FrontPageSlot.objects.create(slot=FrontPageSlot.Slot.THIRD, article=stories[0])

    front = compose()

    assert titles([front.lead, *front.seconds]) == ["Tekst 4", "Tekst 1", "Tekst 0", "Tekst 2"]


def test_a_choice_counts_only_while_it_lasts_and_while_its_story_is_public(client):
    newest = make_article("Nowy", days_ago=1)
    for slot, fields in enumerate([{}, {"status": "scheduled"}, {"status": "withdrawn"}], start=1):
        until = timezone.now() - timedelta(minutes=1) if not fields else None
        FrontPageSlot.objects.create(slot=slot, article=make_article("Inny", days_ago=9, **fields), until=until)

    front = compose()

    assert front.lead == newest
    assert titles(front.seconds) == ["Inny"]  # the one whose time as lead has passed, now by its date


def test_one_story_in_two_places_stands_once(client):
    story, other = make_article("Ten", days_ago=3), make_article("Tamten")
    for slot in (FrontPageSlot.Slot.LEAD, FrontPageSlot.Slot.SECOND):
        FrontPageSlot.objects.create(slot=slot, article=story)

    front = compose()

    assert titles([front.lead, *front.seconds]) == [story.title, other.title]


def test_no_story_stands_twice_in_the_upper_part(client):
    for n in range(30):
        make_article(f"Tekst {n}", days_ago=n / 10, is_urgent=n == 1)

    page = Page(client.get("/"))

    upper = page.main.xpath(".//div[contains(@class,'upper')] | .//section[contains(@class,'second')]")
    addresses = [address for part in upper for address in part.xpath(".//a[starts-with(@href,'/artykuly/')]/@href")]
    assert len(addresses) == len(set(addresses)) == 1 + 12 + 3
    assert not page.tree.xpath("//aside[@class='urgent']"), "the urgent story stands below already"


def test_sections_show_one_strong_story_and_headlines_and_none_of_the_upper_part(client):
    sport, kultura = make_section("Sport", position=1), make_section("Kultura", position=2)
    for n in range(9):
        make_article(f"Sport {n}", section=sport, days_ago=n)
    make_article("Kultura 0", section=kultura, days_ago=100)
    make_section("Pusty", position=3)

    front = compose()

    assert [(block.of.name, titles(block.stories)) for block in front.sections] == [
        ("Sport", ["Sport 4", "Sport 5", "Sport 6", "Sport 7"]),
        ("Kultura", ["Kultura 0"]),
    ]


def test_advertising_comes_to_the_top_only_by_an_editors_hand_and_always_labelled(client):
    advert = make_article("Tanie panele", kind=Article.Kind.SPONSORED, sponsor="Panele")
    news = make_article("Wiadomość", days_ago=5)
    assert compose().lead == news

    FrontPageSlot.objects.create(slot=FrontPageSlot.Slot.LEAD, article=advert)
    page = Page(client.get("/"))

    assert page.text_of("div", "lead-story").startswith(str(Article.Kind.SPONSORED.label))


def test_nothing_unpublished_stands_anywhere_on_the_page(client):
    make_article("Jawny", days_ago=2)
    for status in ("draft", "submitted", "returned", "ready", "scheduled", "withdrawn"):
        hidden = make_article(f"Tajny {status}", status=status, is_urgent=True, places=[make_place()])
        ArticleTally.objects.create(article=hidden, comments=99)
        HourlyReads.objects.create(article=hidden, hour=timezone.now(), reads=99)

    html = client.get("/").content.decode()

    assert "Jawny" in html
    assert "Tajny" not in html


def test_an_empty_portal_says_that_its_first_issue_is_being_made(client):
    assert _("The first issue is being made") in Page(client.get("/")).text


def test_a_quiet_day_without_photos_is_set_in_words(client):
    make_article("Jeden", days_ago=1)
    make_article("Drugi", days_ago=2)
    quiet = Page(client.get("/"))
    Article.objects.update(photo=make_photo())
    composed.forget()
    busy = Page(client.get("/"))

    assert "quiet" in quiet.main.get("class")
    assert "quiet" not in busy.main.get("class")


def test_the_front_page_asks_eight_queries_at_most_and_no_more_with_ten_times_the_content(client):
    def ask():
        furniture.forget(), composed.forget()
        furniture()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    photo = make_photo()
    for n in range(5):
        make_article(f"Tekst {n}", days_ago=n, photo=photo)
    few = ask()
    for n in range(50):
        make_article(
            f"Nowy {n}", days_ago=n / 10, photo=photo, section=make_section(f"Dział {n % 9}"),
            places=[make_place(f"Miejsce {n % 9}"), make_place()], authors=[make_author(f"A {n}", f"a{n}")],
        )  # fmt: skip

    assert Section.objects.count() == 10
    assert few == ask() <= 8

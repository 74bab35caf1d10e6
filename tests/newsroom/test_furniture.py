"""What stands around every page: date, name-days, navigation, urgent news, most read and commented, imprint."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import ArticleTally, HourlyReads
from newsroom.furniture import furniture
from polish.dates import long_date
from polish.namedays import name_days
from portal.models import Imprint, Place
from tests.factories import make_article, make_place, make_section
from tests.pages import Page

pytestmark = pytest.mark.django_db


def titles(lines):
    return [line.title for line in lines]


def test_the_masthead_has_the_day_in_words_and_the_name_days(client):
    today = timezone.localdate()

    header = Page(client.get("/")).text_of("header", "masthead")

    assert long_date(today) in header
    assert f"{_('name-days:')} {', '.join(name_days(today))}" in header
    assert "RSS" in header


def test_the_navigation_has_every_section_and_the_places_meant_for_it(client):
    make_section("Sport", position=2), make_section("Kultura", position=1)
    make_place("Lipowiec"), Place.objects.create(name="Przysiółek", in_navigation=False)

    page = Page(client.get("/dzialy/sport/"))

    links = page.tree.xpath("//nav[@class='nav']//a")
    assert [link.text for link in links] == ["Kultura", "Sport", "Lipowiec"]
    assert [link.text for link in links if link.get("aria-current") == "page"] == ["Sport"]


def test_urgent_news_stands_on_every_page_for_six_hours_but_not_on_its_own(client):
    old = make_article("Dawne", is_urgent=True, published_at=timezone.now() - timedelta(hours=6, seconds=1))
    assert furniture().urgent is None
    furniture.forget()
    fresh = make_article("Świeże", is_urgent=True, published_at=timezone.now() - timedelta(hours=5, minutes=59))

    assert "Świeże" in Page(client.get("/ludzie/")).text_of("aside", "urgent")
    assert Page(client.get(old.get_absolute_url())).text_of("aside", "urgent")
    assert not Page(client.get(fresh.get_absolute_url())).text_of("aside", "urgent")


def test_most_read_counts_the_last_day_only():
    now = timezone.now()
    for title, hours, reads in [("Trzeci", 1, 5), ("Pierwszy", 2, 30), ("Drugi", 3, 20), ("Wczorajszy", 25, 900)]:
        HourlyReads.objects.create(article=make_article(title), hour=now - timedelta(hours=hours), reads=reads)
    HourlyReads.objects.create(article=make_article("Czwarty"), hour=now - timedelta(hours=5), reads=4)

    assert titles(furniture().most_read) == ["Pierwszy", "Drugi", "Trzeci", "Czwarty"]


def test_most_commented_is_of_the_last_days_and_never_of_silent_stories(client):
    for title, days, comments in [("Cichy", 1, 0), ("Głośny", 2, 22), ("Najgłośniejszy", 3, 143), ("Dawny", 60, 999)]:
        ArticleTally.objects.create(article=make_article(title, days_ago=days), comments=comments)

    assert titles(furniture().most_commented) == ["Najgłośniejszy", "Głośny"]
    assert f"22 {ngettext('comment', 'comments', 22)} Głośny" in Page(client.get("/")).text


def test_the_footer_says_who_answers_for_the_portal(client):
    Imprint.objects.create(pk=1, portal_name="Kurier", publisher="Spółdzielnia", editor_in_chief="Ewa Malicka")

    footer = Page(client.get("/")).text_of("footer", "footer")

    for words in ("Kurier", "Spółdzielnia", "Ewa Malicka"):
        assert words in footer


def test_the_furniture_costs_nothing_while_it_is_remembered(django_assert_num_queries):
    make_article()
    furniture()

    with django_assert_num_queries(0):
        furniture()

"""Every list of stories: what is in it, how it is paged, what it says when empty, and what it never shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTally, Mention
from newsroom.furniture import furniture
from tests.factories import make_article, make_author, make_person, make_photo, make_place, make_section
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

NOW = timezone.localtime()
LISTS = [
    "/dzialy/samorzad/",
    "/miejscowosci/krzemionow/",
    "/miejscowosci/krzemionow/samorzad/",
    "/tagi/most/",
    "/autorzy/sabina-kalisz/",
    "/archiwum/{:%Y/%m}/",
    "/archiwum/{:%Y/%m/%d}/",
    "/ludzie/1-halina-ostrezna/",
]


@pytest.fixture
def person():
    make_section(), make_place(), make_author()
    return make_person(pk=1)


@pytest.fixture
def today():
    """A moment some seconds ago, on which day and month every story of these tests is published."""
    return timezone.localtime() - timedelta(seconds=30)


def at(pattern, moment):
    return pattern.format(moment)


def add(person, moment, title="Tekst", **fields):
    return make_article(title, published_at=moment, people=[person], tags=["most"], **fields)


@pytest.mark.parametrize("pattern", LISTS)
def test_a_list_shows_its_stories_newest_first(client, person, today, pattern):
    older = add(person, today - timedelta(microseconds=2), "Starszy")
    newer = add(person, today, "Nowszy")

    page = Page(client.get(at(pattern, today)))

    own = [address for address in page.headlines() if address in {older.get_absolute_url(), newer.get_absolute_url()}]
    assert own[:2] == [newer.get_absolute_url(), older.get_absolute_url()]


@pytest.mark.parametrize("pattern", LISTS)
def test_nothing_that_is_not_public_shows_in_a_list(client, person, today, pattern):
    add(person, today, "Jawny")
    for status in ("draft", "submitted", "returned", "ready", "withdrawn"):
        add(person, None, f"Tajny {status}", status=status)
    add(person, timezone.now() + timedelta(minutes=5), "Tajny zaplanowany", status="scheduled")

    html = client.get(at(pattern, today)).content.decode()

    assert "Jawny" in html
    assert "Tajny" not in html


@pytest.mark.parametrize("pattern", LISTS)
def test_pages_of_a_list_hold_every_story_once(client, person, today, pattern):
    # Three share a moment across the edge of a page: the key decides.
    stories = [add(person, today - timedelta(microseconds=n // 3), f"Tekst {n}") for n in range(45)]
    address, seen, sizes = at(pattern, today), [], []
    while address:
        page = Page(client.get(address))
        rows = [
            row.xpath(".//*[self::h3 or self::h4]//a/@href")[0] for row in page.main.xpath(".//ol[@class='rows']/li")
        ]
        seen, sizes = seen + rows, [*sizes, len(rows)]
        following = page.main.xpath(".//a[@rel='next' and starts-with(@href, '?przed=')]/@href")
        address = at(pattern, today) + following[0] if following else ""

    assert sizes == [20, 20, 5]
    assert sorted(seen) == sorted(story.get_absolute_url() for story in stories)


@pytest.mark.parametrize("pattern", [*LISTS, "/ludzie/"])
@pytest.mark.parametrize(
    "cursor", ["x", "-1", "1", "1-", "-", "1-2-3", "9" * 17 + "-1", "1-" + "9" * 20, "٣-٣", "1%00-1", "' OR 1=1", "%ff"]
)
def test_a_cursor_of_nonsense_answers_404_or_400_and_never_breaks(client, person, today, pattern, cursor):
    add(person, today)

    status = client.get(f"{at(pattern, today)}?przed={cursor}").status_code

    harmless = {200} if cursor in {"9" * 17 + "-1", "1"} else set()
    assert status in {404, 400} | harmless


@pytest.mark.parametrize("pattern", [pattern for pattern in LISTS if "tagi" not in pattern])
def test_an_empty_list_says_so(client, person, today, pattern):
    page = Page(client.get(at(pattern, today)))

    assert len(page.text_of("div", "empty")) > 10
    assert not page.main.xpath(".//nav[@class='pager']")


def test_a_place_without_a_story_asks_for_one(client, person):
    page = Page(client.get("/miejscowosci/krzemionow/"))

    assert _("We have not written about this place yet.") in page.text
    assert page.links()[_("Tell us what is going on")] == "/napisz-do-nas/"


def test_a_topic_of_unpublished_stories_only_does_not_exist(client, person):
    add(person, None, status="draft")

    assert client.get("/tagi/most/").status_code == 404


@pytest.mark.parametrize("pattern", LISTS)
def test_a_list_asks_five_queries_at_most_and_no_more_with_ten_times_the_content(client, person, today, pattern):
    photo = make_photo()
    add(person, today, photo=photo)
    few = queries(client, at(pattern, today))
    for n in range(10):
        other = add(person, today - timedelta(microseconds=n), authors=[make_author(), make_author(f"A {n}", f"a{n}")])
        other.photo = photo
        other.save()
        ArticleTally.objects.create(article=other, comments=n)
        other.places.add(make_place(f"Miejsce {n}"))
        person.offices.create(title=f"urząd {n}", starts=today.date())
        person.sources.create(label=f"źródło {n}")
    many = queries(client, at(pattern, today))

    # A profile asks for what stands around the person as well.
    assert few == many <= (7 if pattern.startswith("/ludzie/") else 5)


def queries(client, address):
    furniture()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/dzialy/nie-ma/",
        "/miejscowosci/nie-ma/",
        "/miejscowosci/krzemionow/nie-ma/",
        "/tagi/nie-ma/",
        "/autorzy/nie-ma/",
        "/ludzie/999-nie-ma/",
        "/ludzie/99999999999999999999-nie-ma/",
        "/archiwum/2024/13/",
        "/archiwum/2024/00/",
        "/archiwum/2024/02/30/",
        "/archiwum/0000/01/",
        "/archiwum/0001/01/01/",
        "/archiwum/9999/12/31/",
        "/archiwum/2024/5/",
    ],
)
def test_lists_that_cannot_be_do_not_exist(client, person, address):
    assert client.get(address).status_code == 404


def test_a_day_begins_at_midnight_of_the_portals_own_time(client, person):
    before = timezone.make_aware(timezone.datetime(2024, 5, 21, 23, 59, 59))
    add(person, before, "Przed północą")
    add(person, before + timedelta(seconds=1), "O północy")

    day = Page(client.get("/archiwum/2024/05/22/")).text_of("ol", "rows")

    assert "O północy" in day
    assert "Przed północą" not in day


def test_the_archive_leads_to_its_neighbours_but_not_into_the_future(client, person):
    past = Page(client.get("/archiwum/2024/05/22/")).links().values()
    now = Page(client.get(f"/archiwum/{timezone.localtime():%Y/%m}/")).main.xpath(".//nav[@class='facet-row']//a")

    assert {"/archiwum/2024/05/21/", "/archiwum/2024/05/23/", "/archiwum/2024/05/"} <= set(past)
    assert [link.get("rel") for link in now] == ["prev"]


def test_sponsored_material_carries_its_label_in_lists_too(client, person, today):
    add(person, today, "Tanie panele", kind=Article.Kind.SPONSORED, sponsor="Panele")

    page = Page(client.get("/dzialy/samorzad/"))

    page.has_in_order(str(Article.Kind.SPONSORED.label), "Tanie panele")


def test_a_profile_shows_only_accepted_mentions(client, person, today):
    add(person, today, "Przyjęty")
    for state in (Mention.State.SUGGESTED, Mention.State.REFUSED):
        Mention.objects.create(article=make_article(f"Tekst {state}", published_at=today), person=person, state=state)

    rows = Page(client.get("/ludzie/1-halina-ostrezna/")).text_of("ol", "rows")

    assert "Przyjęty" in rows
    assert "Tekst" not in rows

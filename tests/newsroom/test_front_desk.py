"""The front desk: what waits for whom, at a bounded cost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, HourlyReads
from common import memo
from portal.models import Imprint, NameDay
from tests.factories import make_article, make_author, make_photo, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
Status = Article.Status


@pytest.fixture(autouse=True)
def roles():
    call_command("roles", verbosity=0)


def tray(client, key):
    context = client.get("/admin/").context
    return next((each for each in [*context["main_trays"], *context["side_trays"]] if each.key == key), None)


def titles(client, key):
    return [row.title for row in tray(client, key).rows]


def test_an_editor_finds_what_was_handed_in_and_what_is_out_unread(client):
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    make_article("Oddany", status=Status.SUBMITTED)
    make_article("Na dyżurze", needs_reading=True)
    make_article("Cudzy szkic", status=Status.DRAFT)

    assert sorted(titles(client, "waiting")) == ["Na dyżurze", "Oddany"]


def test_a_journalist_finds_what_was_sent_back_with_the_editors_word(client):
    jan = make_user("jan", groups=["Dziennikarz"])
    sabina = make_user("sabina", first_name="Sabina", last_name="Kalisz")
    client.force_login(jan)
    mine = make_article("Mój", status=Status.SUBMITTED, created_by=jan)
    mine.send_back(sabina, "Sprawdź kwotę.")
    make_article("Cudzy", status=Status.RETURNED)

    row = tray(client, "waiting").rows[0]
    assert titles(client, "waiting") == ["Mój"]
    assert row.note == "Sabina Kalisz: „Sprawdź kwotę.”"


def test_a_signed_story_counts_as_ones_own(client):
    jan = make_user("jan", groups=["Dziennikarz"])
    client.force_login(jan)
    make_article("Podpisany", status=Status.DRAFT, authors=[make_author(user=jan)])
    make_article("Zaczęty", status=Status.READY, created_by=jan)
    make_article("Wyszedł", created_by=jan)

    assert sorted(titles(client, "mine")) == ["Podpisany", "Zaczęty"]


def test_scheduled_stories_stand_in_the_order_of_their_coming(client):
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    now = timezone.now()
    make_article("Później", status=Status.SCHEDULED, published_at=now + timedelta(hours=5))
    make_article("Wcześniej", status=Status.SCHEDULED, published_at=now + timedelta(hours=1))

    assert titles(client, "scheduled") == ["Wcześniej", "Później"]


def test_most_read_counts_this_hour_and_the_one_before(client):
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    little, much, old = make_article("Mało"), make_article("Dużo"), make_article("Dawniej")
    HourlyReads.objects.create(article=little, hour=hour, reads=5)
    HourlyReads.objects.create(article=much, hour=hour, reads=4)
    HourlyReads.objects.create(article=much, hour=hour - timedelta(hours=1), reads=4)
    HourlyReads.objects.create(article=old, hour=hour - timedelta(hours=9), reads=900)

    assert titles(client, "read") == ["Dużo", "Mało"]


def test_photos_without_a_credit_are_shown_to_who_sent_them(client):
    jan = make_user("jan", groups=["Dziennikarz"])
    client.force_login(jan)
    make_photo(credit="", caption="Moje", uploaded_by=jan)
    make_photo(credit="", caption="Cudze")

    assert titles(client, "photos") == ["Moje"]


def test_the_editor_in_chief_is_reminded_of_the_imprint_until_it_is_filled_in(client):
    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    assert any("stop" in row.title or "imprint" in row.title for row in tray(client, "fill-in").rows)

    imprint = Imprint.load()
    for name in Imprint.EXPECTED:
        setattr(imprint, name, "redakcja@kurier.example")
    imprint.save()
    make_article()

    assert tray(client, "fill-in") is None


def test_a_journalist_is_not_asked_to_fill_in_the_imprint(client):
    client.force_login(make_user("jan", groups=["Dziennikarz"]))

    assert tray(client, "fill-in") is None


def test_an_account_without_a_role_is_told_so(client):
    client.force_login(make_user("nowy"))

    answer = client.get("/admin/")

    assert answer.status_code == 200
    assert not answer.context["main_trays"]


@pytest.mark.parametrize("role", ["Dziennikarz", "Redaktor prowadzący", "Redaktor naczelny"])
def test_ten_times_the_content_asks_no_more_queries(client, role):
    user = make_user("kto", groups=[role])
    client.force_login(user)

    def fill(n):
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        for number in range(n):
            for status in Status.values:
                article = make_article(f"{status} {number}", status=status, created_by=user)
                HourlyReads.objects.create(article=article, hour=hour, reads=number)
            make_photo(credit="", uploaded_by=user)

    fill(1)
    memo.forget_everything()
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/")
    fill(10)
    memo.forget_everything()
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/")

    # A full tray counts how much more there is: one query.
    assert len(many) <= len(few) + 1
    assert len(many) <= 40


def test_the_front_desk_has_the_newsrooms_own_name_days(client):
    today = timezone.localdate()
    NameDay.objects.create(day=today.day, month=today.month, names="Gaudencji, Radosza")
    client.force_login(make_user("jan", groups=["Dziennikarz"]))

    assert "Gaudencji, Radosza" in client.get("/admin/").content.decode()


def test_the_front_desk_is_never_stored(client):
    client.force_login(make_user("jan", groups=["Dziennikarz"]))

    assert "no-store" in client.get("/admin/").headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "most", "100%", "\x00", "'; drop", "ą" * 500, "_"])
def test_any_question_to_the_search_gets_an_answer(client, query):
    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    make_article("Most na Olzie")
    make_photo(caption="Most nocą")

    assert client.get("/admin/szukaj/", {"q": query}).status_code in {200, 400}


def test_the_search_finds_stories_people_and_photos(client):
    from tests.factories import make_person

    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    make_article("Most na Olzie")
    make_photo(caption="Most nocą")
    make_person("Jan", "Mostowy")

    found = {
        each.key: [row.title for row in each.rows] for each in client.get("/admin/szukaj/?q=most").context["trays"]
    }

    assert found == {"stories": ["Most na Olzie"], "people": ["Jan Mostowy"], "photos": ["Most nocą"]}


@pytest.mark.parametrize("query", ["Łucji Żakowej", "zakowa", "ŁUCJA", "łucja żak"])
def test_the_search_finds_people_in_any_case_of_grammar_and_of_letters(client, query):
    from tests.factories import make_person

    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    make_person("Łucja", "Żakowa")
    make_person("Łucjan", "Żuk")

    found = {
        each.key: [row.title for row in each.rows]
        for each in client.get("/admin/szukaj/", {"q": query}).context["trays"]
    }

    assert "Łucja Żakowa" in found["people"]


def test_the_search_finds_photos_whatever_the_letters_case(client):
    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))
    make_photo(caption="Święto Żab nad Olzą")

    trays = client.get("/admin/szukaj/", {"q": "święto żab"}).context["trays"]

    assert [row.title for each in trays for row in each.rows] == ["Święto Żab nad Olzą"]

"""The list of stories on the desk: filters that remember, and bulk moves that can be undone."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from tests.factories import make_article, make_author, make_photo, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
LIST = "/admin/articles/article/"
Status = Article.Status


@pytest.fixture
def editor(client):
    call_command("roles", verbosity=0)
    user = make_user("sabina", groups=["Redaktor prowadzący"])
    client.force_login(user)
    return user


def act(client, name, *articles):
    return client.post(
        LIST, {"action": name, "_selected_action": [article.pk for article in articles], "index": 0}, follow=True
    )


def undo(client, answer):
    page = answer.content.decode()
    address = re.search(r'action="([^"]*cofnij/)"', page)[1]
    return client.post(address, {"token": re.search(r'name="token" value="([^"]+)"', page)[1]}, follow=True)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def test_chosen_stories_are_published_and_the_press_can_be_undone(client, editor):
    one, two = make_article("Jeden", status=Status.READY), make_article("Dwa", status=Status.SUBMITTED)

    answer = act(client, "publish_chosen", one, two)
    assert fresh(one).is_published and fresh(two).is_published
    undo(client, answer)

    assert fresh(one).status == fresh(two).status == Status.WITHDRAWN


def test_a_story_that_lacks_something_stays_and_the_reason_is_told(client, editor):
    article = make_article("Bez leadu", status=Status.READY, lead="")

    answer = act(client, "publish_chosen", article)

    assert not fresh(article).is_published
    assert "Bez leadu" in str(next(iter(answer.context["messages"])))


def test_withdrawing_is_undone_with_the_first_date_kept(client, editor):
    article = make_article(days_ago=3)

    answer = act(client, "withdraw_chosen", article)
    assert fresh(article).status == Status.WITHDRAWN
    undo(client, answer)

    assert fresh(article).is_published
    assert fresh(article).published_at == article.published_at


def test_a_scheduled_story_goes_back_to_its_moment(client, editor):
    article = make_article(status=Status.SCHEDULED, published_at=timezone.now() + timedelta(days=2))

    answer = act(client, "withdraw_chosen", article)
    assert fresh(article).status == Status.READY
    undo(client, answer)

    assert fresh(article).status == Status.SCHEDULED
    assert fresh(article).published_at == article.published_at


@pytest.mark.parametrize("before", [Status.SUBMITTED, Status.READY])
def test_sending_back_is_undone(client, editor, before):
    article = make_article(status=before)

    answer = act(client, "send_back_chosen", article)
    assert fresh(article).status == Status.RETURNED
    undo(client, answer)

    assert fresh(article).status == before


def test_what_was_changed_meanwhile_is_left_alone(client, editor):
    article = make_article(status=Status.SUBMITTED)
    answer = act(client, "send_back_chosen", article)
    fresh(article).mark_ready(editor)

    undo(client, answer)

    assert fresh(article).status == Status.READY


def test_somebody_elses_note_undoes_nothing(client, editor):
    article = make_article()
    answer = act(client, "withdraw_chosen", article)
    client.force_login(make_user("ewa", groups=["Redaktor naczelny"]))

    undo(client, answer)

    assert fresh(article).status == Status.WITHDRAWN


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00"])
def test_a_forged_note_is_refused_in_words(client, editor, token):
    answer = client.post(f"{LIST}cofnij/", {"token": token}, follow=True)

    assert answer.status_code == 200
    assert list(answer.context["messages"])


def test_undo_only_listens_to_post(client, editor):
    assert client.get(f"{LIST}cofnij/").status_code == 405


def test_a_journalist_has_no_bulk_moves_and_cannot_forge_one(client):
    call_command("roles", verbosity=0)
    jan = make_user("jan", groups=["Dziennikarz"])
    client.force_login(jan)
    article = make_article(status=Status.DRAFT, created_by=jan)

    for name in ("publish_chosen", "withdraw_chosen", "send_back_chosen", "delete_selected"):
        act(client, name, article)

    assert fresh(article).status == Status.DRAFT


def test_filters_are_remembered_until_they_are_cleared(client, editor):
    make_article("Szkic", status=Status.DRAFT)
    make_article("Na stronie")

    client.get(LIST, {"status__exact": "draft", "q": "szkic"})
    answer = client.get(LIST, follow=True)
    assert [each.title for each in answer.context["cl"].result_list] == ["Szkic"]
    answer = client.get(LIST, {"wszystkie": "1"}, follow=True)

    assert len(answer.context["cl"].result_list) == 2
    assert len(client.get(LIST, follow=True).context["cl"].result_list) == 2


def test_a_scheduled_story_whose_moment_has_come_counts_as_published(client, editor):
    make_article("Przyszedł czas", status=Status.SCHEDULED, published_at=timezone.now() - timedelta(minutes=1))

    published = client.get(LIST, {"status__exact": "published"}).context["cl"].result_list
    scheduled = client.get(LIST, {"status__exact": "scheduled"}).context["cl"].result_list

    assert len(published) == 1 and not len(scheduled)


@pytest.mark.parametrize(
    "query",
    [
        {"status__exact": "nonsens"}, {"dzial": "x"}, {"dzial": "9" * 30}, {"miejscowosc": "٣"}, {"autor": "-1"}, {"od": "nigdy"},
        {"q": "most 100% _"}, {"q": "\x00"}, {"p": "x"}, {"p": "99999999"}, {"o": "9.-9"}, {"nie_ma_takiego": "1"}, {"mine": "no"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_never_breaks_the_list(client, editor, query):
    make_article()

    assert client.get(LIST, query, follow=True).status_code in {200, 400}


def test_every_filter_narrows_the_list(client, editor):
    from tests.factories import make_author, make_place, make_section

    wanted = make_article(
        "Ten",
        section=make_section("Sport"),
        places=[make_place("Dębowiany")],
        authors=[make_author("Jan Korbiel", "kor")],
    )
    make_article("Inny")
    queries = [
        {"dzial": wanted.section_id}, {"miejscowosc": wanted.places.first().pk}, {"autor": wanted.bylines.first().author_id},
        {"q": "korbiel"}, {"q": "ten"},
    ]  # fmt: skip
    for query in queries:
        assert [each.title for each in client.get(LIST, query).context["cl"].result_list] == ["Ten"], query


@pytest.mark.parametrize("query", ["łukasz", "ŁUKASZ ŚLIWA", "sliwa"])
def test_stories_are_found_by_who_signed_them_whatever_the_letters_case(client, editor, query):
    make_article("Podpisany", authors=[make_author("Łukasz Śliwa")])
    make_article("Obcy")

    page = client.get("/admin/articles/article/", {"q": query})

    assert [story.title for story in page.context["cl"].result_list] == ["Podpisany"]


def test_ten_times_the_stories_ask_no_more_queries(client, editor):
    make_article(photo=make_photo())
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(12):
        make_article(f"Tekst {number}", photo=make_photo())
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(one)

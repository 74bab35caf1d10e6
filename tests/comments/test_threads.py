"""The conversation: complete, in order, the same for everyone, and no dearer with more comments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import threads
from comments.models import Comment, Reaction
from tests.factories import make_article, make_comment, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def numbers(page):
    return [branch.comment.pk for branch in page.branches]


def whole(article, order):
    """Every first comment, page after page."""
    found, cursor = [], ""
    while True:
        page = threads.thread(article.pk, order, cursor)
        found += numbers(page)
        if not page.next_cursor:
            return found
        cursor = page.next_cursor


@pytest.mark.parametrize("order", threads.ORDERS)
def test_pages_show_every_comment_once_in_their_order(order):
    article = make_article()
    comments = [make_comment(article, f"Głos numer {n}.") for n in range(45)]
    for n, comment in enumerate(comments):
        Comment.objects.filter(pk=comment.pk).update(support=n % 4)
    expected = {
        threads.OLDEST: sorted(c.pk for c in comments),
        threads.NEWEST: sorted((c.pk for c in comments), reverse=True),
        threads.SUPPORTED: [c.pk for c in sorted(comments, key=lambda c: (-(comments.index(c) % 4), -c.pk))],
    }

    assert whole(article, order) == expected[order]


@pytest.mark.parametrize(
    "query", ["od=x", "od=-1", "od=99999999999999999999", "kolejnosc=losowo", "kolejnosc=popierane&od=5", "od=٣"]
)
def test_nonsense_in_the_address_is_not_there(client, query):
    article = make_article()

    assert client.get(f"/artykuly/{article.pk}/komentarze/?{query}").status_code == 404


def test_only_visible_comments_are_shown(client):
    article = make_article()
    for state in Comment.State.values:
        make_comment(article, f"Treść w stanie {state}.", nick=f"Autor-{state}", state=state)

    html = client.get(f"/artykuly/{article.pk}/komentarze/").content.decode()

    assert "Treść w stanie visible." in html
    for state in ("held", "rejected", "hidden", "deleted"):
        assert f"stanie {state}" not in html
        assert f"Autor-{state}" not in html


@pytest.mark.parametrize("state", ["rejected", "hidden", "deleted"])
def test_where_somebody_answered_a_mark_stays_without_text_or_nick(client, state):
    from django.db import transaction

    from comments.transitions import locked, place

    article = make_article()
    first = make_comment(article, "Tekst do usunięcia.", nick="Znikający")
    make_comment(parent=first, body="Odpowiedź zostaje.", nick="Anna")
    with transaction.atomic():
        comment = locked(first.pk)
        if state == "deleted":
            comment.body = comment.nick = comment.nick_key = ""
        place(comment, state, save=["body", "nick", "nick_key"])

    for address in (f"/artykuly/{article.pk}/komentarze/", f"/komentarze/{first.pk}/"):
        html = client.get(address).content.decode()
        assert "Odpowiedź zostaje." in html
        assert "Tekst do usunięcia." not in html
        assert "Znikający" not in html


def test_a_mark_goes_when_its_last_reply_goes():
    from comments.services import delete_comment

    first = make_comment()
    reply = make_comment(parent=first, nick="Anna")
    delete_comment(first)
    assert Comment.objects.get(pk=first.pk).shown_as == Comment.ShownAs.ROOT

    delete_comment(reply)

    assert Comment.objects.get(pk=first.pk).shown_as == Comment.ShownAs.NOWHERE


def test_a_long_thread_is_cut_and_continued_at_its_own_address(client):
    article = make_article()
    first = make_comment(article)
    replies = [make_comment(parent=first, body=f"Odpowiedź {n}.", nick=f"N{n}") for n in range(50)]

    page = threads.thread(article.pk)
    assert [reply.pk for reply in page.branches[0].replies] == [reply.pk for reply in replies[:5]]
    assert page.branches[0].more == 45

    own = client.get(f"/komentarze/{first.pk}/").content.decode()
    assert "Odpowiedź 39." in own
    last = client.get(f"/komentarze/{replies[-1].pk}/").content.decode()
    assert "Odpowiedź 49." in last


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_more_comments_ask_no_more_queries(client):
    article = make_article()
    first = make_comment(article)
    make_comment(parent=first)
    address = f"/artykuly/{article.pk}/komentarze/"
    few = queries(client, address)
    for n in range(30):
        root = make_comment(article, f"Głos {n}.", nick=f"N{n}")
        for m in range(7):
            make_comment(parent=root, body=f"Odpowiedź {m}.", nick=f"M{m}")

    assert queries(client, address) == few <= 5
    assert queries(client, f"/komentarze/{first.pk}/") <= 5


def test_a_thread_is_the_same_for_everyone_and_answers_304(client):
    article = make_article()
    comment = make_comment(article)
    for address in (
        f"/artykuly/{article.pk}/komentarze/",
        f"/komentarze/{comment.pk}/",
        f"/artykuly/{article.pk}/komentarze/ile/",
    ):
        first = client.get(address)
        assert first["Cache-Control"].startswith("public")
        assert "Cookie" not in first.get("Vary", "")
        assert not first.cookies
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_new_comments_are_announced_by_their_number(client):
    article = make_article()
    make_comment(article)

    assert client.get(f"/artykuly/{article.pk}/komentarze/ile/").json() == {"comments": 1}


def test_the_number_is_said_in_good_polish(client):
    article = make_article()
    words = {1: "1 komentarz", 2: "2 komentarze", 5: "5 komentarzy"}
    for n in range(1, 6):
        make_comment(article, nick=f"N{n}")
        if n in words:
            assert words[n] in client.get(article.get_absolute_url()).content.decode()


def test_two_people_of_one_nick_have_different_faces():
    one, other = make_token("pierwsza Anna"), make_token("druga Anna")

    assert threads.face(one.pk) != threads.face(other.pk)
    assert threads.face(one.pk) == threads.face(one.pk)
    assert str(one.pk) not in threads.face(one.pk)[:1]


def test_comments_of_a_withdrawn_story_are_gone(client):
    from tests.factories import make_user

    article = make_article()
    comment = make_comment(article)
    article.withdraw(make_user("ewa"))

    assert client.get(f"/komentarze/{comment.pk}/").status_code == 404
    assert client.get(f"/artykuly/{article.pk}/komentarze/").status_code == 404


def test_recounting_changes_nothing_that_was_counted():
    from comments.transitions import recount

    article = make_article()
    first = make_comment(article)
    make_comment(parent=first, state="held")
    make_comment(parent=make_comment(parent=first))
    Reaction.objects.create(comment=first, token=make_token("x"))
    Comment.objects.filter(pk=first.pk).update(support=1)
    before = list(Comment.objects.order_by("pk").values_list("shown_as", "visible_replies", "support"))

    assert recount(article.pk) == 3
    assert list(Comment.objects.order_by("pk").values_list("shown_as", "visible_replies", "support")) == before


def conversations():
    """Stories whose conversations differ in what a page of them has to tell."""
    quiet = make_article("Nikt jeszcze nie odpowiedział")
    for number in range(3):
        make_comment(quiet, f"Głos {number}.", nick=f"N{number}")
    long = make_article("Długa odpowiedź")
    first, second = make_comment(long), make_comment(long, "Drugi głos.", nick="Drugi")
    for number in range(8):
        make_comment(parent=first, body=f"Odpowiedź {number}.", nick=f"M{number}")
    gone = make_comment(parent=second, body="Zniknie.", nick="Znikający")
    make_comment(parent=gone, body="Do tego, który znikł.", nick="Pytający")
    Comment.objects.filter(pk=gone.pk).update(state="rejected", shown_as=Comment.ShownAs.NOWHERE)
    marked = make_article("Ślady po usuniętych")
    for number in range(threads.ROOTS_A_PAGE + 2):
        root = make_comment(marked, f"Usunięty {number}.", nick=f"U{number}")
        Comment.objects.filter(pk=root.pk).update(state="rejected", visible_replies=1)
        make_comment(parent=root, body="Zostaje.", nick=f"Z{number}")
    return [quiet, long, marked, make_article("Bez słowa")]


def test_a_short_conversation_read_in_one_go_is_the_same_page():
    for article in conversations():
        assert threads.whole_thread(article.pk) == threads.thread(article.pk), article.title


def test_a_short_conversation_asks_one_query(django_assert_num_queries):
    _quiet, long, *_rest = conversations()
    with django_assert_num_queries(1):
        assert len(threads.whole_thread(long.pk).branches) == 2

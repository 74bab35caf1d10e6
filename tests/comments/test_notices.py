"""Notices of illegal content by the book: from anybody, with a number, a clock, a decision and letters."""

import json
import re

import pytest
from django.core import mail

from comments import letters, moderation, notices
from comments.models import Comment, CommentRules, Notice
from comments.transitions import WrongState
from common import memo
from tests.factories import make_article, make_comment, make_user

from .posting import form_token

pytestmark = pytest.mark.django_db
STATEMENT = "Komentarz pomawia mnie o przyjęcie pieniędzy, co jest nieprawdą (art. 212 k.k.)."


@pytest.fixture
def ewa():
    return make_user("ewa", permissions=["comments.decide_notice"])


def send(client, *comments, **fields):
    data = {
        "addresses": "\n".join(f"https://portal.example/komentarze/{c.pk}/" for c in comments),
        "statement": STATEMENT, "name": "Adam Przykładny", "email": "adam@example.org", "good_faith": "on",
        "form_token": form_token("", form="notice"),
    }  # fmt: skip
    return client.post("/komentarze/zgloszenie/", data | fields)


def test_anybody_sends_a_notice_and_gets_its_number(client):
    comment, other = make_comment(body="Wziął pieniądze."), make_comment(nick="Anna", body="Też brał.")

    answer = send(client, comment, other)

    notice = Notice.objects.get()
    assert re.fullmatch(r"\d{4}-\d{6}", notice.number)
    assert notice.items.count() == 2
    assert notice.number in client.get(answer.url).content.decode()
    letters.send_due()
    [letter] = mail.outbox
    assert letter.to == ["adam@example.org"]
    assert notice.number in letter.subject
    # Or anybody could have us write whatever they like to whomever they like.
    assert "pomawia" not in letter.body
    assert "Adam" not in letter.body
    assert not client.cookies.get("komentarze")


@pytest.mark.parametrize("missing", ["addresses", "statement", "name", "email", "good_faith"])
def test_what_the_law_asks_for_is_asked_for(client, missing):
    answer = send(client, make_comment(), **{missing: ""})

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Notice.objects.exists()


def test_about_abuse_of_children_no_name_is_needed(client):
    send(client, make_comment(), name="", email="", concerns_abuse_of_children="on")

    assert Notice.objects.get().email == ""


@pytest.mark.parametrize(
    "address",
    ["https://inny.example/komentarze/1/", "javascript:alert(1)", "/admin/", "komentarz", "//x/komentarze/1/"],
)
def test_addresses_elsewhere_are_not_ours(client, address):
    assert send(client, addresses=address).status_code == 422


@pytest.mark.parametrize("anchor", ["#komentarz-82", "#k", "#tytul"])
def test_a_story_with_an_anchor_of_no_comment_is_refused(client, anchor):
    answer = send(client, addresses=f"https://portal.example{make_article().get_absolute_url()}{anchor}")

    assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_of_a_story_no_decision_is_told_that_nobody_took(client, ewa):
    comment, story = make_comment(), make_article().get_absolute_url()
    address = send(client, addresses=f"https://portal.example/komentarze/{comment.pk}/\n{story}").url
    notices.decide_notice(Notice.objects.get().pk, ewa, remove={comment.pk}, reasons="Artykuł poprawiliśmy.")
    page = client.get(address).content.decode()
    assert "treść usunięta" in page
    assert "treść pozostaje" not in page

    address = send(client, addresses=story).url
    notices.decide_notice(Notice.objects.latest("pk").pk, ewa, remove=set(), reasons="Artykuł poprawiliśmy.")

    assert "treść pozostaje" not in client.get(address).content.decode()
    letters.send_due()
    assert "treść pozostaje" not in mail.outbox[-1].body


def test_a_line_of_words_is_told_of_whole(client):
    answer = send(client, addresses="nie wiem, gdzie to było http://evil.example/komentarze/1/")

    assert answer.status_code == 422
    assert "nie wiem, gdzie to było http://evil.example/komentarze/1/" in answer.content.decode().split("<textarea")[0]


def test_several_addresses_in_a_line_are_taken(client):
    first, second = make_comment(), make_comment(nick="Anna")
    send(client, addresses=f"/komentarze/{first.pk}/ https://portal.example/komentarze/{second.pk}/")

    assert Notice.objects.get().items.count() == 2


def test_the_evidence_stays_when_the_author_deletes(client, ewa):
    from comments.services import delete_comment

    comment = make_comment(body="Treść, o którą chodzi.")
    send(client, comment)
    delete_comment(comment)

    assert Notice.objects.get().items.get().body == "Treść, o którą chodzi."


def test_a_decision_removes_answers_and_can_be_appealed(client, ewa):
    bad, fine = make_comment(body="Wziął pieniądze."), make_comment(nick="Anna")
    address = send(client, bad, fine).url
    notice = Notice.objects.get()

    notices.decide_notice(notice.pk, ewa, remove={bad.pk}, reasons="Zarzut bez dowodów wobec konkretnej osoby.")

    bad.refresh_from_db()
    fine.refresh_from_db()
    assert (bad.state, fine.state) == ("rejected", "visible")
    notice.refresh_from_db()
    assert notice.outcome == "partly"
    letters.send_due()
    assert "Zarzut bez dowodów" in mail.outbox[-1].body
    with pytest.raises(WrongState):
        notices.decide_notice(notice.pk, ewa, remove=set(), reasons="Jeszcze raz.")

    client.post(address, {"text": "Drugi komentarz też pomawia."})
    appeal = notice.appeals.get()
    assert moderation.decide_appeal(appeal.pk, ewa, allowed=False, answer="Drugi jest opinią.").outcome == "upheld"


def test_a_decision_taken_back_opens_the_notice_again(client, ewa):
    comment, other = make_comment(body="Wziął pieniądze."), make_comment(nick="Anna", body="Też brał.")
    send(client, comment, other)
    notice = notices.decide_notice(
        Notice.objects.get().pk, ewa, remove={comment.pk, other.pk}, reasons="Zniesławienie."
    )

    moderation.undo(comment.decisions.get().pk, ewa)

    notice.refresh_from_db()
    comment.refresh_from_db()
    assert comment.is_visible
    assert (notice.state, notice.outcome, notice.decided_at) == ("received", "", None)
    letters.send_due()
    assert [letter.subject for letter in mail.outbox if "decyzja" in letter.subject] == []

    page = client.get(notices.address_of(notice)).content.decode()
    assert "Zniesławienie." not in page and "treść usunięta" not in page and "czeka na decyzję" in page
    client.force_login(ewa)
    page = client.get(f"/admin/comments/comment/nielegalne/{notice.pk}/").content.decode()
    assert "Zniesławienie." in page
    notices.decide_notice(notice.pk, ewa, remove=set(), reasons="Ocena, nie zniesławienie.")
    other.refresh_from_db()
    assert other.is_visible
    letters.send_due()
    [letter] = [letter for letter in mail.outbox if "decyzja" in letter.subject]
    assert "Ocena, nie zniesławienie." in letter.body


def test_a_decision_that_was_appealed_against_is_not_taken_back(client, ewa):
    comment = make_comment(body="Wziął pieniądze.")
    send(client, comment)
    notice = notices.decide_notice(Notice.objects.get().pk, ewa, remove={comment.pk}, reasons="Zniesławienie.")
    notices.appeal_notice(notice, "Proszę usunąć też nick.")

    with pytest.raises(WrongState):
        moderation.undo(comment.decisions.get().pk, ewa)


def test_comments_may_be_hidden_meanwhile_and_come_back(client, ewa):
    CommentRules.objects.create(pk=1, hide_during_notice=True)
    memo.forget_everything()
    comment = make_comment()
    send(client, comment)
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN

    notices.decide_notice(Notice.objects.get().pk, ewa, remove=set(), reasons="To dozwolona krytyka.")

    comment.refresh_from_db()
    assert comment.is_visible


def test_the_case_can_be_handed_to_a_court(client, ewa):
    comment = make_comment(body="Treść sporna.")
    send(client, comment)
    notice = Notice.objects.get()
    notices.decide_notice(notice.pk, ewa, remove={comment.pk}, reasons="Narusza dobra osobiste.")

    case = notices.export_case(Notice.objects.get())

    text = json.dumps(case, ensure_ascii=False)
    assert "Treść sporna." in text
    assert [event["at"] for event in case["events"]] == sorted(event["at"] for event in case["events"])
    assert "ewa" in text


def test_nobody_can_have_us_flood_a_mailbox(client):
    comment = make_comment()
    answers = [send(client, comment) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]


def test_the_page_of_a_notice_cannot_be_guessed(client):
    send(client, make_comment())

    for key in ("1", "2026-000001", "MQ:abc:def"):
        assert client.get(f"/komentarze/zgloszenie/{key}/").status_code == 404


def test_the_public_figures_count_what_was_done(client, ewa):
    comment = make_comment()
    send(client, comment)
    notices.decide_notice(Notice.objects.get().pk, ewa, remove={comment.pk}, reasons="Narusza prawo.")
    memo.forget_everything()

    rows = client.get("/komentarze/liczby.csv").content.decode().splitlines()

    assert dict(zip(rows[0].split(","), rows[1].split(","), strict=True))["notices_removed"] == "1"
    assert client.get("/komentarze/liczby/").status_code == 200

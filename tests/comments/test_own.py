"""What is one's own: state, reasons, correcting, deleting, export, erasing, another device, mails."""

import json
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from comments import letters, moderation
from comments.models import (
    Appeal,
    Comment,
    CommentRules,
    CommentToken,
    Decision,
    Edit,
    Hit,
    Letter,
    MailConsent,
    Reaction,
)
from common import memo
from portal.models import Imprint
from tests.factories import make_article, make_comment, make_user

from .posting import ORIGIN, PLAIN, post, say

pytestmark = pytest.mark.django_db


def test_the_author_corrects_and_deletes_without_any_script(client):
    comment = say(make_article(), client=client)
    edit = f"/komentarze/moje/{comment.pk}/popraw/"
    assert PLAIN in client.get(edit).content.decode()

    assert client.post(edit, {"body": "Poprawiony głos w tej samej sprawie."}).status_code == 302
    comment.refresh_from_db()
    assert comment.body == "Poprawiony głos w tej samej sprawie."

    client.post(f"/komentarze/moje/{comment.pk}/usun/")
    comment.refresh_from_db()
    assert (comment.state, comment.body, comment.nick, comment.network) == ("deleted", "", "", "")
    assert not Edit.objects.exclude(body="", body_before="").exists()


def test_too_late_a_correction_keeps_the_text(client):
    from datetime import timedelta

    comment = say(make_article(), client=client)
    Comment.objects.filter(pk=comment.pk).update(created_at=comment.created_at - timedelta(minutes=11))

    answer = client.post(f"/komentarze/moje/{comment.pk}/popraw/", {"body": "Spóźniona poprawka."})

    assert answer.status_code == 422
    assert "Spóźniona poprawka." in answer.content.decode()


def test_the_reasons_of_a_rejection_and_the_appeal_are_there(client):
    comment = say(make_article(), client=client)
    moderation.reject(comment.pk, make_user("marek"), reason="abuse")

    page = client.get("/komentarze/moje/").content.decode()
    assert "Ostra krytyka poglądów" in page
    assert "pkt 4 ppkt 2 regulaminu" in page

    client.post(f"/komentarze/moje/{comment.pk}/odwolanie/", {"text": "Nie obraziłem nikogo."})
    assert comment.appeals.get().text == "Nie obraziłem nikogo."
    assert f"/komentarze/moje/{comment.pk}/odwolanie/" not in client.get("/komentarze/moje/").content.decode()


def test_deleting_is_confirmed(client):
    comment = say(make_article(), client=client)

    page = client.post(f"/komentarze/moje/{comment.pk}/usun/", follow=True).content.decode()

    assert "Komentarz usunięty." in page


def test_a_held_correction_is_shown_with_why_it_waits(client):
    comment = say(make_article(), client=client)
    client.post(f"/komentarze/moje/{comment.pk}/popraw/", {"body": "Zobacz www.example.com, tam jest wszystko."})

    page = client.get("/komentarze/moje/").content.decode()

    assert "tam jest wszystko." in page
    assert "Dlaczego czeka: " in " ".join(page.split())


@pytest.mark.parametrize("length", [4001, 1_000_000])
def test_too_long_a_comment_is_told_the_bound_alone(client, length):
    answer = post(client, make_article(), "Ależ " * (length // 5 + 1))

    assert answer.status_code == 422
    assert "Komentarz może mieć najwyżej 4000 znaków." in answer.content.decode()


def test_the_page_says_that_a_code_exists_and_what_it_does(client):
    say(make_article(), client=client)
    assert "straci wtedy do nich dostęp" in client.get("/komentarze/moje/").content.decode()
    assert "Masz już kod" not in client.get("/komentarze/moje/").content.decode()

    client.post("/komentarze/moje/kod/")

    assert "Masz już kod" in client.get("/komentarze/moje/").content.decode()


def test_a_code_that_is_not_known_is_no_message_that_was_not_sent(client):
    page = client.post("/komentarze/moje/odzyskaj/", {"code": "nie-ma-takiego"}).content.decode()

    assert "Nie udało się przenieść komentarzy" in page


def test_a_recovery_code_works_once_on_another_device(client):
    say(make_article(), client=client)
    page = client.post("/komentarze/moje/kod/").content.decode()
    code = re.search(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){4}", page)[0]
    other = Client()

    assert other.post("/komentarze/moje/odzyskaj/", {"code": code.upper().replace("-", " ")}).status_code == 302
    assert PLAIN in other.get("/komentarze/moje/").content.decode()
    assert client.get("/komentarze/moje/dane.json").status_code == 404
    assert Client().post("/komentarze/moje/odzyskaj/", {"code": code}).status_code == 422


def test_codes_cannot_be_guessed_by_trying():
    codes = [Client().post("/komentarze/moje/odzyskaj/", {"code": f"{n:020d}"}) for n in range(12)]

    assert {answer.status_code for answer in codes} == {422}
    assert CommentToken.objects.count() == 0


def test_the_export_has_everything_of_the_device(client):
    comment = say(make_article(), client=client)
    other = make_comment(nick="Anna")
    client.post(f"/komentarze/{other.pk}/popieram/", **ORIGIN)

    answer = client.get("/komentarze/moje/dane.json")

    data = json.loads(answer.content)
    assert data["comments"][0]["text"] == comment.body
    assert data["support"][0]["comment"] == other.pk
    assert "attachment" in answer["Content-Disposition"]
    assert "Anna" not in answer.content.decode()


def test_erasing_leaves_nothing_of_the_reader(client):
    article = make_article()
    first = say(article, "Pierwszy głos, na który ktoś odpowie.", client=client, nick="Znikający")
    held = say(article, "Drugi: www.odnosnik.pl, do sprawdzenia.", client=client, nick="Znikający")
    reply = say(article, "Odpowiedź kogoś innego, ona zostaje.", parent=first.pk, nick="Anna")
    client.post(f"/komentarze/{reply.pk}/popieram/", **ORIGIN)
    moderation.reject(held.pk, make_user("marek"), reason="spam")

    answer = client.post("/komentarze/moje/usun-wszystko/")

    assert answer.cookies["komentarze"]["max-age"] == 0
    assert not CommentToken.objects.filter(pk=first.token_id).exists()
    assert not Comment.objects.filter(nick="Znikający").exists()
    assert not Hit.objects.filter(comment=held).exists()
    assert not Reaction.objects.exists()
    reply.refresh_from_db()
    assert reply.support == 0
    html = client.get(f"/artykuly/{article.pk}/komentarze/").content.decode()
    assert "Odpowiedź kogoś innego" in html
    assert "Znikający" not in html
    # What was decided stays, without a word of the reader's.
    assert Decision.objects.filter(comment_number=held.pk).exists()


# -- Mails about replies ---------------------------------------------------------------------------------------


def ask(client, email="bartek@example.org"):
    client.post("/komentarze/moje/powiadomienia/", {"email": email})
    letters.send_due()
    return re.search(r"https://portal\.example(/\S+/potwierdz/)", mail.outbox[-1].body)[1]


def test_an_open_appeal_leaves_the_queue_with_the_erasure(client):
    comment = say(make_article(), client=client)
    moderation.reject(comment.pk, make_user("marek"), reason="abuse")
    moderation.appeal(comment, "Nie obraziłem nikogo.")

    client.post("/komentarze/moje/usun-wszystko/")

    appeal = Appeal.objects.get()
    assert appeal.decided_at is not None
    assert appeal.text == ""


def test_nothing_is_sent_before_the_address_is_confirmed(client):
    article = make_article()
    comment = say(article, client=client)
    address = ask(client)
    say(article, "Odpowiedź przed potwierdzeniem adresu.", parent=comment.pk)
    # A mail scanner that follows the link confirms nothing.
    client.get(address)
    letters.send_due()
    assert len(mail.outbox) == 1

    client.post(address)
    say(article, "Odpowiedź już po potwierdzeniu adresu.", parent=comment.pk)
    letters.send_due()

    assert len(mail.outbox) == 2
    assert MailConsent.objects.get().confirmed_at
    assert "bartek" not in MailConsent.objects.get().address_digest


def test_one_click_leaves_and_the_address_is_forgotten(client):
    comment = say(make_article(), client=client)
    client.post(ask(client))
    say(comment.article, "Odpowiedź, po której ktoś się wypisze.", parent=comment.pk)
    letters.send_due()
    stop = re.search(r"https://portal\.example(/\S+/koniec/)", mail.outbox[-1].body)[1]

    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert CommentToken.objects.get(pk=comment.token_id).email == ""
    assert MailConsent.objects.get().withdrawn_at


def test_an_address_cannot_be_flooded_with_requests(client):
    say(make_article(), client=client)
    for _ in range(5):
        client.post("/komentarze/moje/powiadomienia/", {"email": "ofiara@example.org"})

    assert Letter.objects.filter(to="ofiara@example.org").count() <= 2


# -- Appeals, and the size of the enterprise (DSA 19, 20) ----------------------------------------------------------


def rejected_of(client):
    comment = say(make_article(), client=client)
    moderation.reject(comment.pk, make_user("marek"), reason="abuse")
    return comment


def rules_with(**fields):
    CommentRules.objects.update_or_create(pk=1, defaults=fields)
    memo.forget_everything()


def enterprise(size):
    Imprint.objects.update_or_create(pk=1, defaults={"enterprise_size": size})
    memo.forget_everything()


def test_a_small_enterprise_may_take_no_appeals(client):
    comment = rejected_of(client)
    address = f"/komentarze/moje/{comment.pk}/odwolanie/"
    assert address in client.get("/komentarze/moje/").text

    rules_with(takes_appeals=False)

    assert address not in client.get("/komentarze/moje/").text
    client.post(address, {"text": "Nie zgadzam się."})
    assert not comment.appeals.exists()


def test_a_larger_enterprise_takes_them_whatever_was_set_before(client):
    comment = rejected_of(client)
    rules_with(takes_appeals=False)

    enterprise("larger")

    client.post(f"/komentarze/moje/{comment.pk}/odwolanie/", {"text": "Nie zgadzam się."})
    assert comment.appeals.exists()
    with pytest.raises(ValidationError):
        CommentRules.load().full_clean()


def test_covered_words_can_be_appealed_against_too(client):
    comment = say(make_article(), "Proszę dzwonić: 601 234 567, o każdej porze.", client=client)
    moderation.mask_and_approve(comment.pk, make_user("marek"))

    assert f"/komentarze/moje/{comment.pk}/odwolanie/" in client.get("/komentarze/moje/").text

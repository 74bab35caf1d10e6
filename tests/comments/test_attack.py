"""Texts meant to break the page, addresses meant to find what is hidden."""

import json

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from comments import classifier, danger, letters, moderation
from comments.models import Comment, TrainedClassifier
from tests.factories import make_article, make_comment, make_token, make_user

from .posting import ORIGIN, PLAIN, post, reasons, say

pytestmark = pytest.mark.django_db

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7*7 }}{% load static %}",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<img src='--><img src=x onerror=alert(1)>",
    "\u202e<script>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    '=HYPERLINK("http://x")',
    "<form action=//x><input name=csrfmiddlewaretoken>",
]
# What would be alive if one of the vectors came through: none of ours carries it.
ALIVE = [
    "<script>alert",
    "<img src=x",
    "<svg/onload",
    "<iframe",
    "onerror=alert(1)>",
    "<style>*",
    "<math>",
    "<form action=//x",
    "<a href='javascript",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_stays_text_on_every_page(vector):
    article, client = make_article(), Client()
    comment = say(article, f"{vector} i zwykłe słowa", client=client, nick=vector[:38])
    if not comment.is_visible:
        moderation.approve(comment.pk, make_user("marek"))
    reply = make_comment(parent=comment, nick=vector[:38], body=vector)
    token = comment.token
    addresses = [
        article.get_absolute_url(), f"/artykuly/{article.pk}/komentarze/", f"/komentarze/{comment.pk}/",
        f"/artykuly/{article.pk}/komentarze/formularz/?do={comment.pk}", f"/komentarze/{comment.pk}/zglos/",
        "/komentarze/moje/", f"/komentarze/moje/{comment.pk}/popraw/", f"/komentarze/moje/{comment.pk}/usun/", "/rss/",
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode()
        assert not [sign for sign in ALIVE if sign in html], address
        assert "<49" not in html
    assert json.loads(client.get("/komentarze/moje/dane.json").content)["comments"][0]["number"] == comment.pk
    assert token and reply.pk


def test_a_mail_carries_no_stranger_s_text():
    first = make_comment()
    first.token.email, first.token.email_confirmed_at = "ofiara@example.org", first.created_at
    first.token.save()

    say(first.article, "Kup tanio! Zapraszam serdecznie do nas.", parent=first.pk, nick="OkazjaNaPożyczkę")
    letters.send_due()

    [message] = mail.outbox
    assert "Kup tanio" not in message.body + message.subject
    assert "OkazjaNa" not in message.body + message.subject
    assert message.extra_headers["List-Unsubscribe"]


def test_held_comments_answer_as_if_they_did_not_exist(client):
    held = make_comment(state="held", body="Tajna treść.")
    for template in ("/komentarze/{}/", "/komentarze/{}/zglos/"):
        here, nowhere = client.get(template.format(held.pk)), client.get(template.format(held.pk + 99))
        assert here.status_code == nowhere.status_code == 404
        assert len(here.content) == len(nowhere.content)
        assert "Tajna" not in here.content.decode()
    assert client.get(f"/artykuly/{held.article_id}/komentarze/formularz/?do={held.pk}").status_code == 404
    assert client.post(f"/komentarze/{held.pk}/popieram/", **ORIGIN).status_code == 404


def test_nobody_reaches_the_comments_of_another_device(client):
    say(make_article("Mój"), "Mój własny komentarz o czymś innym.", client=client)
    other = make_comment(nick="Anna", minutes_ago=1)

    for action in ("popraw", "usun", "odwolanie"):
        assert client.get(f"/komentarze/moje/{other.pk}/{action}/").status_code == 404
        assert client.post(f"/komentarze/moje/{other.pk}/{action}/", {"body": "x", "text": "x"}).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "0" * 40, "g" * 40, "'; DROP TABLE", "0" * 4000])
def test_an_invented_cookie_opens_nothing(client, cookie):
    make_token("Bartek")
    client.cookies["komentarze"] = cookie

    assert client.get("/komentarze/moje/dane.json").status_code == 404
    assert client.get("/komentarze/moje/").status_code == 200


def test_forms_of_one_s_own_need_the_csrf_token():
    strict = Client(enforce_csrf_checks=True)
    make_comment()

    for address in ("/komentarze/moje/usun-wszystko/", "/komentarze/moje/kod/", "/komentarze/moje/powiadomienia/"):
        assert strict.post(address).status_code == 403


@pytest.mark.parametrize("address", ["/komentarze/99999999999999999999/", "/artykuly/99999999999999999999/komentarze/", "/komentarze/99999999999999999999/zglos/", "/komentarze/moje/99999999999999999999/popraw/"])  # fmt: skip
def test_impossible_numbers_are_not_there(client, address):
    say(make_article(), client=client)

    assert client.get(address).status_code == 404


def test_methods_that_are_not_for_it_are_refused(client):
    article = make_article()

    assert client.put(f"/artykuly/{article.pk}/komentarze/").status_code == 405
    assert client.get(f"/komentarze/{make_comment(article).pk}/popieram/").status_code == 405


def test_two_devices_cannot_share_one_form():
    article = make_article()
    from .posting import form_token

    token = form_token(article)
    first, second = Client(), Client()
    post(first, article, token=token)

    assert post(second, article, "Inny tekst z cudzego formularza.", token=token).status_code == 409


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_stays_text_on_the_desk(vector, client):
    call_command("roles", verbosity=0)
    client.force_login(marek := make_user("marek", groups=["Moderator"]))
    held = make_comment(make_article(), vector, nick=vector[:38], state="held")
    made = danger.report_danger(held, by=marek, addressee=vector[:100], what=vector)

    for name, keys in (
        ("comments_comment_changelist", []), ("comments_comment_danger", [held.pk]), ("comments_dangerreport_changelist", []),
        ("comments_dangerreport_letter", [made.pk]),
    ):  # fmt: skip
        html = client.get(reverse(f"admin:{name}", args=keys)).text
        assert not [sign for sign in ALIVE if sign in html], name


def test_without_the_classifier_comments_are_held_and_not_lost(client):
    TrainedClassifier.objects.create(decisions=500, figures={"broken": True})
    classifier._figures.forget()

    comment = say(make_article(), client=client)

    assert comment.state == Comment.State.HELD
    assert reasons(comment) == {"check_failed"}


def test_a_zero_byte_is_refused_in_words_and_the_rest_stays(client):
    article = make_article()

    response = post(client, article, "Zwykły głos\x00 w sprawie mostu.")

    assert response.status_code == 422
    assert "w sprawie mostu" in response.text
    assert not Comment.objects.exists()


def test_piled_marks_do_not_climb_over_the_page(client):
    comment = say(
        make_article(), "Z" + "\u0336\u0335\u0300\u0316" * 30 + "algo nadchodzi od strony torów.", client=client
    )

    assert max(map(len, comment.body.split(" "))) < 20


def test_a_report_or_support_of_a_held_comment_answers_as_of_one_that_never_was(client):
    held = make_comment(make_article(), state="held")

    for path in ("zglos/", "popieram/"):
        ours = client.post(f"/komentarze/{held.pk}/{path}", headers={"origin": ORIGIN["HTTP_ORIGIN"]})
        nobody_s = client.post(f"/komentarze/{held.pk + 999}/{path}", headers={"origin": ORIGIN["HTTP_ORIGIN"]})
        assert ours.status_code == nobody_s.status_code == 404
        assert ours.content == nobody_s.content


def test_a_reply_to_a_deleted_comment_is_told_and_keeps_the_text(client):
    article = make_article()
    gone = make_comment(article)
    moderation.reject(gone.pk, make_user("marek"), reason="abuse")

    response = post(client, article, PLAIN, parent=gone.pk)

    assert response.status_code == 409
    assert PLAIN in response.text

"""Whoever sends a form while the database is away gets everything back that was typed, and nobody else anything."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from lxml import html

from common.away import away_page

OURS = {"HTTP_ORIGIN": "http://testserver"}


def typed(form):
    """`[(name, value)]` as a browser would send them: the first line break in a text area is none of it."""
    areas = {area.name for area in form.xpath(".//textarea")}
    return [(name, value.removeprefix("\n") if name in areas else value) for name, value in form.form_values()]


def sent_back(path="/napisz-do-nas/", data=None, *, headers=OURS, **more):
    """`(response, its form or None)` to a POST while the database is away. Outside `django_db` any query fails the test."""
    response = away_page(RequestFactory().post(path, data or {}, **headers, **more))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "no-store" in response["Cache-Control"]
    forms = html.fromstring(response.content.decode()).forms
    return response, forms[0] if forms else None


def test_the_form_comes_back_with_all_its_fields_for_the_same_address():
    text = "\nPierwszy wiersz\n\nDrugi \"cytat\" & <b>'koniec'</b>"
    sent = {
        "body": text,
        "nick": "Jan z Olzy",
        "place": "Ustroń",
        "token": "abc:def",
        "tags": ["3", "7"],
        "website": "",
    }

    response, form = sent_back("/napisz-do-nas/?artykul=3", sent)

    assert (form.method, form.action) == ("POST", None), "an address left out is that of the page itself"
    assert sorted(typed(form)) == sorted(
        [
            ("body", text),
            ("nick", "Jan z Olzy"),
            ("place", "Ustroń"),
            ("token", "abc:def"),
            ("website", ""),
            ("tags", "3"),
            ("tags", "7"),
        ]
    )
    assert form.xpath(".//textarea/@name") == ["body"], "where it can be copied"
    assert form.xpath(".//input[not(@type='hidden')]/@name") == ["nick"]
    assert "Wyślij jeszcze raz" in response.content.decode()


def test_what_was_typed_stays_escaped():
    evil = "</textarea><script>alert(1)</script> i dalej, żeby było dłużej niż jeden wiersz"

    response, form = sent_back(data={"body": evil, '"><script>': '"><script>'})

    assert "<script>" not in response.content.decode()
    assert ("body", evil) in typed(form)
    assert ('"><script>', '"><script>') in typed(form)


def test_the_words_of_a_receipt_are_sent_on_but_not_shown():
    _response, form = sent_back(data={"words": "koza most olza las dom sad", "message": "Mam jeszcze jedno zdjęcie."})

    assert form.inputs["words"].type == "hidden"
    assert form.xpath(".//input[not(@type='hidden')]/@name") == ["message"]


def test_files_are_asked_for_again_and_not_read():
    photo = SimpleUploadedFile("zdjecie.jpg", b"x" * 100_000, "image/jpeg")
    request = RequestFactory().post("/napisz-do-nas/", {"body": "Patrzcie na to", "files": photo}, **OURS)

    response = away_page(request)

    form = html.fromstring(response.content.decode()).forms[0]
    assert form.xpath(".//input[@type='file']/@name") == ["files"]
    assert form.get("enctype") == "multipart/form-data"
    assert not request.FILES


@pytest.mark.parametrize("name", ["password", "passphrase", "code"])
def test_what_is_secret_stands_on_no_page(name):
    response, form = sent_back("/konto/login/", {"login": "jan", name: "kurier nad olzą"})

    assert form is None
    assert "kurier" not in response.content.decode()
    assert "Prosimy wrócić za kilka minut" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}],
)  # fmt: skip
def test_what_another_sites_page_sent_is_not_shown_as_ours(headers):
    response, form = sent_back(data={"body": "Kupcie u nas to i owo"}, headers=headers)

    assert form is None
    assert "Kupcie" not in response.content.decode()


def test_a_form_that_cannot_be_read_is_answered_all_the_same():
    _response, form = sent_back(data=b"nonsense", content_type="multipart/form-data; boundary=other")
    assert form is None

    _response, form = sent_back(data=b"a=1&" * 1000, content_type="application/x-www-form-urlencoded")
    assert form is None


def test_a_press_of_a_button_can_be_sent_once_more():
    response, form = sent_back("/komentarze/3/poprzyj/", {"cofnij": "1"})

    assert form.form_values() == [("cofnij", "1")]
    assert "Do tego czasu" not in response.content.decode()

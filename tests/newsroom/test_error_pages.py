"""Error pages speak to a person, tell nothing of the code, and the last of them needs no database."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils.translation import gettext as _

from newsroom import errors
from tests.factories import make_article
from tests.pages import Page


@pytest.mark.django_db
def test_404_helps_on(client):
    make_article("Najnowszy tekst")

    page = Page(client.get("/nie/ma/"), status=404)

    assert _("No thoroughfare") in page.text
    assert "Najnowszy tekst" in page.text
    assert page.main.xpath(".//form[@action='/szukaj/']")
    assert 'content="noindex"' in page.html
    assert "no-store" in page.response["Cache-Control"]


@pytest.mark.django_db
def test_that_a_readers_page_is_gone_is_kept_by_caches_like_the_page(client):
    """Or a cache would keep the page that stood there before, and show it while the portal is out of order."""
    article = make_article("Most na Olzie")
    thread = f"/artykuly/{article.pk}/komentarze/"
    there = client.get(thread)
    article.withdraw(None)

    gone = client.get(thread)

    assert (there.status_code, gone.status_code) == (200, 404)
    assert gone["Cache-Control"] == there["Cache-Control"]
    assert "Expires" not in gone.headers and not gone.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00/", "/ludzie/?od=%00"])
def test_an_address_that_cannot_be_read_answers_400_in_words(client, address):
    page = Page(client.get(address), status=400)

    assert _("This request cannot be read") in page.text
    for header in ["Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "X-Content-Type-Options"]:
        assert header in page.response.headers


@pytest.mark.django_db
def test_403_says_so_in_words():
    response = errors.forbidden(RequestFactory().get("/"))

    assert response.status_code == 403
    assert _("No admittance") in response.content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_what_to_do():
    response = errors.csrf_failure(RequestFactory().post("/"))

    assert response.status_code == 403
    assert _("The form has expired") in response.content.decode()


def test_500_needs_no_database():
    """Outside `django_db` any query fails the test."""
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert _("Something broke on our side") in response.content.decode()
    assert connection.settings_dict["NAME"]


@pytest.mark.django_db
def test_an_address_in_a_broken_encoding_does_not_exist(client):
    assert client.get("/dzialy/%ff%fe/").status_code == 404


@pytest.mark.django_db
def test_a_break_in_a_page_is_answered_by_the_500_page(client):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE newsroom_frontpageslot")

    response = client.get("/")

    assert response.status_code == 500
    assert "frontpageslot" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]

"""Pages that the newsroom edits: filled from the imprint, cleaned, at their promised addresses."""

from datetime import date

import pytest

from portal.models import Imprint, Page
from tests import pages

pytestmark = pytest.mark.django_db


def test_a_page_is_filled_from_the_imprint_and_escaped(client):
    Imprint.objects.create(pk=1, portal_name="Kurier", email="redakcja@kurier.example", publisher="<b>Spółka</b> & Syn")
    Page.objects.create(
        slug="kontakt",
        title="Kontakt",
        version_date=date(2026, 5, 22),
        body='<p><a href="mailto:{{ email }}">{{ email }}</a></p><p>{{ publisher }}, {{ phone }}, {{ request }}</p>'
        "<script>alert(1)</script><p>Wersja z dnia {{ version_date }}</p>",
    )

    page = pages.Page(client.get("/kontakt/"))

    assert page.links()["redakcja@kurier.example"] == "mailto:redakcja@kurier.example"
    assert "<b>Spółka</b> & Syn, —" in page.text
    assert "22 maja 2026" in page.text
    assert "alert(1)" not in page.html


def test_a_page_that_nobody_wrote_does_not_exist(client):
    assert client.get("/cennik/").status_code == 404


def test_the_footer_leads_to_every_page(client):
    Page.objects.create(slug="regulamin", title="Regulamin", body="", version_date=date(2026, 5, 22))

    assert '<a href="/regulamin/">Regulamin</a>' in client.get("/").content.decode()

"""Addresses that are promised for ever. A line may be added here; none may be changed or taken away."""

from datetime import date

import pytest
from django.utils import timezone

from portal.models import Page
from tests.factories import make_article, make_comment, make_person

PROMISED = [
    "/",
    "/szukaj/?q=most",
    "/szukaj/rss/?q=most",
    "/szukaj/podpowiedzi/?q=mo",
    "/rss/",
    "/atom/",
    "/feed.json",
    "/miejscowosci/krzemionow/",
    "/miejscowosci/krzemionow/rss/",
    "/miejscowosci/krzemionow/samorzad/",
    "/miejscowosci/krzemionow/samorzad/atom/",
    "/dzialy/samorzad/",
    "/dzialy/samorzad/feed.json",
    "/artykuly/1-most-na-olzie-zamkniety-do-wrzesnia/",
    "/artykuly/1/komentarze/",
    "/komentarze/1/",
    "/komentarze/1/zglos/",
    "/komentarze/moje/",
    "/ludzie/",
    "/ludzie/rss/",
    "/ludzie/miejscowosci/krzemionow/",
    "/ludzie/miejscowosci/krzemionow/rss/",
    "/ludzie/funkcje/starosta/",
    "/ludzie/funkcje/starosta/atom/",
    "/ludzie/1-halina-ostrezna/",
    "/ludzie/1-halina-ostrezna/rss/",
    "/tagi/most-na-olzie/",
    "/tagi/most-na-olzie/rss/",
    "/autorzy/sabina-kalisz/",
    "/autorzy/sabina-kalisz/rss/",
    "/archiwum/2024/05/",
    "/archiwum/2024/05/rss/",
    "/archiwum/2024/05/22/",
    "/archiwum/2024/05/22/rss/",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/robots.txt",
    "/stan/",
    "/napisz-do-nas/",
    "/napisz-do-nas/kod/",
    "/redakcja/",
    "/kontakt/",
    "/reklama/",
    "/regulamin/",
    "/prywatnosc/",
    "/punkt-kontaktowy/",
    "/dostepnosc/",
]
PAGES = ["redakcja", "kontakt", "reklama", "regulamin", "prywatnosc", "punkt-kontaktowy", "dostepnosc"]


@pytest.fixture
def portal(db):
    """A portal with one story about one person, both with the key 1."""
    moment = timezone.make_aware(timezone.datetime(2024, 5, 22, 12, 1))
    person = make_person(pk=1)
    article = make_article(pk=1, published_at=moment, people=[person], tags=["most na Olzie"])
    make_comment(article, pk=1)
    for slug in PAGES:
        Page.objects.create(slug=slug, title=slug.capitalize(), body="<p>Tekst.</p>", version_date=date(2024, 5, 1))


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_address_answers(portal, client, address):
    assert client.get(address).status_code == 200

"""What every reader's page tells browsers and caches: the same for everyone, no cookie, conditional, no inline code."""

import re

import pytest

from tests.factories import make_article, make_person, make_user

pytestmark = pytest.mark.django_db

PAGES = ["/", "/dzialy/samorzad/", "/miejscowosci/krzemionow/", "/ludzie/", "{story}", "{person}", "/tagi/most/"]


@pytest.fixture
def address():
    person = make_person()
    article = make_article(people=[person], tags=["most"])
    return lambda pattern: pattern.format(story=article.get_absolute_url(), person=person.get_absolute_url())


@pytest.mark.parametrize("pattern", PAGES)
def test_a_reader_gets_no_cookie_and_the_page_varies_by_none(client, address, pattern):
    response = client.get(address(pattern))

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("pattern", PAGES)
def test_a_broken_token_for_forms_is_not_mended_on_a_cached_page(client, address, pattern):
    client.cookies["csrf"] = "nonsense"
    response = client.get(address(pattern))

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("pattern", PAGES)
def test_shared_caches_may_keep_the_page_for_five_seconds_at_most(client, address, pattern):
    control = client.get(address(pattern))["Cache-Control"]

    numbers = {name: int(value) for name, value in re.findall(r"([a-z-]+)=(\d+)", control)}
    assert "public" in control
    assert numbers["max-age"] == 0
    assert numbers["s-maxage"] + numbers["stale-while-revalidate"] <= 5


@pytest.mark.parametrize("pattern", PAGES)
def test_an_unchanged_page_is_answered_by_304(client, address, pattern):
    etag = client.get(address(pattern))["ETag"]

    again = client.get(address(pattern), headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert not etag.startswith("W/")


@pytest.mark.parametrize("pattern", PAGES)
def test_staff_get_the_same_page_as_everyone(client, address, pattern):
    before = client.get(address(pattern)).content
    client.force_login(make_user())

    assert client.get(address(pattern)).content == before


@pytest.mark.parametrize("pattern", PAGES)
def test_only_reading_is_understood(client, address, pattern):
    assert client.post(address(pattern)).status_code == 405
    assert client.head(address(pattern)).status_code == 200


@pytest.mark.parametrize("pattern", PAGES)
def test_the_page_holds_no_inline_code_and_names_no_other_host(client, address, pattern):
    response = client.get(address(pattern))
    html = response.content.decode()

    assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert "nonce" not in html
    assert not re.findall(r'(?:src|srcset)="(?:https?:)?//', html)
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("pattern", PAGES)
def test_the_page_says_what_and_where_it_is(client, address, pattern):
    html = client.get(address(pattern)).content.decode()

    assert '<html lang="pl">' in html
    assert re.search(r"<title>[^<]+ – [^<]+</title>|<title>Portal</title>", html)
    assert re.search(r'<meta name="description" content="', html)
    assert f'<link rel="canonical" href="https://portal.example{address(pattern)}">' in html
    assert html.count("<h1") == 1

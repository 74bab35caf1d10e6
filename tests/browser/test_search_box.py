"""The search box in Chromium: suggestions by keyboard and by pointer, and a plain form without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from articles import search_index
from portal.models import Imprint
from tests.factories import make_article, make_person, make_place

from .conftest import held, looks, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal():
    Imprint.objects.create(pk=1, portal_name="Kurier Nadolziański")
    person = make_person("Halina", "Ostrężna")
    make_place("Ostrowiec")
    for number, title in enumerate(["Ostrzeżenie przed wiatrem", "Ostrzeżeń przybywa", "Ostrożnie na moście"]):
        search_index.refresh(make_article(title, days_ago=number + 1, people=[person], tags=["pogoda"]))
    yield person
    search_index.clear()


def options(page):
    """What is offered. The letters came at one stroke: of single ones each may be asked for, and a later answer chooses anew."""
    page.wait_for_selector("[role=listbox]:not([hidden]) [role=option]")
    return page.locator("[role=option] span").all_text_contents()


def test_the_arrows_choose_and_enter_goes_there(open_page, portal):
    page = open_page("/szukaj/")
    field = page.get_by_role("combobox")
    field.fill("ost")
    assert options(page)[:2] == ["Ostrowiec", "Halina Ostrężna"]
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowUp")
    last = page.locator("[role=option]").last
    expect(last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    first = page.locator("[role=option]").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    field.press("ArrowDown")
    with page.expect_navigation():
        field.press("Enter")
    assert urlsplit(page.url).path == portal.get_absolute_url()
    assert not page.complaints


def test_escape_closes_and_keeps_what_was_typed(open_page, portal):
    page = open_page("/szukaj/")
    field = page.get_by_role("combobox")
    field.fill("ost")
    options(page)
    field.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("ost")
    with page.expect_navigation():
        field.press("Enter")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["ost"]}


def test_after_escape_no_late_answer_opens_the_list_again(open_page, portal):
    page = open_page("/szukaj/")
    field = page.get_by_role("combobox")
    field.fill("ost")
    options(page)
    with held(page, "**q=ostr*"):
        with page.expect_request("**q=ostr*"):
            field.press("r")
        with page.expect_event("requestfailed"):
            field.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()


def test_a_word_can_be_pressed(open_page, portal):
    page = open_page("/szukaj/?q=wiatr")
    field = page.get_by_role("combobox")
    field.fill("ostrzeże")
    options(page)
    with page.expect_navigation():
        page.locator("[role=option]", has_text="ostrzeżenie").first.click()
    assert parse_qs(urlsplit(page.url).query)["q"] == ["ostrzeżenie"]
    assert page.locator("mark").count()


def test_without_javascript_it_is_a_plain_form(open_page, portal):
    page = open_page("/szukaj/", java_script_enabled=False)
    page.locator("#q").fill("ostrzeżenie")
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    assert page.locator("ol.rows h3").count() == 2


def test_nothing_that_axe_complains_of(open_page, portal):
    page = open_page("/szukaj/")
    page.get_by_role("combobox").fill("ost")
    options(page)
    page.keyboard.press("ArrowDown")
    for address in (None, "/szukaj/?q=ostrzezenie", "/szukaj/?q=brakuje", "/szukaj/?q=ostrozna&rok=1999"):
        if address:
            page.goto(address, wait_until="load")
        for look, _width in looks(page):
            assert violations(page) == [], (address, look)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, look)
        assert not page.complaints, address

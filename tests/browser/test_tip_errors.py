"""From the sentence that a reader marks in a story to the same sentence marked in the story's form."""

import re
from urllib.parse import unquote

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.factories import make_article
from tips import keys, opening, services
from tips.models import Tip
from tips.opening import Content

from ..tips.conftest import _own_folders, login  # noqa: F401
from .writing import cast, desk  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = "Most „na Rudzie” ma\u00a0dwa filary\u00a0– oba pęknięte."


@pytest.fixture
def newsroom(db):
    keys.make_server_key()


def test_what_a_reader_marks_stands_in_the_form_and_in_no_address_that_is_sent(newsroom, open_page):
    story = make_article(title="Most zamknięty", body="<p>Wstęp.</p><p>Most ma dwa filary.</p>")
    page = open_page(story.get_absolute_url(), width=360)
    page.evaluate("getSelection().selectAllChildren([...document.querySelectorAll('.prose p')].at(-1))")
    page.wait_for_selector("[data-error][href*='#zdanie=']")
    page.locator("[data-error]").click()
    expect(page.locator("#id_passage")).to_have_value("Most ma dwa filary.")
    assert page.is_checked("[name=kind][value=error]")
    page.fill("#id_body", "Trzy.")
    page.locator(".tip-form .row button").click()
    page.wait_for_selector(".receipt")
    assert opening.server_opener().content(Tip.objects.get()).passage == "Most ma dwa filary."
    assert not any("filary" in unquote(re.sub("#.*", "", address)) for address in page.asked)
    assert not page.complaints


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_opens_the_story_at_that_sentence(newsroom, cast, desk, live_server, width):  # noqa: F811
    body = "".join(f"<p>Akapit {number} o czym innym.</p>" for number in range(40))
    story = make_article(
        title="Most zamknięty",
        body=f"{body}<p>Most „na <strong>Rudzie</strong>” ma dwa filary – oba pęknięte.</p>{body}",
    )
    tip, _words = services.receive_tip(Content(text="Trzy.", passage=WRONG), kind="error", article=story)
    page = desk(cast.ewa, width)
    # Opening a tip asks for a session that has just proved who it is.
    cookie = login(cast.ewa).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"/admin/tips/tip/{tip.pk}/")
    page.get_by_role("link", name=re.compile("Popraw")).click()
    page.wait_for_selector("[data-passage][data-found=true]")
    selected = page.evaluate("getSelection().toString()")
    assert selected.startswith("Most „na") and selected.endswith("pęknięte.")
    assert page.evaluate("CSS.highlights.has('passage')")
    # What is still being loaded above may move it for a moment.
    page.wait_for_load_state()
    top = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().top")
    assert 0 < top < page.viewport_size["height"]
    assert not page.complaints

"""The form in a real browser: no foreign host is asked, files go ahead with a bar, everything works without scripts."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tips import keys, opening
from tips.models import Tip

from ..tips.conftest import _own_folders, jpeg  # noqa: F401
from .conftest import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def newsroom(db):
    keys.make_server_key()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_way_of_a_source_asks_no_foreign_host_and_leaves_no_cookie(
    live_server, newsroom, chromium, scripts, width
):
    with override_settings(ALLOWED_HOSTS=["*"]):
        context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
        page = context.new_page()
        asked, referrers, problems = set(), [], []
        page.on("request", lambda request: (asked.add(request.url), referrers.append(request.headers.get("referer"))))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda message: problems.append(message.text) if "Content Security" in message.text else None
        )
        page.goto(f"{live_server.url}/napisz-do-nas/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if scripts else True
        page.fill("#id_body", "Pęka most w Lipowcu.")
        expect(page.locator("#unnamed-help")).to_be_visible()
        page.check("[name=may_be_named]")
        expect(page.locator("#unnamed-help")).to_be_hidden()
        page.set_input_files("#id_files", {"name": "rysa.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
        if scripts:
            page.wait_for_selector(".waiting-files li")
        page.click(".tip-form .row button")
        page.wait_for_selector(".receipt")
        page.wait_for_load_state()
        words = " ".join(page.locator(".receipt li").all_text_contents())
        page.goto(f"{live_server.url}/napisz-do-nas/kod/")
        page.fill("#id_words", re.sub(r"\s+", " ", words))
        page.click(".form button")
        page.wait_for_selector(".progress")
        page.wait_for_load_state()
        assert {url.split("/")[2] for url in asked} == {live_server.url.split("/")[2]}
        assert not any(referrers)
        assert not context.cookies()
        assert not problems
        context.close()
    tip = Tip.objects.get()
    assert tip.file_count == 1
    assert opening.server_opener().content(tip).text == "Pęka most w Lipowcu."


def test_a_broken_connection_costs_one_file_and_not_the_form(live_server, newsroom, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/napisz-do-nas/")
    page.fill("#id_body", "Treść zostaje.")
    context.route("**/napisz-do-nas/", lambda route: route.abort("connectionreset"))
    page.set_input_files("#id_files", {"name": "rysa.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    page.wait_for_selector("[data-upload] .error")
    context.unroute("**/napisz-do-nas/")
    page.click("[data-upload] button")
    page.wait_for_selector(".waiting-files li")
    assert page.input_value("#id_body") == "Treść zostaje."
    context.close()


def test_no_barrier_that_axe_finds(live_server, newsroom, chromium):
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{live_server.url}/napisz-do-nas/")
        found = violations(page)
        page.check("#id_confidential")
        page.click(".tip-form .row button")
        page.wait_for_selector(".errors")
        page.wait_for_load_state()
        found += violations(page)
        page.goto(f"{live_server.url}/napisz-do-nas/kod/")
        found += violations(page)
        assert not found
        context.close()

"""A real browser against a real server. Skipped, with a word on why, where there is no Chromium."""

import os
import shutil
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT

# Playwright keeps an event loop in the test's thread; Django would take every query there for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Milliseconds that a test waits for what must come: long, since a busy machine is slow and only what fails waits so long.
PATIENCE = 60_000
SCHEMES = ["light", "dark"]
WIDTHS = [360, 1280]


def looks(page, height=800):
    """The loaded page on a phone and on a desk, light and dark; gives each look's name and width once the page has it."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            yield f"{width} {scheme}", width


def violations(page):
    """What axe objects to in the page as it looks now: the rule and the first places of each."""
    # The page keeps the script from the look before; reading it in again would take as long as half the rules.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((results) => results.violations)")
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:4]) for rule in found]


@contextmanager
def held(page, address):
    """`with held(page, "**/photos.js"):` the server answers such an address at once; the page gets that answer after the block."""
    waiting, over = [], False

    def hold(route):
        answer = route.fetch()
        if over:
            route.fulfill(response=answer)
        else:
            waiting.append((route, answer))

    page.route(address, hold)
    yield
    over = True
    for route, answer in waiting:
        route.fulfill(response=answer)
    # A page that gives up asking does not stop the server: its answer may come when the test that asked is long over.
    page.unroute_all(behavior="wait")


def _chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = _chromium()
    if not path:
        pytest.skip("There is no Chromium here (apt install chromium, or CHROMIUM=/path/to/it).")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page("/ludzie/", width=360, scheme="dark")` opens an address in a context of its own; `page.goto` leads on in it.

    The page remembers, beside its own doings, `page.asked` (addresses requested) and `page.complaints` (of the console).
    """
    contexts = []

    def open_(address, *, width=1280, scheme="light", **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="pl-PL",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address, wait_until="load")
        return page

    yield open_
    for context in contexts:
        context.close()

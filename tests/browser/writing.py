"""The desk in Chromium: a logged-in member of staff, and everything the browser complained of."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.articles.desk import make_cast

from .conftest import PATIENCE

WIDTHS = [(360, 740), (1280, 900)]


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def desk(chromium, live_server, cast):
    """`desk(user, width, dark)` opens a browser of that user; `.complaints` of its page lists errors and refusals of the CSP."""
    contexts = []

    def open_desk(user, width=1280, height=900, *, dark=False):
        client = Client()
        client.force_login(user)
        context = chromium.new_context(
            base_url=live_server.url, locale="pl-PL", timezone_id="Europe/Warsaw",
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: complain(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_desk
    for context in contexts:
        context.close()


def complain(page, message):
    if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
        page.complaints.append(f"{message.text} {message.location['url']}")


def open_story(page, article=None):
    """The story's form, with its editor ready."""
    page.goto(f"/admin/articles/article/{article.pk}/change/" if article else "/admin/articles/article/add/")
    editor_is_ready(page)
    return page


def editor_is_ready(page):
    """The editor stands, and the scripts that follow its own have run too."""
    page.locator("#id_body.ProseMirror").wait_for()
    page.wait_for_load_state()


def save(page):
    """Press save and see the page that answers."""
    with page.expect_navigation():
        page.locator("button[value=save]:visible").click()
    editor_is_ready(page)


def body_of(page):
    """What the form would post as the body."""
    return page.locator("#id_body_source").evaluate("(textarea) => textarea.value")


def expect_body(page, html):
    """Wait until the form would post that as the body."""
    expect(page.locator("#id_body_source")).to_have_value(html)


def in_editor(page, script, argument=None):
    """Run JavaScript with `editor` (tiptap's) and `argument`."""
    return page.locator("#id_body_source").evaluate(
        f"(textarea, argument) => {{ const editor = textarea.storyEditor; {script} }}", argument
    )


def go_to_the_end(page, *, of_nothing=False):
    """The cursor after the text, ready for the keyboard; the editor takes the focus only with its next frame."""
    if of_nothing:
        in_editor(page, "editor.commands.setContent('<p></p>');")
    in_editor(page, "editor.commands.focus('end');")
    expect(page.locator("#id_body.ProseMirror")).to_be_focused()

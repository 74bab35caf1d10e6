"""The conversation in a real browser: with the script and without it, for eyes and for assistive technology."""

import pytest
from playwright.sync_api import expect

from comments import notices
from comments.models import Comment
from comments.transitions import recount
from tests.comments.posting import form_token, reasons, say
from tests.comments.test_writing import silence
from tests.factories import make_article, make_comment, make_user

from .conftest import held, looks, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    article = make_article()
    first = make_comment(article, "Pierwszy głos w rozmowie.", nick="Anna")
    make_comment(parent=first, body="Odpowiedź na pierwszy głos.", nick="Zenon")
    return article


def near_the_conversation(page):
    """Come near the conversation, and wait until its script, which comes only then, has run."""
    page.locator("#komentarze").scroll_into_view_if_needed()
    if not any(address.endswith("/comments.js") for address in page.asked):
        page.wait_for_event("request", lambda request: request.url.endswith("/comments.js"))
    # An import gives the module that the page has, once it has run.
    page.evaluate("import(document.querySelector('[data-conversation]').dataset.conversation)")


def write(page, story, body="Głos wysłany prosto z przeglądarki, bez przeładowania."):
    page.fill("textarea[name=body]", body)
    page.fill("input[name=nick]", "Bartek")
    # As if a person had taken a minute over it.
    page.eval_on_selector("input[name=form_token]", "(field, token) => (field.value = token)", form_token(story))
    page.click(".comment-form button:not(.linklike)")


def test_a_comment_is_sent_without_leaving_the_story(open_page, story):
    page = open_page(story.get_absolute_url())
    near_the_conversation(page)
    page.click("[data-write]")
    page.wait_for_selector("textarea[name=body]")
    write(page, story)
    page.wait_for_selector("[data-posted]")

    assert page.url.endswith(story.get_absolute_url())
    assert Comment.objects.latest("pk").is_visible
    assert not page.complaints


def test_a_second_press_for_the_form_takes_nothing_of_what_is_written_in_it(open_page, story):
    page = open_page(story.get_absolute_url())
    near_the_conversation(page)
    with held(page, "**/formularz/"):
        with page.expect_request("**/formularz/"):
            page.click("[data-write]")
        page.click("[data-write]")
    page.fill("textarea[name=body]", "Pisane od razu.")
    page.wait_for_load_state("networkidle")

    assert sum(address.endswith("/formularz/") for address in page.asked) == 1
    assert page.input_value("textarea[name=body]") == "Pisane od razu."


def test_new_comments_are_announced_by_a_button_and_the_page_stays_where_it_is(open_page, story):
    recount(story.pk)
    page = open_page(story.get_absolute_url())
    page.clock.install()
    page.asked.clear()
    page.reload()
    near_the_conversation(page)
    stood, fresh = page.evaluate("scrollY"), page.locator("[data-fresh]")
    expect(fresh).to_be_hidden()
    make_comment(story, "Nowy głos.", nick="Celina")
    recount(story.pk)

    page.clock.run_for(61_000)

    expect(fresh).to_be_visible()
    expect(fresh).to_contain_text("1")
    assert page.evaluate("scrollY") == stood
    assert page.get_by_text("Nowy głos.").count() == 0
    fresh.locator("a, button").first.click()
    expect(page.get_by_text("Nowy głos.").first).to_be_visible()


def test_a_browser_does_the_sum_that_a_flood_asks_for(open_page, story):
    for n in range(9):
        say(story, f"Głos numer {n}, o czymś {'xyz' * n} zupełnie innym niż dotąd.")
    page = open_page(f"/artykuly/{story.pk}/komentarze/")
    near_the_conversation(page)
    page.click("[data-write]")
    page.wait_for_selector("input[data-proof]", state="attached")
    page.fill("textarea[name=body]", "Głos z przeglądarki, która policzyła, co trzeba.")
    page.fill("input[name=nick]", "Bartek")
    page.click(".comment-form button:not(.linklike)")
    page.wait_for_selector("[data-posted]")

    comment = Comment.objects.latest("pk")
    assert "no_proof_of_work" not in reasons(comment)
    assert not page.complaints


def test_a_comment_is_sent_without_any_script(open_page, story):
    page = open_page(story.get_absolute_url(), java_script_enabled=False)
    page.click("[data-write]")
    page.fill("textarea[name=body]", "Głos wysłany bez skryptu.")
    page.fill("input[name=nick]", "Bartek")
    page.click(".comment-form button")

    expect(page.locator("[data-posted]")).to_have_count(1)
    # Sent within three seconds, so it waits, and says so.
    assert Comment.objects.latest("pk").state == Comment.State.HELD


def test_support_is_counted_in_place(open_page, story):
    page = open_page(story.get_absolute_url())
    near_the_conversation(page)
    page.locator("[data-support] button").first.click()
    page.wait_for_selector("[aria-pressed=true]")

    assert Comment.objects.order_by("pk").first().support == 1


def test_support_that_is_not_counted_says_why(open_page, story):
    page = open_page(story.get_absolute_url())
    near_the_conversation(page)
    silence()
    page.locator("[data-support] button").first.click()

    expect(page.get_by_role("alert")).to_contain_text("Trwa cisza wyborcza")
    assert page.locator("[aria-pressed=true]").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_whoever_sent_a_notice_appeals_from_its_page(open_page, story, script):
    notice = notices.file_notice(
        addresses=[("/komentarze/1/", story.comments.first().pk)], statement="Pomawia.", name="A", good_faith=True,
        email="a@example.org",
    )  # fmt: skip
    notices.decide_notice(notice.pk, make_user("ewa"), remove=set(), reasons="To ocena.")
    page = open_page(notices.address_of(notice), java_script_enabled=script)
    page.fill("textarea[name=text]", "To nie ocena, to zarzut.")
    page.click(".form button")

    page.get_by_text("To nie ocena, to zarzut.").wait_for()
    assert notice.appeals.get().text == "To nie ocena, to zarzut."


def test_no_page_of_comments_keeps_anybody_out(open_page, story):
    comment = story.comments.first()
    page = open_page("/")
    for address in (
        f"/artykuly/{story.pk}/komentarze/", f"/komentarze/{comment.pk}/", f"/artykuly/{story.pk}/komentarze/formularz/",
        f"/komentarze/{comment.pk}/zglos/", "/komentarze/zgloszenie/", "/komentarze/moje/", "/komentarze/liczby/",
    ):  # fmt: skip
        page.goto(address, wait_until="load")
        for look, _width in looks(page):
            assert violations(page) == [], (address, look)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, look)

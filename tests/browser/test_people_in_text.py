"""People in a story's text, in Chromium: one press to accept or refuse, what changes while one writes, and names after @."""
# ruff: noqa: F811 - fixtures are imported by name

import re

import pytest
from playwright.sync_api import expect

from articles.forms import raw_of
from articles.models import Draft
from articles.services import save_story
from people.models import NameNotOffered, Person
from polish import morphology
from tests.articles.desk import make_draft
from tests.factories import make_person

from .conftest import SCHEMES, held, violations
from .writing import (  # noqa: F401 - fixtures
    WIDTHS,
    cast,
    desk,
    editor_is_ready,
    expect_body,
    go_to_the_end,
    in_editor,
    open_story,
    save,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found."),
]
TEXT = "<p>Starosta Halina Ostrężna spotkała się z Romanem Szymurą. Burmistrz Skoczowa Jan Kubica milczy.</p>"


@pytest.fixture
def story(cast):
    make_person(gender="f")
    make_person("Roman", "Szymura", office="wójt gminy Godów", gender="m")
    article = make_draft(cast.jan, body=TEXT)
    save_story(article, cast.jan)
    return article


def row(page, name):
    return page.locator(f'[data-person][data-label*="{name}"]')


def press(page, name, answer):
    row(page, name).locator("label", has_text=answer).click()


def states(article):
    return {mention.person.last_name: mention.state for mention in article.mentions.select_related("person")}


def test_one_press_accepts_or_refuses_and_both_can_be_taken_back(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    expect(row(page, "Halina").locator("mark")).to_have_text("Halina Ostrężna")
    expect(page.locator("[data-waiting]")).to_have_text("2 do rozpoznania")
    press(page, "Halina", "Tak")
    expect(row(page, "Halina")).to_be_hidden()
    expect(page.locator("[data-picked=people] .chosen li")).to_contain_text("Halina Ostrężna")
    press(page, "Roman", "Nie")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    save(page)
    assert states(story) == {"Ostrężna": "accepted", "Szymura": "refused"}

    expect(row(page, "Roman").locator("[name=refused]")).to_be_checked()
    press(page, "Roman", "Nie")
    page.locator("[data-picked=people] .chosen button", has_text="×").click()
    expect(page.locator("[data-waiting]")).to_have_text("2 do rozpoznania")
    save(page)
    assert states(story) == {"Ostrężna": "suggested", "Szymura": "suggested"}
    assert page.complaints == []


def test_the_panel_follows_what_is_written_and_keeps_what_was_decided(desk, cast, story):
    make_person("Adam", "Ryszka", office="komendant powiatowy")
    page = open_story(desk(cast.jan), story)
    press(page, "Roman", "Nie")
    in_editor(
        page,
        "editor.commands.setContent('<p>Wójta Romana Szymury nie było, był Adam Ryszka.</p>', {emitUpdate: true});",
    )
    expect(row(page, "Adam Ryszka").locator("mark")).to_have_text("Adam Ryszka")
    expect(row(page, "Halina")).to_have_count(0)
    expect(row(page, "Roman").locator("[name=refused]")).to_be_checked()
    expect(page.locator("[data-waiting]")).to_have_text("1 do rozpoznania")
    assert page.complaints == []


def test_the_keyboard_alone_answers(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    row(page, "Halina").locator("[name=people]").focus()
    page.keyboard.press("Space")
    expect(row(page, "Roman").locator("[name=people]")).to_be_focused()
    expect(page.locator("[data-people-said]")).to_have_text("Halina Ostrężna: stoi przy tekście")
    page.keyboard.press("Space")
    expect(page.locator("[data-picked=people] [role=combobox]")).to_be_focused()


def test_without_javascript_the_same_boxes_are_sent_with_the_form(chromium, live_server, cast, story, client):
    client.force_login(cast.jan)
    page = client.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    halina, roman = Person.objects.get(last_name="Ostrężna"), Person.objects.get(last_name="Szymura")
    assert f'<input type="checkbox" name="people" value="{halina.pk}">' in page
    assert f'<input type="checkbox" name="refused" value="{roman.pk}">' in page


def test_a_profile_is_made_from_the_text_and_nothing_typed_is_lost(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    page.locator("#id_lead").fill("Lead, którego nikt nie zapisał.")
    page.locator(".unknown summary").click()
    page.locator(".unknown a", has_text="Utwórz profil").click()
    page.locator("#id_first_name").wait_for()
    expect(page.locator("#id_first_name")).to_have_value("Jan")
    expect(page.locator("#id_last_name")).to_have_value("Kubica")
    expect(page.locator("#id_office")).to_have_value("burmistrz Skoczowa")
    page.locator("button.default").click()
    editor_is_ready(page)
    expect(page.locator("#id_lead")).to_have_value("Lead, którego nikt nie zapisał.")
    expect(page.locator("[data-picked=people] .chosen li")).to_contain_text("Jan Kubica")
    save(page)
    assert states(story)["Kubica"] == "accepted"
    story.refresh_from_db()
    assert story.lead == "Lead, którego nikt nie zapisał."


def make_profile(page):
    """From the story's form to the form of a profile and back."""
    page.locator(".unknown summary").click()
    page.locator(".unknown a", has_text="Utwórz profil").first.click()
    page.locator("#id_first_name").wait_for()
    page.locator("button.default").click()
    editor_is_ready(page)


def standing(page):
    return page.locator("[data-picked=people] .chosen li")


def test_a_new_story_whose_draft_was_just_kept_comes_back_with_its_text_and_the_new_profile(desk, cast):
    make_person(gender="f")
    page = open_story(desk(cast.jan))
    go_to_the_end(page)
    page.keyboard.type(
        "Starosta Halina Ostrężna milczy. Burmistrz Skoczowa Jan Kubica też, jak wójt gminy Godów Roman Szymura."
    )
    press(page, "Halina", "Tak")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Zapisano szkic \d\d:\d\d"))
    make_profile(page)
    expect(page.locator("#id_body_source")).to_have_value(re.compile("Jan Kubica też"))
    expect(standing(page)).to_contain_text(["Halina Ostrężna", "Jan Kubica"])
    expect(page.locator("#draft-offer")).to_have_count(0)

    # Nothing is typed between the first profile and the second.
    make_profile(page)
    expect(standing(page)).to_contain_text(["Halina Ostrężna", "Jan Kubica", "Roman Szymura"])

    # What came back is kept by itself, also where the page is left for good.
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Zapisano szkic \d\d:\d\d"))
    page.goto("/admin/articles/article/add/")
    page.locator("#draft-offer a").click()
    expect(standing(page)).to_contain_text(["Halina Ostrężna", "Jan Kubica", "Roman Szymura"])
    assert page.complaints == []


def test_bringing_an_older_draft_back_keeps_the_new_profile(desk, cast, story):
    raw = raw_of(story) | {"lead": ["Lead sprzed godziny."]}
    Draft.objects.create(user=cast.jan, article=story, fields=raw, base_version=story.version)
    page = open_story(desk(cast.jan), story)
    make_profile(page)
    expect(page.locator("#id_lead")).to_have_value(story.lead)
    page.locator("#draft-offer a").click()
    expect(page.locator("#id_lead")).to_have_value("Lead sprzed godziny.")
    expect(standing(page)).to_contain_text(["Jan Kubica"])


def test_a_profile_that_is_not_wanted_is_not_suggested_again_and_the_press_can_be_taken_back(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    page.locator(".unknown summary").click()
    silent = page.locator(".unknown button", has_text="Nie proponuj")
    silent.click()
    expect(silent).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".unknown a")).to_be_hidden()
    expect(page.locator("[data-people-said]")).to_have_text("Jan Kubica: nie będzie już w propozycjach")
    silent.click()
    expect(page.locator(".unknown a")).to_be_visible()
    assert not NameNotOffered.objects.exists()
    silent.click()
    expect(silent).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(row(page, "Halina")).to_be_visible()
    expect(page.locator(".unknown")).to_have_count(0)
    assert page.complaints == []


def test_a_panel_that_comes_late_keeps_what_was_pressed_meanwhile(desk, cast, story):
    page = desk(cast.jan)
    with held(page, "**/ludzie/"):
        open_story(page, story)
        page.locator(".unknown summary").click()
        page.locator(".unknown").evaluate("(group) => (group.dataset.first = '')")
        page.locator(".unknown button", has_text="Nie proponuj").click()
        expect(page.locator(".unknown button")).to_have_attribute("aria-pressed", "true")
        press(page, "Roman", "Nie")
    expect(page.locator(".unknown[data-first]")).to_have_count(0)
    expect(page.locator(".unknown button")).to_have_attribute("aria-pressed", "true")
    expect(row(page, "Roman").locator("[name=refused]")).to_be_checked()


def test_a_panel_that_comes_under_a_finger_waits_until_the_press_is_over(desk, cast, story):
    page = desk(cast.jan)
    with page.expect_response("**/ludzie/") as late, held(page, "**/ludzie/"):
        open_story(page, story)
        row(page, "Halina").locator("label", has_text="Tak").hover()
        page.mouse.down()
    late.value.finished()
    page.mouse.up()
    expect(standing(page)).to_contain_text(["Halina Ostrężna"])


def test_an_at_and_a_surname_insert_the_name_in_the_chosen_case(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    go_to_the_end(page)
    page.keyboard.type(" Rozmowa z @szym")
    option = page.locator(".mention [role=option]")
    expect(option).to_contain_text(["Roman Szymura"])
    page.keyboard.press("Enter")
    expect(option).to_have_count(6)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.locator('.mention [aria-selected="true"]')).to_contain_text("wójtem gminy Godów Romanem Szymurą")
    page.keyboard.press("Enter")
    expect(page.locator(".mention")).to_be_hidden()
    expect_body(page, TEXT.replace("milczy.", "milczy. Rozmowa z wójtem gminy Godów Romanem Szymurą"))
    expect(page.locator("[data-picked=people] .chosen li")).to_contain_text("Roman Szymura")
    assert page.complaints == []


def test_a_late_answer_about_the_name_does_not_take_the_cases_away(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    go_to_the_end(page, of_nothing=True)
    page.keyboard.type("Nie ma @szym")
    option = page.locator(".mention [role=option]")
    expect(option).to_contain_text(["Roman Szymura"])
    with page.expect_response("**q=szymu*") as late, held(page, "**q=szymu*"):
        with page.expect_request("**q=szymu*"):
            page.keyboard.type("u")
        page.keyboard.press("Enter")
        expect(option).to_have_count(6)
    late.value.finished()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_body(page, "<p>Nie ma wójta gminy Godów Romana Szymury</p>")


def test_escape_leaves_what_was_typed_and_an_address_asks_nobody(desk, cast, story):
    page = open_story(desk(cast.jan), story)
    go_to_the_end(page, of_nothing=True)
    page.keyboard.type("@szym")
    page.locator(".mention [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".mention [role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".mention")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("jan@szymura.pl")
    expect(page.locator(".mention")).to_be_hidden()
    expect_body(page, "<p>@szym</p><p>jan@szymura.pl</p>")


def test_a_thumb_chooses_the_case_on_a_phone(desk, cast, story):
    page = open_story(desk(cast.jan, 360, 740), story)
    go_to_the_end(page, of_nothing=True)
    page.keyboard.type("Nie ma @ostr")
    page.locator(".mention [role=option]").first.click()
    genitive = page.locator(".mention [role=option]").nth(1)
    assert genitive.bounding_box()["height"] >= 44
    genitive.click()
    expect_body(page, "<p>Nie ma starosty krzemionowskiej Haliny Ostrężnej</p>")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_panel_and_menu_pass_axe(desk, cast, story, width, height):
    page = open_story(desk(cast.jan, width, height), story)
    page.locator("[data-group=people]").evaluate("(group) => (group.open = true)")
    page.locator(".unknown").evaluate("(group) => (group.open = true)")
    press(page, "Roman", "Nie")
    go_to_the_end(page)
    page.keyboard.type(" @ostr")
    page.locator(".mention [role=option]").first.wait_for()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme

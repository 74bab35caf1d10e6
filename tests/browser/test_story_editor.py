"""The story's form in Chromium: what the editor can make, what paste and drop become, keeping what is typed, and who can use it."""
# ruff: noqa: F811 - fixtures are imported by name

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.editor import clean_story_body, embed_kind
from articles.models import Article, Draft
from photos.models import Photo
from tests.articles.desk import make_draft
from tests.factories import image_bytes, make_article, make_person, make_photo

from .conftest import SCHEMES, held
from .conftest import violations as violations_of_a_look
from .writing import WIDTHS, body_of, cast, desk, expect_body, in_editor, open_story, save  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = Path(__file__).parent.parent / "data" / "paste"

# Every node and mark that the editor knows, as it is stored.
EVERYTHING = (
    "<p>Zwykły <strong>gruby</strong> <em>pochyły</em> <s>skreślony</s> m<sup>2</sup> CO<sub>2</sub> "
    '<a href="https://example.pl/x?a=1&amp;b=2">link</a> <a href="mailto:a@b.pl">list</a> <a href="tel:+48324700000">telefon</a><br>dalej</p>'
    "<h2>Śródtytuł</h2><h3>Mniejszy</h3><ul><li><p>raz</p><ul><li><p>w środku</p></li></ul></li></ul>"
    '<ol><li><p>pierwszy</p></li></ol><ol start="3"><li><p>trzeci</p></li></ol>'
    "<blockquote><p>Raz.</p><p>Dwa.</p><footer>Halina Ostrężna, starosta</footer></blockquote><hr>"
    '<figure data-photo="1"><figcaption>Podpis</figcaption></figure><figure data-gallery="1,2"><figcaption></figcaption></figure>'
    '<figure data-embed="https://www.youtube.com/watch?v=abc&amp;t=3"></figure><aside data-story="1"></aside>'
    '<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr><td colspan="2"><p>c</p></td></tr></tbody></table><p>Koniec</p>'
)


def violations(page):
    """What axe objects to, in the light and in the dark."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [(scheme, *violation) for violation in violations_of_a_look(page)]
    return found


# -- What the editor can make is what may be stored -------------------------------------------------


def test_the_editor_gives_back_every_allowed_node_as_it_was_and_the_csp_refuses_nothing(desk, cast):
    make_photo(), make_photo(alt="Rynek")
    article = make_draft(cast.jan, body=EVERYTHING)
    page = open_story(desk(cast.jan), article)
    in_editor(page, "editor.commands.focus('end'); editor.commands.insertContent('!');")
    assert body_of(page) == EVERYTHING.replace("Koniec", "Koniec!")
    assert clean_story_body(body_of(page)) == body_of(page)
    page.wait_for_load_state("networkidle")
    assert page.complaints == []


def test_everything_that_the_toolbar_makes_passes_the_sanitiser_unchanged(desk, cast):
    page = open_story(desk(cast.jan))
    names = page.locator(".toolbar [data-do]").evaluate_all("(all) => all.map((one) => one.dataset.do)")
    plain = [
        name
        for name in dict.fromkeys(names)
        if name not in {"undo", "redo", "link", "photo", "gallery", "embed", "story", "signs"}
    ]
    assert {"heading", "bold", "quotation", "table", "bullets", "rule"} <= set(plain)
    for name in plain:
        in_editor(page, "editor.commands.setContent('<p>Słowo</p>'); editor.commands.selectAll();")
        if name.startswith(("row_", "column_", "delete_")):
            in_editor(page, "editor.chain().insertTable({rows: 2, cols: 2, withHeaderRow: true}).run();")
        page.locator(f'.toolbar [data-do="{name}"]').first.evaluate("(button) => button.click()")
        made = body_of(page)
        assert clean_story_body(made) == made, name
    assert page.complaints == []


@pytest.mark.parametrize("name", ["word", "google-docs"])
def test_text_from_other_programs_comes_out_clean(desk, cast, name):
    page = open_story(desk(cast.jan))
    in_editor(page, "editor.commands.focus(); editor.view.pasteHTML(argument);", (PASTE / f"{name}.html").read_text())
    expected = "".join((PASTE / f"{name}.expected.html").read_text().splitlines())
    assert body_of(page).replace("&nbsp;", " ") == expected
    assert clean_story_body(body_of(page)) == body_of(page)
    assert page.complaints == []


def test_a_script_pasted_or_loaded_does_nothing(desk, cast):
    page = open_story(desk(cast.jan))
    dirty = '<p>a<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><a href="javascript:window.hacked=1">b</a></p>'
    in_editor(page, "editor.commands.focus(); editor.view.pasteHTML(argument);", dirty)
    assert body_of(page) == "<p>ab</p>"
    assert page.evaluate("window.hacked") is None


def test_server_and_editor_agree_on_what_may_be_embedded(desk, cast):
    addresses = [
        "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc", "https://www.facebook.com/kurier/posts/1", "https://x.com/a/status/1",
        "https://twitter.com/a/status/1", "https://fb.watch/abc/", "http://www.youtube.com/watch?v=abc", "https://youtube.com.evil.pl/x",
        "https://evil.pl/youtube.com", "javascript:alert(1)", "https://youtube.com", "https://a@youtube.com/x", "https://vimeo.com/1", "",
    ]  # fmt: skip
    page = open_story(desk(cast.jan))
    script = 'async (address) => (await import("desk/editor/embeds")).embedKind(address)'
    # The page's policy allows the module: it stands in the import map.
    said = {address: page.evaluate(script, address) for address in addresses}
    assert said == {address: embed_kind(address) for address in addresses}


# -- Using it -------------------------------------------------------------------------------------------


def test_a_quotation_has_a_line_for_the_speaker_and_enter_leaves_it(desk, cast):
    page = open_story(desk(cast.jan))
    page.locator("#id_body").click()
    page.keyboard.type("Nie podpisałam zgody.")
    page.get_by_role("button", name="Quotation").or_(page.get_by_role("button", name="Cytat")).click()
    page.keyboard.type("Halina Ostrężna, starosta")
    page.keyboard.press("Enter")
    page.keyboard.type("Dalej.")
    expect_body(
        page,
        "<blockquote><p>Nie podpisałam zgody.</p><footer>Halina Ostrężna, starosta</footer></blockquote><p>Dalej.</p>",
    )
    page.keyboard.press("Control+Shift+B")
    expect(page.locator("#id_body_source")).to_have_value(re.compile("<blockquote><p>Dalej.</p></blockquote>"))


def test_an_address_that_may_not_be_embedded_is_refused_in_words_and_stays_to_be_mended(desk, cast):
    page = open_story(desk(cast.jan))
    page.locator('.toolbar [data-do="embed"]').evaluate("(button) => button.click()")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("https://vimeo.com/1")
    dialog.locator("button[type=submit]").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_role("textbox").fill("https://www.youtube.com/watch?v=abc")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)
    expect_body(page, '<figure data-embed="https://www.youtube.com/watch?v=abc"></figure>')


def test_a_related_story_is_found_by_words_of_its_headline(desk, cast):
    story = make_article("Śmieci w Krzemionowie podrożeją")
    page = open_story(desk(cast.jan))
    page.locator('.toolbar [data-do="story"]').evaluate("(button) => button.click()")
    page.get_by_role("searchbox").last.fill("smieci")
    page.get_by_role("dialog").get_by_role("button", name="Śmieci w Krzemionowie podrożeją").click()
    expect_body(page, f'<aside data-story="{story.pk}"></aside>')
    expect(page.locator(".node-story strong")).to_have_text("Śmieci w Krzemionowie podrożeją")


def test_a_photo_dropped_into_the_text_goes_to_the_library_and_stands_where_it_fell(desk, cast):
    article = make_draft(cast.jan, body="<p>Pierwszy akapit.</p><p>Drugi akapit.</p>")
    page = open_story(desk(cast.jan), article)
    drop = """async (target, bytes) => {
      const box = target.querySelector("p").getBoundingClientRect();
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], "most.jpg", {type: "image/jpeg"}));
      target.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer, clientX: box.x + 20, clientY: box.y + 8}));
    }"""
    page.locator("#id_body").evaluate(drop, list(image_bytes(600, 400)))
    page.locator(".node-photo img[src*='/media/']").wait_for()
    photo = Photo.objects.get()
    expect_body(
        page,
        f'<p>Pierwszy akapit.</p><figure data-photo="{photo.pk}"><figcaption></figcaption></figure><p>Drugi akapit.</p>',
    )
    assert page.complaints == []


def test_a_file_that_is_no_photo_is_refused_in_words_and_the_text_stays(desk, cast):
    page = open_story(desk(cast.jan), make_draft(cast.jan))
    page.locator("#id_body").evaluate("""(target) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["<svg></svg>"], "rysunek.svg", {type: "image/svg+xml"}));
      target.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer, clientX: 500, clientY: 500}));
    }""")
    expect(page.locator(".said-of-files .errorlist")).not_to_be_empty()
    assert body_of(page) == "<p>Tekst.</p>"


def test_the_main_photo_is_chosen_from_the_library_and_asks_for_what_it_lacks(desk, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from photos.ingest import ingest

    photo = ingest(
        SimpleUploadedFile("most.jpg", image_bytes(600, 400), "image/jpeg"),
        cast.jan,
        credit="fot. Jan Korbiel",
        caption="Most",
    )
    article = make_draft(cast.jan)
    page = open_story(desk(cast.jan), article)
    page.locator("[data-choose]").click()
    page.get_by_role("dialog").get_by_role("button", name="Most").click()
    expect(page.locator("#id_photo_alt")).to_be_visible()
    expect(page.locator("#id_photo_credit")).to_be_hidden()
    page.locator("#id_photo_alt").fill("Most nad rzeką")
    save(page)
    article.refresh_from_db()
    assert article.photo == photo
    assert Photo.objects.get().alt == "Most nad rzeką"


def test_people_are_found_by_typing_put_in_order_and_removed_by_keyboard(desk, cast):
    make_person()
    make_person("Tomasz", "Wierzgoń", office="burmistrz Krzemionowa")
    article = make_draft(cast.jan)
    page = open_story(desk(cast.jan), article)
    box = page.locator("[data-picked=people]")
    for typed in ["ostrez", "wierzg"]:
        box.get_by_role("combobox").fill(typed)
        box.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    box.locator("li", has_text="Tomasz Wierzgoń").get_by_role("button").first.press("Enter")
    save(page)
    expect(page.locator("#saved strong")).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert [mention.person.last_name for mention in article.mentions.all()] == ["Wierzgoń", "Ostrężna"]


def test_enter_takes_whom_the_list_shows_though_an_older_answer_comes_last(desk, cast):
    make_person()
    make_person("Tomasz", "Wierzgoń", office="burmistrz Krzemionowa")
    page = open_story(desk(cast.jan), make_draft(cast.jan))
    box = page.locator("[data-picked=people]")
    with page.expect_response("**q=ostr*") as late, held(page, "**q=ostr*"):
        with page.expect_request("**q=ostr*"):
            box.get_by_role("combobox").fill("ostr")
        box.get_by_role("combobox").fill("wierzg")
        box.get_by_role("option", name="Tomasz Wierzgoń").wait_for()
    late.value.finished()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box.locator(".chosen li")).to_contain_text(["Tomasz Wierzgoń"])


def test_enter_takes_nobody_who_was_found_for_other_letters(desk, cast):
    make_person()
    page = open_story(desk(cast.jan), make_draft(cast.jan))
    box = page.locator("[data-picked=people]")
    box.get_by_role("combobox").fill("ostr")
    box.get_by_role("option", name="Halina Ostrężna").wait_for()
    with held(page, "**q=wierzg*"):
        box.get_by_role("combobox").fill("wierzg")
        page.keyboard.press("Enter")
        expect(box.locator(".chosen li")).to_have_count(0)


# -- Nothing typed is lost -------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_brought_back(desk, cast):
    article = make_draft(cast.jan)
    page = open_story(desk(cast.jan), article)
    page.locator("#id_lead").fill("Niezapisany lead.")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"(Draft saved|Zapisano szkic) \d\d:\d\d"))
    assert Draft.objects.get().fields["lead"] == ["Niezapisany lead."]
    page = open_story(desk(cast.jan), article)
    expect(page.locator("#id_lead")).to_have_value("Inspektorzy znaleźli pęknięcia.")
    page.locator("#draft-offer a").click()
    expect(page.locator("#id_lead")).to_have_value("Niezapisany lead.")


def test_what_was_typed_before_the_script_had_come_is_kept_too(desk, cast):
    article = make_draft(cast.jan)
    page = desk(cast.jan)
    with held(page, "**/story.js"):
        page.goto(f"/admin/articles/article/{article.pk}/change/", wait_until="commit")
        page.locator("#id_lead").fill("Pisane od razu.")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"(Draft saved|Zapisano szkic) \d\d:\d\d"))
    assert Draft.objects.get().fields["lead"] == ["Pisane od razu."]


def test_the_preview_shows_what_was_typed_also_when_it_is_in_the_draft_already(desk, cast):
    page = open_story(desk(cast.jan), make_draft(cast.jan))
    page.locator("#id_lead").fill("Niezapisany lead.")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"(Draft saved|Zapisano szkic) \d\d:\d\d"))
    with page.expect_popup() as opened:
        page.locator("[data-preview]").click()
    expect(opened.value.locator("main")).to_contain_text("Niezapisany lead.")


def test_without_a_connection_the_bar_says_so_and_goes_on_by_itself_afterwards(desk, cast):
    page = open_story(desk(cast.jan), make_draft(cast.jan))
    page.context.set_offline(True)
    page.locator("#id_lead").fill("Pisane w tunelu.")
    expect(page.locator("#saved")).to_contain_text(re.compile("No connection|Brak połączenia"))
    page.locator("button.default[name=_do]").click()
    # The press has had its answer too, or the line might be back in time for it.
    expect(page.locator("#saved")).to_contain_text(re.compile("No connection|Brak połączenia"))
    expect(page.locator("#id_lead")).to_have_value("Pisane w tunelu.")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text(re.compile("Draft saved|Zapisano szkic"))
    assert Draft.objects.get().fields["lead"] == ["Pisane w tunelu."]


def test_after_the_session_ended_one_logs_in_elsewhere_and_goes_on_in_the_same_page(desk, cast, client, settings):
    article = make_draft(cast.jan)
    page = open_story(desk(cast.jan), article)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#id_lead").fill("Pisane po wylogowaniu.")
    expect(page.locator("#saved a")).to_be_visible()
    page.locator("button[value=save]:visible").click()
    expect(page.locator("#saved a")).to_be_visible()
    expect(page.locator("#id_lead")).to_have_value("Pisane po wylogowaniu.")
    # Another login brings another token, too.
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == settings.SESSION_COOKIE_NAME])
    save(page)
    expect(page.locator("#saved strong")).to_contain_text(re.compile(r"\d\d:\d\d"))
    article.refresh_from_db()
    assert article.lead == "Pisane po wylogowaniu."


def test_two_editors_meet_and_the_later_chooses_field_by_field(desk, cast):
    article = make_draft(cast.jan, shared=True)
    jan, ewa = open_story(desk(cast.jan), article), open_story(desk(cast.ewa), article)
    ewa.locator("#id_title").fill("Tytuł Ewy")
    save(ewa)
    expect(ewa.locator("h1")).to_contain_text("Tytuł Ewy")
    jan.locator("#id_title").fill("Tytuł Jana")
    save(jan)
    conflict = jan.locator("#conflict")
    expect(conflict).to_be_visible()
    expect(jan.locator("#id_title")).to_have_value("Tytuł Jana")
    assert violations(jan) == []
    conflict.locator("input[value=theirs]").check()
    save(jan)
    expect(jan.locator("#id_title")).to_have_value("Tytuł Ewy")
    assert Article.objects.get().title == "Tytuł Ewy"


# -- For everybody ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_form_has_no_barrier_that_axe_finds_and_nothing_scrolls_sideways(desk, cast, width, height):
    make_photo(), make_photo(alt="")
    article = make_draft(cast.jan, body=EVERYTHING, status="submitted", photo=Photo.objects.last())
    page = open_story(desk(cast.ewa, width, height), article)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".side details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".split summary").click()
    page.locator(".split [popovertarget=ask-schedule]").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator('.toolbar [data-do="embed"]').evaluate("(button) => button.click()")
    page.get_by_role("dialog").wait_for()
    assert violations(page) == []


def test_on_a_phone_the_groups_start_closed_but_for_what_wants_mending_and_the_bar_lies_under_the_thumb(desk, cast):
    page = open_story(desk(cast.ewa, 360, 740), make_draft(cast.ewa, lead=""))
    assert page.locator("[data-group=people]").get_attribute("open") is None
    assert page.locator("[data-group=state]").get_attribute("open") is not None
    bar = page.locator(".submit-row").bounding_box()
    assert bar["y"] + bar["height"] == 740
    small = page.locator(".submit-row :is(button, a, summary):visible").evaluate_all(
        "(all) => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent)"
    )
    assert small == []


def test_the_toolbar_is_one_stop_of_tab_and_arrows_walk_inside_it(desk, cast):
    page = open_story(desk(cast.jan))
    page.locator("#id_lead").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".toolbar > [data-do=heading]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".toolbar > [data-do=bold]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#id_body")).to_be_focused()
    names = page.locator(".toolbar :is(button, summary)").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label') || one.textContent.trim())"
    )
    assert all(len(name) > 1 for name in names)

"""The inbox in Chromium: from a release to the site in three presses, by keyboard, on a phone, for everybody's eyes."""
# ruff: noqa: F811 - fixtures are imported by name

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests.factories import make_author, make_place, make_section
from wire import receiving, services
from wire.models import Feed, Group, Item

from .conftest import looks, violations
from .writing import cast, desk, editor_is_ready  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = (
    "<p>Most na Olzie będzie zamknięty od poniedziałku do końca września, informuje starostwo w Krzemionowie.</p>"
    "<p>Objazd wyznaczono przez Dębowiany, ulicami Polną i Kościelną.</p><p>Kontakt dla mediów: tel. 47 855 12 34</p>"
)


@pytest.fixture
def ewa(cast):
    ewa = next(
        user
        for user in vars(cast).values()
        if getattr(user, "has_perm", None) and user.has_perm("articles.publish_article")
    )
    ewa.user_permissions.add(*Permission.objects.filter(content_type__app_label="wire"))
    make_author("Ewa Malicka", "mal", user=ewa)
    return ewa


@pytest.fixture
def releases(cast):
    source = Feed.objects.create(
        name="Starostwo", url="https://a.example/rss", section=make_section(), place=make_place()
    ).source_ptr
    facts = {"sent_at": timezone.now(), "sender": "Starostwo"}
    return receiving.take_in(
        source,
        [
            receiving.Incoming(
                title="Konkurs na dyrektora", html="<p>Szukamy dyrektorki ośrodka.</p>", identities=["b"], **facts
            ),
            receiving.Incoming(title="MOST NA OLZIE ZAMKNIĘTY", html=BODY, identities=["a"], **facts),
        ],
    ).items


def test_a_release_is_on_the_site_in_three_presses(desk, ewa, releases):
    page = desk(ewa)
    page.goto("/admin/wire/group/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#release-h")).to_contain_text("MOST NA OLZIE")

    page.keyboard.press("t")
    editor_is_ready(page)
    expect(page.locator("[data-said]")).to_contain_text("100%")
    expect(page.locator(".prose .copied").first).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    article = Article.objects.get(title="Most na Olzie zamknięty")
    assert article.is_published and not page.complaints


COUNT_PRESSES = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1;
}, true)"""


@pytest.mark.parametrize("width", [360, 1280])
def test_three_presses_of_a_thumb_lead_from_the_list_to_the_site(desk, ewa, releases, width):
    page = desk(ewa, width, 740)
    page.add_init_script(COUNT_PRESSES)
    page.goto("/admin/wire/group/")
    page.locator(".inbox a", has_text="MOST NA OLZIE").click()
    page.get_by_role("button", name="Zrób tekst").click()
    editor_is_ready(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Opublikuj", exact=True).click()

    assert Article.objects.get(title="Most na Olzie zamknięty").is_published
    assert page.evaluate("sessionStorage.presses") == "3" and not page.complaints


def test_the_share_falls_while_one_writes_and_contacts_go_at_a_press(desk, ewa, releases):
    page = desk(ewa)
    page.goto(f"/admin/wire/group/{Item.objects.get(title__startswith='MOST').group_id}/change/")
    page.keyboard.press("t")
    editor_is_ready(page)
    expect(page.locator("[data-contacts]")).to_contain_text("47")

    page.locator("[data-contacts] button").click()
    expect(page.locator("#id_body.ProseMirror")).not_to_contain_text("47")
    page.locator("#id_body.ProseMirror p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Nasz reporter stanął w korku o szóstej rano i sam policzył, ile trwa objazd. ")

    expect(page.locator("[data-said]")).not_to_contain_text("100%")
    assert not page.complaints


def test_putting_aside_and_undoing_by_keyboard(desk, ewa, releases):
    page = desk(ewa)
    page.goto("/admin/wire/group/")
    with page.expect_navigation():
        page.keyboard.press("x")
    assert Group.objects.filter(state="aside").count() == 1
    with page.expect_navigation():
        page.keyboard.press("u")
    assert not Group.objects.filter(state="aside").exists()


def test_what_is_pasted_keeps_its_paragraphs(desk, ewa, cast):
    page = desk(ewa)
    page.goto("/admin/wire/group/wklej/")
    page.locator("#id_sender").fill("Sanepid")
    page.locator("#pasted").wait_for()
    page.evaluate(
        """() => { const data = new DataTransfer();
        data.setData("text/html", "<p class=MsoNormal><b>Woda</b> nie nadaje się do picia.<o:p></o:p></p><p>Badania trwają.</p><script>x</script>");
        document.getElementById("pasted").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    with page.expect_navigation():
        page.locator("button[data-key=s]").click()

    assert Item.objects.get().text == "Woda nie nadaje się do picia.\nBadania trwają."
    assert not page.complaints


def test_a_list_from_word_is_seen_as_one_and_stays_one(desk, ewa, cast):
    page = desk(ewa)
    page.goto("/admin/wire/group/wklej/")
    page.locator("#id_sender").fill("Sanepid")
    page.locator("#pasted").wait_for()
    page.evaluate(
        """() => { const data = new DataTransfer();
        const item = (text) => `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>${text}</p>`;
        data.setData("text/html", `<p class=MsoNormal>Zamknięte studnie:</p>${item("Polna")}${item("Kościelna")}`);
        document.getElementById("pasted").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    assert page.locator("#pasted ul").evaluate("(list) => getComputedStyle(list).listStyleType") == "disc"
    with page.expect_navigation():
        page.locator("button[data-key=s]").click()

    assert Item.objects.get().body == "<p>Zamknięte studnie:</p><ul><li>Polna</li><li>Kościelna</li></ul>"


def test_what_is_long_leaves_room_for_the_rest(desk, ewa, releases):
    Feed.objects.create(
        name="Komenda Powiatowa Państwowej Straży Pożarnej, biuro prasowe " * 2, url="https://b.example/rss"
    )
    Item.objects.filter(pk=releases[0].pk).update(title="Konkurs na dyrektora ośrodka kultury " * 8)
    page = desk(ewa)
    page.goto("/admin/wire/group/")

    assert page.locator("select[name=zrodlo]").bounding_box()["width"] <= 240
    lines = "(one) => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)"
    title = page.locator(".inbox .title", has_text="Konkurs")
    assert title.evaluate(lines) < 3.5


def test_headings_of_the_months_list_break_between_words_on_a_phone(desk, ewa, releases):
    services.make_story(Item.objects.get(title__startswith="MOST"), ewa).publish(ewa)
    page = desk(ewa, width=360)
    page.goto("/admin/wire/group/wlasna-praca/")

    heading = page.get_by_role("columnheader", name="Teksty").first
    lines = """(one) => { const range = document.createRange(); range.selectNodeContents(one);
        return range.getClientRects().length }"""
    assert heading.evaluate(lines) == 1


def test_everybody_can_use_it(desk, ewa, releases):
    page = desk(ewa)
    group = Item.objects.get(title__startswith="MOST").group_id
    for address in ["", f"?grupa={group}", "wklej/", "wlasna-praca/"]:
        page.goto(f"/admin/wire/group/{address}")
        for look, width in looks(page):
            assert violations(page) == [], f"{address} {look}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} {look}"
    assert not page.complaints

"""The desk in Chromium: accessible in both schemes on phone and desk, nothing sideways, nothing against the policy."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, Author
from tests.factories import image_bytes, make_article, make_person, make_photo, make_place, make_section, make_user

from .conftest import looks, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Status = Article.Status


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def newsroom():
    """An editor-in-chief who owns the portal, with a desk full of work. Returns the account."""
    call_command("roles", verbosity=0)
    make_section("Na sygnale", for_urgent=True)
    for name in ("Krzemionów", "Dębowiany", "Lipowiec nad Rudą", "gmina Brzozówki"):
        make_place(name)
    user = make_user("ewa", groups=["Redaktor naczelny"], is_superuser=True, first_name="Ewa", last_name="Malicka")
    Author.objects.create(user=user, name="Ewa Malicka", signature="mal")
    for status in Status.values:
        make_article(
            f"Most na Olzie zamknięty do września, autobusy pojadą objazdem ({status})", status=status, created_by=user
        )
    make_photo(credit="", uploaded_by=user, caption="Most nocą")
    make_person()
    return user


@pytest.fixture
def open_desk(open_page):
    def open_(user, address, **options):
        client = Client()
        client.force_login(user)
        cookie = {
            "name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "domain": "localhost", "path": "/",
        }  # fmt: skip
        return open_page(address, storage_state={"cookies": [cookie], "origins": []}, **options)

    return open_


def assert_sound(page):
    assert not (found := violations(page)), found
    assert not page.complaints, page.complaints
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    host = page.url.split("/")[2]
    assert {asked.split("/")[2] for asked in page.asked if asked.startswith("http")} == {host}


ADDRESSES = [
    "/admin/", "/admin/pilne/", "/admin/szukaj/?q=most", "/admin/articles/article/", "/admin/articles/section/",
    "/admin/articles/section/add/", "/admin/people/person/", "/admin/portal/user/", "/admin/portal/imprint/1/change/",
    "/admin/newsroom/frontpageslot/add/", "/konto/2fa/", "/konto/password/change/",
]  # fmt: skip


def test_the_desk_is_accessible_and_keeps_to_the_policy(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/")
    base = page.url.removesuffix("/admin/")
    person = make_person("Jan", "Nowak")
    wrong = []
    for address in [
        *ADDRESSES,
        reverse("admin:people_person_change", args=[person.pk]),
        reverse("admin:person_merge", args=[person.pk]),
        reverse("admin:people_person_delete", args=[person.pk]),
        reverse("admin:people_person_history", args=[person.pk]),
        reverse("admin:portal_user_change", args=[newsroom.pk]),
    ]:
        page.goto(base + address, wait_until="networkidle")
        for look, _width in looks(page):
            try:
                assert_sound(page)
            except AssertionError as problem:
                wrong.append(f"{address} {look}: {problem}")

    assert not wrong, "\n".join(wrong)


CELLS_THAT_OVERLAP = """() => [...document.querySelectorAll('#result_list tbody tr')].flatMap(row => {
  const cells = [...row.children].filter(cell => cell.textContent.trim() && cell.checkVisibility());
  const boxes = cells.map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [cell.className, range.getBoundingClientRect()];
  });
  return boxes.flatMap(([name, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${name} ${other}`));
})"""


@pytest.mark.parametrize("role", ["Dziennikarz", "Redaktor prowadzący"])
def test_no_words_of_a_list_lie_over_others_on_a_phone(open_desk, newsroom, role):
    user = make_user("jan", groups=[role])
    make_article("Seria włamań do altan na Zawodziu. Zniknęły kosiarki i jeden gramofon", created_by=user)

    page = open_desk(user, "/admin/", width=360)

    for address in ("/admin/articles/article/", "/admin/articles/author/", "/admin/people/person/"):
        page.goto(address, wait_until="load")
        assert page.locator("#result_list tbody tr").count(), address
        assert page.evaluate(CELLS_THAT_OVERLAP) == [], address


def test_the_login_is_accessible_also_after_a_mistake(open_page, newsroom):
    page = open_page("/konto/login/")
    for _look in looks(page):
        assert_sound(page)

    page.fill("#id_login", "ewa")
    page.fill("#id_password", "zle-haslo-zle-haslo")
    page.press("#id_password", "Enter")
    page.wait_for_selector(".errornote")
    page.wait_for_load_state()

    for _look in looks(page):
        assert_sound(page)
    assert page.input_value("#id_login") == "ewa"


def test_somebody_logs_in_and_out_by_hand(open_page, newsroom):
    page = open_page("/admin/")
    page.fill("#id_login", "ewa")
    page.fill("#id_password", "haslo-do-testow-1")
    page.click("text=" + page.locator("button[type=submit]").first.inner_text())
    page.wait_for_url("**/admin/")
    page.click("#user-tools summary")
    page.click("#user-tools form button")
    page.wait_for_url("**/konto/login/**")

    assert page.goto(page.url.split("/konto/")[0] + "/admin/").url.endswith("/konto/login/?next=%2Fadmin%2F")


def test_from_a_phone_three_presses_publish(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/", width=360, has_touch=True)

    page.tap(".object-tools .alarm")
    page.fill("#id_text", "Wypadek na obwodnicy Krzemionowa\nDroga jest zablokowana.")
    page.tap(".pick label >> nth=1")
    page.tap("button.urgent")
    page.wait_for_selector(".done.shown")
    page.wait_for_load_state()

    article = Article.objects.get(title="Wypadek na obwodnicy Krzemionowa")
    assert article.is_published and article.is_urgent
    assert_sound(page)


def test_urgent_works_without_javascript_and_with_a_photo(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/pilne/", width=360, java_script_enabled=False)
    page.set_input_files("#id_photo", {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": image_bytes(900, 600)})
    page.fill("#id_text", "Pożar hali\nPłonie dach.")
    with page.expect_navigation():
        page.click("button.urgent")

    # The place was forgotten: the text and the photo are still there.
    assert page.input_value("#id_text") == "Pożar hali\nPłonie dach."
    page.click(".pick label >> nth=0")
    with page.expect_navigation():
        page.click("button.urgent")

    assert Article.objects.select_related("photo").get(title="Pożar hali").photo.credit == "fot. Ewa Malicka"


def test_a_bulk_press_is_undone_with_one_key(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/articles/article/?status__exact=published")
    page.check("input.action-select")
    page.select_option("select[name=action]", "withdraw_chosen")
    with page.expect_navigation():
        page.click(".actions button")
    expect(page.locator(".messagelist form")).to_be_visible()
    assert not Article.objects.filter(status=Status.PUBLISHED).exists()

    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.locator(".messagelist:not(:has(form))")).to_be_visible()

    assert Article.objects.filter(status=Status.PUBLISHED).exists()


def test_letters_are_shortcuts_outside_fields_and_letters_within(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert page.locator("#keys dt").count() >= 5
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator(".title:focus")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.type("np?")
    expect(page.locator("#quick input")).to_have_value("np?")
    assert page.url.endswith("/admin/")
    page.keyboard.press("Alt+p")
    page.wait_for_url("**/admin/pilne/")


def test_the_chosen_theme_stays(open_desk, newsroom):
    page = open_desk(newsroom, "/admin/", scheme="light")
    page.click("#user-tools summary")
    page.click("[data-theme-next]")
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert violations(page) == []

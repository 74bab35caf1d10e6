"""The photo library in a real browser: sending with errors in words, the focal point by press and by key, nothing inline."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from photos.ingest import ingest
from photos.jobs import make_renditions
from photos.models import Photo
from tests.browser.conftest import held, looks, violations
from tests.factories import make_user
from tests.photos import pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIBRARY = "/admin/photos/photo/"


@pytest.fixture
def desk(open_page):
    """`desk(address, …)` opens a page of the desk as Ewa, who may do everything with photos."""
    ewa = make_user(
        "ewa",
        first_name="Ewa",
        last_name="Malicka",
        permissions=[f"photos.{may}_photo" for may in ("view", "add", "change", "withdraw")]
        + ["articles.view_article"],
    )
    client = Client()
    client.force_login(ewa)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    state = {"cookies": [cookie | {"domain": "localhost", "path": "/"}], "origins": []}
    return lambda address, **options: open_page(address, storage_state=state, **options)


def photo(**fields):
    made = ingest(pictures.upload(pictures.jpeg(pictures.quarters(1200, 800)), "most.jpg"), None, **fields)
    make_renditions.call(made.pk)
    return Photo.objects.get(pk=made.pk)


def file(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_files_are_sent_and_those_refused_are_named_in_words(desk, tmp_path):
    # From the disk: the browser reads them itself, where so many bytes handed over in words would take a slow machine a minute.
    paths = []
    for name, content in {
        "rynek.jpg": pictures.jpeg(pictures.quarters(800, 600)),
        "list.jpg": b"to nie jest zdjecie",
        "film.gif": pictures.animation("GIF"),
        "ogromne.jpg": bytes(41 * 2**20),
        "telefon.heic": pictures.heic(pictures.quarters(900, 600)),
    }.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    page = desk(f"{LIBRARY}add/")
    page.get_by_label("Autor wszystkich").fill("fot. Ola Brzeska")
    page.locator("input[type=file]").set_input_files(paths)
    lines = page.locator("[data-sent] li")
    expect(lines).to_have_count(5)
    expect(lines.nth(0)).to_contain_text("w bibliotece")
    expect(lines.nth(1).locator(".errorlist")).to_contain_text("JPEG, PNG, WebP lub HEIC")
    expect(lines.nth(2).locator(".errorlist")).to_contain_text("JPEG, PNG, WebP lub HEIC")
    expect(lines.nth(3).locator(".errorlist")).to_contain_text("40 MB")
    expect(lines.nth(4).locator("img")).to_be_visible()
    assert {one.credit for one in Photo.objects.all()} == {"fot. Ola Brzeska"}
    page.get_by_role("link", name="Opisz zdjęcia").click()
    page.wait_for_url("**/opisz/?id=*")
    assert page.get_by_label("Tekst alternatywny").count() == 2
    assert not [text for text in page.complaints if "422" not in text]


def test_when_all_went_well_the_descriptions_follow_by_themselves(desk):
    page = desk(f"{LIBRARY}add/", width=360)
    page.locator("input[type=file]").set_input_files([file("a.jpg", pictures.jpeg()), file("b.png", pictures.png())])
    page.wait_for_url("**/opisz/?id=*")
    for number, field in enumerate(page.get_by_label("Tekst alternatywny").all()):
        field.fill(f"Rynek {number}")
    page.get_by_role("button", name="Zapisz opisy").click()
    page.wait_for_url(f"**{LIBRARY}")
    assert Photo.objects.publishable().count() == 2
    assert page.complaints == []


def test_a_lost_connection_keeps_the_file_and_offers_it_again(desk):
    page = desk(f"{LIBRARY}add/")
    page.route("**/upload/", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files([file("a.jpg", pictures.jpeg())])
    line = page.locator("[data-sent] li")
    expect(line.locator(".errorlist")).to_contain_text("Połączenie")
    page.unroute("**/upload/")
    line.get_by_role("button", name="Wyślij ponownie").click()
    page.wait_for_url("**/opisz/?id=*")
    assert Photo.objects.count() == 1


def test_files_chosen_before_the_script_has_come_are_sent_when_it_comes(desk):
    page = desk(LIBRARY)
    with held(page, "**/photos.js"):
        page.goto(f"{LIBRARY}add/", wait_until="commit")
        page.locator("input[type=file]").set_input_files([file("a.jpg", pictures.jpeg())])
    page.wait_for_url("**/opisz/?id=*")
    assert Photo.objects.count() == 1


def test_dropped_files_are_sent(desk):
    page = desk(f"{LIBRARY}add/")
    page.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "upuszczone.jpg", { type: "image/jpeg" }));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        list(pictures.jpeg(pictures.quarters(300, 200))),
    )
    page.wait_for_url("**/opisz/?id=*")
    assert Photo.objects.get().original_filename == "upuszczone.jpg"


def test_the_focal_point_follows_a_press_and_the_arrow_keys(desk):
    made = photo(credit="fot. X", alt="Most")
    page = desk(f"{LIBRARY}{made.pk}/change/")
    point = page.get_by_role("slider")
    box = point.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    expect(point).to_have_attribute("aria-valuetext", "25% od lewej, 75% od góry")
    square = page.locator("svg.crop-1x1")
    # A square around a quarter of the width begins at the edge.
    expect(square).to_have_attribute("viewBox", re.compile("^0 "))
    point.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(point).to_have_attribute("aria-valuetext", "45% od lewej, 73% od góry")
    page.get_by_role("button", name="Zapisz", exact=False).last.click()
    page.wait_for_url(f"**{LIBRARY}")
    made.refresh_from_db()
    assert (round(made.focal_x, 2), round(made.focal_y, 2)) == (0.45, 0.73)
    assert page.complaints == []


def test_the_crops_shown_are_those_the_job_makes(desk):
    """The picture drawn by the script before saving and the one cut by the server show the same."""
    made = photo(credit="fot. X", alt="Most", focal_x=0.8, focal_y=0.2)
    page = desk(f"{LIBRARY}{made.pk}/change/")
    left, top, width, height = map(float, page.locator("svg.crop-1x1").get_attribute("viewBox").split())
    assert (left, top, width, height) == pytest.approx((400, 0, 800, 800), abs=1)


def test_the_librarys_pages_are_open_to_everybody(desk):
    made = photo(credit="", alt="", caption="Most na Olzie")
    page = desk(LIBRARY)
    for address in (
        "",
        "?zbior=nieuzyte",
        "?q=nic",
        "add/",
        f"opisz/?id={made.pk}",
        f"{made.pk}/change/",
        f"{made.pk}/wycofaj/",
    ):
        page.goto(f"{LIBRARY}{address}", wait_until="load")
        for look, width in looks(page):
            assert violations(page) == [], f"{address} {look}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} {look}"
        assert page.complaints == [], address

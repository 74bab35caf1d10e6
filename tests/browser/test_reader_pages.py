"""Readers' pages in Chromium: accessible in both schemes on phone and desk, frugal, and talking to nobody else."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import ArticleTally, HourlyReads
from articles.services import render_body
from photos.ingest import ingest
from photos.jobs import make_renditions
from portal.models import Imprint
from portal.services import make_first_pages
from tests.factories import image_bytes, make_article, make_author, make_person, make_place, make_section, make_user

from .conftest import WIDTHS, looks, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """<p>Nurkowie znaleźli pęknięcie w drugim filarze, poniżej lustra wody. Od północy nie przejdzie nawet pieszy.</p>
<h2>Co dalej</h2><blockquote><p>Most stoi od stu lat.</p><footer>Halina Ostrężna, starosta</footer></blockquote>
<figure data-photo="{photo}"><figcaption>Filar.</figcaption></figure>
<figure data-gallery="{photo},{other}"><figcaption>Most dawniej i dziś.</figcaption></figure>
<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>
<table><tbody><tr><th>Linia</th><th>Objazd</th></tr><tr><td>12</td><td>14 km</td></tr></tbody></table>
<ul><li>Autobusy</li><li>Karetki</li></ul>"""


@pytest.fixture
def portal():
    """A small newsroom with everything that a page can hold. Returns addresses by kind of page."""
    Imprint.objects.create(
        pk=1, portal_name="Kurier Nadolziański", motto="Wiadomości z tej strony Olzy", publisher="Spółdzielnia",
        editor_in_chief="Ewa Malicka", email="redakcja@kurier.example",
    )  # fmt: skip
    make_first_pages()
    user = make_user()
    photos = [_photo(user, n) for n in range(2)]
    person = make_person(portrait=photos[1], biography="<p>Ekonomistka.</p>")
    person.sources.create(label="BIP", url="https://bip.example/")
    make_person("Roman", "Szymura")
    story = make_article(
        body=BODY.format(photo=photos[0].pk, other=photos[1].pk), photo=photos[0], people=[person], tags=["most"],
        source="Starostwo", source_url="https://bip.example/", is_urgent=True, days_ago=0.01,
    )  # fmt: skip
    render_body(story)
    old = make_article("Dawny tekst o moście", days_ago=800, tags=["most"], kind="sponsored", sponsor="Panele")
    for n in range(30):
        make_article(
            f"Kolejna wiadomość numer {n}", days_ago=n / 4, photo=photos[n % 2] if n % 3 else None,
            section=make_section(["Samorząd", "Sport", "Kultura", "Na sygnale"][n % 4]),
            places=[make_place(["Krzemionów", "Lipowiec nad Rudą"][n % 2])], authors=[make_author()],
        )  # fmt: skip
    ArticleTally.objects.create(article=story, comments=6)
    HourlyReads.objects.create(article=story, hour=timezone.now(), reads=9)
    gone = make_article("Zdjęty", status="withdrawn")
    make_place("Pusta Wieś")
    return {
        "front page": "/",
        "story": story.get_absolute_url(),
        "old sponsored story": old.get_absolute_url(),
        "section": "/dzialy/samorzad/",
        "place": "/miejscowosci/krzemionow/",
        "place × section": "/miejscowosci/krzemionow/sport/",
        "empty place": "/miejscowosci/pusta-wies/",
        "tag": "/tagi/most/",
        "author": "/autorzy/sabina-kalisz/",
        "month": f"/archiwum/{timezone.localtime():%Y/%m}/",
        "day": f"/archiwum/{timezone.localtime():%Y/%m/%d}/",
        "people": "/ludzie/",
        "person": person.get_absolute_url(),
        "page": "/prywatnosc/",
        "404": "/nie/ma/",
        "410": gone.get_absolute_url(),
        "400": "/%00/",
    }


def _photo(user, n):
    upload = ContentFile(image_bytes(960, 640, colour=(90 + n, 110, 120)), name=f"most-{n}.jpg")
    photo = ingest(upload, user, credit="fot. Jan Korbiel", alt="Most nad rzeką", caption="Most.")
    make_renditions.func(photo.pk)
    photo.refresh_from_db()
    return photo


def test_no_page_breaks_a_rule_of_accessibility_and_none_scrolls_sideways(portal, open_page):
    found = []
    page = open_page("/")
    for kind, address in portal.items():
        page.goto(address, wait_until="load")
        for look, _width in looks(page):
            found += [(kind, look, *violation) for violation in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((kind, look, "scrolls sideways"))
    assert not found, "\n".join(map(str, found))


def test_the_narrowest_phones_hold_every_page(portal, open_page):
    too_wide = []
    page = open_page("/", width=320)
    for kind, address in portal.items():
        page.goto(address, wait_until="load")
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append((kind, width))
    assert not too_wide


def test_a_story_without_its_photos_is_light_and_asks_nobody_else(portal, open_page, live_server, client):
    article = make_article(
        "Most na Olzie zamknięty do września. Autobusy pojadą objazdem", people=[make_person()], tags=["most"],
        body="<p>" + "Nurkowie znaleźli pęknięcie w drugim filarze, poniżej lustra wody. " * 60 + "</p>",
    )  # fmt: skip
    render_body(article)

    page = open_page(article.get_absolute_url())
    page.wait_for_load_state("networkidle")

    own = [url for url in page.asked if "/media/" not in url]
    assert {urlsplit(url).netloc for url in page.asked} == {urlsplit(live_server.url).netloc}
    assert len(own) <= 6, own
    size = 0
    for url in own:
        body = page.request.get(url).body()
        # As any server in front sends it; fonts are packed already.
        size += len(body) if url.endswith(".woff2") else len(gzip.compress(body, 6))
    assert size <= 60_000, size
    assert not page.complaints


def test_no_page_troubles_the_console_or_another_host(portal, open_page, live_server):
    page = open_page("/")
    for kind, address in portal.items():
        page.asked.clear()
        page.goto(address, wait_until="load")
        troubles = [text for text in page.complaints if not re.search(r"status of 4(00|04|10)", text)]
        assert not troubles, (kind, troubles)
        assert {urlsplit(url).netloc for url in page.asked} == {urlsplit(live_server.url).netloc}, kind


def test_nothing_moves_while_a_page_loads(portal, open_page):
    for kind in ("front page", "story", "section", "person"):
        for width in WIDTHS:
            page = open_page(portal[kind], width=width)
            shift = page.evaluate(
                """() => new Promise((done) => {
                    let sum = 0;
                    new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; })
                        .observe({ type: "layout-shift", buffered: true });
                    document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(sum))));
                })"""
            )
            assert shift < 0.001, (kind, width, shift)
            page.context.close()


def test_an_embed_loads_its_frame_only_after_the_click(portal, open_page):
    page = open_page(portal["story"])
    assert page.locator("iframe").count() == 0
    page.route(re.compile(r"https://"), lambda route: route.fulfill(status=200, body=""))

    page.locator("button[data-embed-src]").click()

    frame = page.locator("iframe")
    assert frame.get_attribute("src").startswith("https://www.youtube-nocookie.com/embed/abcdefghijk")
    assert frame.get_attribute("title")
    assert page.locator("figure.embed figcaption a").get_attribute("href").startswith("https://www.youtube.com/")


def test_the_gallery_opens_in_a_viewer_that_the_keyboard_drives(portal, open_page):
    page = open_page(portal["story"])

    page.locator(".gallery li a").first.click()
    viewer = page.locator("dialog.viewer")
    expect(viewer).to_be_visible()
    first = viewer.locator("img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("img")).not_to_have_attribute("src", first)
    assert not violations(page)
    page.keyboard.press("Escape")

    expect(viewer).to_be_hidden()
    expect(page.locator(".gallery a:focus")).to_have_count(1)


def test_the_link_of_a_story_is_copied(portal, open_page):
    page = open_page(portal["story"], permissions=["clipboard-read", "clipboard-write"])

    page.locator("[data-copy]").click()

    expect(page.locator(".share [role=status]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://portal.example{portal['story']}"


def test_a_page_without_scripts_still_has_everything(portal, open_page):
    page = open_page(portal["story"], java_script_enabled=False)

    assert page.locator(".gallery li a").first.get_attribute("href").startswith("/media/")
    assert page.locator("figure.embed figcaption a").is_visible()
    assert not page.locator("button[data-share]").is_visible()


def test_the_keyboard_begins_with_the_way_to_the_text(portal, open_page):
    page = open_page(portal["front page"])

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#tresc")).to_be_focused()


def test_paper_gets_the_story_and_nothing_around_it(portal, open_page):
    page = open_page(portal["story"])
    page.emulate_media(media="print")

    for hidden in (".nav", ".footer", ".ask", ".tags", ".share", "aside", ".embed"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in ("h1", ".lead", ".main-photo img", ".prose p", ".address"):
        assert page.locator(shown).first.is_visible(), shown

"""The moderators' page in Chromium: thirty comments with as many presses as there are bad ones plus one, keys, phone, everybody."""
# ruff: noqa: F811 - fixtures are imported by name

import re

import pytest
from playwright.sync_api import expect

from comments import moderation, services
from comments.grounds import make_first_texts
from comments.models import Comment, Decision, Hit, Notice, ReasonText
from tests.factories import make_article, make_comment, make_sender, make_user

from .conftest import SCHEMES, violations
from .writing import WIDTHS, cast, desk  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/admin/comments/comment/"


def held(number, *, check=None, place=None, body=None, article=None):
    body = body or f"Głos numer {number}, w którym ktoś spokojnie opisuje, co widział przy moście w poniedziałek rano."
    comment = make_comment(
        article, body, nick=f"Nick{number}", state="held", queue_order=10 if check else 50, minutes_ago=100 - number
    )
    if check:
        start = body.find(place)
        Hit.objects.create(comment=comment, check_name=check, start=start, end=start + len(place))
    return comment


@pytest.fixture
def thirty(cast):
    """Thirty that wait: a check objected to six of them, of which three are bad."""
    make_first_texts(ReasonText)
    article = make_article()
    flagged = [
        held(
            n, check="abusive_word", place="idiota", body=f"Tylko idiota to podpisał, i to po raz {n}.", article=article
        )
        for n in range(6)
    ]
    return flagged + [held(n, article=article) for n in range(6, 30)]


def queue(desk, user, width=1280, height=900, **options):
    page = desk(user, width, height, **options)
    page.goto(QUEUE)
    expect(page.locator("[data-claimed]")).to_contain_text("zarezerwowana")
    return page


def read_to_the_end(page):
    """Scroll to each that is still to be read, and stay with it for as long as reading takes."""
    for card in page.locator(".case:not(.done)[data-joins=read]").all():
        card.scroll_into_view_if_needed()
        expect(card).to_have_attribute("data-read", "1")
    expect(page.locator("[data-rest-unread]")).to_be_empty()


def test_thirty_comments_in_as_many_presses_as_bad_ones_plus_one(desk, cast, thirty):
    page = queue(desk, cast.marek)
    presses = 0
    for bad in thirty[1:4]:
        page.locator(f"#c{bad.pk} button[value=abuse]:visible").first.click()
        presses += 1
        expect(page.locator(f"#c{bad.pk}")).to_have_class("case done")
    read_to_the_end(page)
    expect(page.locator("[data-rest-count]")).to_have_text("27")

    with page.expect_navigation():
        page.keyboard.press("z")
    presses += 1

    expect(page.locator(".messagelist")).to_contain_text("Zatwierdzono 27 komentarzy")
    assert presses == 3 + 1
    assert not Comment.objects.waiting().exists()
    assert Comment.objects.filter(state="rejected").count() == 3
    with page.expect_navigation():
        page.keyboard.press("u")
    assert Comment.objects.waiting().count() == 27
    assert not page.complaints


def test_what_was_not_read_does_not_go_with_the_rest(desk, cast, thirty):
    page = queue(desk, cast.marek)
    # Those on the first screen are read after a while, the others are not.
    page.locator(".case[data-joins=read][data-read]").first.wait_for()
    expect(page.locator("[data-rest-unread]")).not_to_be_empty()

    with page.expect_navigation():
        page.keyboard.press("z")

    left = Comment.objects.waiting()
    assert 0 < left.count() < 6
    assert all(comment.queue_order == 10 for comment in left)


def test_keys_move_decide_and_take_back_without_leaving_the_page(desk, cast, thirty):
    page = queue(desk, cast.marek)
    current = page.locator(".case.current")
    expect(current).to_have_id(f"c{thirty[0].pk}")
    page.keyboard.press("j")
    expect(current).to_have_id(f"c{thirty[1].pk}")
    page.keyboard.press("k")

    page.keyboard.press("a")
    expect(page.locator(f"#c{thirty[0].pk}")).to_have_class("case done")
    expect(current).to_have_id(f"c{thirty[1].pk}")
    page.keyboard.press("4")
    expect(page.locator(f"#c{thirty[1].pk} .done-line")).to_contain_text("reklama")
    page.keyboard.press("m")
    expect(page.locator("[data-undo-bar]")).to_contain_text("Wyciszono")

    for _ in range(3):
        page.keyboard.press("u")
    expect(page.locator(".case.done")).to_have_count(0)
    expect(current).to_have_id(f"c{thirty[0].pk}")
    assert Comment.objects.waiting().count() == 30
    assert page.url.endswith(QUEUE)
    assert not page.complaints


def test_the_tab_counts_down_and_taking_back_offers_no_more_than_it_says(desk, cast, thirty):
    page = queue(desk, cast.marek)
    tab = page.locator(".tabs [aria-current] .num")
    expect(tab).to_have_text("30")
    page.keyboard.press("1")
    expect(page.locator(".case.done")).to_have_count(1)
    expect(tab).to_have_text("29")
    again = page.locator("[data-undo-bar] button")
    expect(again).to_be_visible()

    page.keyboard.press("u")
    expect(page.locator("[data-undo-bar]")).to_contain_text("Decyzja cofnięta")
    expect(tab).to_have_text("30")
    expect(again).to_be_hidden()


def test_the_clock_of_a_notice_is_seen_on_a_phone(desk, cast):
    notice = Notice.objects.create(number="2026-000001", statement="Pomawia.", name="A", email="a@example.org")
    page = desk(cast.marek, 360, 740)
    page.goto(f"{QUEUE}nielegalne/{notice.pk}/")

    expect(page.get_by_text("czeka: poniżej minuty")).to_be_visible()


def test_rejecting_in_ones_own_words_begins_with_the_text_of_the_ground(desk, cast, thirty):
    page = queue(desk, cast.marek)
    page.keyboard.press("r")
    box = page.locator("#own-statement")
    expect(box).not_to_be_empty()
    page.locator("#own-reason").select_option("abuse")
    expect(box).to_have_value(re.compile("Ostra krytyka"))
    box.fill("Proszę pisać o umowie, nie o człowieku.")
    page.locator("#own-words button[value=send]").click()

    expect(page.locator(f"#c{thirty[0].pk}")).to_have_class("case done")
    assert Decision.objects.get().statement == "Proszę pisać o umowie, nie o człowieku."


def test_the_question_mark_shows_the_keys(desk, cast, thirty):
    page = queue(desk, cast.marek)
    page.keyboard.press("?")

    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    for words in ("Zatwierdź", "odrzuć: obraża", "Następny", "wycisz autora", "Zatwierdź pozostałe"):
        expect(keys).to_contain_text(words)


def test_what_changed_meanwhile_stays_and_says_so(desk, cast, thirty):
    page = queue(desk, cast.marek)
    Comment.objects.filter(pk=thirty[0].pk).update(body="Zmieniony tekst.")

    page.keyboard.press("a")

    card = page.locator(f"#c{thirty[0].pk}")
    expect(card.locator(".done-line")).to_contain_text("zmienił się")
    expect(card).to_have_class("case current")
    assert not Decision.objects.exists()


def test_without_a_script_plain_forms_do_the_same(desk, cast, thirty, chromium, live_server):
    page = desk(cast.marek)
    state = page.context.storage_state()
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=state, locale="pl-PL"
    )
    page = context.new_page()
    page.goto(QUEUE)
    with page.expect_navigation():
        page.locator(f"#c{thirty[0].pk} button[value=abuse]:visible").first.click()
    assert page.url.endswith(f"#c{thirty[1].pk}")
    page.locator("#rest button:has-text('Zatwierdź pozostałe')").click()
    # Nobody can tell what was read, so what a check objected to waits on.
    expect(page.locator(".messagelist")).to_contain_text("Zatwierdzono 24 komentarze")
    context.close()

    assert Comment.objects.waiting().count() == 5


def test_a_thumb_decides_on_a_phone(desk, cast, thirty):
    page = queue_on_phone(desk, cast.marek)
    bar = page.locator(".case.current .acts")
    for button in bar.locator("> .button:visible").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["y"] + box["height"] <= 740

    # A ground that the check suggests is one press away, the others two.
    bar.get_by_role("button", name="Odrzuć: obraża").click()
    expect(page.locator(f"#c{thirty[0].pk}")).to_have_class("case done")
    bar.get_by_role("button", name="Inaczej…").click()
    page.locator(".case.choosing .reasons button[value=off_topic]").click()
    expect(page.locator(".case.done")).to_have_count(2)
    page.locator("[data-undo-bar] button").click()
    expect(page.locator(".case.done")).to_have_count(1)
    assert not page.complaints


def test_danger_to_life_is_reported_and_an_author_muted_from_a_phone(desk, cast, thirty):
    page = queue_on_phone(desk, cast.marek)
    card = page.locator(f"#c{thirty[0].pk}")
    card.get_by_role("button", name="Inaczej…").click()
    danger = card.get_by_role("link", name="Zagrożenie życia")
    for act in (danger, card.get_by_role("button", name="Wycisz na 7 dni"), card.locator(".reasons .button").first):
        expect(act).to_be_visible()
        act.click(trial=True)
        assert act.bounding_box()["height"] >= 44
    card.get_by_role("button", name="Wycisz na 7 dni").click()
    expect(page.locator("[data-undo-bar]")).to_contain_text("Wyciszono")
    page.goto(f"{QUEUE}{thirty[0].pk}/change/")
    expect(page.get_by_role("button", name="Wycisz na 7 dni")).to_be_visible()
    # Its grounds stand open there; a button that opens them would do nothing.
    expect(page.locator("[data-open-reasons]")).to_be_hidden()
    page.get_by_role("link", name="Zagrożenie życia").click()

    expect(page.get_by_text("Najpierw zadzwoń pod 112")).to_be_visible()
    assert not page.complaints


def queue_on_phone(desk, user, **options):
    page = desk(user, 360, 740, **options)
    page.goto(QUEUE)
    page.locator(".case.current .acts").wait_for()
    return page


@pytest.mark.parametrize("size", WIDTHS)
def test_everybody_can_use_every_page_of_it(desk, cast, size):
    article = make_article()
    waiting = held(1, check="abusive_word", place="idiota", body="Tylko idiota by to podpisał.", article=article)
    again = make_comment(article, "Jeszcze jeden głos tego samego autora.", nick="Nick1", state="held", queue_order=50)
    reported = make_comment(article, "Wziął łapówkę.", nick="Z")
    services.report_comment(reported, sender=make_sender("a"), reason="abuse", text="Pomawia radnego.")
    notice = Notice.objects.create(number="2026-000001", statement="Pomawia.", name="A", email="a@example.org")
    notice.items.create(url=f"/komentarze/{reported.pk}/", comment=reported, nick="Z", body=reported.body)
    rejected = make_comment(article, "Ocena.", nick="O")
    moderation.reject(rejected.pk, make_user("kto"), reason="abuse")
    moderation.appeal(rejected, "To ocena.")
    moderation.ban(again, cast.marek, kind="token", days=3)
    moderation.reject(make_comment(article, nick="M").pk, cast.marek, reason="spam")
    page = desk(cast.marek, *size)
    for address in (
        "", "zgloszone/", "nielegalne/", f"nielegalne/{notice.pk}/", "odwolania/", "moje/", "blokady/",
        f"{waiting.pk}/change/?uzasadnij", f"{reported.pk}/change/",
    ):  # fmt: skip
        page.goto(QUEUE + address)
        page.wait_for_load_state("networkidle")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], f"{address} {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
    assert not page.complaints

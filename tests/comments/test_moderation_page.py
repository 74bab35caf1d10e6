"""The moderators' page: a comment is seen with its reasons, decided on as it was read, and every press has its way back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import moderation, services
from comments.models import Ban, Comment, Decision, Hit, Letter
from tests.factories import make_article, make_comment, make_sender, make_token, make_user

from .moderating import JSON, QUEUE, card, decide, make_cast, messages_of, page_of, stamp_of, ticked
from .posting import say
from .test_moderation import with_mail
from .test_writing import silence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
REST, UNDO = reverse("admin:comments_rest"), reverse("admin:comments_undo")


@pytest.fixture
def marek(client):
    marek = make_cast("marek")["marek"]
    client.force_login(marek)
    return marek


def held(body="Ten komentarz czeka na decyzję.", *, check=None, place=None, queue_order=50, **fields):
    """A waiting comment; `check` objected to it, at the place of `place` in the text."""
    comment = make_comment(body=body, state="held", queue_order=queue_order, **fields)
    if check:
        start = body.find(place) if place else None
        Hit.objects.create(comment=comment, check_name=check, start=start, end=start + len(place) if place else None)
    return comment


# -- The card --------------------------------------------------------------------------------------------------------


def test_the_card_shows_the_story_the_parent_the_reason_and_its_place(client, marek):
    parent = make_comment(make_article("Kto zapłaci za halę"), "Wolę halę niż rondo.", nick="Zbyszek")
    comment = held("Tylko idiota to podpisał.", check="abusive_word", place="idiota", parent=parent, nick="Kierowca")

    shown = card(client, comment)

    text = shown.text_content()
    assert "Kto zapłaci za halę" in text
    assert "Wolę halę niż rondo." in text
    assert shown.xpath(".//h2")[0].text_content() == "obraźliwe słowo"
    assert [mark.text for mark in shown.xpath(".//mark")] == ["idiota"]
    assert shown.xpath(".//mark/@title") == ["obraźliwe słowo"]


def test_the_card_tells_the_authors_month_and_the_network(client, marek):
    for state in ("visible", "visible", "rejected"):
        make_comment(state=state, nick="Kierowca")
    make_comment(nick="Kierowca", minutes_ago=60 * 24 * 40)
    make_comment(nick="Sąsiad", network="n" * 32)
    comment = held(nick="Kierowca", network="n" * 32)

    record = " ".join(card(client, comment).xpath('.//p[@class="record"]')[0].text_content().split())

    assert "4 komentarze, 2 opublikowane, 1 odrzucony" in record
    assert "1 inne urządzenie z tej samej sieci" in record


def test_what_a_reader_wrote_is_never_markup(client, marek):
    comment = held("<script>alert(1)</script> <b>x</b>", check="odd_shape", place="<b>x", nick="<i>N</i>")

    shown = card(client, comment)

    assert not shown.xpath(".//script | .//i")
    assert "<script>alert(1)</script>" in shown.text_content()


def test_a_held_correction_is_shown_beside_what_is_published(client, marek):
    comment = make_comment(body="Tekst opublikowany.", minutes_ago=1)
    services.edit_comment(comment, body="Zapraszam na www.spam.xyz !", sender=make_sender())

    shown = card(client, comment)

    assert "Tekst opublikowany." in shown.text_content()
    assert [mark.text for mark in shown.xpath(".//mark")] == ["www.spam.xyz"]
    decide(client, comment, "approve", read=stamp_of(client, comment))
    comment.refresh_from_db()
    assert comment.body == "Zapraszam na www.spam.xyz !"


# -- Decisions ---------------------------------------------------------------------------------------------------------


def test_a_press_decides_is_written_down_and_comes_back_to_the_next_card(client, marek):
    first, second = held(nick="A"), held(nick="B")
    back = card(client, first).xpath('.//input[@name="back"]/@value')[0]

    answer = decide(client, first, "approve", back=back)

    assert answer.url == f"{QUEUE}#c{second.pk}"
    first.refresh_from_db()
    assert first.is_visible
    assert Decision.objects.get().by == marek


def test_a_digit_rejects_with_the_text_of_its_ground(client, marek):
    comment = held()

    decide(client, comment, reason="abuse")

    made = Decision.objects.get()
    assert (made.what, made.reason) == ("rejected", "abuse")
    assert "Ostra krytyka" in made.statement


def test_ones_own_words_go_out_instead(client, marek):
    comment = held()

    decide(client, comment, "reject", reason="other", statement="Prosimy nie pisać o dzieciach z imienia.")

    assert Decision.objects.get().statement == "Prosimy nie pisać o dzieciach z imienia."


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "bo tak"}])
def test_nothing_is_rejected_without_a_ground(client, marek, data):
    comment = held()

    answer = client.post(
        reverse("admin:comments_decide", args=[comment.pk]),
        {"what": "reject", "read": stamp_of(client, comment), **data},
        follow=True,
    )

    assert "Wybierz powód" in messages_of(answer)
    assert not Decision.objects.exists()


def test_the_reasons_to_choose_from_come_with_their_statements(client, marek):
    held()
    statements = page_of(client).xpath('//select[@id="own-reason"]/option/@data-statement')

    assert len(statements) == 7
    assert all(statements)


def test_personal_data_are_covered_in_one_press(client, marek):
    comment = say(make_article(), "Dzwońcie do sołtysa wprost, numer 601 234 567, on nie odbiera.")
    assert card(client, comment).xpath('.//button[@value="mask"]')

    decide(client, comment, "mask")

    comment.refresh_from_db()
    assert comment.is_visible
    assert "601" not in comment.body


def test_what_the_author_changed_since_is_not_approved(client, marek):
    comment = held(minutes_ago=1)
    read = stamp_of(client, comment)
    services.edit_comment(comment, body="A teraz coś zupełnie innego.", sender=make_sender())
    Comment.objects.filter(pk=comment.pk).update(state="held", waits_since=timezone.now())

    answer = decide(client, comment, "approve", read=read, headers=JSON)

    assert answer.status_code == 409
    assert "zmienił się" in answer.json()["words"]
    assert not Decision.objects.exists()


def test_two_moderators_do_not_decide_twice(client, marek):
    comment = held()
    read = stamp_of(client, comment)
    moderation.reject(comment.pk, make_user("ewa2"), reason="abuse")

    assert decide(client, comment, "approve", read=read, headers=JSON).status_code == 409
    assert Decision.objects.count() == 1


def test_in_the_electoral_silence_it_is_said_and_nothing_is_approved(client, marek):
    comment = held()
    silence()

    text = page_of(client).text_content()
    answer = decide(client, comment, "approve", headers=JSON)

    assert "Trwa cisza wyborcza" in text
    assert answer.status_code == 409
    assert decide(client, comment, reason="abuse", headers=JSON).status_code == 200


def test_the_script_is_told_what_was_done_and_how_to_take_it_back(client, marek):
    comment = held()

    said = decide(client, comment, reason="spam", headers=JSON).json()
    back = client.post(UNDO, {"token": said["token"]}, headers=JSON)

    assert "Odrzucono" in said["words"]
    assert back.status_code == 200
    comment.refresh_from_db()
    assert comment.state == "held"


def test_what_is_taken_back_returns_to_its_place_and_its_letter_does_not_go_out(client, marek):
    comment, later = with_mail(held(nick="A")), held(nick="B")
    Comment.objects.filter(pk=comment.pk).update(waits_since=timezone.now() - timedelta(minutes=9))
    order = [one.get("data-card") for one in page_of(client).xpath("//article[@data-card]")]
    said = decide(client, comment, reason="abuse", headers=JSON).json()
    assert Letter.objects.count() == 1

    client.post(UNDO, {"token": said["token"]}, headers=JSON)

    assert not Letter.objects.exists()
    assert [one.get("data-card") for one in page_of(client).xpath("//article[@data-card]")] == order
    assert later.pk


def test_muting_is_one_press_and_can_be_taken_back(client, marek):
    comment = held()

    said = decide(client, comment, "mute", headers=JSON).json()

    ban = Ban.objects.get()
    assert (ban.kind, ban.is_mute, ban.token_id) == ("token", True, comment.token_id)
    client.post(UNDO, {"token": said["token"]}, headers=JSON)
    assert not Ban.objects.running().exists()


# -- The rest ------------------------------------------------------------------------------------------------------------


def test_thirty_comments_are_decided_with_as_many_presses_as_bad_ones_plus_one(client, marek):
    comments = [held(f"Głos numer {n} w rozmowie.", nick=f"N{n}") for n in range(30)]
    bad = comments[3:6]
    read = {comment.pk: stamp_of(client, comment) for comment in bad}

    for comment in bad:
        decide(client, comment, reason="abuse", read=read[comment.pk])
    answer = client.post(REST, {"item": ticked(page_of(client)), "back": QUEUE}, follow=True)

    assert "Zatwierdzono 27 komentarzy" in messages_of(answer)
    assert not Comment.objects.waiting().exists()
    token = page_of_undo(answer)
    client.post(UNDO, {"token": token})
    assert Comment.objects.waiting().count() == 27


def page_of_undo(answer):
    from .moderating import page_of_text

    return page_of_text(answer).xpath('//ul[@class="messagelist"]//input[@name="token"]/@value')[0]


def test_what_a_check_objected_to_joins_the_rest_only_once_it_was_read(client, marek):
    plain = held("Zwykły głos.", nick="A")
    odd = held("Zobaczcie na stronie.", nick="B", check="suspect_word", place="stronie", queue_order=10)
    page = page_of(client)

    assert [item.split("-")[0] for item in ticked(page)] == [str(plain.pk)]
    [box] = page.xpath(f'//article[@data-card="{odd.pk}"]//input[@name="item"]')
    client.post(REST, {"item": [*ticked(page), box.get("value")]})

    assert not Comment.objects.waiting().exists()


def test_personal_data_and_rubbish_never_go_with_the_rest(client, marek):
    phone = held("Telefon 601 234 567.", nick="A", check="personal_data", place="601 234 567", queue_order=10)
    rubbish = held("Tanie opony.", nick="B", check="like_rejected", queue_order=90)
    page = page_of(client)
    assert not page.xpath('//input[@name="item"][@form="rest"]')

    items = [f"{one.pk}-{stamp_of(client, one)}" for one in (phone, rubbish)]
    answer = client.post(REST, {"item": items}, follow=True)

    assert Comment.objects.waiting().count() == 2
    assert "2 trzeba rozstrzygnąć osobno" in messages_of(answer)


def test_the_rest_leaves_what_changed_what_others_hold_and_what_came_later(client, marek):
    fine, changed, theirs = held(nick="A"), held(nick="B"), held(nick="C")
    items = ticked(page_of(client))
    Comment.objects.filter(pk=changed.pk).update(body="Zmieniony tekst.")
    moderation.claim(theirs.pk, make_user("ewa3"))
    late = held(nick="D")

    answer = client.post(REST, {"item": items}, follow=True)

    assert {row.pk for row in Comment.objects.waiting()} == {changed.pk, theirs.pk, late.pk}
    assert "Zatwierdzono 1 komentarz." in messages_of(answer)
    fine.refresh_from_db()
    assert fine.is_visible


def test_the_rest_in_the_silence_waits_and_says_so(client, marek):
    held()
    items = ticked(page_of(client))
    silence()

    assert "czeka na koniec ciszy" in messages_of(client.post(REST, {"item": items}, follow=True))
    assert Comment.objects.waiting().count() == 1


@pytest.mark.parametrize("item", ["", "1", "x-y", "1-zz", "999999999999999999-" + "a" * 20, "1-" + "a" * 20])
def test_nonsense_in_the_rest_approves_nothing(client, marek, item):
    held()

    assert client.post(REST, {"item": item}).status_code == 302
    assert Comment.objects.waiting().count() == 1


# -- Together -------------------------------------------------------------------------------------------------------------


def test_all_of_an_author_are_rejected_in_one_press_and_come_back_in_one(client, marek):
    one, *others = [held(f"Reklama numer {n}, tanio.", nick="Spamer") for n in range(4)]
    held("Cudzy głos.", nick="Inny")
    page = page_of(client, reverse("admin:comments_comment_change", args=[one.pk]))
    items = page.xpath('//section[contains(@class, "together")]//input[@name="item"]/@value')
    assert len(items) == 3

    answer = client.post(reverse("admin:comments_together"), {"item": items, "reason": "spam"}, follow=True)

    assert "Odrzucono 3 komentarze." in messages_of(answer)
    assert {comment.state for comment in Comment.objects.filter(pk__in=[o.pk for o in others])} == {"rejected"}
    client.post(UNDO, {"token": page_of_undo(answer)})
    assert Comment.objects.waiting().count() == 5


def test_the_same_text_under_many_stories_is_found_together(client, marek):
    text = "Skup aut za gotówkę, dojazd gratis, płacimy od ręki, całe województwo, zadzwoń dziś."
    first = say(make_article(), text + " www.auta.xyz")
    second = say(make_article("Inny"), text + " www.auta.xyz", nick="Kasia")

    page = page_of(client, reverse("admin:comments_comment_change", args=[first.pk]))

    assert f"{second.pk}-" in page.xpath('//section[@aria-labelledby="together-text"]//input[@name="item"]/@value')[0]


# -- Claims -----------------------------------------------------------------------------------------------------------------


def test_a_page_that_somebody_reads_is_not_given_to_another(client, marek):
    ewa = make_user("ewa", groups=["Redaktor naczelny"])
    comments = [held(nick=f"N{n}") for n in range(3)]
    client.post(reverse("admin:comments_claim"), {"pk": [comment.pk for comment in comments[:2]]})

    client.force_login(ewa)
    page = page_of(client)

    assert [one.get("data-card") for one in page.xpath("//article[@data-card]")] == [str(comments[2].pk)]
    assert "2 komentarze czytają teraz inni" in page.text_content()
    theirs = page_of(client, f"{QUEUE}?u-innych")
    assert len(theirs.xpath("//article[@data-held]")) == 2
    assert "czyta marek do" in theirs.text_content()


def test_a_claim_says_who_was_faster(client, marek):
    comment = held()
    moderation.claim(comment.pk, make_user("ewa", first_name="Ewa", last_name="Malicka"))

    said = client.post(reverse("admin:comments_claim"), {"pk": [comment.pk, "x", "9" * 30]}, headers=JSON).json()

    assert said["others"] == {str(comment.pk): "Ewa Malicka"}


def test_after_midnight_a_claim_ends_at_an_hour(client, marek, monkeypatch):
    night = timezone.localtime().replace(hour=0, minute=48, second=0)
    comment = held()
    moderation.claim(comment.pk, make_user("ewa"), now=night)
    client.get(QUEUE)
    monkeypatch.setattr(timezone, "now", lambda: night)

    said = client.post(reverse("admin:comments_claim"), {"pk": [held().pk]}, headers=JSON).json()

    assert said["until"] == "0:53"
    # The same hour is written the same way on the card of what somebody else reads.
    assert "do 0:53" in page_of(client, f"{QUEUE}?u-innych").text_content()


def test_what_its_author_deleted_leaves_no_empty_quotation(client, marek):
    token = make_token("a")
    gone, here = make_comment(token=token), held(token=token)
    moderation.feature(gone.pk, marek)
    services.delete_comment(gone)

    assert "„”" not in page_of(client, reverse("admin:comments_comment_change", args=[here.pk])).text_content()
    mine = " ".join(page_of(client, reverse("admin:comments_mine")).text_content().split())
    assert " , „" not in mine


# -- My decisions -----------------------------------------------------------------------------------------------------------


def test_my_decisions_stand_with_their_way_back_and_others_do_not(client, marek):
    mine, theirs = held(nick="A", body="Moja decyzja."), held(nick="B", body="Cudza decyzja.")
    made = moderation.reject(mine.pk, marek, reason="abuse")
    other = moderation.reject(theirs.pk, make_user("ewa"), reason="abuse")
    address = reverse("admin:comments_mine")

    text = page_of(client, address).text_content()
    client.post(UNDO, {"decision": other.pk})
    client.post(UNDO, {"decision": made.pk})

    assert "Moja decyzja." in text
    assert "Cudza decyzja." not in text
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("held", "rejected")
    assert "cofnięta" in page_of(client, address).text_content()


def test_one_press_is_one_row_of_my_decisions(client, marek):
    for n in range(3):
        held(nick=f"N{n}")
    client.post(REST, {"item": ticked(page_of(client))})

    page = page_of(client, reverse("admin:comments_mine"))

    assert "3 decyzje jednym naciśnięciem" in page.text_content()
    client.post(UNDO, {"batch": page.xpath('//input[@name="batch"]/@value')[0]})
    assert Comment.objects.waiting().count() == 3


def test_the_median_wait_is_told(client, marek):
    comment = held()
    Comment.objects.filter(pk=comment.pk).update(waits_since=timezone.now() - timedelta(minutes=6))
    moderation.approve(comment.pk, marek)

    assert "mediana czekania 6 minut" in page_of(client, reverse("admin:comments_mine")).text_content()


# -- Cost, order, bad input ---------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_comment_and_for_thirty_and_at_most_ten_queries(client):
    client.force_login(make_cast("ewa")["ewa"])
    article = make_article()
    held(nick="Pierwszy")

    def asked():
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            client.get(QUEUE)
        return len(captured)

    one = asked()
    for n in range(32):
        parent = make_comment(article, nick=f"R{n}")
        held("Tylko idiota.", nick=f"N{n}", parent=parent, check="abusive_word", place="idiota", network=f"{n:032d}")

    assert asked() == one <= 10


def test_pages_follow_one_another_without_a_gap(client, marek):
    made = [held(nick=f"N{n}") for n in range(35)]
    first = page_of(client)
    following = first.xpath('//p[@class="paginator"]/a/@href')[0]
    second = page_of(client, QUEUE + following)
    seen = [int(one) for page in (first, second) for one in page.xpath("//article/@data-card")]

    assert seen == [comment.pk for comment in made]


def test_what_needs_eyes_comes_first_and_rubbish_last(client, marek):
    rubbish, routine, look = held(nick="A", queue_order=90), held(nick="B"), held(nick="C", queue_order=10)

    order = [int(one) for one in page_of(client).xpath("//article/@data-card")]

    assert order == [look.pk, routine.pk, rubbish.pk]


@pytest.mark.parametrize("query", ["?po=x", "?po=1-2", "?po=10-99999999999999999-1", "?po=9999-0-1"])
def test_a_strange_cursor_is_no_breakdown(client, marek, query):
    assert client.get(QUEUE + query).status_code in {200, 404}


@pytest.mark.parametrize("back", ["https://zly.example/", "//zly.example", "/konto/", "javascript:alert(1)"])
def test_a_press_never_leads_elsewhere(client, marek, back):
    assert decide(client, held(), "approve", back=back).url == QUEUE


def test_a_comment_that_its_author_erased_is_shown_as_such(client, marek):
    comment = make_comment()
    services.delete_comment(comment)

    assert client.get(reverse("admin:comments_comment_change", args=[comment.pk])).status_code == 200
    assert client.get(reverse("admin:comments_comment_change", args=[10**17])).status_code == 404


def test_the_front_desk_leads_to_what_waits(client, marek):
    held()
    with_token = make_comment(nick="Zgłaszany", token=make_token("Zgłaszany"))
    services.report_comment(with_token, sender=make_sender("a"), reason="abuse")

    page = page_of(client, "/admin/")

    links = page.xpath('//section[@aria-labelledby="t-comments"]//a[@class="title"]/@href')
    assert links == [QUEUE, reverse("admin:comments_reported")]
    assert page.xpath(f'//nav[@id="nav-sidebar"]//a[@href="{QUEUE}"]/span')[0].text == "2"


def test_more_than_a_thousand_are_not_counted(client, marek):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(
            article=article, nick="N", body="x", state="held", created_at=timezone.now(), waits_since=timezone.now()
        )
        for _ in range(1001)
    )

    assert page_of(client).xpath('//nav[@class="tabs"]/a[1]/span')[0].text == "999+"

"""Reports, notices of illegal content, appeals and bans on the moderators' page."""

import json
import re

import pytest
from django.core import mail
from django.urls import reverse

from comments import letters, moderation, notices, services
from comments.models import Ban, Case, Decision, Notice
from tests.factories import make_comment, make_sender, make_user

from .moderating import JSON, card, decide, make_cast, messages_of, page_of, page_of_text
from .test_moderation import with_mail
from .test_writing import silence

pytestmark = pytest.mark.django_db
REPORTED, NOTICES, APPEALS = (reverse(f"admin:comments_{name}") for name in ("reported", "notices", "appeals"))


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast["marek"])
    return cast


def report(comment, who, reason="abuse", text=""):
    return services.report_comment(comment, sender=make_sender(who, network=who * 4), reason=reason, text=text)


# -- Reports ----------------------------------------------------------------------------------------------------------


def test_several_reports_are_one_card_with_what_was_said(client, cast):
    comment = make_comment(body="Wziął łapówkę.")
    for who, text in (("a", "Pomawia radnego."), ("b", ""), ("c", "Kłamie.")):
        report(comment, who, text=text)

    shown = card(client, comment, REPORTED)

    assert shown.xpath(".//h2")[0].text_content() == "3 zgłoszenia"
    assert "Pomawia radnego." in shown.text_content()


def test_letting_it_stay_closes_the_case_and_only_something_new_opens_it(client, cast):
    comment = make_comment()
    report(comment, "a", text="Obraża.")

    said = decide(client, comment, "keep", headers=JSON)

    assert said.status_code == 200
    assert not page_of(client, REPORTED).xpath("//article[@data-card]")
    assert report(comment, "b", text="Obraża.") is None
    assert report(comment, "c", reason="personal") is not None
    assert card(client, comment, REPORTED) is not None


def test_taking_it_down_closes_the_case_and_undoing_opens_it(client, cast):
    comment = make_comment()
    report(comment, "a")

    token = decide(client, comment, reason="abuse", headers=JSON).json()["token"]
    assert Case.objects.get().outcome == "removed"
    client.post(reverse("admin:comments_undo"), {"token": token})

    assert Case.objects.get().closed_at is None
    comment.refresh_from_db()
    assert comment.is_visible


def test_covering_data_in_a_reported_comment_closes_its_case(client, cast):
    comment = make_comment(body="Dzwońcie: 601 234 567.")
    report(comment, "a", reason="personal")

    assert decide(client, comment, "mask", headers=JSON).status_code == 200

    assert Case.objects.get().outcome == "kept"
    comment.refresh_from_db()
    assert comment.is_visible
    assert "601" not in comment.body


# -- Notices ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def notice():
    comments = [make_comment(body="Wziął pieniądze."), make_comment(nick="Anna", body="Jestem innego zdania.")]
    return notices.file_notice(
        addresses=[(comment.get_absolute_url(), comment.pk) for comment in comments],
        statement="Komentarz mnie pomawia.", name="Adam", email="adam@example.org", good_faith=True,
    )  # fmt: skip


def address(notice, name="notice"):
    return reverse(f"admin:comments_{name}", args=[notice.pk])


def test_the_notice_shows_its_clock_and_what_it_names_as_it_stood(client, cast, notice):
    item = notice.items.first()
    services.delete_comment(item.comment)

    text = page_of(client, address(notice)).text_content()

    assert "Wziął pieniądze." in text
    assert "Komentarz mnie pomawia." in text
    assert "czeka" in page_of(client, NOTICES).text_content()


def test_a_decision_takes_down_what_is_ticked_and_writes_to_both(client, cast, notice):
    bad, fine = (item.comment for item in notice.items.order_by("pk"))
    with_mail(bad)

    client.post(address(notice), {"remove": [bad.pk], "reasons": "Zarzut bez dowodów wobec konkretnej osoby."})

    for comment in (bad, fine):
        comment.refresh_from_db()
    assert (bad.state, fine.state) == ("rejected", "visible")
    letters.send_due()
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "adam@example.org",
        "adam@example.org",
        "bartek@example.org",
    ]
    assert Notice.objects.get().decided_by == cast["marek"]


def test_a_decision_without_reasons_is_refused_and_keeps_what_was_ticked(client, cast, notice):
    bad = notice.items.first().comment

    answer = client.post(address(notice), {"remove": [bad.pk], "reasons": "  "})

    assert answer.status_code == 422
    page = page_of_text(answer)
    assert "uzasadnienie decyzji" in page.text_content()
    assert page.xpath(f'//input[@name="remove"][@value="{bad.pk}"][@checked]')
    assert Notice.objects.get().state == "received"


def test_only_what_the_notice_names_can_be_taken_down_by_it(client, cast, notice):
    other = make_comment(nick="Postronny")

    assert client.post(address(notice), {"remove": [other.pk], "reasons": "Bo tak."}).status_code == 422
    assert client.post(address(notice), {"remove": ["x"], "reasons": "Bo tak."}).status_code == 422
    other.refresh_from_db()
    assert other.is_visible


def test_a_comment_may_be_hidden_while_it_is_checked(client, cast, notice):
    comment = notice.items.first().comment

    assert decide(client, comment, "hide", headers=JSON).status_code == 200

    comment.refresh_from_db()
    assert comment.state == "hidden"


def test_the_case_for_a_court_has_the_texts_and_the_order_of_time(client, cast, notice):
    comment = notice.items.first().comment
    client.post(address(notice), {"remove": [comment.pk], "reasons": "Narusza dobra osobiste."})

    document = client.get(address(notice, "notice_file"))
    data = client.get(address(notice, "notice_data"))

    page = page_of_text(document)
    assert document["Content-Disposition"] == f'attachment; filename="zgloszenie-{notice.number}.html"'
    assert "Wziął pieniądze." in page.text_content()
    assert len(page.xpath("//tbody/tr")) >= 3
    # The document is for people, the data for machines.
    assert not re.search(r"\d{4}-\d\d-\d\dT", page.text_content())
    assert re.search(r"\d{4}-\d\d-\d\dT", data.content.decode())
    assert json.loads(data.content)["reasons"] == "Narusza dobra osobiste."
    assert "sandbox" in document["Content-Security-Policy"]


def test_what_became_of_a_comment_after_the_decision_is_said_beside_it(client, cast, notice):
    fine = notice.items.first().comment
    client.post(address(notice), {"reasons": "Dozwolona krytyka."})
    assert "Pozostawiony tą decyzją." in page_of(client, address(notice)).text_content()

    moderation.reject(fine.pk, cast["ewa"], reason="abuse")

    assert "Pozostawiony tą decyzją; teraz: odrzucony." in page_of(client, address(notice)).text_content()


def test_a_notice_leads_to_reporting_danger_to_life(client, cast, notice):
    page = page_of(client, address(notice))

    for item in notice.items.all():
        assert page.xpath(f'//a[@href="{reverse("admin:comments_comment_danger", args=[item.comment_id])}"]')


def test_a_notice_is_decided_once(client, cast, notice):
    client.post(address(notice), {"reasons": "Dozwolona krytyka."})

    assert client.post(address(notice), {"reasons": "Jeszcze raz."}).status_code == 422
    assert Notice.objects.get().reasons == "Dozwolona krytyka."


# -- Appeals ----------------------------------------------------------------------------------------------------------


def appealed(by):
    comment = make_comment(body="Ocena, nie obraza.")
    moderation.reject(comment.pk, by, reason="abuse")
    return comment, moderation.appeal(comment, "To nie była obraza.")


def answer(client, appeal, **data):
    return client.post(reverse("admin:comments_appeal", args=[appeal.pk]), data, follow=True)


def test_an_appeal_is_answered_by_somebody_else(client, cast):
    comment, appeal = appealed(cast["marek"])
    page = page_of(client, APPEALS)
    assert "rozpatrzy inny moderator" in page.text_content()
    assert not page.xpath("//textarea")
    assert "rozpatrzy ktoś inny" in messages_of(answer(client, appeal, answer="Nie.", outcome="upheld"))

    client.force_login(cast["sabina"])
    answer(client, appeal, answer="Racja, to ocena.", outcome="allowed")

    comment.refresh_from_db()
    appeal.refresh_from_db()
    assert comment.is_visible
    assert (appeal.outcome, appeal.answer, appeal.decided_by) == ("allowed", "Racja, to ocena.", cast["sabina"])


@pytest.mark.parametrize("data", [{"answer": " ", "outcome": "upheld"}, {"answer": "Słowa.", "outcome": "x"}])
def test_the_answer_is_mandatory_and_what_was_typed_stays(client, cast, data):
    _comment, appeal = appealed(cast["ewa"])

    said = answer(client, appeal, **data)

    assert said.status_code == 422
    assert data["answer"].strip() in page_of_text(said).xpath("//textarea")[0].text_content()
    appeal.refresh_from_db()
    assert appeal.decided_at is None


def test_an_answer_that_the_silence_refuses_keeps_what_was_typed(client, cast):
    _comment, appeal = appealed(cast["ewa"])
    silence()

    said = answer(client, appeal, answer="Racja, to ocena.", outcome="allowed")

    page = page_of_text(said)
    assert "Racja, to ocena." in page.xpath("//textarea")[0].text_content()
    assert "Trwa cisza wyborcza" in page.xpath('//p[@role="alert"]')[0].text_content()


def test_an_appeal_leaves_with_the_comment_that_its_author_deletes(client, cast):
    comment, appeal = appealed(cast["ewa"])

    services.delete_comment(comment)

    appeal.refresh_from_db()
    assert appeal.decided_at is not None
    assert (appeal.text, appeal.outcome, appeal.decided_by) == ("", "", None)
    assert not page_of(client, APPEALS).xpath("//article")


def test_an_appeal_about_a_notice_is_for_those_who_decide_on_notices(client, cast, notice):
    notices.decide_notice(notice.pk, cast["ewa"], remove=set(), reasons="Dozwolona krytyka.")
    appeal = notices.appeal_notice(Notice.objects.get(), "Dalej pomawia.")

    client.force_login(cast["sabina"])
    assert "Dalej pomawia." not in page_of(client, APPEALS).text_content()
    assert answer(client, appeal, answer="x", outcome="upheld").status_code == 403
    client.force_login(cast["ewa"])
    assert "rozpatrzy ktoś inny" in messages_of(answer(client, appeal, answer="Nie.", outcome="upheld"))
    client.force_login(cast["marek"])
    answer(client, appeal, answer="To opinia.", outcome="upheld")

    appeal.refresh_from_db()
    assert appeal.decided_by == cast["marek"]


def test_a_lone_decider_of_notices_is_not_stopped_by_those_who_may_not(cast, notice):
    for name in ("marek", "adam"):
        cast[name].groups.clear()
    notices.decide_notice(notice.pk, cast["ewa"], remove=set(), reasons="Dozwolona krytyka.")
    appeal = notices.appeal_notice(Notice.objects.get(), "Dalej pomawia.")

    assert moderation.decide_appeal(appeal.pk, cast["ewa"], allowed=False, answer="To opinia.").outcome == "upheld"


def test_what_was_answered_is_not_taken_back_as_a_slip(client, cast):
    comment, appeal = appealed(cast["ewa"])
    answer(client, appeal, answer="Racja.", outcome="allowed")
    made = Decision.objects.get(what="appeal_allowed")

    client.post(reverse("admin:comments_undo"), {"decision": made.pk})

    comment.refresh_from_db()
    assert comment.is_visible


# -- Bans -------------------------------------------------------------------------------------------------------------


def ban(client, comment, **data):
    return client.post(reverse("admin:comments_ban", args=[comment.pk]), {"days": 7, **data})


@pytest.mark.parametrize("kind", ["token", "text", "domain"])
def test_a_ban_is_made_from_the_comment_listed_and_lifted(client, cast, kind):
    comment = make_comment(body="Skup aut za gotówkę, dojazd gratis, płacimy od ręki, www.auta.example", state="held")

    ban(client, comment, kind=kind, value="www.auta.example", note="Czwarty raz dziś.")

    made = Ban.objects.get()
    page = page_of(client, reverse("admin:comments_bans"))
    assert made.note in page.text_content()
    client.post(reverse("admin:comments_lift", args=[made.pk]))
    assert not Ban.objects.running().exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "domain", "value": "nic"}, "Podaj domenę"),
        ({"kind": "network", "days": 90}, "najwyżej na 30 dni"),
        ({"kind": "token", "days": 0}, "większa lub równa"),
        ({"kind": "token", "days": 4000}, "mniejsza lub równa"),
        ({"kind": "x"}, "Wybierz poprawną"),
        ({"kind": "network"}, "Nie ma tu czego zablokować"),
    ],
)
def test_a_ban_that_cannot_be_is_refused_in_words(client, cast, data, words):
    said = ban(client, make_comment(), **data)

    assert said.status_code == 422
    assert words in said.content.decode()
    assert not Ban.objects.exists()


def test_lifting_what_is_not_there(client, cast):
    assert client.post(reverse("admin:comments_lift", args=[10**17])).status_code == 404
    assert make_user("nowy")

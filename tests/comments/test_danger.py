"""“Zagrożenie życia – zgłoś”: evidence frozen for good, a letter to print, who and when (DSA 18)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import danger, own, retention, sealing, services
from comments.models import Comment, DangerReport, SealedAddress, UnsealEvent
from common import tokens
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db
THREAT = "Jutro o ósmej pod szkołą ktoś tego pożałuje."


@pytest.fixture
def roles():
    call_command("roles", verbosity=0)


@pytest.fixture
def marek(client, roles):
    user = make_user("marek", groups=["Moderator"], first_name="Marek", last_name="Wilk")
    client.force_login(user)
    return user


@pytest.fixture
def threat():
    return make_comment(make_article(), THREAT, nick="Kapsel")


def address(comment):
    return reverse("admin:comments_comment_danger", args=[comment.pk])


def send(client, comment, **fields):
    form = {
        "addressee": "Komenda Powiatowa Policji w Krzemionowie",
        "what": "Groźba wobec uczniów szkoły.",
        "hide": "on",
        "form_token": tokens.make("danger", comment.pk),
    }
    return client.post(address(comment), form | fields, follow=True)


def report(comment, by, **options):
    given = {"addressee": "Prokuratura Rejonowa", "what": "Groźba."} | options
    return danger.report_danger(comment, by=by, **given)


def test_a_moderator_freezes_the_evidence_and_gets_a_letter(client, marek, threat):
    assert "112" in client.get(address(threat)).text

    page = send(client, threat).text

    made = DangerReport.objects.get()
    assert made.by == marek
    assert (timezone.now() - made.at).total_seconds() < 60
    for said in (
        THREAT,
        "Kapsel",
        "Komenda Powiatowa",
        "Groźba wobec uczniów",
        f"/komentarze/{threat.pk}/",
        made.fingerprint,
    ):
        assert said in page
    assert "Marek Wilk" in page
    threat.refresh_from_db()
    assert threat.state == Comment.State.HIDDEN


def test_the_evidence_outlives_what_the_author_does(marek, threat):
    services.delete_comment(threat)
    assert_gone = Comment.objects.get(pk=threat.pk).body
    assert assert_gone == ""
    other = make_comment(threat.article, THREAT, nick="Kapsel")
    made = report(other, marek)

    own.erase(other.token)

    letter, evidence = danger.opened(DangerReport.objects.get(pk=made.pk), by=marek)
    assert evidence["text"] == THREAT
    assert any(THREAT in text for _heading, text in letter)


def test_of_a_deleted_comment_nothing_can_be_frozen(client, marek, threat):
    services.delete_comment(threat)

    response = send(client, threat)

    assert response.status_code == 422
    assert not DangerReport.objects.exists()


def test_earlier_wordings_are_part_of_the_evidence(marek, threat):
    Comment.objects.filter(pk=threat.pk).update(created_at=timezone.now())
    threat.refresh_from_db()
    services.edit_comment(threat, body="Jutro o ósmej pod szkołą będzie wesoło.", sender=_sender(threat))

    letter, evidence = danger.opened(report(threat, marek), by=marek)

    assert evidence["corrections"][0]["before"] == THREAT
    assert any(THREAT in text for _heading, text in letter)


def _sender(comment):
    from comments.devices import Sender
    from common.network import salt_of_today

    return Sender(comment.token, "n" * 32, salt_of_today())


def test_nobody_changes_a_report_not_even_the_database(marek, threat):
    made = report(threat, marek)

    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()
    with pytest.raises(TypeError):
        DangerReport.objects.update(addressee="Nikt")
    with pytest.raises(DatabaseError), transaction.atomic():
        DangerReport._base_manager.filter(pk=made.pk).update(sealed=b"")


def test_the_fingerprint_in_the_letter_fits_the_evidence(client, marek, threat):
    made = report(threat, marek)

    file = client.get(reverse("admin:comments_dangerreport_evidence", args=[made.pk]))

    assert hashlib.sha256(file.content).hexdigest() == made.fingerprint
    assert "attachment" in file["Content-Disposition"]


def test_nothing_of_the_comment_lies_in_clear(marek, threat):
    made = report(threat, marek)

    assert b"pod szko" not in bytes(made.sealed)


def test_a_held_address_is_frozen_and_disclosed_only_by_those_who_may(client, marek, threat, roles):
    SealedAddress.objects.create(
        comment=threat, sealed=sealing.seal("203.0.113.77"), until=timezone.now() + timedelta(days=9)
    )

    page = send(client, threat, discloses_address="on").text

    assert "203.0.113.77" not in page
    assert not UnsealEvent.objects.exists()
    assert sealing.open_sealed(DangerReport.objects.get().sealed_address) == "203.0.113.77"

    ewa = make_user("ewa", groups=["Redaktor naczelny"])
    client.force_login(ewa)
    assert "203.0.113.77" in send(client, threat, discloses_address="on").text
    assert UnsealEvent.objects.get().by == ewa


def test_two_presses_make_one_report(client, marek, threat):
    token = tokens.make("danger", threat.pk)

    send(client, threat, form_token=token)
    send(client, threat, form_token=token)

    assert DangerReport.objects.count() == 1


@pytest.mark.parametrize("missing", ["addressee", "what"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(client, marek, threat, missing):
    response = send(client, threat, **{missing: " "})

    assert response.status_code == 422
    assert ("Groźba wobec uczniów" in response.text) is (missing != "what")
    assert not DangerReport.objects.exists()


def test_others_of_the_staff_see_nothing_of_it(roles, marek, threat):
    made = report(threat, marek)
    client = Client()
    client.force_login(make_user("jan", groups=["Dziennikarz"]))

    for name, key in (
        ("comments_comment_danger", threat.pk), ("comments_dangerreport_letter", made.pk), ("comments_dangerreport_evidence", made.pk),
    ):  # fmt: skip
        assert client.get(reverse(f"admin:{name}", args=[key])).status_code == 403
        assert Client().get(reverse(f"admin:{name}", args=[key])).status_code == 302


def test_reports_are_listed_with_who_and_when(client, marek, threat):
    made = report(threat, marek)

    page = client.get(reverse("admin:comments_dangerreport_changelist"))

    assert page.status_code == 200
    assert made.number in page.text
    assert (
        client.post(reverse("admin:comments_dangerreport_change", args=[made.pk]), {"addressee": "x"}).status_code
        == 403
    )


def test_a_comment_that_is_hidden_for_danger_is_found_from_its_report(client, marek, threat):
    made = report(threat, marek)
    page = f'href="{reverse("admin:comments_comment_change", args=[threat.pk])}"'

    assert page in client.get(reverse("admin:comments_dangerreport_changelist")).text
    assert page in client.get(reverse("admin:comments_dangerreport_letter", args=[made.pk])).text


@pytest.mark.parametrize("key", [999_999, 10**30])
def test_a_comment_that_is_not_there_is_not_found(client, marek, key):
    assert client.get(f"/admin/comments/dangerreport/komentarz/{key}/").status_code == 404


def test_reports_go_after_three_years(marek, threat):
    made = report(threat, marek)

    retention.drop_danger_reports(made.at - timedelta(days=1))
    assert DangerReport.objects.exists()
    retention.drop_danger_reports(made.at + timedelta(days=1))
    assert not DangerReport.objects.exists()

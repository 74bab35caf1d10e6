"""Sending a tip: without scripts, without a trace, and without losing what was typed or chosen."""

import errno
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.models import SpentToken
from tests.factories import make_article, make_place
from tips import jobs, opening, services, vault
from tips.models import NewsroomKey, Tip, TipDraft, TipFile, TipRules

from .conftest import CODE, FORM, file, jpeg, words_in

pytestmark = pytest.mark.django_db


def files_on_disk():
    return [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] if settings.DATA_DIR.exists() else []


def test_the_form_sets_no_cookie_and_is_never_stored(newsroom, client):
    for response in (client.get(FORM), client.get(CODE), client.post(FORM, {"body": "Pęka most."})):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


def test_a_tip_arrives_sealed_and_its_receipt_has_six_words(newsroom, source):
    response = source.send(body="Pęka most w Lipowcu.", contact="ola@example.org", kind="matter", place="Krzemionów")
    assert len(words_in(response).split()) == 6
    tip = Tip.objects.get()
    assert tip.kind == "matter"
    opener = opening.server_opener()
    assert opener.content(tip).text == "Pęka most w Lipowcu."
    assert opener.contact(tip) == "ola@example.org"
    assert b"most" not in bytes(tip.body) and b"ola" not in bytes(tip.contact)


def test_only_the_fields_of_the_promise_are_needed(newsroom, client):
    response = client.post(FORM, {"body": "Pęka most.", "contact": "", "confidential": ""})
    assert response.status_code == 200
    words_in(response)


def test_a_story_comes_along_and_can_be_removed(newsroom, source, client):
    story = make_article(title="Most zamknięty")
    assert "Most zamknięty" in client.get(f"{FORM}?artykul={story.pk}").text
    source.receipt(body="Widać rysę.", article=story.pk)
    assert Tip.objects.get().article == story


@pytest.mark.parametrize("number", ["0", "-1", "abc", "٣", "9" * 40, "1%00"])
def test_a_story_that_is_not_there_does_no_harm(newsroom, source, client, number):
    assert client.get(f"{FORM}?artykul={number}").status_code in {200, 400}
    response = source.send(body="Widać rysę.", article=number)
    assert response.status_code in {200, 422}


def test_a_draft_of_the_newsroom_is_not_named(newsroom, client):
    story = make_article(title="Tajny szkic", status="draft")
    assert "Tajny" not in client.get(f"{FORM}?artykul={story.pk}").text


def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(newsroom, source):
    response = source.send(body="", contact="ola@example.org", place="Dębowiany")
    assert response.status_code == 422
    assert "ola@example.org" in response.text and "Dębowiany" in response.text
    assert 'aria-invalid="true"' in response.text
    assert not Tip.objects.exists()


def test_too_long_a_text_is_kept_and_explained(newsroom, source):
    response = source.send(body="a" * 20_001)
    assert response.status_code == 422
    assert "a" * 20_001 in response.text


def test_files_are_sealed_from_the_first_byte(newsroom, source):
    photo = jpeg(1000, 800, comment=b"KANAREK-W-PLIKU" * 500)
    source.receipt(body="Zdjęcia.", files=[file(photo, "wakacje.jpg"), file(b"%PDF-1.4 umowa" * 100, "umowa.pdf")])
    tip = Tip.objects.get()
    assert [row.kind for row in tip.files.all()] == ["jpeg", "pdf"]
    for path in files_on_disk():
        assert b"KANAREK" not in path.read_bytes()
        assert "wakacje" not in path.name
    row = tip.files.first()
    row.tip = tip
    facts = opening.server_opener().facts(row)
    assert facts.name == "wakacje.jpg"
    from tips.previews import original

    assert b"".join(original(row, facts)) == photo


def test_files_alone_are_enough(newsroom, source):
    source.receipt(files=[file(jpeg())])
    assert Tip.objects.get().file_count == 1


def test_an_error_elsewhere_does_not_lose_the_files(newsroom, source):
    response = source.send(body="a" * 20_001, files=[file(jpeg(), "rysa.jpg")])
    assert response.status_code == 422 and "rysa.jpg" in response.text
    fields = {
        "token": re.search(r'name="token" value="([^"]+)"', response.text)[1],
        "complete": "1",
        "expects": "complete",
    }
    source.receipt(fields=fields, body="Krócej.")
    assert Tip.objects.get().files.count() == 1
    assert not TipDraft.objects.exists()


def test_waiting_files_open_with_their_form_alone(newsroom, source):
    source.send(body="a" * 20_001, files=[file(jpeg())])
    row = TipFile.objects.get()
    from tips import sealing

    with pytest.raises(sealing.CannotOpen):
        opening.unlock_facts(row, services.Draft("zgadywane").key)


def test_a_waiting_file_can_be_removed(newsroom, source, django_capture_on_commit_callbacks):
    fields = source.form()
    source.send(fields=fields, attach="1", files=[file(jpeg())])
    uid = TipFile.objects.get().uid
    with django_capture_on_commit_callbacks(execute=True):
        source.send(fields=fields, remove=str(uid))
    assert not TipFile.objects.exists()
    assert not files_on_disk()


def test_files_that_wait_longer_than_an_hour_are_gone(newsroom, source, django_capture_on_commit_callbacks):
    fields = source.form()
    source.send(fields=fields, attach="1", files=[file(jpeg())])
    TipDraft.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep.call()
    assert not TipFile.objects.exists() and not files_on_disk()
    source.receipt(fields=fields, body="Po godzinie.")
    assert Tip.objects.get().file_count == 0


def test_a_wrong_file_is_named_and_the_good_ones_wait(newsroom, source):
    response = source.send(body="Proszę.", files=[file(jpeg(), "dobre.jpg"), file(b"MZ\x90\0" * 2000, "wirus.jpg")])
    assert response.status_code == 422
    assert "wirus.jpg" in response.text and "dobre.jpg" in response.text
    assert [row.kind for row in TipFile.objects.all()] == ["jpeg"]
    assert len(files_on_disk()) == 1


def test_too_many_and_too_large_files_are_told_apart(newsroom, source):
    TipRules.load()
    TipRules.objects.update(max_files=2, max_megabytes=1)
    large = jpeg() + b"\0" * 1024 * 1024
    response = source.send(
        body="Proszę.", files=[file(large, "wielki.jpg"), *[file(jpeg(), f"{n}.jpg") for n in range(3)]]
    )
    assert response.status_code == 422
    assert TipFile.objects.count() == 2
    assert "wielki.jpg" in response.text
    assert len(files_on_disk()) == 2


def test_a_full_disk_is_said_and_leaves_nothing_half_stored(newsroom, source, monkeypatch):
    def full(self, sealed):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.Incoming, "write", full)
    response = source.send(body="Treść zostaje.", files=[file(jpeg())])
    assert response.status_code == 422
    assert "Treść zostaje." in response.text
    assert not files_on_disk() and not Tip.objects.exists() and not TipFile.objects.exists()


def test_the_last_of_the_disk_is_not_for_uploads(newsroom, source, monkeypatch):
    monkeypatch.setattr(vault, "has_room", lambda folder: False)
    response = source.send(body="Treść zostaje.", files=[file(jpeg())])
    assert response.status_code == 422 and "Treść zostaje." in response.text
    assert not files_on_disk() and not TipFile.objects.exists()
    source.receipt(body="Sam tekst.")


def test_an_upload_cut_in_the_middle_leaves_nothing_half_stored(newsroom, client):
    border = "granica"
    body = (
        f'--{border}\r\nContent-Disposition: form-data; name="body"\r\n\r\nPoczątek.\r\n'
        f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    ).encode() + jpeg(2000, 1500)[:9000]
    response = client.generic("POST", FORM, body, content_type=f"multipart/form-data; boundary={border}")
    assert response.status_code == 422
    assert not Tip.objects.exists() and not files_on_disk()


def test_what_a_killed_worker_left_is_swept(newsroom, db):
    import os
    import uuid

    incoming = vault.Incoming(uuid.uuid4())
    incoming.write(b"zapieczetowane")
    os.utime(incoming.path, (0, 0))
    jobs.sweep.call()
    assert not files_on_disk()


def test_the_same_form_sent_twice_is_one_tip(newsroom, source):
    fields = source.form()
    words_in(source.send(fields=fields, body="Raz."))
    again = source.send(fields=fields, body="Raz.", files=[file(jpeg())])
    assert again.status_code == 200 and 'class="receipt"' not in again.text
    assert Tip.objects.count() == 1
    assert not files_on_disk()


def test_in_confidence_nothing_about_the_sender_is_kept(newsroom, source):
    make_place("Krzemionów")
    source.receipt(
        body="Sprawa.",
        confidential="on",
        contact="ola@example.org",
        credit="Ola",
        may_be_named="on",
        place="Krzemionów",
    )
    tip = Tip.objects.get()
    content = opening.server_opener().content(tip)
    assert tip.confidential and not tip.contact and not content.credit and not content.may_be_named
    assert tip.place is None and content.place == "Krzemionów"
    assert (tip.created_at.minute, tip.created_at.second) == (0, 0)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://zly.example"}])
def test_a_form_on_another_site_cannot_send_here(newsroom, headers):
    client = Client(headers=headers)
    assert client.post(FORM, {"body": "Podstawione."}).status_code == 403
    assert not Tip.objects.exists()


def test_the_origin_that_our_own_page_gives_is_taken(newsroom):
    client = Client(headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}, enforce_csrf_checks=True)
    assert client.post(FORM, {"body": "Własne."}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"website": "http://spam.example"}, "honeypot"),
        ({"body": "www.a.pl www.b.pl www.c.pl http://d.pl"}, "links"),
        ({"body": "Купите наши дешевые товары прямо сейчас"}, "foreign_letters"),
        ({}, "haste"),
    ],
)
def test_doubtful_tips_are_put_aside_and_never_dropped(newsroom, source, fields, doubt):
    source.receipt(**({"body": "Treść."} | fields))
    tip = Tip.objects.get()
    assert tip.suspect and doubt in tip.doubts


def test_a_flood_closes_no_door(newsroom, source):
    TipRules.load()
    TipRules.objects.update(flood_from=2)
    for number in range(4):
        source.receipt(body=f"Zgłoszenie {number}.")
    assert Tip.objects.count() == 4
    assert "flood" in Tip.objects.last().doubts or "flood" in Tip.objects.first().doubts
    assert 'name="work"' in source.client.get(FORM).text


def test_a_browser_that_solved_the_sum_is_no_flood(newsroom, source):
    from common import proof

    TipRules.load()
    TipRules.objects.update(flood_from=1)
    source.receipt(body="Pierwsze.")
    fields = source.form()
    source.receipt(fields=fields, body="Drugie.", work=proof.solve(proof.challenge(fields["token"])))
    assert "flood" not in Tip.objects.latest("pk").doubts


def test_the_first_tip_of_all_brings_the_newsroom_its_key(db, source):
    words_in(source.send(body="Pierwsze w ogóle."))
    assert opening.server_opener().content(Tip.objects.get()).text == "Pierwsze w ogóle."


def test_without_a_key_in_use_nothing_is_taken(newsroom, client):
    NewsroomKey.objects.update(retired_at=timezone.now())
    assert client.get(FORM).status_code == 503
    assert client.post(FORM, {"body": "Otwarte."}).status_code == 503
    assert not Tip.objects.exists()


def test_mail_says_the_number_and_nothing_else(newsroom, source):
    TipRules.load()
    TipRules.objects.update(mail_to="dyzur@example.org")
    source.receipt(body="Kanarek śpiewa.", contact="kanarek@example.org")
    tip = Tip.objects.get()
    tip.put_back()
    jobs.tell_newsroom.call()
    assert len(mail.outbox) == 1
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert str(tip.pk) in text and "anarek" not in text
    jobs.tell_newsroom.call()
    assert len(mail.outbox) == 1


def test_mails_keep_to_their_limit_and_the_rest_come_together(newsroom, source):
    TipRules.load()
    TipRules.objects.update(mail_to="dyzur@example.org", mails_per_hour=1)
    for number in range(3):
        source.receipt(body=f"Zgłoszenie {number}.")
        Tip.objects.latest("pk").put_back()
        jobs.tell_newsroom.call()
    assert len(mail.outbox) == 1
    assert Tip.objects.filter(mailed_at=None).count() == 2
    TipRules.objects.update(mails_per_hour=100)
    jobs.tell_of_the_rest.call()
    assert len(mail.outbox) == 2


def test_of_an_error_the_sentence_comes_along_sealed(newsroom, source):
    story = make_article(title="Most zamknięty")
    source.receipt(body="Nie dwa, tylko trzy.", kind="error", article=story.pk, passage="Most ma dwa filary.")
    assert opening.server_opener().content(Tip.objects.get()).passage == "Most ma dwa filary."


def test_a_sentence_left_over_from_another_kind_is_not_kept(newsroom, source):
    source.receipt(body="Pęka most.", kind="news", passage="Most ma dwa filary.")
    assert opening.server_opener().content(Tip.objects.get()).passage == ""


def test_too_long_a_sentence_is_kept_and_explained(newsroom, source):
    response = source.send(body="Błąd.", kind="error", passage="b" * 501)
    assert response.status_code == 422
    assert "b" * 501 in response.text and "passage-error" in response.text


def test_of_a_tip_in_confidence_nothing_tells_the_minute(newsroom, source, settings):
    source.receipt(body="Sprawa.", confidential="on", files=[file(jpeg())])
    tip = Tip.objects.get()
    moments = [tip.created_at, tip.changed_at]
    moments += [
        timezone.datetime.fromtimestamp(path.stat().st_mtime)
        for path in (settings.DATA_DIR / "tips").rglob("*")
        if path.is_file()
    ]
    assert len(moments) == 3
    assert {(moment.minute, moment.second, moment.microsecond) for moment in moments} == {(0, 0, 0)}
    assert all(token.expires % 3600 == 0 for token in SpentToken.objects.all())


def test_mail_about_a_tip_in_confidence_waits_for_its_turn(
    newsroom, source, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("common.tokens.YOUNGEST", 0)
    for confidential, started in (("", 1), ("on", 0)):
        fields = source.form()
        Tip.objects.all().delete()
        with django_capture_on_commit_callbacks() as callbacks:
            source.receipt(fields=fields, body="Sprawa.", confidential=confidential)
        assert not Tip.objects.get().suspect
        assert len(callbacks) == started


# Only SQLite lets a test fill its disk.
@pytest.mark.only_on("sqlite")
def test_a_full_database_is_said_and_loses_no_word(newsroom, source, django_capture_on_commit_callbacks):
    fields = source.form()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            response = source.send(fields=fields, body="Słowo " * 3000, files=[file(jpeg())])
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert response.status_code == 503
    assert "Słowo " * 3000 in response.text
    assert not Tip.objects.exists() and not TipFile.objects.exists() and not files_on_disk()
    source.receipt(fields=fields, body="Po chwili.")


def test_a_link_laid_in_the_way_of_a_file_is_not_followed(settings, tmp_path):
    import uuid

    uid, elsewhere = uuid.uuid4(), tmp_path / "gdzie-indziej"
    (settings.DATA_DIR / "tips-incoming").mkdir(parents=True)
    (settings.DATA_DIR / "tips-incoming" / uid.hex).symlink_to(elsewhere)
    with pytest.raises(FileExistsError):
        vault.Incoming(uid)
    assert not elsewhere.exists()


# -- What cannot be read, and what was sent already ------------------------------------------------


def quiet(response, caplog):
    """The answer is traceless, in words, and the log has no traceback of what was sent."""
    assert response["Cache-Control"] == "no-store, private" and response["Referrer-Policy"] == "no-referrer"
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
    assert "<h1>" in response.text
    assert not Tip.objects.exists() and not files_on_disk()


@pytest.mark.parametrize("address", [FORM, CODE])
def test_far_too_long_a_text_is_answered_in_words(newsroom, source, caplog, address):
    response = source.client.post(address, source.form() | {"body": "a" * 5_000_000, "words": "x"})
    assert response.status_code == 413 and "za długi" in response.text and "20\u00a0000" in response.text
    quiet(response, caplog)


@pytest.mark.parametrize("address", [FORM, CODE])
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300]
)
def test_a_damaged_form_is_answered_in_words(newsroom, client, caplog, address, kind):
    response = client.generic("POST", address, b"--granica\r\nnonsens", content_type=kind)
    assert response.status_code == 422 and "uszkodzony" in response.text
    quiet(response, caplog)


def test_a_damaged_form_leaves_no_file_that_came_before_the_damage(newsroom, client, caplog):
    head = '--g\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    fields = "".join(f'--g\r\nContent-Disposition: form-data; name="n{n}"\r\n\r\nx\r\n' for n in range(1100))
    body = head.encode() + jpeg() + b"\r\n" + fields.encode() + b"--g--\r\n"
    response = client.generic("POST", FORM, body, content_type="multipart/form-data; boundary=g")
    assert response.status_code == 422
    quiet(response, caplog)


def test_a_number_in_a_sentence_about_length_can_be_read(newsroom, source):
    assert "20\u00a0001 znaków" in source.send(body="a" * 20_001).text


def test_what_was_typed_anew_into_a_sent_form_is_a_new_tip(newsroom, source):
    fields = source.form()
    words_in(source.send(fields=fields, body="Raz."))
    words_in(source.send(fields=fields, body="Raz, i jeszcze coś."))
    assert "już dotarło" in source.send(fields=fields, body="Raz.").text
    assert Tip.objects.count() == 2


@pytest.mark.parametrize("field", ["body", "place", "contact", "credit", "passage"])
def test_words_of_a_receipt_reach_the_newsroom_in_no_field(newsroom, source, field):
    words = source.receipt(body="Pierwsze.")
    given = f"1. {words.replace(' ', ' i ')}"
    fields = {"body": "Drugie.", "kind": "error"} | {field: given}
    page = source.send(files=[file(jpeg(), "rysa.jpg")], **fields)
    assert page.status_code == 422 and given in page.text and "rysa.jpg" in page.text
    assert f"id_{field}" in page.text and "sześć słów" in page.text
    assert Tip.objects.count() == 1


def test_six_words_of_the_list_that_are_no_receipt_are_a_text_like_any_other(newsroom, source):
    from tips import receipts

    source.receipt(body="Pierwsze.")
    source.receipt(body=" ".join(receipts.words()[:2000])[:19_000])
    assert Tip.objects.count() == 2


def test_a_form_cut_short_names_no_file_where_there_was_none(newsroom, source):
    fields = source.form()
    del fields["complete"]
    page = source.send(fields=fields, body="Urwane.")
    assert page.status_code == 422 and "Urwane." in page.text
    assert "„…”" not in page.text and "nie dotarł w całości" in page.text

"""The end of a tip: every row, file, preview and message is gone, and what copies of it are left opens no more."""

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from tips import jobs, opening, retention, services, vault
from tips.models import Tip, TipAccess, TipFile, TipRules, WrappedKey

from .conftest import file, jpeg

pytestmark = pytest.mark.django_db


def test_somebody_has_decided_on_every_column():
    for model in apps.get_app_config("tips").get_models():
        decided = retention.DECIDED[model.__name__]
        if decided == {"kept": "all"}:
            continue
        named = set().union(*decided.values())
        assert named == {field.name for field in model._meta.get_fields() if field.concrete}, model.__name__
    assert set(retention.DECIDED) == {model.__name__ for model in apps.get_app_config("tips").get_models()}


def closed(days, *, confidential=False, spam=False):
    tip = services.receive_tip(opening.Content(text="Stare"), confidential=confidential)[0]
    tip.move(Tip.State.CLOSED)
    Tip.objects.filter(pk=tip.pk).update(closed_at=timezone.now() - timedelta(days=days), spam=spam)
    return tip


@pytest.mark.parametrize(
    ("kind", "kept", "gone"),
    [
        ({}, 179, 181),
        ({"confidential": True}, 89, 91),
        ({"spam": True}, 6, 8),
        ({"spam": True, "confidential": True}, 6, 8),
    ],
)
def test_each_kind_is_kept_for_its_days(newsroom, kind, kept, gone):
    young, old = closed(kept, **kind), closed(gone, **kind)
    jobs.expire.call()
    assert Tip.objects.filter(pk=young.pk).exists()
    assert not Tip.objects.filter(pk=old.pk).exists()


def test_an_open_matter_is_never_destroyed(newsroom):
    tip = services.receive_tip(opening.Content(text="Długa sprawa"))[0]
    Tip.objects.filter(pk=tip.pk).update(created_at=timezone.now() - timedelta(days=2000))
    jobs.expire.call()
    assert Tip.objects.exists()


def test_reopening_stops_the_time(newsroom):
    tip = closed(100)
    tip.refresh_from_db()
    tip.move(Tip.State.CHECKING)
    assert tip.closed_at is None and tip.expires_on is None


def test_nothing_of_it_is_left(newsroom, source, editor, django_capture_on_commit_callbacks, settings):
    words = source.receipt(
        body="Całość.", contact="a@example.org", files=[file(jpeg(800, 600)), file(b"%PDF-1.4" * 300, "a.pdf")]
    )
    tip = Tip.objects.get()
    image = tip.files.get(kind="jpeg")
    editor.get(f"/admin/tips/tip/{tip.pk}/plik/{image.uid}/")
    editor.post(f"/admin/tips/tip/{tip.pk}/akcja/", {"do": "reply", "reply": "Odpowiedź"})
    editor.post(f"/admin/tips/tip/{tip.pk}/akcja/", {"do": "note", "note": "Notatka"})
    source.look(words, send="1", message="Jeszcze")
    assert len(list(vault.all_names())) == 3
    Tip.objects.get().move(Tip.State.CLOSED)
    Tip.objects.update(closed_at=timezone.now() - timedelta(days=200))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.expire.call()
    kept = {"TipAccess", "NewsroomKey", "TipRules", "PhotoConsent"}
    for model in apps.get_app_config("tips").get_models():
        assert model.__name__ in kept or not model.objects.exists(), model
    assert not list(vault.all_names())
    assert source.look(words).status_code == 422
    log = TipAccess.objects.filter(number=tip.pk)
    assert log.filter(what="expired").count() == 1
    assert "ałość" not in str(list(log.values()))


def test_a_copy_of_the_rest_opens_no_more_once_the_wrapped_keys_are_gone(newsroom):
    tip = services.receive_tip(opening.Content(text="Kopia"))[0]
    WrappedKey.objects.all().delete()
    with pytest.raises(opening.NoKey):
        opening.server_opener().content(Tip.objects.get(pk=tip.pk))


def test_files_without_a_row_are_found_and_deleted(newsroom, source):
    source.receipt(body="Z plikiem.", files=[file(jpeg())])
    TipFile.objects.all().delete()
    [name] = vault.all_names()
    assert jobs.sweep_orphans() == 0
    os.utime(vault.storage().path(name), (0, 0))
    assert jobs.sweep_orphans() == 1
    assert not list(vault.all_names())


def test_files_with_a_row_are_left_alone_however_old(newsroom, source):
    source.receipt(body="Z plikiem.", files=[file(jpeg())])
    [name] = vault.all_names()
    os.utime(vault.storage().path(name), (0, 0))
    assert jobs.sweep_orphans() == 0


def test_the_newsroom_is_warned_before(newsroom):
    TipRules.load()
    TipRules.objects.update(mail_to="dyzur@example.org")
    tip = closed(175)
    closed(10)
    jobs.expire.call()
    assert len(mail.outbox) == 1
    assert str(tip.pk) in mail.outbox[0].body and "Stare" not in mail.outbox[0].body


def test_the_log_is_kept_for_its_days_and_no_longer(newsroom, db):
    TipAccess(what="opened", number=1, at=timezone.now() - timedelta(days=401)).save()
    TipAccess(what="opened", number=2, at=timezone.now() - timedelta(days=399)).save()
    jobs.expire.call()
    assert [row.number for row in TipAccess.objects.filter(what="opened")] == [2]

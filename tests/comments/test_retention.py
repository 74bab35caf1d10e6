"""What is kept, for how long, and that no address is kept at all."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from comments import letters, moderation, sealing
from comments.models import (
    Ban,
    Comment,
    CommentRules,
    CommentToken,
    Decision,
    Letter,
    Notice,
    SealedAddress,
    TextPrint,
    UnsealEvent,
)
from comments.retention import FIELDS, RETENTION
from common import memo
from common.models import NetworkSalt, RateCount, SpentToken
from common.retention import enforce
from portal.models import Page
from tests.factories import make_article, make_comment, make_token, make_user

from .posting import ORIGIN, post, say
from .test_notices import send

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.77"


def later(**delta):
    return enforce(RETENTION, timezone.now() + timedelta(**delta))


def test_every_field_is_decided_on():
    """Fails until somebody says of a new field what it is: `comments.retention.FIELDS`."""
    for model in apps.get_app_config("comments").get_models():
        decided = [name for group in FIELDS[model.__name__].values() for name in group]
        fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        assert sorted(decided) == sorted(fields), model.__name__


def test_the_privacy_page_shows_the_table(client):
    Page.objects.create(slug="prywatnosc", title="Prywatność", body="<p>Tekst.</p>", version_date=timezone.localdate())

    html = client.get("/prywatnosc/").content.decode()

    for rule in RETENTION:
        assert str(rule.data) in html


def test_the_network_s_key_is_gone_after_a_day_and_with_it_the_salt():
    comment = say(make_article())
    assert comment.network

    later(hours=25)
    NetworkSalt.objects.update(day=timezone.localdate() - timedelta(days=2))
    later(hours=25)

    comment.refresh_from_db()
    assert (comment.network, comment.form_id) == ("", None)
    assert not NetworkSalt.objects.exists()


def test_a_ban_keeps_the_salt_of_its_network_and_no_longer():
    comment = say(make_article())
    moderation.ban(comment, make_user("marek"), kind="network", days=30)
    NetworkSalt.objects.update(day=timezone.localdate() - timedelta(days=5))
    later()
    assert NetworkSalt.objects.count() == 1

    Ban.objects.update(at=timezone.now() - timedelta(days=31), until=timezone.now() - timedelta(seconds=1))
    later()
    later()

    assert not Ban.objects.exists()
    assert not NetworkSalt.objects.exists()


def test_rejected_adverts_lose_their_text_after_a_month_and_are_known_for_three():
    text = "Skup aut za gotówkę, dojazd gratis, płacimy od ręki, bez formalności, zadzwoń jeszcze dziś wieczorem"
    comment = say(make_article(), text)
    moderation.reject(comment.pk, make_user("marek"), reason="spam")

    later(days=29)
    comment.refresh_from_db()
    assert comment.body
    later(days=31)
    comment.refresh_from_db()
    assert comment.body == ""
    assert TextPrint.objects.get().was_rejected
    later(days=91)
    assert not TextPrint.objects.exists()


def test_other_rejected_comments_wait_for_the_time_of_appeal():
    comment = make_comment()
    moderation.reject(comment.pk, make_user("marek"), reason="abuse")

    later(days=180)
    comment.refresh_from_db()
    assert comment.body
    later(days=184)
    comment.refresh_from_db()
    assert (comment.body, comment.nick, comment.state) == ("", "", "deleted")


def test_decisions_and_notices_go_after_three_years(client):
    comment = make_comment(body="Sporna treść.")
    send(client, comment)
    by = make_user("ewa")
    from comments.notices import decide_notice

    decide_notice(Notice.objects.get().pk, by, remove={comment.pk}, reasons="Narusza prawo.")
    moderation.undo(Decision.objects.get().pk, by)
    decide_notice(Notice.objects.get().pk, by, remove={comment.pk}, reasons="Jednak narusza prawo.")

    later(days=3 * 365 - 2)
    assert Decision.objects.count() == 3
    assert Notice.objects.exists()
    later(days=3 * 365 + 2)
    assert not Decision.objects.exists()
    assert not Notice.objects.exists()


def test_a_visible_comment_is_not_touched_by_time():
    comment = make_comment(minutes_ago=60 * 24 * 365 * 5)

    later(days=3650)

    comment.refresh_from_db()
    assert comment.is_visible
    assert comment.nick


def test_idle_devices_and_unconfirmed_addresses_go(client):
    idle, busy = make_token("idle"), make_token("Bartek")
    make_comment()
    CommentToken.objects.update(last_seen=timezone.localdate() - timedelta(days=400))
    busy.email = "x@example.org"
    busy.save(update_fields=["email"])

    later(days=3)

    assert not CommentToken.objects.filter(pk=idle.pk).exists()
    busy.refresh_from_db()
    assert busy.email == ""


def test_counters_and_spent_tokens_are_tidied(client):
    post(client, make_article())
    RateCount.objects.update(expires=0)
    SpentToken.objects.update(expires=0)

    later()

    assert not RateCount.objects.exists()
    assert not SpentToken.objects.exists()


def test_the_client_s_address_is_nowhere(settings, caplog):
    """Through writing, supporting, reporting, a notice, mails and moderation: nothing keeps the address."""
    settings.TRUSTED_PROXIES = 1
    caplog.set_level(logging.DEBUG)
    headers = {"headers": {"x-forwarded-for": ADDRESS}}
    client = Client(REMOTE_ADDR=ADDRESS, **headers)
    article = make_article()
    comment = say(article, client=client)
    other = make_comment(article, nick="Anna")
    client.post(f"/komentarze/{other.pk}/popieram/", **ORIGIN)
    from .posting import form_token

    client.post(f"/komentarze/{other.pk}/zglos/", {"reason": "abuse", "form_token": form_token(other, form="report")})
    send(client, other)
    client.post("/komentarze/moje/powiadomienia/", {"email": "a@example.org"})
    moderation.ban(comment, make_user("marek"), kind="network", days=3)
    moderation.reject(comment.pk, make_user("ewa"), reason="abuse")
    letters.send_due()

    dump = StringIO()
    call_command("dumpdata", stdout=dump, verbosity=0)
    letters_sent = "".join(message.message().as_string() for message in mail.outbox)
    assert Comment.objects.get(pk=comment.pk).network
    assert len(mail.outbox) >= 2
    for kept in (dump.getvalue(), letters_sent, caplog.text):
        assert ADDRESS not in kept
        assert "203.0.113" not in kept


def test_addresses_are_sealed_only_where_the_owner_turned_it_on(client, caplog):
    CommentRules.objects.create(pk=1, seal_addresses_for_days=30)
    memo.forget_everything()
    comment = say(make_article(), client=Client(REMOTE_ADDR=ADDRESS))
    sealed = SealedAddress.objects.get(comment=comment)
    assert ADDRESS.encode() not in bytes(sealed.sealed)
    ewa = make_user("ewa")
    caplog.set_level(logging.INFO)

    with pytest.raises(ValueError, match="why"):
        sealing.unseal(comment, by=ewa, why=" ")
    assert sealing.unseal(comment, by=ewa, why="Postanowienie prokuratora z 3 maja") == ADDRESS

    assert UnsealEvent.objects.get().by == ewa
    assert ADDRESS not in caplog.text
    SealedAddress.objects.update(until=timezone.now())
    later()
    assert not SealedAddress.objects.exists()


def test_copies_of_letters_go_after_a_month(client):
    say(make_article(), client=client)
    client.post("/komentarze/moje/powiadomienia/", {"email": "a@example.org"})

    later(days=31)

    assert not Letter.objects.exists()

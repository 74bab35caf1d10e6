"""Moderators decide quickly and fairly: every decision has its row, its ground, its way back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from articles.models import ArticleTally
from comments import letters, moderation, seen, services, together
from comments.models import Ban, Case, Comment, Decision, Edit, Letter, TextPrint
from comments.transitions import WrongState
from tests.factories import make_article, make_comment, make_sender, make_token, make_user

from .posting import reasons, say
from .test_writing import silence

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def marek():
    return make_user("marek", permissions=["comments.moderate_comment"])


def tally(article):
    return ArticleTally.objects.get(pk=article.pk).comments


def test_approving_publishes_counts_and_is_written_down(marek):
    comment = make_comment(state="held")

    decision = moderation.approve(comment.pk, marek)

    comment.refresh_from_db()
    assert (comment.state, comment.waits_since) == (State.VISIBLE, None)
    assert tally(comment.article) == 1
    assert (decision.what, decision.by, decision.state_before) == ("approved", marek, "held")


def test_rejecting_needs_a_ground_and_fills_in_its_statement(marek):
    comment = make_comment()

    decision = moderation.reject(comment.pk, marek, reason="abuse")

    comment.refresh_from_db()
    assert comment.state == State.REJECTED
    assert "Ostra krytyka poglądów i decyzji jest u nas dozwolona" in decision.statement
    assert decision.rule == "pkt 4 ppkt 2 regulaminu"
    assert tally(comment.article) == 0


def test_personal_data_are_covered_and_the_rest_goes_through(marek):
    comment = say(make_article(), "Dzwońcie do sołtysa wprost, numer 601 234 567, on nie odbiera od urzędu.")
    assert reasons(comment) == {"personal_data"}

    moderation.mask_and_approve(comment.pk, marek)

    comment.refresh_from_db()
    assert comment.is_visible
    assert comment.body == "Dzwońcie do sołtysa wprost, numer ••••, on nie odbiera od urzędu."


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ("held", lambda pk, by: moderation.approve(pk, by)),
        ("held", lambda pk, by: moderation.reject(pk, by, reason="spam")),
        ("visible", lambda pk, by: moderation.reject(pk, by, reason="abuse")),
        ("rejected", lambda pk, by: moderation.approve(pk, by)),
        ("visible", lambda pk, by: moderation.hide(pk, by)),
    ],
)
def test_every_decision_can_be_taken_back(marek, before, act):
    comment = make_comment(state=before)
    decision = act(comment.pk, marek)

    reversal = moderation.undo(decision.pk, marek)

    comment.refresh_from_db()
    assert comment.state == before
    assert reversal.reverses == decision
    assert Decision.objects.count() == 2
    assert tally(comment.article) == (before == "visible") if before != "held" else True
    with pytest.raises(WrongState):
        moderation.undo(decision.pk, marek)


def test_covering_is_taken_back_with_the_text(marek):
    body = "Piszcie na 601 234 567, proszę."
    comment = make_comment(body=body, state="held")

    moderation.undo(moderation.mask_and_approve(comment.pk, marek).pk, marek)

    comment.refresh_from_db()
    assert (comment.body, comment.state, comment.masked) == (body, State.HELD, False)


def test_thirty_comments_take_as_many_presses_as_there_are_bad_ones_plus_one(marek):
    good = [make_comment(state="held", nick=f"N{n}", queue_order=50) for n in range(27)]
    bad = [make_comment(state="held", nick=f"Z{n}", queue_order=10) for n in range(3)]
    for comment in bad:
        moderation.reject(comment.pk, marek, reason="abuse")

    outcome = together.approve_read({comment.pk: seen.stamp(comment) for comment in good}, marek)

    assert outcome.done == 27
    assert not Comment.objects.waiting().exists()
    assert moderation.undo_batch(outcome.batch, marek) == 27
    assert Comment.objects.waiting().count() == 27
    assert {c.state for c in Comment.objects.filter(pk__in=[c.pk for c in good])} == {State.HELD}


def test_a_decision_cannot_be_changed_even_by_the_database(marek):
    decision = moderation.approve(make_comment(state="held").pk, marek)
    decision.statement = "inaczej"

    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        Decision.objects.update(statement="inaczej")
    with pytest.raises(TypeError):
        Decision.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE comments_decision SET statement = 'inaczej'")


def test_a_claim_lasts_five_minutes(marek):
    ewa = make_user("ewa")
    comment = make_comment(state="held")
    now = timezone.now()

    assert moderation.claim(comment.pk, marek, now)
    assert not moderation.claim(comment.pk, ewa, now + timedelta(minutes=4))
    assert moderation.claim(comment.pk, marek, now + timedelta(minutes=4))
    assert moderation.claim(comment.pk, ewa, now + timedelta(minutes=10))


def test_nothing_is_approved_in_the_electoral_silence(marek):
    comment = make_comment(state="held")
    silence()

    with pytest.raises(moderation.SilenceRests):
        moderation.approve(comment.pk, marek)
    moderation.reject(comment.pk, marek, reason="abuse")


# -- Corrections -------------------------------------------------------------------------------------------------


def test_a_good_correction_is_published_at_once(marek):
    comment = make_comment(minutes_ago=1)

    services.edit_comment(comment, body="Poprawiony tekst, już bez literówki.", sender=make_sender())

    comment.refresh_from_db()
    assert comment.body == "Poprawiony tekst, już bez literówki."
    assert comment.edited_at


def test_a_doubtful_correction_waits_and_the_published_text_stays(marek):
    comment = make_comment(minutes_ago=1)

    edit = services.edit_comment(comment, body="Zapraszam na www.spam.xyz po okazje!", sender=make_sender())

    comment.refresh_from_db()
    assert edit.state == Edit.State.HELD
    assert comment.is_visible
    assert "spam" not in comment.body
    assert list(Comment.objects.waiting()) == [comment]

    moderation.reject(comment.pk, marek, reason="spam")
    comment.refresh_from_db()
    assert comment.is_visible
    assert comment.waits_since is None


def test_after_ten_minutes_nothing_can_be_corrected():
    comment = make_comment(minutes_ago=11)

    with pytest.raises(services.TooLate):
        services.edit_comment(comment, body="Za późno.", sender=make_sender())


# -- Reports -----------------------------------------------------------------------------------------------------


def report(comment, who, reason="abuse", text=""):
    return services.report_comment(comment, sender=make_sender(who, network=who * 4), reason=reason, text=text)


def test_several_reports_of_one_comment_are_one_case():
    comment = make_comment()
    for who in ("a", "b", "c", "c"):
        report(comment, who)

    case = Case.objects.get()
    assert case.reports_count == case.reports.count() == 3


def test_after_a_comment_was_kept_only_something_new_opens_the_case_again(marek):
    comment = make_comment()
    case = report(comment, "a", text="Obraża mnie.")
    moderation.keep(case.pk, marek)

    assert report(comment, "b") is None
    assert report(comment, "b", text="Obraża mnie.") is None
    assert report(comment, "c", reason="personal") is not None


def test_rejecting_closes_the_case(marek):
    comment = make_comment()
    case = report(comment, "a")

    moderation.reject(comment.pk, marek, reason="abuse")

    case.refresh_from_db()
    assert case.outcome == Case.Outcome.REMOVED


# -- Bans, memory ---------------------------------------------------------------------------------------------------


def test_a_banned_device_writes_into_the_queue_until_the_ban_ends(client, marek):
    article = make_article()
    first = say(article, client=client)
    ban = moderation.ban(first, marek, kind="token", days=7)

    held = say(article, "Drugi głos z tego samego urządzenia, grzeczny.", client=client)
    Ban.objects.filter(pk=ban.pk).update(
        at=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1)
    )
    free = say(article, "Trzeci głos, już po tygodniu przerwy.", client=client)

    assert reasons(held) == {"banned_sender"}
    assert held.queue_order == 90
    assert free.is_visible


def test_a_ban_always_ends_and_a_network_s_within_thirty_days(marek):
    comment = say(make_article())

    ban = moderation.ban(comment, marek, kind="network", days=3650)

    assert ban.until <= timezone.now() + timedelta(days=30, minutes=1)
    assert "banned_sender" in reasons(say(make_article("Inny"), "Głos z tej samej sieci, z innego urządzenia."))


def test_a_banned_domain_is_found_in_any_dress(marek):
    comment = make_comment(body="Wejdź na https://www.tanie-opony.pl/promocja już dziś", state="held")
    moderation.ban(comment, marek, kind="domain", days=30, value="https://www.tanie-opony.pl/promocja")

    assert "banned_domain" in reasons(say(make_article("Inny"), "Opony kupisz na sklep.tanie-opony[.]pl i już."))


def test_rejected_advertising_is_remembered_also_with_words_changed(marek):
    advert = (
        "Skup aut za gotówkę, dojazd gratis, płacimy od ręki, całe województwo, bez zbędnych formalności, zadzwoń dziś"
    )
    comment = say(make_article(), advert)
    moderation.reject(comment.pk, marek, reason="spam")

    again = say(make_article("Inny"), advert.replace("dziś", "jutro").upper().capitalize())

    assert "like_rejected" in reasons(again)
    assert TextPrint.objects.filter(was_rejected=True).count() == 1


def test_the_same_text_under_another_story_waits():
    text = "Ten sam dłuższy komentarz wklejany pod każdym tekstem, czy pasuje, czy nie pasuje."
    say(make_article(), text)

    assert reasons(say(make_article("Inny"), text)) == {"repeated"}


# -- Statements, appeals ---------------------------------------------------------------------------------------------


def with_mail(comment):
    token = comment.token
    token.email, token.email_confirmed_at = "bartek@example.org", timezone.now()
    token.save()
    return comment


def test_the_author_is_told_the_reasons_but_an_advertiser_is_not(marek):
    moderation.reject(with_mail(make_comment(body="Sekretny tekst.")).pk, marek, reason="abuse")
    moderation.reject(with_mail(make_comment(nick="Spamer")).pk, marek, reason="spam")
    letters.send_due()

    assert len(mail.outbox) == 1
    assert "Ostra krytyka" in mail.outbox[0].body
    assert "Sekretny tekst" not in mail.outbox[0].body


def test_an_appeal_goes_to_another_moderator_where_there_is_one(marek):
    comment = make_comment()
    moderation.reject(comment.pk, marek, reason="abuse")
    appeal = moderation.appeal(comment, "To nie była obraza, tylko ocena.")
    ewa = make_user("ewa", permissions=["comments.moderate_comment"])

    with pytest.raises(moderation.OwnDecision):
        moderation.decide_appeal(appeal.pk, marek, allowed=True, answer="")
    moderation.decide_appeal(appeal.pk, ewa, allowed=True, answer="Racja, to ocena.")

    comment.refresh_from_db()
    assert comment.is_visible
    assert comment.decisions.first().what == "appeal_allowed"
    with pytest.raises(WrongState):
        moderation.appeal(comment, "Jeszcze raz.")


def test_a_lone_moderator_decides_the_appeal_alone(marek):
    comment = make_comment()
    moderation.reject(comment.pk, marek, reason="abuse")
    appeal = moderation.appeal(comment, "Nie zgadzam się.")

    assert moderation.decide_appeal(appeal.pk, marek, allowed=False, answer="Decyzja zostaje.").outcome == "upheld"


def test_a_letter_waits_for_a_mail_server_that_is_away(settings, marek):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    moderation.reject(with_mail(make_comment()).pk, marek, reason="abuse")

    assert letters.send_due() == 0
    letter = Letter.objects.get()
    assert letter.sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters.send_due(timezone.now() + timedelta(minutes=5)) == 1


def test_a_device_that_is_gone_does_not_stop_moderation(marek):
    comment = make_comment(token=None, state="held")

    moderation.approve(comment.pk, marek)
    assert not moderation.same_author(comment).exists()
    assert make_token("x").pk

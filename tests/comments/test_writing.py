"""Anybody may write under a story, without an account, and is told the truth about what became of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import ArticleTally
from comments.floods import refused
from comments.models import Comment, CommentRules, CommentToken, SectionRules, StoryRules
from common import memo, proof
from portal.models import SilencePeriod
from tests.factories import make_article, make_comment, redis_away

from .posting import ORIGIN, PLAIN, form_token, post, posted, reasons, say

pytestmark = pytest.mark.django_db


def tally(article):
    row = ArticleTally.objects.filter(pk=article.pk).first()
    return row.comments if row else 0


def test_a_plain_comment_is_published_at_once_and_counted(client):
    article = make_article()

    comment = say(article, client=client)

    assert comment.is_visible
    assert tally(article) == 1
    page = client.get(article.get_absolute_url()).content.decode()
    assert PLAIN in page
    assert "1 komentarz" in page


def test_a_reader_gets_a_cookie_only_by_writing(client):
    article = make_article()
    for address in (article.get_absolute_url(), f"/artykuly/{article.pk}/komentarze/"):
        assert not client.get(address).cookies

    response = post(client, article)

    cookie = response.cookies["komentarze"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    stored = CommentToken.objects.get()
    assert cookie.value not in (stored.digest, *stored.digest.split())
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_doubtful_comment_waits_and_its_author_learns_why(client):
    article = make_article()

    response = post(client, article, "Wejdźcie na www.tanie-opony.pl, polecam wszystkim sąsiadom.")

    comment = posted(response)
    assert comment.state == Comment.State.HELD
    assert reasons(comment) == {"links"}
    text = response.content.decode()
    assert "Twój komentarz czeka na redakcję" in text or "waits for the newsroom" in text
    assert tally(article) == 0
    assert Client().get(f"/komentarze/{comment.pk}/").status_code == 404
    assert "tanie-opony" in client.get("/komentarze/moje/").content.decode()


def test_a_second_press_of_the_button_sends_nothing_twice(client):
    article = make_article()
    token = form_token(article)

    first = posted(post(Client(), article, token=token))
    answer = post(Client(), article, token=token)

    assert posted(answer) == first
    assert Comment.objects.count() == 1
    assert answer.cookies["komentarze"].value
    # Both answers make the device the owner of the comment.
    client.cookies["komentarze"] = answer.cookies["komentarze"].value
    assert PLAIN in client.get("/komentarze/moje/").content.decode()


def test_a_used_form_with_another_text_is_refused_and_the_text_stays(client):
    article = make_article()
    token = form_token(article)
    post(client, article, token=token)

    answer = post(client, article, "Zupełnie inny tekst, którego nie wolno zgubić.", token=token)

    assert answer.status_code == 409
    assert "Zupełnie inny tekst, którego nie wolno zgubić." in answer.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("token", ["", "zmyślony", "a:b:c", "x" * 2000])
def test_a_forged_form_is_refused_and_the_text_stays(client, token):
    article = make_article()

    answer = client.post(f"/artykuly/{article.pk}/komentarze/", {"nick": "Ala", "body": PLAIN, "form_token": token})

    assert answer.status_code == 400
    assert PLAIN in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_form_of_another_story_is_refused(client):
    article, other = make_article(), make_article("Inny tekst")

    assert post(client, article, token=form_token(other)).status_code == 400


def test_a_form_open_for_too_long_is_given_anew_with_the_text(client):
    article = make_article()

    answer = post(client, article, token=form_token(article, age=13 * 3600))

    assert answer.status_code == 422
    assert PLAIN in answer.content.decode()


def test_a_robot_that_fills_every_field_is_refused(client):
    article = make_article()

    assert post(client, article, website="https://spam.example").status_code == 400
    assert not Comment.objects.exists()


def test_a_comment_sent_at_once_waits(client):
    article = make_article()

    assert reasons(say(article, token=form_token(article, age=1))) == {"sent_too_fast"}


@pytest.mark.parametrize(
    ("nick", "body"), [("", PLAIN), ("Ala", ""), ("Ala", "  \n "), ("...", PLAIN), ("x" * 41, PLAIN), ("Ala", "x " * 2500), ("Al\x00a", PLAIN)]
)  # fmt: skip
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(client, nick, body):
    article = make_article()

    answer = post(client, article, body, nick=nick)

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_megabyte_of_text_is_refused_without_sending_it_back(client):
    article = make_article()

    answer = post(client, article, "słowo " * 170_000)

    assert answer.status_code == 422
    assert len(answer.content) < 60_000


def test_the_form_works_without_any_script(client):
    article = make_article()
    address = f"/artykuly/{article.pk}/komentarze/formularz/"

    page = client.get(address)

    html = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert f'action="/artykuly/{article.pk}/komentarze/"' in html
    assert re.search(r'name="form_token" value="[^"]{30,}"', html)
    assert "csrfmiddlewaretoken" in html


def test_a_form_without_the_csrf_token_is_refused():
    article = make_article()
    strict = Client(enforce_csrf_checks=True)

    assert post(strict, article).status_code == 403
    assert not Comment.objects.exists()


# -- Replies ------------------------------------------------------------------------------------------------


def test_a_reply_knows_its_true_parent_and_its_root():
    article = make_article()
    first = make_comment(article)
    second = make_comment(parent=first, nick="Anna")

    third = say(article, parent=second.pk, nick="Zenon")

    assert (third.parent, third.root) == (second, first)
    first.refresh_from_db()
    assert first.visible_replies == 2


@pytest.mark.parametrize("state", ["held", "rejected", "hidden", "deleted"])
def test_nobody_replies_to_a_comment_that_is_not_visible(client, state):
    article = make_article()
    hidden = make_comment(article, state=state)

    answer = post(client, article, parent=hidden.pk)

    assert answer.status_code == 409
    assert PLAIN in answer.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("parent", ["0", "999999", "9" * 30, "x", "-1", "١"])
def test_a_nonsense_parent_is_told_and_not_obeyed(client, parent):
    assert post(client, make_article(), parent=parent).status_code == 409


def test_a_reply_cannot_reach_into_another_story(client):
    elsewhere = make_comment(make_article("Inny tekst"))

    assert post(client, make_article(), parent=elsewhere.pk).status_code == 409


# -- Rules --------------------------------------------------------------------------------------------------


def test_nothing_is_taken_under_a_story_that_is_not_public(client):
    assert post(client, make_article(status="draft")).status_code == 404


def test_a_section_may_be_closed_and_one_of_its_stories_opened(client):
    article = make_article()
    SectionRules.objects.create(section=article.section, are_open=False)
    assert post(client, article).status_code == 403
    assert client.get(f"/artykuly/{article.pk}/komentarze/formularz/").status_code == 403
    assert 'id="komentarze"' not in client.get(article.get_absolute_url()).content.decode()

    StoryRules.objects.create(article=article, are_open=True)

    assert post(client, article).status_code == 201


def test_an_old_story_closes_by_itself(client):
    CommentRules.objects.create(pk=1, closing_days=30)

    assert post(client, make_article(days_ago=31)).status_code == 403
    assert post(client, make_article("Nowy", days_ago=29)).status_code == 201


def test_in_pre_moderation_all_wait_and_no_check_objects(client):
    CommentRules.objects.create(pk=1, mode="pre")

    comment = say(make_article())

    assert reasons(comment) == {"all_wait"}
    assert comment.queue_order == 50


def test_first_comments_of_a_device_wait_until_two_were_approved(client):
    CommentRules.objects.create(pk=1, mode="new", approved_before_trust=2)
    article = make_article()
    from comments.moderation import approve
    from tests.factories import make_user

    moderator = make_user("marek")
    bodies = ["Pierwszy głos w tej sprawie, proszę o spokój.", "Drugi raz piszę, tym razem o parkingu pod halą.", "Trzeci komentarz dotyczy już tylko chodnika."]  # fmt: skip
    states = []
    for body in bodies:
        comment = say(article, body, client=client)
        states.append(comment.state)
        if comment.state == Comment.State.HELD:
            approve(comment.pk, moderator)

    assert states == ["held", "held", "visible"]


# -- Electoral silence ---------------------------------------------------------------------------------------


def silence(**fields):
    now = timezone.now()
    dates = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=20)}
    made = SilencePeriod.objects.create(name="Wybory", election_date=timezone.localdate(), **(dates | fields))
    memo.forget_everything()
    return made


def test_in_the_electoral_silence_comments_wait_and_readers_are_told(client):
    article = make_article()
    silence()

    answer = post(client, article)

    assert reasons(posted(answer)) == {"electoral_silence"}
    page = client.get(f"/artykuly/{article.pk}/komentarze/formularz/").content.decode()
    assert "cisza wyborcza" in page or "electoral silence" in page


def test_the_newsroom_may_leave_comments_open(client):
    silence(comments_stay_open=True)

    assert say(make_article()).is_visible


def test_a_local_silence_holds_for_its_places_only(client):
    from tests.factories import make_place

    here, there = make_place("Lipowiec"), make_place("Dębowiany")
    period = silence()
    period.places.set([here])
    memo.forget_everything()

    assert not say(make_article("Tu", places=[here])).is_visible
    assert say(make_article("Tam", places=[there]), "Zupełnie inny głos o innej sprawie.").is_visible


def test_the_silence_is_made_from_the_day_of_the_election():
    period = SilencePeriod.objects.create(name="Wybory", election_date=timezone.datetime(2027, 10, 10).date())

    assert f"{timezone.localtime(period.starts_at):%a %H:%M}" == "Sat 00:00"
    assert f"{timezone.localtime(period.ends_at):%a %H:%M}" == "Sun 21:00"


# -- Limits -------------------------------------------------------------------------------------------------


def test_one_network_cannot_flood_and_the_excess_is_told_when_to_come_back():
    article = make_article()
    answers = [post(Client(), article, f"Numer {n}. {PLAIN}") for n in range(34)]

    codes = [answer.status_code for answer in answers]
    assert codes[:30] == [201] * 30
    assert set(codes[30:]) == {429}
    assert answers[-1]["Retry-After"]
    assert Comment.objects.count() == 30


def test_a_forged_forwarded_for_does_not_help_a_flood(settings):
    settings.TRUSTED_PROXIES = 0
    article = make_article()
    codes = [
        post(Client(), article, f"Numer {n}. {PLAIN}", headers={"x-forwarded-for": f"10.{n}.0.1"}).status_code
        for n in range(32)
    ]

    assert codes[-2:] == [429, 429]


def test_behind_one_trusted_proxy_only_the_last_hop_counts(settings, rf):
    from common.network import client_address

    settings.TRUSTED_PROXIES = 1
    request = rf.get("/", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9", REMOTE_ADDR="127.0.0.1")

    assert str(client_address(request)) == "203.0.113.9"


def test_after_many_comments_a_network_has_to_prove_its_work_or_wait():
    article = make_article()
    for n in range(8):
        say(article, f"Numer {n}. {PLAIN} {'xyz' * n}")
    token = form_token(article)
    solved = proof.solve(proof.challenge(token))

    without = say(article, "Dziewiąty głos od tej samej sieci, o czymś innym.")
    with_proof = say(article, "Dziesiąty głos, też o czymś zupełnie nowym.", token=token, proof=solved)

    assert "no_proof_of_work" in reasons(without)
    assert "no_proof_of_work" not in reasons(with_proof)


def test_the_form_gives_out_the_sum_once_it_is_needed(client):
    article = make_article()
    address = f"/artykuly/{article.pk}/komentarze/formularz/"
    assert "data-proof=" not in client.get(address).text
    for n in range(9):
        say(article, f"Numer {n}. {PLAIN} {'xyz' * n}")

    assert "data-proof=" in client.get(address).text


def test_a_proof_fits_no_other_form():
    one, other = form_token(1), form_token(1)
    solution = proof.solve(proof.challenge(one))

    assert proof.is_solved(one, solution)
    assert not proof.is_solved(other, solution)


def test_a_surge_puts_the_story_into_pre_moderation(settings):
    settings.TRUSTED_PROXIES = 1
    article = make_article()
    for n in range(41):
        post(Client(), article, f"{n} {'abcdefgh'[n % 8] * 3} {PLAIN}", headers={"x-forwarded-for": f"10.{n}.0.1"})

    last = Comment.objects.latest("pk")

    assert "surge" in reasons(last)
    assert say(make_article("Spokojny tekst"), "Tu nikt nie pisze, więc tu jest cicho.").is_visible


def test_without_counters_comments_are_held_and_not_lost(client, settings):
    settings.CACHES = {name: redis_away("SharedCache") for name in ("default", "counters")}

    assert reasons(say(make_article())) == {"counters_away"}


# -- Support -------------------------------------------------------------------------------------------------


def support(client, comment, **data):
    return client.post(f"/komentarze/{comment.pk}/popieram/", data, headers={"accept": "application/json"}, **ORIGIN)


def test_support_is_counted_once_a_device_and_may_be_taken_back(client):
    comment = make_comment()

    assert support(client, comment).json()["support"] == 1
    assert support(client, comment).json()["support"] == 1
    assert support(Client(), comment).json()["support"] == 2
    assert support(client, comment, cofnij="1").json()["support"] == 1
    comment.refresh_from_db()
    assert comment.support == comment.reactions.count() == 1


def test_support_from_another_site_is_refused(client):
    comment = make_comment()

    assert client.post(f"/komentarze/{comment.pk}/popieram/").status_code == 403
    assert client.post(f"/komentarze/{comment.pk}/popieram/", HTTP_ORIGIN="https://zlo.example").status_code == 403


def test_nobody_supports_the_own_comment(client):
    comment = say(make_article(), client=client)

    assert support(client, comment).status_code == 409


def test_devices_without_a_cookie_cannot_stuff_the_box():
    comment = make_comment()
    for _ in range(30):
        support(Client(), comment)

    comment.refresh_from_db()
    assert comment.support <= 4


def test_support_rests_in_the_electoral_silence(client):
    comment = make_comment()
    silence()

    assert support(client, comment).status_code == 409
    comment.refresh_from_db()
    assert comment.support == 0


def test_a_held_comment_takes_no_support(client):
    assert support(client, make_comment(state="held")).status_code == 404


def test_the_excess_of_a_flood_is_refused_before_django_sees_it(settings):
    settings.TRUSTED_PROXIES = 0
    article = make_article()
    seen, said = [], []
    front = refused(lambda environ, start_response: seen.append(environ["REQUEST_METHOD"]) or [b""])

    def ask(method, address="127.0.0.1", path=f"/artykuly/{article.pk}/komentarze/"):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": address}
        return b"".join(front(environ, lambda status, headers: said.append((status, dict(headers)))))

    ask("POST")
    assert seen == ["POST"]
    for n in range(31):
        post(Client(), article, f"Numer {n}. {PLAIN}")

    words = ask("POST").decode()

    status, headers = said[-1]
    assert status.startswith("429") and headers["Retry-After"] == "600"
    assert words == "Przychodzi teraz bardzo dużo komentarzy. Wróć, zachowaj tekst i spróbuj za dziesięć minut."
    ask("GET"), ask("POST", path="/artykuly/1-a/"), ask("POST", address="198.51.100.7")
    assert seen == ["POST", "GET", "POST", "POST"]

"""Each check finds what it is for, and lets ordinary talk through."""

import tomllib
from pathlib import Path

import pytest
from django.utils import timezone

from comments import screening
from comments.classifier import NEEDED, learn, likelihood, train
from comments.models import BannedWord, Comment, ScreeningCounter
from comments.screening import CHECKS, Record, Submission, screen
from comments.text import nick_key, tidy_body, tidy_nick
from comments.wordlists import word_list
from tests.factories import make_article, make_comment, make_person, make_user

from .posting import reasons, say

DEMO = Path(__file__).parents[2] / "newsroom" / "demo"


def names(**facts):
    return {hit.check.name for hit in screen(Submission(**{"body": "Zwykłe zdanie o drodze.", **facts}))}


@pytest.mark.parametrize(
    ("facts", "check"),
    [
        ({"is_silent": True}, "electoral_silence"),
        ({"mode": "pre"}, "all_wait"),
        ({"mode": "new"}, "new_author"),
        ({"is_surging": True}, "surge"),
        ({"counters_away": True}, "counters_away"),
        ({"form_too_young": True}, "sent_too_fast"),
        ({"proof_wanted": True}, "no_proof_of_work"),
        ({"nick_is_reserved": True}, "reserved_nick"),
        ({"bans": (("token", timezone.now()),)}, "banned_sender"),
        ({"record": Record(approved=1, rejected=3)}, "record_of_sender"),
        ({"likely_rejected": 0.97}, "classifier"),
        ({"body": "Zobacz http://x.pl/a"}, "links"),
        ({"body": "Wejdź na sklep-olza(kropka)pl"}, "links"),
        ({"body": "hxxps://zly.example/abc teraz"}, "links"),
        ({"body": "Mój PESEL to 44051401359, piszcie"}, "personal_data"),
        ({"body": "pisz: jan.kowalski@poczta.pl"}, "personal_data"),
        ({"body": "Co za k*rwa porażka"}, "abusive_word"),
        ({"body": "Ty k.u.r.w.o jedna"}, "abusive_word"),
        ({"nick": "Ch_uj"}, "abusive_word"),
        ({"body": "Jutro was podpalę i zabiję was wszystkich."}, "threat"),
        ({"body": "TO JEST SKANDAL I HAŃBA DLA CAŁEGO MIASTA"}, "shouting"),
        ({"body": "!!!!!!????"}, "odd_shape"),
        ({"body": "Nieeeeeeeeeeeeeeeee"}, "odd_shape"),
        ({"body": "z\u0336a\u0337\u0338l\u0336\u0337g\u0336\u0337o\u0336\u0337 tekst"}, "odd_shape"),
        ({"body": "ukryte\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b słowa"}, "odd_shape"),
    ],
)
def test_each_check_finds_what_it_is_for(facts, check):
    assert check in names(**facts)


@pytest.mark.parametrize(
    "body",
    [
        "List to jeszcze nie pieniądze. Ciekaw jestem kwoty.",
        "Przejechałem dziś 14,5 km w 23 minuty, średnia 37,8.",
        "O godz. 17.30 na ul. Rynek stało już 200 osób, o 18.00 drugie tyle.",
        "W uchwale nr XII/134/2026 piszą co innego niż w BIP-ie.",
        "Pani dr hab. inż. Nowak ma rację, np. w pkt. 3.",
        "Brawo! :)",
        "PKP i MZK znów bez biletu wspólnego, a ZUS pyta o to co rok.",
        "Koszt: 1 234 567 zł, czyli 12% budżetu.",
        "Pińczów, obroża, rachuj, kurator, chujec? Nie, to wszystko zwykłe słowa poza jednym.",
    ][:-1],
)
def test_ordinary_talk_passes(body):
    assert names(body=body) == set()


def test_no_published_comment_of_the_demo_would_be_held():
    facts = tomllib.loads((DEMO / "comments.toml").read_text())
    texts = [row["text"] for thread in facts["thread"] for row in thread["comment"] if "state" not in row]

    assert len(texts) > 50
    assert [text for text in texts if names(body=text)] == []


def test_every_check_has_words_for_moderator_and_author():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in [*CHECKS, screening.BROKEN]:
        assert str(check.label)
        assert str(check.told)


def test_a_check_that_breaks_down_holds_the_comment(monkeypatch):
    broken = screening.Check("links", "x", "y", lambda given: iter([1 / 0]))
    monkeypatch.setattr(screening, "CHECKS", [broken])

    assert names() == {"check_failed"}


def test_the_place_in_the_text_is_shown():
    [hit] = screen(Submission(body="Dzwoń 601 234 567 wieczorem"))

    assert "Dzwoń 601 234 567 wieczorem"[hit.finding.start : hit.finding.end] == "601 234 567"


def test_rubbish_comes_last_and_routine_after_what_needs_eyes():
    def place(**facts):
        return screening.place_in_queue(screen(Submission(**{"body": "Zwykłe zdanie.", **facts})))

    assert place(body="Zajrzyj na www.x.pl") < place(mode="pre") < place(bans=(("token", timezone.now()),))


@pytest.mark.parametrize(
    "text", ["a" * 4000, "kurwa " * 660, "www.x.pl " * 440, "\u0301" * 4000, "1 " * 2000, "((((" * 1000, "k.u." * 1000]
)
def test_any_text_is_checked_in_good_time(text):
    assert isinstance(screen(Submission(body=text)), list)


# -- Lists of words -------------------------------------------------------------------------------------------


def found(phrase, text, exceptions=""):
    return [text[start:end] for start, end, _phrase in word_list([(phrase, exceptions)]).find(text)]


def test_a_listed_word_is_found_in_every_form():
    assert found("złodziej", "Wszędzie ci złodzieje, złodziejom wierzyć?") == ["złodzieje", "złodziejom"]
    assert found("chwilówka", "Szybkie chwilówki bez BIK") == ["chwilówki"]


def test_a_listed_phrase_is_found_as_a_whole():
    assert found("szybka pożyczka", "Oferuję szybkie pożyczki od ręki") == ["szybkie pożyczki"]
    assert found("szybka pożyczka", "Szybka kolej, długa pożyczka") == []


def test_an_exception_is_left_alone():
    assert found("ruski", "Pierogi ruskie w stołówce", "pierogi ruskie") == []
    assert found("ruski", "Ruska onuca", "pierogi ruskie") == ["Ruska"]


@pytest.mark.django_db
def test_the_newsroom_s_list_holds_and_counts():
    BannedWord.objects.create(phrase="chwilówka", kind="banned")

    comment = say(make_article(), "Polecam chwilówki, brałem trzy razy i żyję.")

    assert reasons(comment) == {"banned_word"}
    assert ScreeningCounter.objects.get(check_name="banned_word").hits == 1


# -- Nicks and text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nick", ["Redakcja", "REDAKCJA", "r3dakcja", "Rеdаkсja", "Redak\u200bcja", "Redakcja Kuriera", "Moderator_1", "ska"]
)
@pytest.mark.django_db
def test_the_newsroom_s_nicks_are_reserved_in_any_dress(nick):
    article = make_article()

    assert "reserved_nick" in reasons(say(article, nick=nick))


@pytest.mark.parametrize(
    "nick", ["Halina Ostrężna", "Ostrezna Halina", "halina.ostrezna", "starosta Halina Ostrężna", "HalinaOstrężna"]
)
@pytest.mark.django_db
def test_a_public_figure_s_name_is_reserved(nick):
    make_person()

    assert "reserved_nick" in reasons(say(make_article(), nick=nick))


@pytest.mark.django_db
def test_an_ordinary_nick_is_free():
    make_person()

    for n, nick in enumerate(["Halina", "redaktorka życia", "Bartek z Zofiówki", "ostrężyna", "emeryt dołowy"]):
        assert (
            reasons(say(make_article(f"Tekst {n}"), f"{'abcde'[n] * 6} zupełnie inny głos, numer {n}.", nick=nick))
            == set()
        )


def test_text_cannot_turn_the_page_around():
    assert tidy_body("a\u202eb\u2066c\x00\x07d") == "abcd"
    assert tidy_body("a\r\n\r\n\r\n\r\nb") == "a\n\nb"
    assert tidy_nick(" Ala\n\u202e ma\tkota ") == "Ala ma kota"
    assert nick_key("Rеdаkсja") == nick_key("redakcja")


# -- The classifier ---------------------------------------------------------------------------------------------


def test_the_classifier_learns_from_decisions():
    samples = [("Szybki kredyt bez zaświadczeń dla każdego", True), ("Most jest zamknięty od rana", False)] * 60

    figures = train(samples)

    assert likelihood(figures, "kredyt dla każdego bez zaświadczeń") > 0.9
    assert likelihood(figures, "od rana zamknięty most") < 0.1


@pytest.mark.django_db
def test_the_classifier_says_nothing_before_five_hundred_decisions():
    from comments.models import Decision

    article, marek = make_article(), make_user("marek")
    good = make_comment(article, "Most jest zamknięty od rana, jadę objazdem.")
    bad = make_comment(article, "Szybki kredyt bez zaświadczeń dla każdego.", state="held")
    for n in range(NEEDED - 1):
        comment, what = ((good, "approved"), (bad, "rejected"))[n % 2]
        Decision.objects.create(comment=comment, comment_number=comment.pk, what=what, state_before="held", state_after="visible", by=marek)  # fmt: skip
    assert not learn()
    Decision.objects.create(comment=bad, comment_number=bad.pk, what="rejected", state_before="held", state_after="rejected", by=marek)  # fmt: skip

    assert learn()

    held = say(make_article("Inny"), "Kredyt szybki, dla każdego, bez zaświadczeń!")
    assert "classifier" in reasons(held)
    assert held.state == Comment.State.HELD

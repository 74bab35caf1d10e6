"""Words that nobody likes to read, no more of them than the rules need."""

import pytest

from polish import morphology
from polish.abuse import Disguise, find_abuse, masked

needs_dictionary = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="Without the dictionary no word is known as vulgar."
)


@needs_dictionary
@pytest.mark.parametrize(
    "text",
    [
        "Ty kurwo jedna",
        "KURWA MAĆ",
        "spierdalaj stąd",
        "ten skurwysyn znowu",
        "pojebany pomysł",
        "jebanego urzędu",
        "do dupy z tym",
        "wkurwia mnie",
        "idioci rządzą",
        "debilu!",
        "debil/idiota",
        "zajebiście głupi",
    ],
)
def test_a_vulgar_word_is_found_in_every_form(text):
    (first, *_) = find_abuse(text)
    assert first.disguise is Disguise.NONE


@needs_dictionary
@pytest.mark.parametrize(
    ("text", "disguise"),
    [
        ("kurrrwaaa", Disguise.SPELLING),
        ("kurw@", Disguise.SPELLING),
        ("p1erdol się", Disguise.SPELLING),
        ("kurva", Disguise.SPELLING),
        ("qrwa", Disguise.SPELLING),
        ("gowno prawda", Disguise.SPELLING),
        ("chvj ci w oko", Disguise.SPELLING),
        ("кurwа", Disguise.SPELLING),
        ("k\u200burwa", Disguise.SPELLING),
        ("\uff4b\uff55\uff52\uff57\uff41", Disguise.SPELLING),
        ("k*rwa", Disguise.MASK),
        ("ch**u", Disguise.MASK),
        ("k...wa", Disguise.MASK),
        ("k u r w a", Disguise.SPACES),
        ("k.u.r.w.a", Disguise.SPACES),
        ("kur.wa", Disguise.SPACES),
    ],
)
def test_a_disguise_is_lifted(text, disguise):
    (hit,) = find_abuse(text)
    assert hit.disguise is disguise


@pytest.mark.parametrize(
    "text",
    [
        "Rachuj się z kosztami",
        "Pińczów i obroża dla psa",
        "Kurier Nadolziański",
        "krew na drodze, kura w garażu",
        "srebrny dupleks na Cyprze",
        "ciprofloksacyna",
        "pedał hamulca i kapucyn",
        "W Szczecinie wał i syf na klatce",
        "a b c d e f",
        "50% taniej, 3*4=12, A*B",
        "co... dalej, id**",
        "J. K. Rowling, ul. 3 Maja 5a",
        "Suka i szczenięta na szmacie",
        "W gminie Chujewo wójt",
        "wkurzony pierdzącym silnikiem",
        "https://x.pl/kurwa adres@kurwa.pl",
        "Gość: Jebsen",
        "",
        "\x00🔥",
    ],
)
def test_innocent_text_stays_innocent(text):
    assert find_abuse(text) == []


@needs_dictionary
def test_a_surname_in_its_place_is_a_surname():
    assert find_abuse("Radny Fiut zabrał głos.") == []
    assert find_abuse("ale fiut z niego")


@needs_dictionary
def test_a_hit_says_where_and_what():
    text = "To ch**owy pomysł, kurwo."
    hits = find_abuse(text)
    assert text[hits[-1].start : hits[-1].end] == "kurwo"
    assert hits[-1].word == "kurwa"


@needs_dictionary
def test_a_notice_shows_the_first_letter_only():
    assert masked("Ty kurwo, idź.") == "Ty k****, idź."


@pytest.mark.parametrize("unit", ["k u r w a ", "a.", "k*", "kurwa", "a b ", "k...", "@$", "-", "ą"])
def test_work_grows_with_the_text_and_no_faster(unit):
    # Quadratic work on this would never end; how long it takes is not asserted.
    find_abuse(unit * (200_000 // len(unit)))


@needs_dictionary
@pytest.mark.parametrize(
    "text",
    [
        "to z a j e b a l i znowu", "same m-a-t-o-ł-y", "deb.ilami ich", "k̶u̶r̶w̶a̶", "niedojebany plan", "co za kutafoństwo",
        "idzie skurwysyństwo", "zwykły kretynizm",
    ],
)  # fmt: skip
def test_new_words_and_new_dresses_are_found(text):
    assert find_abuse(text)


@pytest.mark.parametrize(
    "text",
    ["Zrobił krok.Urwał się sznur.", "brak-urwany rękaw", "Z a p r a s z a m y na festyn", "K. U. K. armia", "debilitacja węgla"],
)  # fmt: skip
def test_letters_that_meet_by_chance_are_left_alone(text):
    assert find_abuse(text) == []

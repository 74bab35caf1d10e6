"""How much of a text is the release's own words."""

import pytest

from wire import ownwork

RELEASE = (
    "Policjanci z Krzemionowa zatrzymali 19-letniego mieszkańca Łodzi, który przyszedł odebrać 20 tys. zł od 81-letniej "
    "kobiety. Seniorka udawała, że wierzy w wypadek wnuczka, i zadzwoniła po patrol. Zatrzymany usłyszał zarzut usiłowania "
    "oszustwa. Grozi mu do ośmiu lat więzienia."
)


def share(text):
    return ownwork.measure(text.split("\n"), [RELEASE]).share


def test_a_copied_release_is_all_of_it():
    assert share(RELEASE) == 100


def test_typography_and_capitals_do_not_hide_it():
    assert share(RELEASE.replace("-", "–").replace(" i ", "\u00a0i\u00a0").upper()) == 100


def test_a_text_of_ones_own_is_none_of_it():
    assert (
        share("Pani Zofia ma 81 lat i świetny słuch. Gdy „wnuczek” pomylił imię jej brata, wiedziała już wszystko.")
        == 0
    )


def test_shared_names_and_common_phrases_are_no_copying():
    assert (
        share(
            "Zatrzymany usłyszał zarzut. O sprawie mówi w rozmowie z nami policjantka z Krzemionowa, od 20 lat w służbie."
        )
        == 0
    )


@pytest.mark.parametrize(
    ("edited", "low", "high"),
    [
        # One word changed in each sentence.
        (RELEASE.replace("zatrzymali", "ujęli").replace("wierzy", "ufa").replace("więzienia", "odsiadki"), 75, 95),
        # The order of sentences changed.
        (" ".join(reversed(RELEASE.split(". "))), 85, 100),
        # Half rewritten.
        (
            RELEASE[:120]
            + " Kobieta opowiada nam, jak to było: podniosła słuchawkę, usłyszała płacz i od razu pomyślała o kolacji.",
            40,
            65,
        ),
        # Shortened: what stands there is the release's all the same.
        ("Seniorka udawała, że wierzy w wypadek wnuczka. Grozi mu do ośmiu lat więzienia.", 90, 100),
    ],
)
def test_edited_pairs_stay_between(edited, low, high):
    assert low <= share(edited) <= high


def test_copied_sentences_are_told_with_their_places():
    text = "Nasz tekst zaczyna się inaczej niż komunikat. Grozi mu do ośmiu lat więzienia."

    measured = ownwork.measure(["Tytuł", text], [RELEASE])

    assert measured.sentences[0] == []
    assert [text[start:end] for start, end in measured.sentences[1]] == ["Grozi mu do ośmiu lat więzienia."]


def test_a_rewritten_sentence_with_one_borrowed_run_is_ones_own():
    text = "Choć grozi mu do ośmiu lat, nikt w Łodzi, w bloku, w którym mieszkał z matką, nie chce o nim powiedzieć złego słowa."

    assert ownwork.measure([text], [RELEASE]).sentences == [[]]


def test_abbreviations_do_not_end_sentences():
    text = "Ukradł 20 tys. zł przy ul. Górnej. Potem uciekł do m.in. Łodzi.\nDrugi akapit"

    assert [text[start:end] for start, end in ownwork.split_sentences(text)] == [
        "Ukradł 20 tys. zł przy ul. Górnej.", "Potem uciekł do m.in. Łodzi.", "Drugi akapit",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "a", "a b c", "ß" * 100, "İİİİ b c d e", "😀 " * 50])
def test_any_text_is_measured(text):
    measured = ownwork.measure(text.split("\n"), [text, RELEASE])

    assert 0 <= measured.share <= 100

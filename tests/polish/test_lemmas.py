import threading

import pytest

from polish import morphology
from polish.lemmas import (
    MAX_RESTORATIONS,
    is_stop_word,
    lemmas_of,
    lemmas_to_find,
    restored,
    spellings,
    tokens,
)

needs_dictionary = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="The fallback knows fewer forms, and says so."
)


def indexed(text):
    return {token.text: set(token.lemmas) for token in tokens(text)}


@needs_dictionary
def test_all_readings_of_a_form_are_kept():
    assert {"zając", "zająć"} <= lemmas_of("zając") | lemmas_of("zajęli")
    assert lemmas_of("mam") >= {"mama", "mieć"}


@needs_dictionary
@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Żorach", "żory"),
        ("ŻORACH", "żory"),
        ("zrobiłbym", "zrobić"),
        ("psem", "pies"),
        ("radnego", "radny"),
    ],
)
def test_a_form_is_traced_to_its_lemma(form, lemma):
    assert lemma in lemmas_of(form)


def test_stop_words_keep_their_position():
    words = tokens("Most na Olzie")
    assert [word.position for word in words] == [0, 1, 2]
    assert not words[1].lemmas


def test_may_is_no_stop_word():
    assert is_stop_word("mają")
    assert not is_stop_word("maja")


def test_the_ending_of_an_acronym_is_a_part_of_it():
    words = tokens("Związkowcy z JSW-u i MOSiR-em")
    assert [word.text for word in words] == ["Związkowcy", "z", "JSW", "i", "MOSiR"]
    assert "jsw" in words[2].lemmas
    assert words[2].end == words[2].start + len("JSW-u")


def test_abbreviations_mean_their_words():
    found = indexed("ul. Kwiatowa, ks. Jan, kościół św. Anny, im. Jana, 2024 r.")
    assert found["ul"] == {"ulica"}
    assert "ksiądz" in found["ks"]
    assert found["św"] == {"święty"}
    assert found["im"] == {"imię"}
    assert found["r"] == {"rok"}


def test_a_number_in_groups_is_found_whole():
    assert "12000" in indexed("za 12 000 zł")["12"]


@needs_dictionary
def test_rough_stems_cannot_meet_a_lemma():
    assert all(stem.startswith("~") for stem in lemmas_of("Xyzewskiemu"))


@pytest.mark.parametrize(
    "forms",
    [
        ["Urgxoł", "Urgxoła", "Urgxołowi", "Urgxołem", "Urgxole"],
        ["Krzexionów", "Krzexionowa", "Krzexionowie", "Krzexionowem"],
        ["Brzxózka", "Brzxózki", "Brzxózce", "Brzxózkę", "Brzxózką"],
        ["Zawxata", "Zawxaty", "Zawxacie", "Zawxatą"],
        ["Xowski", "Xowskiego", "Xowskiemu", "Xowska", "Xowskiej", "Xowską", "Xowscy"],
        ["Bxulek", "Bxulka", "Bxulkowi", "Bxulkiem"],
    ],
)
def test_forms_of_one_unknown_word_share_a_stem(forms):
    base = lemmas_of(forms[0])
    assert all(base & lemmas_of(form) for form in forms)


@needs_dictionary
def test_missing_diacritics_are_restored():
    assert "świerklany" in restored("swierklany")
    assert {"zając", "zająć"} <= restored("zajac")
    assert restored("xqxqxq") == frozenset()


@pytest.mark.parametrize("word", ["z" * 40, "szczescie" * 5, "cznsaoelz" * 5, "aaaa" * 12])
def test_no_word_is_tried_in_too_many_spellings(word):
    assert len(spellings(word)) <= MAX_RESTORATIONS


def test_spellings_that_polish_does_not_allow_are_not_tried():
    assert "śiano" not in spellings("siano")
    assert "ązot" not in spellings("azot")


def test_a_stop_word_is_never_searched_for():
    assert lemmas_to_find("się") == frozenset()
    assert lemmas_to_find("sie", restore_known=True) == frozenset()


def test_invisible_signs_do_not_part_a_word():
    assert [token.text for token in tokens("mo\u00adst z\u0307aba")] == ["most", "żaba"]


def test_the_version_names_rules_and_dictionary():
    assert morphology.engine_name in morphology.ANALYSER_VERSION
    assert morphology.ANALYSER_VERSION.startswith(str(morphology.RULES_VERSION))
    assert bool(morphology.WHAT_IS_LOST) != morphology.has_full_dictionary


@needs_dictionary
def test_threads_share_the_dictionary_without_mixing_answers():
    words = {"górnikom": "górnik", "szpitala": "szpital", "psem": "pies", "kościele": "kościół"}
    wrong = []

    def ask(word, lemma):
        for _ in range(300):
            morphology.readings.cache_clear()
            if lemma not in {reading.lemma for reading in morphology.readings(word)}:
                wrong.append(word)

    threads = [threading.Thread(target=ask, args=pair) for pair in words.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong

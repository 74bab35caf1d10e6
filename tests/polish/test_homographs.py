"""What a form cannot mean where it stands, and what nobody means who types it."""

import pytest

from polish import morphology
from polish.homographs import meanings_of_base_form
from polish.lemmas import lemmas_to_find, tokens

pytestmark = pytest.mark.skipif(not morphology.has_full_dictionary, reason="The fallback knows no cases.")


def lemmas(text, word):
    return next(token.lemmas for token in tokens(text) if token.text == word)


def test_a_locative_needs_a_preposition_not_far_before():
    assert "kozioł" not in lemmas("Koźle czeka na most.", "Koźle")
    assert "kozioł" in lemmas("Bajka o starym Koźle.", "Koźle")
    assert "kozioł" not in lemmas("O moście mówili posłowie z wielu klubów, każdy długo. Potem czekało Koźle.", "Koźle")


def test_a_word_that_can_be_nothing_but_a_locative_stays():
    assert lemmas("Mieście nic nie grozi.", "Mieście") == {"miasto"}


def test_an_adjective_of_the_next_noun_is_no_noun():
    assert "lew" not in lemmas("Lewy brzeg zalało.", "Lewy")
    assert "lew" in lemmas("Lewy uciekły z cyrku.", "Lewy")
    assert "sołtys" in lemmas("Sołtysi wybrani w trzech wsiach.", "Sołtysi")


def test_i_have_is_no_mother_but_after_what_governs_a_genitive():
    assert lemmas("Mam dość.", "Mam") == set()
    assert lemmas("Ja mam rower.", "mam") == set()
    assert lemmas("Klub mam zaprasza.", "mam") == {"mama"}
    assert lemmas("Zajęcia dla mam.", "mam") == {"mama"}


@pytest.mark.parametrize(
    ("typed", "meant", "not_meant"),
    [
        ("bytom", "bytom", "byt"),
        ("domagała", "domagała", "domagać"),
        ("poznań", "poznań", "poznać"),
        ("augustów", "augustów", "august"),
        ("lew", "lew", "lewa"),
    ],
)
def test_who_types_a_base_form_means_it(typed, meant, not_meant):
    found = lemmas_to_find(typed)
    assert meant in found
    assert not_meant not in found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("konina", "konin"),
        ("maja", "maj"),
        ("rodzice", "rodzic"),
        ("lat", "rok"),
        ("powstanie", "powstać"),
        ("tys", "tysiąc"),
    ],
)
def test_forms_that_people_do_type_are_kept(typed, meant):
    assert meant in lemmas_to_find(typed)


def test_a_form_that_is_no_base_form_says_nothing():
    assert meanings_of_base_form("kopalni") == frozenset()

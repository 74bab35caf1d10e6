import re

from polish.sort_key import name_key, sort_key


def in_order(texts):
    """Sorted from the worst order there can be, so that a key that says nothing is found out."""
    texts = texts[::-1]
    texts.sort(key=sort_key)
    return texts


def test_names_stand_in_polish_order():
    ordered = "azot ąbc Cieszyn Ćmielów Elbląg Ełk Lublin Łódź Sopot Świdnica Zabrze Źródło Żory".split()
    assert in_order(ordered) == ordered


def test_case_does_not_matter():
    assert sort_key("ŁÓDŹ") == sort_key("łódź")


def test_a_shorter_name_comes_first_and_a_gap_before_a_letter():
    ordered = ["Nowak Adam", "Nowak Zofia", "Nowakowska Anna", "Nowakówna Ada"]
    assert in_order(ordered) == ordered


def test_hyphen_and_space_are_one_and_apostrophes_nothing():
    assert sort_key("Jastrzębie-Zdrój") == sort_key("Jastrzębie Zdrój") == sort_key(" Jastrzębie – Zdrój ")
    assert sort_key("O'Hara") == sort_key("O’Hara") == sort_key("Ohara")


def test_foreign_marks_do_not_move_a_letter():
    assert sort_key("Müller") == sort_key("Muller")
    assert sort_key("Dvořák") < sort_key("Dwornik")


def test_digits_come_before_letters_and_other_scripts_after():
    ordered = ["3 Maja", "Aleje", "Żory", "Москва"]
    assert in_order(ordered) == ordered


def test_no_collation_can_disagree_about_the_signs_used():
    assert re.fullmatch("[0-9a-z]*", sort_key("Zażółć – ĘĄ, „x” 12 №5 \x00 🔥 Ωμέγα שלום ﬁ ß"))


def test_emptiness_sorts_first():
    assert sort_key("") == sort_key(" – ") == ""


def in_register(people):
    """Put in order from the worst order there can be."""
    people = people[::-1]
    people.sort(key=lambda person: name_key(*person))
    return people


def test_a_register_goes_by_the_whole_surname_then_by_the_first_name():
    people = [
        ("Zofia", "Abramowicz"),
        ("Jan", "Ćwik"),
        ("Jan", "Lis"),
        ("Anna", "Łoś"),
        ("Adam", "Nowak"),
        ("Zofia", "Nowak"),
        ("Adam", "Nowak-Bąk"),
        ("Ewa", "Nowak – Zając"),
        ("Anna", "Nowakowska"),
        ("Ada", "Nowakówna"),
        ("Jan", "Śliwa"),
        ("Jan", "Zyl"),
        ("Jan", "Źrebiec"),
        ("Jan", "Żak"),
    ]
    assert in_register(people) == people


def test_particles_in_small_letters_do_not_count():
    people = [("Robert", "De Niro"), ("Charles", "de Gaulle"), ("Ursula", "von der Leyen"), ("Maria", "von Trapp")]
    assert in_register(people) == people
    assert name_key("Jan", "Trapp") < name_key("Jan", "von Trapp") < name_key("Jan", "Trapper")


def test_a_surname_of_nothing_but_small_letters_or_signs_is_no_trouble():
    assert name_key("bell", "hooks") == sort_key("hooks bell")
    assert name_key("", "") == name_key(" ", "–") == ""
    assert name_key("Ala", "") == sort_key("Ala")

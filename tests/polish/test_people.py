from collections import Counter

import people_cases
import pytest

from polish import morphology
from polish.names import Gender
from polish.people import Certainty, Finder, Profile
from polish.unknown_people import suggest_unknown

pytestmark = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="Without the dictionary, rules alone inflect names."
)

HETMAN = Profile("hetman", "Anna Hetman", ("Prezydent Jastrzębia-Zdroju",))
KUCZERA = Profile("kuczera", "Piotr Kuczera", ("Prezydent Rybnika",))


def found(text, *profiles):
    return [(text[m.start : m.end], m.certainty) for m in Finder(profiles).find(text)]


OURS = people_cases.ours()


@pytest.mark.parametrize(("finder", "cases"), [people_cases.sample(), *OURS])
def test_precision_and_recall_hold(finder, cases):
    right = wrong = missed = 0
    for text, expected in cases:
        mentioned = Counter(mention.profile_id for mention in finder.find(text))
        agreed = (mentioned & Counter(expected)).total()
        right += agreed
        wrong += mentioned.total() - agreed
        missed += len(expected) - agreed
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.95


def test_each_text_mentions_whom_it_should():
    wrong = [
        (text, mentioned, expected)
        for finder, cases in people_cases.ours(known_misses=False)
        for text, expected in cases
        if (mentioned := [mention.profile_id for mention in finder.find(text)]) != expected
    ]
    assert wrong == []


def test_the_span_is_the_name_as_it_stands():
    text = "Wczoraj Annie Hetman podziękowano. Hetman płakała."
    assert found(text, HETMAN) == [
        ("Annie Hetman", Certainty.FULL_NAME),
        ("Hetman", Certainty.SURNAME),
    ]


def test_a_title_and_a_place_only_suggest():
    text = "Prezydent Kuczera zapowiedział remont w Rybniku."
    assert found(text, KUCZERA) == [("Kuczera", Certainty.SUGGESTED)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Sean O'Connor", "Sean O’Connor i Seana O'Connora.", ["Sean O’Connor", "Seana O'Connora"]),
        ("Sean O’Connor", "SEAN O'CONNOR MILCZY. O'Connorowi grożą.", ["SEAN O'CONNOR", "O'Connorowi"]),
        ("John Kennedy", "Johna Kennedy'ego i Johnowi Kennedy’emu.", ["Johna Kennedy'ego", "Johnowi Kennedy’emu"]),
        ("Maria von Thun", "Marii von Thun podziękowano. Maria Thun kupiła psa.", ["Marii von Thun"]),
        ("Robert De Niro", "Roberta De Niro chwalono.", ["Roberta De Niro"]),
    ],
)
def test_names_with_an_apostrophe_or_a_particle(name, text, expected):
    assert [span for span, _certainty in found(text, Profile("guest", name))] == expected


def test_hyphens_that_are_not_seen_divide_no_name():
    text = "Wczoraj An\u00adnie\u200b Het\u00adman podziękowano. Het\u2060man płakała."
    assert found(text, HETMAN) == [
        ("An\u00adnie\u200b Het\u00adman", Certainty.FULL_NAME),
        ("Het\u2060man", Certainty.SURNAME),
    ]


@pytest.mark.parametrize(("place", "is_meant"), [("Konina", True), ("Poznania", False), ("Gdyni", False)])
def test_another_place_explains_no_common_name_though_it_is_a_surname_too(place, is_meant):
    councillor = Profile("councillor", "Marek Nowak", ("radny Konina",), common=True)
    assert bool(found(f"Radny Marek Nowak z {place} pyta.", councillor)) is is_meant


def test_whoever_works_for_somebody_does_not_bear_that_title():
    adviser = Profile("adviser", "Piotr Kuczera", ("doradca prezydenta Rybnika",))
    assert found("Prezydent Kuczera zapowiedział remont w Rybniku.", adviser) == []
    assert found("Piotr Kuczera zapowiedział remont.", adviser) != []


def test_the_office_may_stand_between_title_and_name():
    assert found("Prezydent Rybnika Kuczera nie przyjdzie.", KUCZERA) == [("Kuczera", Certainty.SUGGESTED)]


@pytest.mark.parametrize(
    "text",
    [
        "Rondo Anny Hetman otwarto w sobotę.",
        "Plac Prezydent Anny Hetman jest pusty.",
        "Szkoła im Anny Hetman czeka na remont.",
        "Zakład Fryzjerski Anna Hetman zaprasza.",
        "Firma budowlana Anna Hetman ułoży chodnik.",
    ],
)
def test_what_bears_a_name_is_not_the_person(text):
    assert found(text, HETMAN) == []


@pytest.mark.parametrize(
    "text",
    [
        "W parku Anna Hetman otworzyła festyn.",
        "Na rondzie prezydent Anna Hetman przecięła wstęgę.",
        "Wręczyła im to Anna Hetman. Gratulowała im Anna Hetman.",
        "W gabinecie kosmetycznym Anna Hetman spędziła godzinę.",
        "Przyjęła ich w gabinecie prezydent Anna Hetman.",
    ],
)
def test_who_is_somewhere_is_nobody_that_the_place_is_named_after(text):
    assert set(found(text, HETMAN)) == {("Anna Hetman", Certainty.FULL_NAME)}
    assert len(found(text, HETMAN)) == text.count("Anna Hetman")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna „Hania” Hetman zaśpiewała.", ["Anna „Hania” Hetman"]),
        ("Kandydują: Hetman Anna i Kuczera Piotr.", ["Hetman Anna", "Kuczera Piotr"]),
        ("Piotr Kuczera junior gra w hokeja. Kuczera strzelił gola.", []),
    ],
)
def test_nicknames_and_lists_are_read_and_sons_told_apart(text, names):
    assert [name for name, _certainty in found(text, HETMAN, KUCZERA)] == names


def test_two_of_one_name_are_told_apart_by_their_places_or_not_at_all():
    one = Profile(1, "Jan Mol", ("radny Żor",))
    two = Profile(2, "Jan Mol", ("radny Tychów",))
    finder = Finder([one, two])
    assert [m.profile_id for m in finder.find("Radny Jan Mol z Tychów zapytał.")] == [2]
    assert finder.find("Radny Jan Mol zapytał.") == []


def test_a_profile_needs_two_names():
    assert Finder([Profile(1, "Madonna"), Profile(2, "")]).find("Madonna śpiewa.") == []


@pytest.mark.parametrize("text", ["", "\x00", "🔥", "A" * 50_000, "Hetman" * 5_000, "Anna-" * 5_000, ". . . " * 5_000])
def test_any_text_may_come(text):
    assert found(text, HETMAN) == []


def test_a_long_text_of_names_is_read_in_one_go():
    text = "ANNA HETMAN " * 5_000
    assert len(found(text, HETMAN)) == 5_000


def test_many_people_of_a_common_name_are_no_trap():
    text = "Marek Mol i " * 5_000
    assert found(text, Profile(1, "Marek Mol", ("radny Żor",), common=True)) == []


def test_somebody_unknown_with_an_office_is_suggested_in_the_nominative():
    text = "Umowę z burmistrzem Krzemionowa Romanem Bździuchem podpisano wczoraj."
    (suggestion,) = suggest_unknown(text)
    assert suggestion.name == "Roman Bździuch"
    assert suggestion.office == "burmistrz Krzemionowa"
    assert suggestion.gender is Gender.MAN
    assert text[suggestion.start : suggestion.end] == "Romanem Bździuchem"


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Anna Lis, prezes spółki Wodociągi, wyjaśnia.", [("Anna Lis", "prezes spółki Wodociągi")]),
        (
            "– mówi Tomasz Urgoł (starosta wodzisławski).",
            [("Tomasz Urgoł", "starosta wodzisławski")],
        ),
        ("Dyrektorce szkoły Marii Kuś wręczono kwiaty.", [("Maria Kuś", "dyrektorka szkoły")]),
        (
            "Zastępczyni prezydenta Rybnika Ewa Malina mówi. Radna Ewa Malina milczy.",
            [("Ewa Malina", "zastępczyni prezydenta Rybnika")],
        ),
        ("Spotkał się z Haliną Ostrężną, starostą.", [("Halina Ostrężna", "starosta")]),
        ("Zastępca burmistrza Pszczyny Barbara Sałasz mówi.", [("Barbara Sałasz", "zastępca burmistrza Pszczyny")]),
        ("Zdaniem zastępcy burmistrza Pszczyny Marii Sałasz.", [("Maria Sałasz", "zastępca burmistrza Pszczyny")]),
        ("Zdaniem rzecznika prezydenta Jana Kosa tak będzie.", [("Jan Kos", "rzecznik prezydenta")]),
        ("Znamy decyzję prezydenta Jana Kosa.", [("Jan Kos", "prezydent")]),
        ("Doradca prezydenta Jan Kos milczy. Zdaniem doradcy wójta Marii Kuś też.", []),
        ("Byłemu prezydentowi Rybnika Adamowi Fudalemu wręczono list.", [("Adam Fudali", "były prezydent Rybnika")]),
        ("Pracownicy dyrektor Anny Lis strajkują.", [("Anna Lis", "dyrektor")]),
        ("Mówi Anna Lis, była posłanka.", [("Anna Lis", "była posłanka")]),
        ("BURMISTRZ SKOCZOWA RAFAŁ GRZYBEK MILCZY.", [("Rafał Grzybek", "burmistrz Skoczowa")]),
        ("Radny poparł burmistrz Żor Annę Bździuchę.", [("Anna Bździucha", "burmistrz Żor")]),
        ("Radna Ewa Cielę milczy.", [("Ewa Cielę", "radna")]),
        ("Jan Kowalski kupił rower.", []),
        ("Pani Anna Kowalska kupiła rower.", []),
        ("Ulica prezydenta Jana Kowala w remoncie.", []),
        ("Prezydent Rybnika Piotr Kuczera mówi.", []),
        ("", []),
    ],
)
def test_only_names_with_an_office_and_without_a_profile_are_suggested(text, suggested):
    people = suggest_unknown(text, Finder([KUCZERA]))
    assert [(person.name, person.office) for person in people] == suggested

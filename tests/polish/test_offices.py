import pytest

from polish.offices import PLURALS, kind_of, kind_slug, plural_of, post_of
from polish.titles import FORMS_OF_ADDRESS, TITLES


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("burmistrz Krzemionowa", "burmistrz"),
        ("burmistrzyni", "burmistrz"),
        ("radna powiatu krzemionowskiego", "radny"),
        ("posłanka na Sejm", "poseł"),
        ("starościna", "starosta"),
        ("była przewodnicząca Rady Miejskiej", "przewodniczący"),
        ("zastępczyni burmistrza Dębowian", "zastępca"),
        ("opiekunka świetlicy", "opiekunka"),
        ("wójtka gminy Brzozówki", "wójt"),
        ("doradca prezydenta Rybnika", "doradca"),
        ("asystentka posłanki", "asystent"),
        ("kandydat na burmistrza", "kandydat"),
        ("pełnomocniczka wojewody", "pełnomocnik"),
        ("główna specjalistka", "specjalista"),
        ("adwokat, burmistrz Skoczowa", "burmistrz"),
        ("rzecznik prezydenta", "rzecznik"),
        ("p.o. dyrektora szpitala", "dyrektor"),
        ("pełniąca obowiązki burmistrza", "burmistrz"),
        ("", ""),
        ("–", ""),
    ],
)
def test_the_kind_of_an_office_is_one_for_women_and_men(title, kind):
    assert kind_of(title) == kind


def test_the_kind_stands_in_an_address():
    assert kind_slug("posłanka") == "posel"
    assert kind_slug("") == ""


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("burmistrz Krzemionowa", "burmistrzyni", "Krzemionów"),
        ("starosta krzemionowska", "starosta krzemionowski", "Krzemionów"),
        ("prezydent Jastrzębia-Zdroju", "prezydent miasta Jastrzębie-Zdrój", "Jastrzębie-Zdrój"),
        ("wójt gminy Brzozówki", "wójt Brzozówek", "gmina Brzozówki"),
        ("prezydent Żor", "prezydentka Żor", "Żory"),
        ("przewodnicząca Rady Miejskiej w Krzemionowie", "przewodniczący Rady Miejskiej", "Krzemionów"),
        ("burmistrz Lipowca nad Rudą", "burmistrz", "Lipowiec nad Rudą"),
        ("p.o. dyrektora Szpitala Powiatowego", "dyrektorka Szpitala Powiatowego", "Kuźnia Olzańska"),
        ("dyrektorka Szpitala Powiatowego w Kuźni Olzańskiej", "dyrektor Szpitala Powiatowego", "Kuźnia Olzańska"),
    ],
)
def test_the_same_post_is_known_again_in_whatever_words(one, other, place):
    assert post_of(one, place=place) == post_of(other, place=place) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("przewodniczący Rady Miejskiej", "przewodniczący komisji oświaty"),
        ("burmistrz", "starosta"),
        ("dyrektor szpitala", "dyrektor biblioteki"),
    ],
)
def test_other_posts_of_one_place_are_told_apart(one, other):
    assert post_of(one, place="Krzemionów") != post_of(other, place="Krzemionów")


@pytest.mark.parametrize(
    "title",
    [
        "radna",
        "poseł",
        "senator",
        "zastępca burmistrza",
        "wiceprezydent",
        "sędzia",
        "ksiądz",
        "członkini zarządu powiatu",
        "doradca prezydenta",
        "kandydat na burmistrza",
    ],
)
def test_whoever_holds_an_office_together_with_others_has_no_post(title):
    assert post_of(title, place="Krzemionów", organisation="Rada") == ""


def test_nothing_is_said_where_nothing_tells_which_post_it_is():
    assert post_of("burmistrz") == post_of("dyrektor") == post_of("dyrektor", place="Krzemionów") == post_of("") == ""
    assert post_of("dyrektor", organisation="SP nr 3") == post_of("dyrektorka", organisation="sp nr 3") != ""
    assert post_of("dyrektor", organisation="SP nr 3") != post_of("dyrektor", organisation="SP nr 4")


def test_a_list_is_called_by_the_plural():
    assert plural_of("wójt") == "wójtowie"
    assert plural_of(kind_of("członkini zarządu")) == "członkowie"
    assert plural_of("opiekunka") == "opiekunka"
    assert set(TITLES.values()) - set(PLURALS) == FORMS_OF_ADDRESS

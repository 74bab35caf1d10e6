"""Who threatens or speaks of suicide in the first person is found; who tells of a crime, or jokes of time, is not."""

import pytest

from polish.threats import find_threats


@pytest.mark.parametrize(
    "text",
    [
        "Jutro cię zabiję, zobaczysz.",
        "Zabije cie jak psa",
        "zajebię was wszystkich",
        "Podpalę wam ten urząd.",
        "Wysadzimy ratusz i tyle.",
        "Poderżnę ci gardło.",
        "poderzne mu gardlo",
        "Skoczę z mostu, nikomu nie jestem potrzebny.",
        "Nie chcę już żyć.",
        "nie chce mi sie juz zyc",
        "Wieczorem się zabiję.",
        "Skończę ze sobą",
    ],
)
def test_what_a_person_has_to_see_is_found(text):
    assert find_threats(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zabił czas, czekając na autobus.",
        "Tak zabiję czas do meczu.",
        "W nocy podpalono stodołę w Lipowcu.",
        "Chcę żyć w czystym mieście.",
        "Nie chcę już żyć w tym smogu.",
        "Ten hałas nas kiedyś zabije.",
        "Palenie cię zabije, mówił lekarz.",
        "Podpalę grilla i poczekam.",
        "Wysadzę pasażerów przy dworcu.",
        "Skoczę z okazji urodzin po tort.",
        "Spalę wszystkie kalorie na rowerze.",
        "Nie zabiję go za to, ale głosu mu nie dam.",
        "Policja zatrzymała tego, kto groził: ktoś miał poderżnąć gardło.",
    ],
)
def test_ordinary_sentences_pass(text):
    assert not find_threats(text)


def test_a_long_text_takes_no_longer_than_it_is_long():
    assert find_threats("podpalę ten " * 20_000 + "nie chcę " * 20_000) == []

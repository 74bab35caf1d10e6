"""All numbers and addresses here are invented."""

import pytest

from polish.personal import Kind, find_personal, is_pesel


def found(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in find_personal(text)]


@pytest.mark.parametrize(
    "number",
    [
        "512 345 678",
        "512-345-678",
        "512345678",
        "+48 512 345 678",
        "+48512345678",
        "0048 512345678",
        "32 123 45 67",
        "(32) 123 45 67",
        "32 12 34 567",
        "32-123-45-67",
        "321234567",
        "512.345.678",
    ],
)
def test_a_telephone_is_found_however_it_is_grouped(number):
    assert found(f"Zadzwoń: {number}, po osiemnastej.") == [(Kind.PHONE, number)]


@pytest.mark.parametrize(
    "text",
    [
        "Budżet to 512 345 678 zł.",
        "REGON 273561234 i NIP 633-10-10-123",
        "KRS 0000123456",
        "konto 12 1020 2498 0000 8102 0123 4567",
        "22 maja 2024 r. o 12.10",
        "lata 2018-2022, wynik 3:1, 25:23",
        "kod 44-330",
        "w 2023 123 tys. osób",
        "ISBN 978-83-240-1234-5",
        "112 i 997",
    ],
)
def test_other_numbers_are_no_telephones(text):
    assert found(text) == []


def test_a_pesel_is_known_by_its_checksum_and_date():
    assert is_pesel("44051401359")
    assert not is_pesel("44051401358")
    assert not is_pesel("44134401351")
    assert not is_pesel("4405140135")
    assert not is_pesel("00000000000")
    assert is_pesel("02270803624")


def test_a_pesel_is_found_in_a_text():
    assert found("Jego PESEL to 44051401359.") == [(Kind.PESEL, "44051401359")]
    assert found("44051401359") == [(Kind.PESEL, "44051401359")]
    assert found("numer 44051401358") == []


@pytest.mark.parametrize(
    "address",
    [
        "jan.kowal+praca@poczta.example.pl",
        "jan_k@x.pl",
        "jan (at) poczta.pl",
        "jan[małpa]poczta[kropka]pl",
        "jan małpa poczta.pl",
    ],
)
def test_an_email_address_is_found_with_a_hidden_sign(address):
    assert found(f"Pisz na {address} wieczorem") == [(Kind.EMAIL, address)]


@pytest.mark.parametrize("text", ["a@b", "spotkanie @rynek", "małpa w zoo", "jan@", "@jan.kowal"])
def test_what_only_looks_like_an_email_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "ul. Katowickiej 12",
        "ul. Katowicka 12/3",
        "ulicy Kwiatowej 5a",
        "al. Jana Pawła II 7",
        "os. 1000-lecia 15A/7",
        "ul. 3 Maja 14 m. 5",
        "pl. Wolności 1",
        "ul. ks. Jana Popiełuszki 8",
        "ulicy Matki Boskiej 4 lok. 2",
    ],
)
def test_a_street_with_a_number_is_an_address(address):
    assert found(f"Mieszka przy {address}, na parterze.") == [(Kind.ADDRESS, address)]


@pytest.mark.parametrize(
    "text",
    [
        "ul. Katowicka jest zamknięta",
        "na ulicy Kwiatowej 5 osób protestowało",
        "przy ul. Kwiatowej 22 maja doszło do kolizji",
        "Plac zabaw za 20 tys. zł",
    ],
)
def test_a_street_without_a_house_is_no_address(text):
    assert found(text) == []


@pytest.mark.parametrize("plate", ["SJZ 12345", "SJZ12A4", "SR 1234A", "KR 5AC12", "SJZ-1234A", "WW 12345"])
def test_a_plate_is_found(plate):
    assert found(f"Jechał {plate}, uciekł.") == [(Kind.PLATE, plate)]


def test_a_plate_in_small_letters_needs_a_car():
    assert found("auto o numerach sjz 12345") == [(Kind.PLATE, "sjz 12345")]
    assert found("zob. sjz 12345") == []


@pytest.mark.parametrize("text", ["PLN 12345", "DK81 i A1", "KRS 12345", "COVID-19", "PKP 12345", "NATO 1949"])
def test_other_capitals_with_digits_are_no_plates(text):
    assert found(text) == []


def test_several_kinds_come_in_the_order_of_the_text():
    text = "Jan, tel. 512 345 678, ul. Długa 5, jan@x.pl, SJZ 12345, 44051401359"
    assert [kind for kind, _ in found(text)] == [Kind.PHONE, Kind.ADDRESS, Kind.EMAIL, Kind.PLATE, Kind.PESEL]


@pytest.mark.parametrize("unit", ["1", "1 ", "a.", "a@", "ul. A ", "32-", "S1", "(", "ul. Aa Aa Aa Aa "])
def test_work_grows_with_the_text_and_no_faster(unit):
    # Quadratic work on this would never end; how long it takes is not asserted.
    find_personal(unit * (200_000 // len(unit)))

from datetime import date

import pytest

from polish.calendar import (
    add_working_days,
    easter,
    is_public_holiday,
    is_working_day,
    public_holidays,
)


@pytest.mark.parametrize(
    "day",
    [
        date(1990, 4, 15),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ],
)
def test_easter_is_on_its_known_days(day):
    assert easter(day.year) == day


def test_the_movable_feasts_follow_easter():
    holidays = public_holidays(2024)
    assert holidays[date(2024, 4, 1)] == "Poniedziałek Wielkanocny"
    assert holidays[date(2024, 5, 19)] == "Zesłanie Ducha Świętego"
    assert holidays[date(2024, 5, 30)] == "Boże Ciało"


def test_christmas_eve_is_free_since_2025():
    assert is_working_day(date(2024, 12, 24))
    assert not is_working_day(date(2025, 12, 24))


def test_epiphany_is_free_since_2011():
    assert date(2010, 1, 6) not in public_holidays(2010)
    assert date(2011, 1, 6) in public_holidays(2011)


def test_one_monday_of_2018_was_free():
    assert not is_working_day(date(2018, 11, 12))
    assert is_working_day(date(2019, 11, 12))


def test_saturday_is_no_working_day_and_no_public_holiday():
    assert not is_working_day(date(2024, 5, 25))
    assert not is_public_holiday(date(2024, 5, 25))
    assert is_public_holiday(date(2024, 5, 26))


def test_a_term_does_not_count_its_first_day():
    assert add_working_days(date(2025, 7, 24), 3) == date(2025, 7, 29)


def test_a_term_steps_over_christmas():
    assert add_working_days(date(2025, 12, 23), 3) == date(2025, 12, 31)
    assert add_working_days(date(2024, 12, 23), 3) == date(2024, 12, 30)


def test_a_term_received_on_a_holiday_begins_on_the_next_working_day():
    assert add_working_days(date(2024, 5, 30), 1) == date(2024, 5, 31)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="1990"):
        public_holidays(1989)
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2024, 5, 30), 0)


def test_the_whole_list_of_a_year():
    assert [f"{day:%d.%m}" for day in public_holidays(2026)] == [
        "01.01", "06.01", "05.04", "06.04", "01.05", "03.05", "24.05", "04.06", "15.08", "01.11", "11.11", "24.12", "25.12",
        "26.12",
    ]  # fmt: skip
    assert [len(public_holidays(year)) for year in (1990, 2010, 2011, 2018, 2019, 2024, 2025)] == [
        12,
        12,
        13,
        14,
        13,
        13,
        14,
    ]


@pytest.mark.parametrize("year", range(1990, 2100))
def test_easter_is_a_sunday_of_its_season(year):
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert list(public_holidays(year)) == sorted(public_holidays(year))


def test_a_term_crosses_the_year_and_epiphany():
    assert add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 2)
    assert add_working_days(date(2026, 1, 5), 1) == date(2026, 1, 7)

from datetime import UTC, date, datetime, timedelta

import pytest

from polish.dates import (
    MONTHS_GENITIVE,
    day_month,
    day_month_year,
    long_date,
    month_year,
    relative,
    stamp,
)

NOW = datetime(2024, 5, 22, 12, 1, tzinfo=UTC)


def test_the_date_in_words_is_that_of_the_masthead():
    assert long_date(date(2024, 5, 22)) == "środa, 22 maja 2024"
    assert long_date(date(2024, 2, 29)) == "czwartek, 29 lutego 2024"
    assert long_date(date(2023, 1, 1)) == "niedziela, 1 stycznia 2023"


def test_months_stand_in_the_case_that_the_phrase_needs():
    assert day_month(date(2024, 11, 3)) == "3 listopada"
    assert day_month_year(date(2024, 11, 3)) == "3 listopada 2024"
    assert month_year(date(2024, 11, 3)) == "listopad 2024"
    assert len(set(MONTHS_GENITIVE)) == 12


def test_the_stamp_has_two_digits_everywhere():
    assert stamp(datetime(2022, 10, 12, 12, 1)) == "12.10.2022 12:01"
    assert stamp(datetime(2022, 1, 2, 3, 4)) == "02.01.2022 03:04"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "przed chwilą"),
        (timedelta(minutes=1), "minutę temu"),
        (timedelta(minutes=2), "2 minuty temu"),
        (timedelta(minutes=5), "5 minut temu"),
        (timedelta(minutes=22), "22 minuty temu"),
        (timedelta(minutes=59, seconds=59), "59 minut temu"),
        (timedelta(hours=1), "godzinę temu"),
        (timedelta(hours=3), "3 godziny temu"),
        (timedelta(hours=5), "5 godzin temu"),
        (timedelta(hours=23, minutes=59), "23 godziny temu"),
        (timedelta(hours=24), "21 maja 2024"),
        (timedelta(days=400), "18 kwietnia 2023"),
    ],
)
def test_words_for_a_day_and_the_date_after_it(passed, words):
    assert relative(NOW - passed, NOW) == words


def test_a_moment_ahead_is_told_by_its_date():
    assert relative(NOW + timedelta(seconds=30), NOW) == "przed chwilą"
    assert relative(NOW + timedelta(hours=2), NOW) == "22 maja 2024, 14:01"

"""Public holidays and working days in Poland.

Sources:
- ustawa z dnia 18 stycznia 1951 r. o dniach wolnych od pracy (the list of days), as amended:
  3 May since 1990, 6 January since 2011 (Dz.U. 2010 nr 224 poz. 1459),
  24 December since 2025 (ustawa z dnia 6 grudnia 2024 r., Dz.U. 2024 poz. 1965);
- ustawa z dnia 7 listopada 2018 r. (Dz.U. 2018 poz. 2117): 12 November 2018, that once;
- Kodeks cywilny, art. 111 § 2 (the day of the event is not counted) and art. 115 (a term that would end on a
  holiday or a Saturday ends on the next day that is neither).
"""

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR = 1990
_DAY = timedelta(days=1)
_SATURDAY = 5
_SUNDAY = 6


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, also called Meeus's)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leaps, leap_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - leap_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> dict[date, str]:
    """The days free from work by statute, in order, with their Polish names; ordinary Sundays are not listed.

    Raises ValueError before 1990, when the list was another one.
    """
    return dict(_public_holidays(year))


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> dict[date, str]:
    if year < FIRST_YEAR:
        raise ValueError(f"Public holidays are known from {FIRST_YEAR} on, not for {year}.")
    sunday = easter(year)
    holidays = {
        date(year, 1, 1): "Nowy Rok",
        sunday: "Wielkanoc",
        sunday + _DAY: "Poniedziałek Wielkanocny",
        date(year, 5, 1): "Święto Pracy",
        date(year, 5, 3): "Święto Konstytucji 3 Maja",
        sunday + 49 * _DAY: "Zesłanie Ducha Świętego",
        sunday + 60 * _DAY: "Boże Ciało",
        date(year, 8, 15): "Wniebowzięcie Najświętszej Maryi Panny",
        date(year, 11, 1): "Wszystkich Świętych",
        date(year, 11, 11): "Narodowe Święto Niepodległości",
        date(year, 12, 25): "Boże Narodzenie",
        date(year, 12, 26): "Drugi dzień Bożego Narodzenia",
    }
    if year >= 2011:
        holidays[date(year, 1, 6)] = "Święto Trzech Króli"
    if year == 2018:
        holidays[date(2018, 11, 12)] = "Święto Narodowe z okazji setnej rocznicy odzyskania niepodległości"
    if year >= 2025:
        holidays[date(year, 12, 24)] = "Wigilia Bożego Narodzenia"
    return dict(sorted(holidays.items()))


def is_public_holiday(day: date) -> bool:
    """Whether the day is free from work by statute: on the list, or a Sunday."""
    return day.weekday() == _SUNDAY or day in _public_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday and not a public holiday."""
    return day.weekday() < _SATURDAY and not is_public_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself if it is a working one, otherwise the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The last day of a term of so many working days; the day of the event itself is not counted.

    A correction received on Thursday, 24 July 2025 and due within 3 working days is due on Tuesday, 29 July.
    """
    if count < 1:
        raise ValueError(f"A term has at least one working day, not {count}.")
    for _ in range(count):
        day = next_working_day(day + _DAY)
    return day

"""Dates in words, as a Polish newspaper writes them.

A moment is written in the time zone that it carries: convert it to the portal's own first.
"""

from datetime import date, datetime, timedelta

from polish.plural import plural

WEEKDAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
WEEKDAYS_GENITIVE = ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli")
MONTHS = (
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
)
MONTHS_GENITIVE = (
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def day_month(day: date) -> str:
    """`22 maja`."""
    return f"{day.day} {MONTHS_GENITIVE[day.month - 1]}"


def day_month_year(day: date) -> str:
    """`22 maja 2024`."""
    return f"{day_month(day)} {day.year}"


def month_year(day: date) -> str:
    """`maj 2024`, as in the heading of an archive."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """`środa, 22 maja 2024`."""
    return f"{WEEKDAYS[day.weekday()]}, {day_month_year(day)}"


def stamp(moment: datetime) -> str:
    """`12.10.2022 12:01`."""
    return f"{moment.day:02}.{moment.month:02}.{moment.year:04} {moment.hour:02}:{moment.minute:02}"


def relative(moment: datetime, now: datetime) -> str:
    """How long ago, in words, for the last 24 hours; the date (`22 maja 2024`) for all before that.

    A moment less than a minute ahead is a clock that differs, and is `przed chwilą`; one further ahead is
    given with its hour: `22 maja 2024, 12:01`. Both moments are aware, or neither is.
    """
    passed = now - moment
    if passed <= -_MINUTE:
        return f"{day_month_year(moment)}, {moment:%H:%M}"
    if passed < _MINUTE:
        return "przed chwilą"
    if passed < _HOUR:
        return _ago(passed // _MINUTE, "minutę", "minuty", "minut")
    if passed < _DAY:
        return _ago(passed // _HOUR, "godzinę", "godziny", "godzin")
    return day_month_year(moment)


def since(moment: datetime, now: datetime) -> str:
    """Since when something lasts: `od 14:20`, `od wczoraj`, `od wtorku`, `od 9 listopada`, `od 9 listopada 2025`."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"od {moment:%H:%M}"
    if days == 1:
        return "od wczoraj"
    if days < 7:
        return f"od {WEEKDAYS_GENITIVE[moment.weekday()]}"
    return f"od {day_month(moment)}" if moment.year == now.year else f"od {day_month_year(moment)}"


def _ago(n: int, one: str, few: str, many: str) -> str:
    if n == 1:
        return f"{one} temu"
    return f"{n} {plural(n, one, few, many)} temu"

"""Whose name-day it is."""

import json
from datetime import date
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "namedays-pl.json"


@cache
def _names_by_day() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


def name_days(day: date) -> list[str]:
    """The names in the genitive, most usual first: `["Heleny", "Wiesławy", "Romy"]`.

    29 February has names of its own. The list is the caller's to change.
    """
    return list(_names_by_day()[f"{day:%m-%d}"])

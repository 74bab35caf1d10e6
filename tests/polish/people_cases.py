"""The collections of texts with the people they mention."""

import json
from pathlib import Path

from polish.people import Finder, Profile

DATA = Path(__file__).parent / "data"


def sample():
    """(finder, cases) of the given sample; a case is a text and the ids in the order of the text."""
    data = json.loads((DATA / "people-cases.json").read_text())
    profiles = [Profile(p["id"], p["name"], (p["role"],), common=p.get("common", False)) for p in data["profiles"]]
    return Finder(profiles), [(case["text"], case["expect"]) for case in data["cases"]]


def ours(*, known_misses=True):
    """`(finder, cases)` of each of our own collections, with or without the cases that no rule gets right."""
    return [_read(path, known_misses) for path in sorted(DATA.glob("people-cases-*.txt"))]


def _read(path, known_misses=True):
    profiles, cases = [], []
    for line in path.read_text().splitlines():
        if line.startswith("@ "):
            number, name, office, *rest = [part.strip() for part in line[2:].split("|")]
            profiles.append(Profile(number, name, (office,), common=rest == ["common"]))
        elif line and not line.startswith("#" if known_misses else ("#", "? ")):
            text, _, ids = line.removeprefix("? ").partition("=>")
            cases.append((text.strip(), ids.split()))
    return Finder(profiles), cases

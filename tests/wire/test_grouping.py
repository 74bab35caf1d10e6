"""Releases of the same event are found among those of other events."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wire.grouping import Window, known_from, news_in, telling

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
RELEASES = tomllib.loads((Path(__file__).parent / "data" / "same-event.toml").read_text())["release"]


def known(number, release, **changed):
    facts = release | changed
    words = telling(facts["title"], facts["text"])
    return known_from(number, number, None, NOW - timedelta(hours=facts["hours_ago"]), facts["place"], words)


def test_each_release_finds_its_event_and_no_other():
    window = Window()
    groups = {}
    for number, release in enumerate(RELEASES):
        row = known(number, release)
        group = window.group_of(row)
        assert group == groups.get(release["event"]), release["title"]
        row.group = groups.setdefault(release["event"], number)
        window.add(row)


def test_the_order_does_not_matter():
    window = Window()
    groups = {}
    for number, release in enumerate(reversed(RELEASES)):
        row = known(number, release)
        assert window.group_of(row) == groups.get(release["event"]), release["title"]
        row.group = groups.setdefault(release["event"], number)
        window.add(row)


def test_the_same_text_is_the_same_event_wherever_it_is_said():
    window = Window([known(7, RELEASES[0])])

    assert window.group_of(known(8, RELEASES[0], place=None, title="Przekazujemy informację straży")) == 7


def test_the_same_text_weeks_later_is_another_event():
    window = Window([known(7, RELEASES[0], hours_ago=24 * 7)])

    assert window.group_of(known(8, RELEASES[0])) is None


def test_an_empty_release_belongs_nowhere():
    window = Window([known(1, RELEASES[0])])

    assert window.group_of(known(2, RELEASES[0], title="", text="")) is None
    assert window.group_of(known(3, RELEASES[0], title="Komunikat", text="W załączeniu.")) is None


def test_what_another_release_adds_is_found():
    fire, police = RELEASES[0]["text"], RELEASES[1]["text"]

    added = [police[start:end] for start, end in news_in(police, [fire])]

    assert any("Mandatem w wysokości 1500 zł" in sentence for sentence in added)
    assert not any("skrzyżowaniu Polnej z Kościelną" in sentence for sentence in added)
    assert news_in(fire, [fire]) == []

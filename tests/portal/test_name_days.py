"""Names that the newsroom puts over the shipped table of name-days, and the day on which they stand in the masthead."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.furniture import furniture
from polish.namedays import name_days
from portal.models import NameDay
from portal.services import name_days_on
from tests.factories import make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


def at(monkeypatch, *parts):
    """Let Django's clock stand at a moment of the portal's time zone."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(*parts, tzinfo=WARSAW))


def masthead(client):
    return Page(client.get("/")).text_of("header", "masthead")


def test_the_newsrooms_names_stand_over_those_of_the_table():
    NameDay.objects.create(day=22, month=5, names="Heleny, Julii")

    assert name_days_on(date(2024, 5, 22)) == ["Heleny", "Julii"]
    assert name_days_on(date(2024, 5, 23)) == name_days(date(2024, 5, 23))


def test_the_29th_of_february_has_names_of_its_own_and_may_get_others(client, monkeypatch):
    at(monkeypatch, 2028, 2, 29, 12)
    assert f"wtorek, 29 lutego 2028 {_('name-days:')} {', '.join(name_days(date(2028, 2, 29)))}" in masthead(client)

    NameDay.objects.create(day=29, month=2, names="Romana")
    furniture.forget()
    assert f"{_('name-days:')} Romana" in masthead(client)


def test_the_masthead_turns_at_midnight_of_the_portals_time_zone(client, monkeypatch):
    at(monkeypatch, 2028, 2, 28, 23, 59, 59)
    assert "poniedziałek, 28 lutego 2028" in masthead(client)

    # Still remembered, but of yesterday; in UTC it is an hour earlier.
    at(monkeypatch, 2028, 2, 29, 0, 0, 0)
    assert "wtorek, 29 lutego 2028" in masthead(client)
    at(monkeypatch, 2028, 3, 1, 0, 0, 0)
    assert "środa, 1 marca 2028" in masthead(client)


def test_the_day_of_summer_time_turns_at_midnight_too(client, monkeypatch):
    at(monkeypatch, 2026, 3, 29, 23, 59, 59)
    assert "niedziela, 29 marca 2026" in masthead(client)
    at(monkeypatch, 2026, 3, 30, 0, 0, 0)
    assert "poniedziałek, 30 marca 2026" in masthead(client)


@pytest.mark.parametrize(
    ("clock", "fresh", "stale"),
    [((12, 0, 0), 2, 1), ((23, 59, 57), 2, 1), ((23, 59, 58), 2, 0), ((23, 59, 59), 1, 0), ((0, 0, 0), 2, 1)],
)
def test_no_cache_keeps_a_page_beyond_midnight(client, monkeypatch, clock, fresh, stale):
    at(monkeypatch, 2028, 2, 28, *clock)

    told = client.get("/ludzie/")["Cache-Control"]

    assert f"s-maxage={fresh}, stale-while-revalidate={stale}," in told


@pytest.mark.parametrize(
    "names",
    [
        "",
        " , ",
        "Heleny;Romy",
        "heleny",
        "Heleny, 5",
        "<b>Heleny</b>",
        "Heleny, Wiesławy,\x00",
        "A, B, C, D, E, F, G",
        "Romy!",
    ],
)
def test_what_is_no_list_of_names_is_refused_in_words(names):
    with pytest.raises(ValidationError) as refused:
        NameDay(day=22, month=5, names=names).full_clean()
    assert "names" in refused.value.message_dict


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Heleny ,Wiesławy,  Romy, ", "Heleny, Wiesławy, Romy"),
        ("Heleny, Heleny", "Heleny"),
        ("Jana Pawła, Anny-Marii", "Jana Pawła, Anny-Marii"),
    ],
)
def test_names_are_tidied(typed, kept):
    row = NameDay(day=22, month=5, names=typed)
    row.full_clean()
    assert row.names == kept


@pytest.mark.parametrize(("day", "month"), [(30, 2), (31, 4), (0, 1), (32, 1), (1, 13), (1, 0)])
def test_a_day_that_no_calendar_has_is_refused_by_the_form_and_by_the_database(day, month):
    with pytest.raises(ValidationError):
        NameDay(day=day, month=month, names="Heleny").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        NameDay.objects.create(day=day, month=month, names="Heleny")


def test_a_day_has_one_row():
    NameDay.objects.create(day=22, month=5, names="Heleny")
    with pytest.raises(ValidationError) as refused:
        NameDay(day=22, month=5, names="Romy").full_clean()
    assert refused.value.messages == [_("This day has its names already. Change them in the list.")]


def test_an_editor_changes_names_on_the_desk_and_readers_see_it(client):
    call_command("roles", verbosity=0)
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    today = timezone.localdate()
    typed = {"day": today.day, "month": today.month, "names": "zenobii"}

    refused = client.post(reverse("admin:portal_nameday_add"), typed)
    assert "„zenobii”" in refused.content.decode() and not NameDay.objects.exists()
    assert client.post(reverse("admin:portal_nameday_add"), typed | {"names": "Zenobii, Gryzeldy"}).status_code == 302

    furniture.forget()
    assert f"{_('name-days:')} Zenobii, Gryzeldy" in masthead(client)
    assert ", ".join(name_days(today)) in client.get(reverse("admin:portal_nameday_changelist")).content.decode()

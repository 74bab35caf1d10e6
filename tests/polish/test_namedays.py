from datetime import date, timedelta

from polish.namedays import name_days


def test_the_names_of_the_reference_day():
    assert name_days(date(2024, 5, 22)) == ["Heleny", "Wiesławy", "Romy"]


def test_every_day_of_a_leap_year_has_names_in_the_genitive():
    day = date(2024, 1, 1)
    while day.year == 2024:
        names = name_days(day)
        assert names, day
        assert all(name[0].isupper() and name[-1] in "aeiyo" for name in names), (day, names)
        day += timedelta(days=1)


def test_the_29_of_february_has_its_own():
    assert name_days(date(2024, 2, 29)) == ["Romana", "Oswalda", "Lecha"]


def test_a_changed_answer_changes_no_later_one():
    name_days(date(2024, 5, 22)).clear()
    assert name_days(date(2024, 5, 22))

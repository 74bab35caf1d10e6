"""Which office somebody held on a day is written twice, for one row and for the database; both say the same."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone

from articles.labels import fill_people
from people.models import Office
from tests.factories import make_article, make_person

DAYS = [None, date(2022, 10, 11), date(2022, 10, 12), date(2022, 10, 13), date(2023, 1, 1)]
DAY = date(2022, 10, 12)
YEAR = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.django_db
def test_one_office_and_many_agree_on_every_combination_of_dates():
    person = make_person(office=None)
    for starts, ends, attested in product(DAYS, repeat=3):
        if not (starts or ends or attested) or (starts and ends and ends < starts):
            continue
        Office.objects.create(person=person, title="radna", starts=starts, ends=ends, attested_on=attested)

    from_database = set(Office.objects.held_on(DAY, YEAR).values_list("pk", flat=True))

    assert from_database == {office.pk for office in Office.objects.all() if office.held_on(DAY)}
    assert 0 < len(from_database) < Office.objects.count()
    assert Office.objects.held_on(DAY, YEAR).first() == person.office_on(DAY)


@pytest.mark.django_db
def test_the_office_beside_a_story_is_the_one_held_on_its_date():
    person = make_person(office=None)
    Office.objects.create(person=person, title="radna", starts=date(2018, 11, 1), ends=date(2024, 5, 6))
    Office.objects.create(person=person, title="starosta", starts=date(2024, 5, 7))
    before = make_article(published_at=_moment(2024, 5, 6, 23, 30), people=[person])
    after = make_article(published_at=_moment(2024, 5, 7, 0, 30), people=[person])
    draft = make_article(status="draft", people=[person])

    assert [_beside(story) for story in (before, after, draft)] == ["radna", "starosta", "starosta"]


@pytest.mark.django_db
def test_an_office_known_from_one_day_counts_for_its_calendar_year():
    person = make_person(office=None)
    Office.objects.create(person=person, title="prezydent", attested_on=date(2022, 10, 12))
    within = make_article(published_at=_moment(2022, 12, 31, 23, 59), people=[person])
    outside = make_article(published_at=_moment(2023, 1, 1, 0, 1), people=[person])

    assert [_beside(story) for story in (within, outside)] == ["prezydent", ""]
    assert person.office_on(date(2022, 10, 12) + timedelta(days=60)).title == "prezydent"


def _beside(story):
    fill_people(story)
    return story.people_mentioned[0][1]


def _moment(*parts):
    return timezone.make_aware(timezone.datetime(*parts))

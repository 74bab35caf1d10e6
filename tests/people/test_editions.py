"""Whoever keeps names and offices in memory is told of every change of them, in whatever way it was made."""

from datetime import date

import pytest
from django.db import transaction

from articles import recognition
from articles.merging import merge_people
from articles.removal import remove_person
from people.editions import Edition
from people.models import Office, Person
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db


def edition():
    return Edition.objects.get().value


CHANGES = {
    "a saved profile": lambda one, other: one.save(),
    "a profile of some columns": lambda one, other: one.save(update_fields=["last_name"]),
    "many profiles at once": lambda one, other: Person.objects.filter(pk=one.pk).update(last_name="Nowicka"),
    "profiles changed together": lambda one, other: Person.objects.bulk_update([one], ["last_name"]),
    "profiles made together": lambda one, other: Person.objects.bulk_create([Person(last_name="Bąk")]),
    "a deleted profile": lambda one, other: one.delete(),
    "deleted profiles": lambda one, other: Person.objects.all().delete(),
    "a new office": lambda one, other: Office.objects.create(person=one, title="wójt", starts=date(2018, 1, 1)),
    "an office that changed": lambda one, other: one.offices.get().save(),
    "a deleted office": lambda one, other: one.offices.get().delete(),
    "deleted offices": lambda one, other: one.offices.all().delete(),
    "two profiles that become one": lambda one, other: merge_people(other, one),
    "data that were removed": lambda one, other: remove_person(one, by=make_user(), reason="Wniosek z 3 listopada."),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_another_edition_after(change):
    one, other = make_person(), make_person("Roman", "Szymura")
    before = edition()

    CHANGES[change](one, other)

    assert edition() != before


def test_a_change_that_was_taken_back_leaves_nothing_in_memory():
    person = make_person()
    text = "Mówiła Halina Ostrężna, słuchała Halina Nowicka."
    assert [one.form for one in recognition.find(text)] == ["Halina Ostrężna"]
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(last_name="Nowicka")
        assert [one.form for one in recognition.find(text)] == ["Halina Nowicka"]
        transaction.set_rollback(True)

    assert [one.form for one in recognition.find(text)] == ["Halina Ostrężna"]
    # What was taken back does not come again under the same number.
    Person.objects.filter(pk=person.pk).update(last_name="Lis")
    assert recognition.find(text) == []


def test_the_look_is_one_query(django_assert_num_queries):
    make_person()
    recognition.roster()

    with django_assert_num_queries(1):
        recognition.roster()

"""Removing somebody's personal data: nothing is left but a number, a reason and a digest that only compares."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from articles import recognition
from articles.merging import merge_people
from articles.models import Mention
from articles.removal import RELATIONS, remove_person
from people.models import Office, Person, Removal
from people.removal import FIELDS, NotRemovable, is_removed_name, tells_name
from photos.models import Photo
from polish import morphology
from tests.factories import make_article, make_person, make_photo, make_user

pytestmark = pytest.mark.django_db
REASON = "Żądanie z art. 17 RODO, pismo z 3 listopada"


def make_full_person():
    """Somebody with everything that a profile can hold, in versions of its own."""
    person = make_person(
        "Kunegunda", "Brzęczyszczykiewicz", gender="f", biography="<p>Urodziła się w Pacanowie.</p>", portrait=make_photo(alt="Kunegunda B.")
    )  # fmt: skip
    person.biography = "<p>Brzęczyszczykiewicz urodziła się w Pacanowie.</p>"
    person.save()
    person.sources.create(label="Dziennik Pacanowski", url="https://pacanow.example/")
    log(person, "Brzęczyszczykiewicz")
    return person


def log(row, words):
    LogEntry.objects.create(
        user=make_user(f"log-{row.pk}-{words[:3]}"), content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk), object_repr=str(row), action_flag=CHANGE, change_message=words,
    )  # fmt: skip


def everything_stored():
    """All text in all tables but the stories' own, as one string."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(
                ("articles_article", "articles_historicalarticle", "articles_search", "articles_wordform")
            ):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_every_field_of_every_model_of_the_app_is_decided_on():
    for model in apps.get_app_config("people").get_models():
        decided = [name for names in FIELDS[model.__name__].values() for name in names]
        fields = [field.name for field in model._meta.concrete_fields]
        assert sorted(decided) == sorted(fields), model


def test_every_relation_to_a_person_is_decided_on():
    relations = {
        f"{relation.related_model._meta.app_label}.{relation.related_model.__name__}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    }
    historical = {name for name in relations if ".Historical" in name}
    assert relations - historical == set(RELATIONS)
    assert {name.split(".")[1] for name in historical} <= set(FIELDS)


def test_nothing_that_tells_of_the_person_is_left_in_any_table():
    person = make_full_person()
    other = make_person("Jan", "Nowy", office=None)
    Office.objects.create(person=other, title="starosta", starts=date(2024, 1, 1), predecessor=person)
    make_article(people=[person])
    assert "Brzęczyszczykiewicz" in everything_stored()

    remove_person(person, by=make_user("ewa"), reason=REASON)

    stored = everything_stored()
    for word in ["Brzęczy", "brzeczy", "Kunegunda", "Pacan", "pacan"]:
        assert word not in stored
    person.refresh_from_db()
    assert person.removed_at and not person.portrait_id and str(person)
    assert not person.offices.exists() and not person.sources.exists() and not person.history.exists()
    assert not Office.history.filter(person_id=person.pk).exists()
    assert Office.objects.get(person=other).predecessor is None


def test_stories_keep_their_text_and_lose_the_person():
    person = make_full_person()
    story = make_article(body="<p>Kunegunda Brzęczyszczykiewicz otworzyła most.</p>", people=[person])

    remove_person(person, by=make_user("ewa"), reason=REASON)

    story.refresh_from_db()
    assert "Brzęczyszczykiewicz otworzyła most" in story.body_html
    assert not Mention.objects.exists()


def test_the_record_says_when_who_why_and_how_much():
    person, chief = make_full_person(), make_user("ewa")
    make_article(people=[person])

    removal = remove_person(person, by=chief, reason=f"  {REASON} ")

    assert (removal.by, removal.reason, removal.person) == (chief, REASON, Person.objects.get())
    assert removal.counts["offices"] == removal.counts["sources"] == removal.counts["mentions"] == 1
    assert removal.counts["portraits"] == 1


def test_a_portrait_that_stands_in_a_story_stays_there():
    person = make_full_person()
    make_article(photo=person.portrait)

    remove_person(person, by=make_user("ewa"), reason=REASON)

    photo = Photo.objects.get()
    assert photo.withdrawn_at is None and photo.alt == "Kunegunda B."


def test_profiles_merged_into_it_go_too_and_their_names_are_remembered():
    person, old = make_full_person(), make_person("Kunegunda", "Panieńska")
    merge_people(old, person)

    remove_person(Person.objects.get(pk=person.pk), by=make_user("ewa"), reason=REASON)

    assert not Person.objects.exclude(last_name="").exists()
    assert "Panieńska" not in everything_stored()
    assert is_removed_name("Kunegunda", "Panieńska") and is_removed_name("Kunegunda", "Brzęczyszczykiewicz")


@pytest.mark.parametrize(
    "name",
    [
        ("Kunegunda", "Brzęczyszczykiewicz"),
        ("KUNEGUNDA", "brzeczyszczykiewicz"),
        (" Kunegunda  Maria", "Brzęczyszczykiewicz "),
    ],
)
def test_the_name_is_known_again_however_it_is_written(name):
    remove_person(make_full_person(), by=None, reason=REASON)

    assert is_removed_name(*name)


def test_a_name_of_two_parts_is_known_by_either_sign_between_them():
    remove_person(make_person("Anna", "Nowak-Bąk"), by=None, reason=REASON)

    assert is_removed_name("Anna", "Nowak Bąk")
    assert not is_removed_name("Anna", "Nowak") and not is_removed_name("Anna", "Bąk")


def test_nobody_else_is_taken_for_the_person():
    remove_person(make_full_person(), by=None, reason=REASON)

    assert not is_removed_name("Anna", "Brzęczyszczykiewicz")
    assert not is_removed_name("Kunegunda", "Nowak")
    assert not is_removed_name("", "")


def test_the_digest_cannot_be_made_without_the_secret_key_and_outlives_its_change():
    remove_person(make_full_person(), by=None, reason=REASON)
    name = "Kunegunda", "Brzęczyszczykiewicz"

    with override_settings(SECRET_KEY="x" * 50):
        assert not is_removed_name(*name)
    from django.conf import settings

    with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert is_removed_name(*name)


@pytest.mark.parametrize(
    "reason",
    ["Prośba Kunegundy Brzęczyszczykiewicz", "na wniosek p. brzeczyszczykiewicz-nowak", "„Brzęczyszczykiewicz”"],
)
def test_a_reason_that_names_the_person_is_refused_and_nothing_happens(reason):
    person = make_full_person()

    with pytest.raises(NotRemovable):
        remove_person(person, by=None, reason=reason)

    assert Person.objects.get().last_name == "Brzęczyszczykiewicz" and not Removal.objects.exists()


def test_an_inflected_surname_is_seen_and_an_ordinary_word_is_not():
    assert tells_name("prośba Hetmanowej", {("Anna", "Hetman")})
    assert not tells_name("prośba z 3 listopada", {("Anna", "Hetman"), ("Jan", "")})


def test_nobody_is_removed_twice_or_as_a_merged_profile():
    keep, gone = make_person("Anna", "Nowa"), make_person("Anna", "Nowak")
    merge_people(gone, keep)
    with pytest.raises(NotRemovable):
        remove_person(gone, by=None, reason=REASON)
    remove_person(keep, by=None, reason=REASON)
    with pytest.raises(NotRemovable):
        remove_person(keep, by=None, reason=REASON)


def test_the_database_refuses_a_removed_profile_that_says_something():
    person = make_full_person()
    remove_person(person, by=None, reason=REASON)

    for said in [{"last_name": "Nowak"}, {"biography": "x"}, {"slug": "x"}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**said)


@pytest.mark.skipif(not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found.")
def test_somebody_removed_is_neither_recognised_nor_offered_again():
    person, other = make_person("Halina", "Ostrężna", gender="f"), make_person("Jan", "Korbiel", gender="m")
    other.save()  # So that the newest line of history is not of the person who goes.
    text = "Spotkanie prowadziła starosta krzemionowska Halina Ostrężna."
    assert [found.person for found in recognition.find(text)] == [person.pk]
    remove_person(person, by=make_user("ewa"), reason=REASON)
    assert recognition.find(text) == []
    assert recognition.unknown(text) == []
    assert [one.last_name for one in recognition.unknown(text.replace("Ostrężna", "Panieńska"))] == ["Panieńska"]

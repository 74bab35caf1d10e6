"""The desk's page on which personal data are removed for good."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person, Removal
from tests.factories import make_article, make_person, make_user

pytestmark = pytest.mark.django_db
REASON = "Żądanie z art. 17 RODO, pismo z 3 listopada"


@pytest.fixture
def chief(client):
    call_command("roles", verbosity=0)
    user = make_user("ewa", groups=["Redaktor naczelny"])
    client.force_login(user)
    return user


def address_of(person):
    return reverse("admin:person_remove", args=[person.pk])


def test_the_chief_confirms_gives_a_reason_and_the_data_are_gone(client, chief):
    person = make_person("Halina", "Ostrężna")
    make_article(people=[person])

    answer = client.post(address_of(person), {"reason": REASON, "sure": "on"}, follow=True)

    assert answer.redirect_chain and answer.status_code == 200
    assert "Ostrężna" not in answer.content.decode()
    assert (Removal.objects.get().by, Removal.objects.get().reason) == (chief, REASON)
    assert Person.objects.get().removed_at
    assert REASON in client.get(reverse("admin:people_removal_changelist")).content.decode()
    assert client.get(reverse("admin:people_removal_change", args=[Removal.objects.get().pk])).status_code == 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": REASON}, "Confirm that you know that this cannot be undone."),
        ({"reason": " ", "sure": "on"}, "Write why the data are removed."),
        (
            {"reason": "Prośba pani Ostrężnej", "sure": "on"},
            "Do not name the person in the reason: it is kept, and the name must not be.",
        ),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client, chief, typed, told):
    person = make_person("Halina", "Ostrężna")

    answer = client.post(address_of(person), typed)

    assert answer.status_code == 422
    assert _(told) in answer.content.decode() and typed["reason"].strip() in answer.content.decode()
    person.refresh_from_db()
    assert person.last_name == "Ostrężna"


def test_a_look_alone_changes_nothing_and_tells_what_goes_and_what_stays(client, chief):
    person = make_person()

    text = client.get(address_of(person)).content.decode()

    assert _("What goes") in text and _("What stays") in text
    assert not Removal.objects.exists()


def test_somebody_removed_or_merged_is_not_offered_again(client, chief):
    keep = make_person("Anna", "Nowa")
    gone = make_person("Anna", "Nowak", merged_into=keep)
    client.post(address_of(keep), {"reason": REASON, "sure": "on"})

    assert client.get(address_of(keep)).status_code == client.get(address_of(gone)).status_code == 404
    assert client.get(reverse("admin:people_person_change", args=[keep.pk])).status_code in {302, 404}


def test_the_log_of_the_desk_forgets_the_name_too(client, chief):
    person = make_person("Halina", "Ostrężna")
    LogEntry.objects.log_actions(chief.pk, [person], 2, change_message="Ostrężna")

    client.post(address_of(person), {"reason": REASON, "sure": "on"})

    assert not LogEntry.objects.filter(object_repr__contains="Ostrężna").exists()
    assert not LogEntry.objects.filter(change_message__contains="Ostrężna").exists()


def offices():
    return {
        f"{prefix}-{name}": 0
        for prefix in ("offices", "sources")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }


def test_a_profile_of_the_same_name_needs_the_word_that_it_is_somebody_else(client, chief):
    client.post(address_of(make_person("Halina", "Ostrężna")), {"reason": REASON, "sure": "on"})
    add = reverse("admin:people_person_add")
    typed = {"first_name": "halina", "last_name": "Ostrezna", "gender": "f", "biography": ""} | offices()

    answer = client.post(add, typed)

    assert not Person.objects.current().exists()
    assert _("It is somebody else of that name") in answer.content.decode()
    assert 'type="checkbox" name="is_somebody_else"' in answer.content.decode()
    assert client.post(add, typed | {"is_somebody_else": "on"}).status_code == 302
    assert Person.objects.current().get().last_name == "Ostrezna"


def test_an_ordinary_name_is_asked_nothing(client, chief):
    typed = {"first_name": "Jan", "last_name": "Nowy", "gender": "m", "biography": ""} | offices()

    assert client.post(reverse("admin:people_person_add"), typed).status_code == 302
    assert 'type="hidden" name="is_somebody_else"' in client.get(reverse("admin:people_person_add")).content.decode()

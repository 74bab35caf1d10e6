"""Two profiles, or several tags, that turn out to be one."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.merging import merge_people, merge_tags
from articles.models import Mention, Tag
from people.models import Office, Person, Source
from people.services import CannotMerge
from tests.factories import make_article, make_person, make_photo, make_user

pytestmark = pytest.mark.django_db


def test_stories_offices_and_sources_go_over_and_double_ones_are_dropped():
    keep, gone = make_person(), make_person()
    Office.objects.create(person=gone, title="radna", starts=date(2014, 1, 1))
    Source.objects.create(person=keep, label="BIP", url="https://bip.example")
    Source.objects.create(person=gone, label="bip ", url="https://bip.example")
    story = make_article(people=[gone])

    merge_people(gone, keep)

    assert sorted(keep.offices.values_list("title", flat=True)) == ["radna", "starosta krzemionowska"]
    assert keep.sources.count() == 1
    assert [mention.person for mention in story.mentions.all()] == [keep]


def test_both_addresses_stay_alive(client):
    keep, gone = make_person("Halina", "Ostrężna"), make_person("H.", "Ostrężna")
    old = gone.get_absolute_url()

    merge_people(gone, keep)

    answer = client.get(old)
    assert answer.status_code == 301 and answer.url == keep.get_absolute_url()
    assert client.get(keep.get_absolute_url()).status_code == 200


def test_a_profile_merged_earlier_leads_to_the_last_one():
    first, second, third = make_person("A", "A"), make_person("B", "B"), make_person("C", "C")
    merge_people(first, second)
    merge_people(Person.objects.get(pk=second.pk), third)

    assert set(Person.objects.filter(merged_into=third)) == {first, second}


def test_a_story_that_mentions_both_mentions_one_and_accepted_if_either_was():
    keep, gone = make_person("A", "A"), make_person("B", "B")
    story = make_article(people=[gone, keep])
    Mention.objects.filter(person=keep).update(state=Mention.State.SUGGESTED)

    merge_people(gone, keep)

    mention = story.mentions.get()
    assert mention.person == keep and mention.state == Mention.State.ACCEPTED and mention.position == 0


def test_what_the_kept_profile_lacks_is_taken_over_and_what_it_has_stays():
    keep = make_person("A", "A", biography="Nasz.")
    gone = make_person("B", "B", biography="Cudzy.", portrait=make_photo(), gender="f")

    merge_people(gone, keep)

    keep.refresh_from_db()
    assert keep.biography == "Nasz." and keep.portrait == gone.portrait and keep.gender == "f"


def test_nobody_is_merged_with_oneself_or_twice():
    keep, gone = make_person("A", "A"), make_person("B", "B")
    with pytest.raises(CannotMerge):
        merge_people(keep, keep)
    merge_people(gone, keep)
    with pytest.raises(CannotMerge):
        merge_people(gone, keep)
    with pytest.raises(CannotMerge):
        merge_people(keep, gone)


def test_an_editor_merges_on_the_desk(client):
    call_command("roles", verbosity=0)
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    keep, gone = make_person("Halina", "Ostrężna"), make_person("Hanna", "Ostrężna")
    address = reverse("admin:person_merge", args=[keep.pk])

    assert gone.name in client.get(address).content.decode()
    assert gone.name in client.get(address, {"q": "hanny ostreznej"}).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"other": keep.pk}).status_code == 422
    assert client.post(address, {"other": gone.pk}).status_code == 302

    gone.refresh_from_db()
    assert gone.merged_into == keep
    assert client.get(reverse("admin:person_merge", args=[gone.pk])).status_code == 404


def test_a_journalist_does_not_merge(client):
    call_command("roles", verbosity=0)
    client.force_login(make_user("jan", groups=["Dziennikarz"]))
    keep, gone = make_person(), make_person()

    assert client.post(reverse("admin:person_merge", args=[keep.pk]), {"other": gone.pk}).status_code == 403


def test_tags_become_one_and_no_story_has_it_twice(client):
    call_command("roles", verbosity=0)
    client.force_login(make_user("sabina", groups=["Redaktor prowadzący"]))
    both, one = make_article(tags=["most", "mosty"]), make_article(tags=["mosty"])
    most, mosty = Tag.objects.get(name="most"), Tag.objects.get(name="mosty")
    data = {"action": "merge", "_selected_action": [most.pk, mosty.pk]}

    assert client.post("/admin/articles/tag/", data).status_code == 200
    client.post("/admin/articles/tag/", {**data, "keep": most.pk})

    assert not Tag.objects.filter(name="mosty").exists()
    assert [tag.name for tag in both.tags.all()] == [tag.name for tag in one.tags.all()] == ["most"]


def test_merging_no_tags_does_nothing():
    make_article(tags=["most"])
    merge_tags([], Tag.objects.get())

    assert Tag.objects.count() == 1

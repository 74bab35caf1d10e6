"""People from A to Ż, and the profile of one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.furniture import furniture
from people.models import Office, Person
from tests.factories import make_article, make_person
from tests.pages import Page

pytestmark = pytest.mark.django_db


def names(page):
    return [" ".join(link.text_content().split()) for link in page.main.xpath(".//ul[contains(@class,'people')]//a")]


def test_people_stand_by_surname_in_the_order_of_the_polish_alphabet(client):
    for first, last in [
        ("Ewa", "Żak"),
        ("Jan", "Łoś"),
        ("Adam", "Lis"),
        ("Ola", "Ćwik"),
        ("Iga", "Cyc"),
        ("Ida", "Zyl"),
    ]:
        make_person(first, last)

    page = Page(client.get("/ludzie/"))

    assert names(page) == ["Cyc Iga", "Ćwik Ola", "Lis Adam", "Łoś Jan", "Zyl Ida", "Żak Ewa"]
    assert [heading.text for heading in page.main.iter("h2")] == ["C", "Ć", "L", "Ł", "Z", "Ż"]
    assert page.links()["Ł"] == "#litera-ł"


def test_a_long_list_is_paged_and_entered_at_any_letter(client):
    for n in range(61):
        make_person("Jan", f"Adamski {n:02}")
    make_person("Zofia", "Śliwa")

    first = Page(client.get("/ludzie/"))
    second = Page(client.get(f"/ludzie/{first.links()[_('Next')]}"))

    assert len(names(first)) == 60
    assert names(second) == ["Adamski 60 Jan", "Śliwa Zofia"]
    assert first.links()["Ś"] == "/ludzie/?od=%C5%9B#litera-ś" or first.links()["Ś"] == "?od=%C5%9B#litera-ś"
    assert names(Page(client.get("/ludzie/?od=ś"))) == ["Śliwa Zofia"]


@pytest.mark.parametrize("letter", ["1", "ab", "%", "%ff", "я"])
def test_a_letter_that_is_none_answers_404(client, letter):
    make_person()

    assert client.get(f"/ludzie/?od={letter}").status_code == 404


def test_an_empty_register_says_so(client):
    assert _("There is no profile here yet.") in Page(client.get("/ludzie/")).text


def test_the_register_asks_no_more_queries_with_ten_times_the_people(client):
    make_person()
    few = queries(client, "/ludzie/")
    for n in range(10):
        make_person(f"Osoba {n}", f"Nowa {n}")

    assert queries(client, "/ludzie/") == few <= 5


def queries(client, address):
    furniture()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_profile_shows_biography_offices_sources_and_stories(client):
    person = make_person("Halina", "Ostrężna", office=None, biography="<p>Ekonomistka.</p><script>alert(1)</script>")
    Office.objects.create(person=person, title="radna powiatu", starts=date(2018, 11, 20), ends=date(2024, 5, 6))
    Office.objects.create(person=person, title="starosta krzemionowska", starts=date(2024, 5, 7))
    person.sources.create(label="BIP powiatu", url="https://bip.example/")
    make_article("Stary tekst", published_at=_moment(2020, 3, 1), people=[person])

    page = Page(client.get(person.get_absolute_url()))

    page.has_in_order(
        "Halina Ostrężna",
        "starosta krzemionowska",
        "Ekonomistka.",
        _("Sources:"),
        "BIP powiatu",
        "Stary tekst",
        "radna powiatu",  # then, beside the story
        _("Offices"),
        _("since %(month)s") % {"month": "V 2024"},
        "XI 2018 – V 2024",
        "radna powiatu",
    )
    assert "alert(1)" not in page.html
    assert page.links()["BIP powiatu"] == "https://bip.example/"


def test_a_merged_profile_leads_to_the_one_that_survives_however_often_merged(client):
    last = make_person("Anna", "Nowa")
    middle = make_person("Anna", "Nowak", merged_into=last)
    first = make_person("A.", "Nowak", merged_into=middle)

    for person in (first, middle):
        response = client.get(f"/ludzie/{person.pk}-cokolwiek/")
        assert (response.status_code, response["Location"]) == (301, last.get_absolute_url())
    assert names(Page(client.get("/ludzie/"))) == ["Nowa Anna"]


def test_an_old_slug_leads_to_the_profile(client):
    person = make_person()
    response = client.get(f"/ludzie/{person.pk}-dawne-nazwisko/")

    assert (response.status_code, response["Location"]) == (301, person.get_absolute_url())


def test_a_biography_without_markup_is_split_into_paragraphs(client):
    person = make_person(biography="Pierwszy akapit.\n\nDrugi & ostatni.")

    html = client.get(person.get_absolute_url()).content.decode()

    assert "<p>Pierwszy akapit.</p>" in html
    assert "<p>Drugi &amp; ostatni.</p>" in html


def _moment(*parts):
    return timezone.make_aware(timezone.datetime(*parts))


def test_people_of_other_scripts_have_their_place_too(client):
    make_person("Олена", "Шевченко")

    assert Person.objects.get().name in Page(client.get(Person.objects.get().get_absolute_url())).text
    assert names(Page(client.get("/ludzie/"))) == ["Шевченко Олена"]

"""People from A to Ż, and the profile of one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from common.memo import forget_everything
from newsroom.furniture import furniture
from people.models import Office, Person
from tests.factories import make_article, make_person, make_place
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


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
    headings = page.main.xpath(".//section[@class='initial']/h2")
    assert [heading.text for heading in headings] == ["C", "Ć", "L", "Ł", "Z", "Ż"]
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
    make_person(), make_person("Anna", "Druga")
    few = queries(client, "/ludzie/")
    for n in range(10):
        make_person(f"Osoba {n}", f"Nowa {n}")

    assert queries(client, "/ludzie/") == few <= 8


def queries(client, address):
    forget_everything()
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
        _("Offices"),
        _("since %(month)s") % {"month": "V 2024"},
        "XI 2018 – V 2024",
        "radna powiatu",
        "Stary tekst",
        "radna powiatu",  # then, beside the story
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


def test_a_biography_is_typeset_in_its_text_and_nowhere_else(client):
    biography = '<p>Mieszka w "Złotym Rogu" i <a href="https://x.example/a-b?q=w tle">pisze</a> o 5-10 psach.</p><p>www.x.example/i - w</p>'
    person = make_person(biography=biography)

    html = client.get(person.get_absolute_url()).content.decode()

    assert "Mieszka w\xa0„Złotym Rogu” i\xa0<a" in html and "5–10" in html
    assert 'href="https://x.example/a-b?q=w' in html and "www.x.example/i" in html


def _moment(*parts):
    return timezone.make_aware(timezone.datetime(*parts))


def test_people_of_other_scripts_have_their_place_too(client):
    make_person("Олена", "Шевченко")

    assert Person.objects.get().name in Page(client.get(Person.objects.get().get_absolute_url())).text
    assert names(Page(client.get("/ludzie/"))) == ["Шевченко Олена"]


def with_office(first, last, title, place, **dates):
    person = make_person(first, last, office=None)
    Office.objects.create(person=person, title=title, place=place, **(dates or {"starts": date(2018, 11, 22)}))
    return person


def test_people_of_a_place_stand_with_the_office_that_they_hold_there(client):
    krzemionow, debowiany = make_place(in_place="w Krzemionowie"), make_place("Dębowiany")
    mayor = with_office("Marek", "Sobieraj", "burmistrz Krzemionowa", krzemionow)
    Office.objects.create(person=mayor, title="prezes klubu", place=debowiany, starts=date(2020, 1, 1))
    with_office("Beata", "Kuligowska", "burmistrz Dębowian", debowiany)

    page = Page(client.get("/ludzie/miejscowosci/krzemionow/"))

    assert names(page) == ["Sobieraj Marek"]
    assert page.main.xpath(".//h1")[0].text == _("People %(in_place)s") % {"in_place": "w Krzemionowie"}
    assert "burmistrz Krzemionowa" in page.text and "prezes klubu" not in page.text
    assert names(Page(client.get("/ludzie/miejscowosci/debowiany/"))) == ["Kuligowska Beata", "Sobieraj Marek"]


def test_people_of_a_kind_of_office_stand_together_women_and_men(client):
    with_office("Halina", "Ostrężna", "radna powiatu", None)
    with_office("Jan", "Ćwik", "radny gminy", None)
    with_office("Ola", "Lis", "wójt gminy", None)

    page = Page(client.get("/ludzie/funkcje/radny/"))

    assert names(page) == ["Ćwik Jan", "Ostrężna Halina"]
    assert page.main.xpath(".//h1")[0].text == "Radni"


def test_the_register_leads_to_its_parts(client):
    place = make_place()
    with_office("Jan", "Ćwik", "radny", place), with_office("Ola", "Lis", "radna", place)
    with_office("Adam", "Bąk", "wójt", None)

    links = Page(client.get("/ludzie/")).links()

    assert links["Krzemionów 2"] == "/ludzie/miejscowosci/krzemionow/"
    assert links["Radni 2"] == "/ludzie/funkcje/radny/"
    assert not any(link.startswith("Wójtowie") for link in links)


def test_a_part_of_the_register_is_paged_by_keyset(client):
    place = make_place()
    for n in range(61):
        with_office("Jan", f"Adamski {n:02}", "radny", place)

    first = Page(client.get("/ludzie/funkcje/radny/"))
    second = Page(client.get(f"/ludzie/funkcje/radny/{first.links()[_('Next')]}"))

    assert len(names(first)) == 60 and names(second) == ["Adamski 60 Jan"]


@pytest.mark.parametrize(
    "address", ["/ludzie/funkcje/nikt/", "/ludzie/miejscowosci/nigdzie/", "/ludzie/funkcje/nikt/rss/"]
)
def test_a_part_that_does_not_exist_answers_404(client, address):
    assert client.get(address).status_code == 404


def test_a_place_without_people_says_so(client):
    make_place("Pustkowie")

    assert _("There is no profile here yet.") in Page(client.get("/ludzie/miejscowosci/pustkowie/")).text


@pytest.mark.parametrize("feed", ["rss/", "atom/", "feed.json"])
def test_the_feeds_of_a_register_bring_the_latest_stories_about_its_people(client, feed):
    place = make_place()
    mayor, other = with_office("Jan", "Ćwik", "wójt", place), make_person("Ola", "Lis")
    make_article("O wójcie", people=[mayor, other]), make_article("O innej", people=[other]), make_article("O nikim")
    make_article("Dawny", people=[mayor], days_ago=40)

    def of(address):
        text = client.get(f"{address}{feed}").content.decode()
        return [title for title in ("O wójcie", "O innej", "O nikim", "Dawny") if title in text]

    assert of("/ludzie/miejscowosci/krzemionow/") == of("/ludzie/funkcje/wojt/") == ["O wójcie"]
    assert of("/ludzie/") == ["O wójcie", "O innej"]


@pytest.mark.parametrize("address", ["/ludzie/miejscowosci/krzemionow/", "/ludzie/funkcje/radny/"])
def test_a_part_of_the_register_asks_no_more_queries_with_more_people(client, address):
    place = make_place()
    with_office("Jan", "Ćwik", "radny", place)
    few = queries(client, address)
    for n in range(10):
        with_office("Jan", f"Nowy {n}", "radny", place)

    assert queries(client, address) == few <= 6


def test_somebody_of_whom_no_office_is_known_has_a_profile_all_the_same(client):
    person = make_person("Zenon", "Żak", office=None)
    answer = client.get(person.get_absolute_url())
    assert answer.status_code == 200 and "Zenon Żak" in answer.content.decode()

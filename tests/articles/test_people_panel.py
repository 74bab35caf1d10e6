"""The addresses behind the panel of people: what they answer, to whom, and what they make of bad input."""

import json
from datetime import UTC, date, datetime

import pytest

from articles.admin_people import NewPersonForm
from articles.profiles import count_stories
from articles.services import save_story
from people.models import NameNotOffered, Office, Person
from polish import morphology
from tests.factories import make_article, make_person

from .desk import make_cast, make_draft

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found."),
]
NEW = "/admin/articles/article/new/nowa-osoba/"
NOT_OFFERED = "/admin/articles/article/bez-profilu/"
NAMES = "/admin/articles/article/nazwiska/"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def halina():
    return make_person(gender="f")


def offered(client, body):
    return [one["name"] for one in panel(client, body=body).context["panel"].unknown]


def panel(client, article=None, **typed):
    return client.post(f"/admin/articles/article/{article.pk if article else 'new'}/ludzie/", typed)


# -- The panel -----------------------------------------------------------------------------------------------


def test_what_is_typed_is_looked_at_and_nothing_is_saved(client, cast, halina):
    client.force_login(cast.jan)
    answer = panel(client, body="<p>Mówi Halina Ostrężna &lt;b&gt;.</p>")
    page = answer.content.decode()
    assert "<mark>Halina Ostrężna</mark> &lt;b&gt;." in page and "starosta krzemionowska" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert not halina.mentions.exists()


def test_the_office_is_that_of_the_day_of_the_story(client, cast, halina):
    Office.objects.create(person=halina, title="radna", starts=date(2010, 1, 1), ends=date(2014, 1, 1))
    story = make_article(published_at=datetime(2012, 5, 1, 10, tzinfo=UTC))
    client.force_login(cast.ewa)
    page = panel(client, story, body="<p>Mówi Halina Ostrężna.</p>").content.decode()
    assert "radna" in page and "starosta" not in page


def test_a_refusal_outside_the_text_goes_on_being_sent(client, cast, halina):
    client.force_login(cast.jan)
    page = panel(client, body="<p>Nikt.</p>", refused=[halina.pk, "x", "9" * 30]).content.decode()
    assert page.count('type="hidden" name="refused"') == 1


def test_the_form_shows_what_was_recognised_when_it_was_saved(client, cast, halina):
    article = make_draft(cast.jan, body="<p>Mówi Halina Ostrężna. Burmistrz Skoczowa Jan Kubica milczy.</p>")
    save_story(article, cast.jan)
    client.force_login(cast.jan)
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "<mark>Halina Ostrężna</mark>" in page and "1 do rozpoznania" in page
    assert "nazwisko=Kubica" in page and "funkcja=burmistrz+Skoczowa" in page


def test_only_who_may_write_in_the_story_asks(client, cast, halina):
    article = make_draft(cast.jan)
    for user, status in [(cast.jan, 200), (cast.ewa, 200), (cast.ola, 404), (cast.marek, 404)]:
        client.force_login(user)
        assert panel(client, article, body="").status_code == status, user
    client.force_login(cast.marek)
    assert panel(client, body="").status_code == 403
    client.logout()
    assert panel(client, body="").status_code == 302
    client.force_login(cast.jan)
    assert client.get(f"/admin/articles/article/{article.pk}/ludzie/").status_code == 405


@pytest.mark.parametrize("body", ["\x00", "<p>" * 2_000, "A" * 1_000_000, "@" * 9_000, "HALINA OSTRĘŻNA " * 9_000])
def test_the_panel_answers_to_any_text(client, cast, halina, body):
    client.force_login(cast.jan)
    assert panel(client, title="\x00", body=body).status_code == 200


def test_more_people_ask_no_more_queries(client, cast, halina, django_assert_max_num_queries):
    for name in ["Szymura", "Kania", "Ryszka", "Kopeć"]:
        make_person("Roman", name, office="wójt")
    client.force_login(cast.jan)
    panel(client, body="<p>Halina Ostrężna.</p>")
    with django_assert_max_num_queries(14):
        panel(client, body="<p>Roman Szymura, Roman Kania, Roman Ryszka i Roman Kopeć.</p>")


def test_a_name_that_nobody_wants_a_profile_of_is_offered_in_no_story_until_it_is_taken_back(client, cast):
    text = "<p>Burmistrz Skoczowa Jan Kubica milczy. Starosta Roman Szymura też.</p>"
    client.force_login(cast.jan)
    assert offered(client, text) == ["Jan Kubica", "Roman Szymura"]
    assert client.post(NOT_OFFERED, {"imie": "Jan", "nazwisko": "Kubica"}).status_code == 204
    assert offered(client, text) == ["Roman Szymura"]
    assert offered(client, "<p>Radny Jan KUBICA pyta.</p>") == []
    assert NameNotOffered.objects.get().by == cast.jan
    client.post(NOT_OFFERED, {"imie": "Jan", "nazwisko": "Kubica"})
    client.post(NOT_OFFERED, {"imie": "Jan", "nazwisko": "Kubica", "znowu": "1"})
    assert offered(client, text) == ["Jan Kubica", "Roman Szymura"]


def test_only_who_may_make_profiles_stops_them_from_being_offered(client, cast):
    name = {"imie": "Jan", "nazwisko": "Kubica"}
    client.force_login(cast.marek)
    assert client.post(NOT_OFFERED, name).status_code == 403
    client.force_login(cast.jan)
    assert client.get(NOT_OFFERED).status_code == 405
    assert client.post(NOT_OFFERED, {"imie": " ", "nazwisko": "\x00" * 999}).status_code == 422
    client.logout()
    assert client.post(NOT_OFFERED, name).status_code == 302
    assert not NameNotOffered.objects.exists()


# -- A profile from the text ---------------------------------------------------------------------------------


def test_a_profile_is_made_and_leads_back_into_the_story(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    address = f"/admin/articles/article/{article.pk}/nowa-osoba/"
    page = client.get(address, {"imie": "Jan", "nazwisko": "Kubica", "plec": "m", "funkcja": "burmistrz Skoczowa"})
    initial = page.context["form"].initial
    assert initial == {"first_name": "Jan", "last_name": "Kubica", "gender": "m", "office": "burmistrz Skoczowa"}
    answer = client.post(f"{address}?szkic=1", initial)
    person = Person.objects.get()
    assert answer.headers["Location"] == f"/admin/articles/article/{article.pk}/change/?szkic=1&osoba={person.pk}"
    office = person.offices.get()
    assert (office.title, office.attested_on) == ("burmistrz Skoczowa", date.today())
    form = client.get(answer.headers["Location"]).context["form"]
    assert form["people"].value() == [str(person.pk)]


def test_the_gender_is_told_by_the_first_name_where_nobody_says(client, cast):
    client.force_login(cast.jan)
    client.post(NEW, {"first_name": "Anna", "last_name": "Kubica", "office": "radna", "starts": "2024-05-01"})
    assert (Person.objects.get().gender, Office.objects.get().starts) == ("f", date(2024, 5, 1))


def test_a_second_profile_of_one_name_is_asked_about(client, cast, halina):
    client.force_login(cast.jan)
    data = {"first_name": "Halina", "last_name": " Ostrężna", "office": "radna"}
    answer = client.post(NEW, data)
    assert answer.status_code == 422 and "Halina Ostrężna, starosta krzemionowska" in answer.content.decode()
    assert client.post(NEW, data | {"is_another": "on"}).status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"first_name": " ", "last_name": "\x00", "office": "x"},
        {"first_name": "A" * 500, "last_name": "B", "office": "c"},
    ],
)
def test_what_is_wrong_with_a_profile_is_said(client, cast, data):
    client.force_login(cast.jan)
    assert client.post(NEW, data | {"place": "999", "starts": "nigdy"}).status_code == 422
    assert not Person.objects.exists()
    assert NewPersonForm(data).errors or data


def test_who_may_not_add_profiles_makes_none(client, cast):
    client.force_login(cast.rita)
    assert client.get(NEW).status_code == 403
    assert "Utwórz profil" not in panel(client, body="<p>Burmistrz Skoczowa Jan Kubica milczy.</p>").content.decode()


# -- Names for @ ---------------------------------------------------------------------------------------------


def names(client, **query):
    return json.loads(client.get(NAMES, query).content)["results"]


def test_a_name_comes_in_six_cases_with_the_office_of_the_day(client, cast):
    anna = make_person("Anna", "Hetman", office="prezydent Jastrzębia-Zdroju", starts=date(2014, 12, 1), gender="f")
    Office.objects.create(person=anna, title="radna", starts=date(2010, 1, 1), ends=date(2014, 11, 30))
    client.force_login(cast.jan)
    (now,) = names(client, q="Hetm", dzien="2022-10-12")
    assert [form["text"] for form in now["forms"]] == [
        "prezydent Jastrzębia-Zdroju Anna Hetman",
        "prezydent Jastrzębia-Zdroju Anny Hetman",
        "prezydent Jastrzębia-Zdroju Annie Hetman",
        "prezydent Jastrzębia-Zdroju Annę Hetman",
        "prezydent Jastrzębia-Zdroju Anną Hetman",
        "prezydent Jastrzębia-Zdroju Annie Hetman",
    ]
    (before,) = names(client, q="anna hetm", dzien="2012-01-01")
    assert before["forms"][1]["text"] == "radnej Anny Hetman"
    (never,) = names(client, q="hetman", dzien="1990-01-01")
    assert never["forms"][2]["text"] == "Annie Hetman"


@pytest.fixture
def anna():
    """President on one known day, and of whom nothing is known since."""
    person = make_person("Anna", "Hetman", office="", gender="f")
    Office.objects.create(person=person, title="prezydent Jastrzębia-Zdroju", attested_on=date(2022, 10, 12))
    return person


def beside_the_name(client, article):
    field = client.get(f"/admin/articles/article/{article.pk}/change/").context["form"]["people"]
    (choice,) = field.subwidgets[0].data["choices"]
    return choice.label, choice.detail


def test_the_chosen_people_stand_with_the_office_of_the_day_and_with_none_where_none_is_known(client, cast, anna):
    client.force_login(cast.ewa)
    then = make_article(published_at=datetime(2022, 11, 3, 10, tzinfo=UTC), people=[anna])
    assert beside_the_name(client, then) == ("Anna Hetman", "prezydent Jastrzębia-Zdroju")
    for article in [make_article(people=[anna]), make_article(status="draft", people=[anna])]:
        assert beside_the_name(client, article) == ("Anna Hetman", "")
    (offered,) = names(client, q="hetm", dzien="2026-11-29")
    assert (offered["detail"], offered["forms"][0]["text"]) == ("", "Anna Hetman")


def test_whoever_is_looked_for_has_the_office_of_the_day_and_is_told_apart_by_the_last_one(client, cast, anna):
    make_person("Anna", "Hetman", office="radna", starts=date(2010, 1, 1), gender="f")
    client.force_login(cast.jan)

    def found(day):
        results = json.loads(client.get("/admin/articles/article/search/people/", {"q": "hetm", "dzien": day}).content)
        return [(one["detail"], one["hint"]) for one in results["results"]]

    last = "prezydent Jastrzębia-Zdroju (stan na 12.10.2022)"
    assert found("2022-05-01") == [("prezydent Jastrzębia-Zdroju", ""), ("radna", "")]
    for day in ["2026-11-29", "", "2026-02-31", "x" * 500]:
        assert found(day) == [("", last), ("radna", "")]


@pytest.mark.parametrize(
    "typed", ["ostrez", "Ostrężnej", "HALINĄ OSTRĘŻNĄ", "ostrężna halina", "ostreznej", "  halina   ostrezna "]
)
def test_whoever_is_looked_for_is_found_in_any_case_and_without_polish_letters(client, cast, halina, typed):
    make_person("Roman", "Szymura", office="wójt")
    client.force_login(cast.ewa)
    results = json.loads(client.get("/admin/articles/article/search/people/", {"q": typed}).content)["results"]
    assert [one["label"] for one in results] == ["Halina Ostrężna"]
    listed = client.get("/admin/people/person/", {"q": typed}).context["cl"].queryset
    assert list(listed) == [halina]


@pytest.mark.parametrize("typed", ["%", "🔥", "Haliny Szymury", "a " * 500, "x" * 5_000, "'\"\\--"])
def test_whoever_is_not_there_is_not_found(client, cast, halina, typed):
    client.force_login(cast.ewa)
    results = json.loads(client.get("/admin/articles/article/search/people/", {"q": typed}).content)["results"]
    assert typed.startswith("a") or results == []
    assert client.get("/admin/people/person/", {"q": typed}).status_code == 200


def test_only_beginnings_of_names_are_offered_and_bad_queries_none(client, cast, halina):
    client.force_login(cast.jan)
    assert len(names(client, q="ostrez")) == 1
    for query in ["trezna", "", "🔥", "%", "a" * 2_000]:
        assert names(client, q=query) == []
    assert client.get(NAMES, {"q": "\x00"}).status_code < 500
    assert len(names(client, q="hal", dzien="2026-02-31")) == 1
    client.force_login(cast.marek)
    assert client.get(NAMES).status_code == 200
    client.logout()
    assert client.get(NAMES).status_code == 302


# -- Deleting a profile --------------------------------------------------------------------------------------


def test_what_goes_with_a_deleted_profile_is_told_in_numbers_and_in_polish(client, cast, halina):
    for number in range(3):
        make_article(f"Tekst {number}", people=[halina])
    count_stories(halina)
    cast.adam.is_superuser = True
    cast.adam.save()
    client.force_login(cast.adam)
    address = f"/admin/people/person/{halina.pk}/delete/"
    page = client.get(address).content.decode()
    assert "Wzmianki w tekstach: 3" in page and "Funkcje: 1" in page
    assert "tally" not in page.lower() and page.count("Halina Ostrężna") < 6
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Person.objects.exists()

"""What stands on a profile beside the stories: years, companions, places, predecessors, and what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles import listed, profiles
from articles.jobs import count_profiles
from articles.models import Article, Mention, ProfileTally
from articles.removal import remove_person
from newsroom.furniture import furniture
from people.models import Office, Person
from tests.factories import make_article, make_person, make_place
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def moment(*parts):
    return timezone.make_aware(timezone.datetime(*parts))


def about(*people, year=2024, title="Tekst", **fields):
    return make_article(title, published_at=moment(year, 3, 1, 12), people=people, **fields)


def section_text(page, name):
    return " ".join(page.tree.xpath(f"//section[@aria-labelledby='{name}']")[0].text_content().split())


# -- Counted beforehand --


def test_stories_are_counted_by_year_and_only_those_that_the_public_may_read():
    person = make_person()
    for year in (2022, 2024, 2024):
        about(person, year=year)
    make_article(status=Article.Status.DRAFT, people=[person])
    make_article(status=Article.Status.SCHEDULED, people=[person])
    suggested = about(year=2023)
    Mention.objects.create(article=suggested, person=person, state=Mention.State.SUGGESTED)
    listed.refresh(suggested)

    profiles.count_stories(person)

    assert (person.tally.stories, person.tally.years) == (3, [[2024, 2], [2022, 1]])


def test_the_year_is_that_of_the_portals_time_zone():
    person = make_person()
    make_article(published_at=moment(2024, 1, 1, 0, 30), people=[person])

    profiles.count_stories(person)

    assert person.tally.years == [[2024, 1]]


def test_companions_are_those_who_appear_together_at_least_twice_the_most_frequent_first():
    person, often, twice, once = (make_person("Jan", name) for name in ("A", "B", "C", "D"))
    about(person, often, twice), about(person, often, twice), about(person, often, once)

    profiles.count_stories(person)

    assert person.tally.companions == [[often.pk, 3], [twice.pk, 2]]


def test_the_job_counts_whatever_may_have_changed():
    person, quiet = make_person("Jan", "A"), make_person("Jan", "B")
    count_profiles.func()
    assert ProfileTally.objects.count() == 2
    long_ago = timezone.now() - timedelta(hours=2)
    ProfileTally.objects.update(counted_at=long_ago)

    story = make_article(people=[person])
    count_profiles.func()
    person = Person.objects.get(pk=person.pk)
    assert person.tally.stories == 1
    assert ProfileTally.objects.get(person=quiet).counted_at == long_ago

    story.withdraw(None)
    count_profiles.func()
    assert ProfileTally.objects.get(person=person).stories == 0


def test_a_story_that_came_true_by_itself_is_counted():
    person = make_person()
    story = make_article(status=Article.Status.SCHEDULED, people=[person])
    profiles.count_stories(person)
    now = timezone.now()
    Article.objects.filter(pk=story.pk).update(
        published_at=now - timedelta(seconds=5), changed_at=now - timedelta(days=3)
    )
    story.listed.update(published_at=now - timedelta(seconds=5))

    count_profiles.func()

    assert ProfileTally.objects.get(person=person).stories == 1


def test_what_was_counted_a_day_ago_is_counted_anew():
    person = make_person()
    profiles.count_stories(person)
    ProfileTally.objects.update(counted_at=timezone.now() - timedelta(hours=25), stories=99)

    count_profiles.func()

    assert ProfileTally.objects.get().stories == 0


# -- Before and after in an office --


def holder(name, title, starts, ends, *, gender="", place=..., **fields):
    person = make_person("Jan", name, office=None, gender=gender)
    place = make_place() if place is ... else place
    office = Office.objects.create(person=person, title=title, starts=starts, ends=ends, place=place, **fields)
    return person, office


def names(person):
    found = profiles.neighbours(person)
    return [tuple(each and each.last_name for each in pair) for pair in found.values()]


def test_who_came_before_and_after_is_worked_out_where_an_end_meets_a_beginning():
    first, _office = holder("Pierwszy", "burmistrz Krzemionowa", date(2010, 12, 6), date(2014, 12, 1))
    second, _office = holder("Drugi", "burmistrzyni Krzemionowa", date(2014, 12, 2), date(2018, 11, 21))
    third, _office = holder("Trzeci", "burmistrz", date(2018, 11, 22), None)

    assert names(first) == [(None, "Drugi")]
    assert names(second) == [("Pierwszy", "Trzeci")]
    assert names(third) == [("Drugi", None)]


def test_a_longer_gap_says_nothing_for_somebody_unknown_may_have_been_there():
    first, _office = holder("Pierwszy", "burmistrz", date(2006, 12, 6), date(2010, 12, 1))
    third, _office = holder("Trzeci", "burmistrz", date(2014, 12, 2), None)

    assert names(first) == [(None, None)] and names(third) == [(None, None)]


def test_another_place_another_office_and_offices_held_together_say_nothing():
    mayor, _office = holder("Burmistrz", "burmistrz", date(2018, 11, 22), None)
    holder("Obcy", "burmistrz", date(2014, 12, 1), date(2018, 11, 21), place=make_place("Dębowiany"))
    holder("Starosta", "starosta", date(2014, 12, 1), date(2018, 11, 21))
    radny, _office = holder("Radny", "radny", date(2018, 11, 22), None)
    holder("Dawny", "radny", date(2014, 12, 1), date(2018, 11, 21))

    assert names(mayor) == names(radny) == [(None, None)]


def test_nobody_comes_after_oneself_and_of_two_who_fit_alike_neither_is_named():
    person, _office = holder("Jeden", "burmistrz", date(2014, 12, 1), date(2018, 11, 21))
    Office.objects.create(person=person, title="burmistrz", place=make_place(), starts=date(2018, 11, 22))
    assert names(person) == [(None, None), (None, None)]

    starosta, _office = holder("Nowy", "starosta", date(2018, 11, 22), None)
    for name in ("Ktoś", "Inny"):
        holder(name, "starosta", date(2014, 12, 1), date(2018, 11, 21))
    assert names(starosta) == [(None, None)]


def test_what_an_editor_wrote_comes_first():
    holder("Wyliczony", "burmistrz", date(2014, 12, 1), date(2018, 11, 21))
    other = make_person("Jan", "Wpisany", office=None)
    person, office = holder("Nowy", "burmistrz", date(2018, 11, 22), None, predecessor=other)
    assert names(person) == [("Wpisany", None)]

    office.predecessor, office.by_hand = None, True
    office.save()
    assert names(Person.objects.get(pk=person.pk)) == [(None, None)]


def test_whoever_was_removed_or_merged_is_not_named():
    person, _office = holder("Nowy", "burmistrz", date(2018, 11, 22), None)
    gone, _office = holder("Dawny", "burmistrz", date(2014, 12, 1), date(2018, 11, 21))
    assert names(person) == [("Dawny", None)]

    remove_person(gone, by=None, reason="Żądanie")

    assert names(Person.objects.get(pk=person.pk)) == [(None, None)]


# -- The page --


def test_the_page_shows_years_companions_places_and_neighbours(client):
    place = make_place("Dębowiany")
    person, _office = holder("Nowy", "burmistrz Krzemionowa", date(2018, 11, 22), None)
    woman, _office = holder("Dawna", "burmistrz", date(2014, 12, 1), date(2018, 11, 21), gender="f")
    about(person, woman, year=2022, places=[place]), about(person, woman, year=2024), about(person, year=2024)
    profiles.count_stories(person)

    page = Page(client.get(person.get_absolute_url()))

    three = ngettext("%(n)s published story", "%(n)s published stories", 3) % {"n": 3}
    two = ngettext("in %(n)s published story", "in %(n)s published stories", 2) % {"n": 2}
    assert section_text(page, "artykuly").startswith(three)
    assert section_text(page, "razem").endswith(f"Jan Dawna{two}")
    assert f"{pgettext('of a woman', 'predecessor:')} Jan Dawna" in section_text(page, "funkcje")
    assert page.links()["Dębowiany"] == "/miejscowosci/debowiany/"
    assert page.links()["2022"] == "?rok=2022#artykuly"
    assert _("%(office)s since %(year)s") % {"office": "burmistrz Krzemionowa", "year": 2018} in page.text


def test_a_year_shows_its_stories_alone_in_pages_by_keyset(client):
    person = make_person()
    for n in range(21):
        make_article(f"Tekst {n}", published_at=moment(2023, 1, 1 + n, 12), people=[person])
    about(person, year=2024, title="Późniejszy"), about(person, year=2022, title="Wcześniejszy")
    profiles.count_stories(person)

    first = Page(client.get(f"{person.get_absolute_url()}?rok=2023"))
    second = Page(client.get(f"{person.get_absolute_url()}{first.links()[_('Older')]}"))

    assert "Tekst 20" in first.text and "Późniejszy" not in first.text
    assert "Tekst 0" in second.text and "Wcześniejszy" not in second.text
    assert "?rok=2023" in first.tree.xpath("//link[@rel='canonical']/@href")[0]


@pytest.mark.parametrize("year", ["1989", "2999", "abc", "24", "２０２４", "2024x", "-2024", "99999"])
def test_a_year_that_is_none_answers_404(client, year):
    assert client.get(make_person().get_absolute_url(), {"rok": year}).status_code == 404


def test_structured_data_tell_the_job_for_whom_and_the_picture(client):
    import json

    person = make_person(office=None)
    place = make_place()
    Office.objects.create(
        person=person, title="starosta", organisation="Starostwo Powiatowe", place=place, starts=date(2018, 11, 1)
    )

    page = Page(client.get(person.get_absolute_url()))

    data = json.loads(page.tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert (data["@type"], data["jobTitle"]) == ("Person", "starosta")
    assert data["worksFor"]["name"] == "Starostwo Powiatowe"
    assert data["worksFor"]["location"]["name"] == "Krzemionów"


def test_a_removed_profile_answers_410_under_any_slug_and_stands_in_no_list(client):
    person = make_person("Halina", "Ostrężna")
    about(person)
    remove_person(person, by=None, reason="Żądanie")

    for slug in ("halina-ostrezna", "cokolwiek"):
        answer = client.get(f"/ludzie/{person.pk}-{slug}/")
        assert answer.status_code == 410
        assert "Ostrężna" not in answer.content.decode()
    for feed in ("rss/", "atom/", "feed.json"):
        answer = client.get(f"/ludzie/{person.pk}-halina-ostrezna/{feed}")
        assert answer.status_code == 410
        assert "Ostrężna" not in answer.content.decode()
    for address in ("/ludzie/", "/ludzie/rss/", "/sitemap-listy.xml"):
        assert "ostrezna" not in client.get(address).content.decode().lower()


def test_a_profile_merged_into_a_removed_one_answers_410(client):
    from articles.merging import merge_people

    keep, gone = make_person("Anna", "Nowa"), make_person("Anna", "Nowak")
    merge_people(gone, keep)
    remove_person(keep, by=None, reason="Żądanie")

    assert client.get(f"/ludzie/{gone.pk}-anna-nowak/").status_code == 410


def test_the_feeds_of_a_merged_profile_lead_to_those_of_the_one_that_is_left(client):
    from articles.merging import merge_people

    keep, gone = make_person("Anna", "Nowa"), make_person("Anna", "Nowak")
    merge_people(gone, keep)

    for feed in ("rss/", "atom/", "feed.json"):
        answer = client.get(f"/ludzie/{gone.pk}-anna-nowak/{feed}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/ludzie/{keep.pk}-anna-nowa/{feed}")
    assert client.get("/ludzie/99999999999999999999999-x/rss/").status_code == 404


# -- What it costs --


def full_profile(stories):
    person, _office = holder("Nowy", "burmistrz", date(2018, 11, 22), None)
    for n in range(stories):
        other, _office = holder(f"Inny {n}", "radny", date(2018, 11, 22), None)
        about(person, other), about(person, other, places=[make_place(f"Miejsce {n}")])
        Office.objects.create(
            person=person, title=f"dyrektor szkoły {n}", place=make_place(), starts=date(2000 + n, 1, 1), ends=date(2001 + n, 1, 1)
        )  # fmt: skip
    profiles.count_stories(person)
    return person


def queries(client, address):
    furniture()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_long_life_costs_no_more_queries_than_a_short_one(client):
    short = queries(client, full_profile(1).get_absolute_url())
    Person.objects.all().delete()

    assert queries(client, full_profile(8).get_absolute_url()) == short <= 10


def plan(queryset):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A small table would be scanned whatever its indexes.
            cursor.execute("SET LOCAL enable_seqscan = off")
    return queryset.explain()


def test_the_queries_of_a_profile_go_by_an_index():
    person = full_profile(3)
    place = make_place()
    asked = {
        "posts": Office.objects.filter(post="burmistrz", place=place),
        "mentions": Mention.objects.accepted().filter(person=person).order_by(),
        "kinds": Office.objects.filter(kind="radny").order_by(),
        "tallies": ProfileTally.objects.filter(counted_at__lt=timezone.now() - timedelta(days=1)).order_by(
            "counted_at"
        ),
    }
    for name, queryset in asked.items():
        told = plan(queryset)
        assert "INDEX" in told.upper() and "SEQ SCAN" not in told.upper(), (name, told)
        assert "SCAN people_office" not in told and "SCAN articles_mention" not in told, (name, told)

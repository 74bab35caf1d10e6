"""What readers find, in which order, and what nobody finds. Runs on the database of the tests; both keep the same answers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import search_index
from articles.jobs import settle_scheduled
from articles.models import Article, SearchEntry, WordForm
from articles.search import CANDIDATES, Narrowing, find_for_desk, names, newest_found, search
from articles.suggestions import correct, directory, suggest
from polish.morphology import has_full_dictionary
from tests.factories import make_article, make_author, make_person, make_place, make_section, make_user

from .terminal import PressingStop

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "polish" / "data"
needs_dictionary = pytest.mark.skipif(not has_full_dictionary, reason="The fallback knows fewer forms, and says so.")


def story(title="Bez tytułu", **fields):
    """An indexed story with nothing in it but what the test names."""
    return make_article(title, **({"lead": "", "body": ""} | fields))


def titles(text, **asked):
    return [found.article.title for found in search(text, **asked).stories]


# -- The language ----------------------------------------------------------------------------------------------------------


def cases():
    for case in json.loads((DATA / "search-cases.json").read_text()):
        yield case["query"], case["must_find"], case["must_not_find"]
    for path in sorted(DATA.glob("search-cases-*.txt")):
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "? ")):
                yield tuple(line.split("|")[1:])


@needs_dictionary
def test_each_case_finds_its_story_and_not_the_other():
    all_cases = list(cases())
    # All at once: two thousand stories with places and bylines would take a minute.
    facts = {"status": Article.Status.PUBLISHED, "section": make_section()}
    facts |= dict.fromkeys(("published_at", "first_published_at"), timezone.now() - timedelta(days=1))
    stories = [
        Article(title=f"{kind} {number}q", body=f"<p>{text}</p>", body_html=f"<p>{text}</p>", **facts)
        for number, (_query, wanted, unwanted) in enumerate(all_cases)
        for kind, text in (("tak", wanted), ("nie", unwanted))
    ]
    for article in Article.objects.bulk_create(stories):
        search_index.refresh(article)
    wrong = []
    for number, (query, _wanted, _unwanted) in enumerate(all_cases):
        found = titles_of_all(query)
        if f"tak {number}q" not in found:
            wrong.append(f"{query}: missed")
        if f"nie {number}q" in found:
            wrong.append(f"{query}: found what it must not")
    assert not wrong


def titles_of_all(query):
    ids = newest_found(query, Narrowing(), CANDIDATES)
    return set(Article.objects.filter(pk__in=ids).values_list("title", flat=True))


@needs_dictionary
def test_the_forms_that_matched_are_told_apart():
    story("Prezydentowi wręczono klucze", body="<p>W Jastrzębiu-Zdroju odbyła się uroczystość.</p>")
    [found] = search("prezydent jastrzebie").stories
    assert [piece.text for piece in found.title if piece.matches] == ["Prezydentowi"]
    assert [piece.text for piece in found.passage if piece.matches] == ["Jastrzębiu"]


def test_words_of_two_paragraphs_are_two_words():
    story(body="<p>Koniec zdania mostem</p><p>Rzeka</p>")
    assert titles("rzeka") and titles("mostem") and not titles("mostemrzeka")


# -- Order -----------------------------------------------------------------------------------------------------------------


def test_the_headline_counts_more_than_the_lead_and_the_lead_more_than_the_text():
    story("Zwykły dzień", body="<p>Powódź.</p>", days_ago=1)
    story("Zwykły wieczór", lead="Powódź.", days_ago=1)
    story("Powódź", days_ago=1)
    assert titles("powódź") == ["Powódź", "Zwykły wieczór", "Zwykły dzień"]


def test_freshness_overtakes_an_old_headline():
    story("Powódź sprzed lat", days_ago=900)
    story("Zwykły dzień", body="<p>Powódź.</p>", days_ago=1)
    assert titles("powódź") == ["Zwykły dzień", "Powódź sprzed lat"]
    assert titles("powódź", by_date=True) == ["Zwykły dzień", "Powódź sprzed lat"]


def test_by_date_every_story_is_reached_once_page_by_page():
    made = [story(f"Powódź {n}", days_ago=n + 1).title for n in range(25)]
    seen, cursor = [], ""
    for _page in range(3):
        results = search("powódź", by_date=True, cursor=cursor)
        seen += [found.article.title for found in results.stories]
        cursor = results.next_cursor
    assert seen == made
    assert not cursor


def test_by_relevance_pages_follow_one_another():
    for number in range(15):
        story(f"Powódź {number}", days_ago=number + 1)
    first, second = search("powódź"), search("powódź", page=2)
    assert len(first.stories) == 10 and first.next_page == 2
    assert len(second.stories) == 5 and second.next_page == 0
    assert not {f.article.pk for f in first.stories} & {f.article.pk for f in second.stories}
    with pytest.raises(Http404):
        search("powódź", page=3)


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "1 OR 1", "٣"])
def test_a_cursor_that_no_page_gave_is_not_found(cursor):
    story("Powódź")
    with pytest.raises(Http404):
        search("powódź", by_date=True, cursor=cursor)


# -- Leaks -----------------------------------------------------------------------------------------------------------------

HIDDEN = [status for status in Article.Status if status != Article.Status.PUBLISHED]


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_public_is_never_found_nor_suggested(status):
    story("Tajemnica zamku", status=status, tags=["tajemnica"])
    assert search("tajemnica").count == 0
    assert not titles("tajemnica", by_date=True)
    assert not newest_found("tajemnica", Narrowing(), 10)
    assert suggest("tajem") == ([], [])
    assert correct("tajemnnica") is None
    assert not WordForm.objects.exists()


def test_a_story_withdrawn_behind_the_index_is_not_found():
    article = story("Tajemnica zamku")
    Article.objects.filter(pk=article.pk).update(status="withdrawn", published_at=None)
    results = search("tajemnica")
    assert (results.count, results.stories) == (0, [])
    assert not any(results.choices.values())


def test_a_scheduled_story_is_found_from_its_moment_on_and_its_words_are_suggested_then():
    user = make_user(is_superuser=True)
    article = make_article("Tajemnica zamku", status="ready")
    article.schedule(user, timezone.now() + timedelta(hours=1))
    assert not titles("tajemnica")
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    article.refresh_from_db()
    settle_scheduled.func()
    assert titles("tajemnica") == ["Tajemnica zamku"]
    assert suggest("tajem")[1] == ["tajemnica"]


def test_what_the_index_holds_in_error_leaves_no_gap_and_is_not_counted():
    made = [story(f"Powódź {n}", days_ago=n + 1) for n in range(12)]
    Article.objects.filter(pk=made[3].pk).update(status="withdrawn", published_at=None)
    results = search("powódź")
    assert [found.article for found in results.stories] == [*made[:3], *made[4:11]]
    assert (results.count, results.next_page) == (11, 2)


# -- The index follows ------------------------------------------------------------------------------------------------------


def test_each_transition_brings_the_index_along():
    user = make_user(is_superuser=True)
    article = make_article("Tajemnica zamku", status="ready")
    article.publish(user)
    assert titles("tajemnica")
    article.withdraw(user)
    assert not titles("tajemnica")
    assert not WordForm.objects.exists()
    assert find_for_desk(user, "tajemnica") == [article.pk]


def test_a_changed_text_is_found_by_its_new_words_only():
    article = story("Zamek", body="<p>Wieża runęła.</p>")
    article.body = "<p>Brama stoi.</p>"
    article.save()
    search_index.refresh(article)
    assert not titles("wieża") and titles("brama")
    assert set(WordForm.objects.values_list("form", flat=True)) == {"zamek", "brama", "stoi"}


@pytest.mark.parametrize("how", ["row", "queryset", "behind the index"])
def test_a_deleted_story_leaves_nothing(how):
    article = story("Tajemnica zamku")
    if how == "row":
        article.delete()
    elif how == "queryset":
        Article.objects.filter(pk=article.pk).delete()
    else:
        QuerySet(Article).filter(pk=article.pk).delete()
        search_index.forget_deleted()
    assert not SearchEntry.objects.exists()
    assert not WordForm.objects.exists()


def test_words_are_counted_by_stories_exactly():
    first = story("Most i most", body="<p>Most.</p>")
    second = story("Most")
    assert WordForm.objects.get(form="most").frequency == 2
    search_index.refresh(first)
    assert WordForm.objects.get(form="most").frequency == 2
    second.delete()
    assert WordForm.objects.get(form="most").frequency == 1


# -- Narrowing -------------------------------------------------------------------------------------------------------------


def test_results_are_counted_and_narrowed_by_section_place_author_and_year():
    culture, sport = make_section("Kultura"), make_section("Sport")
    lipowiec = make_place("Lipowiec")
    other = make_author("Jan Korbiel", "kor")
    this_year = timezone.localtime().year
    story("Most pierwszy", section=culture, places=[lipowiec])
    story("Most drugi", section=culture, authors=[other])
    story("Most trzeci", section=sport, days_ago=800)

    choices = search("most").choices
    assert {choice.name.name: choice.count for choice in choices["section"]} == {"Kultura": 2, "Sport": 1}
    assert {choice.name.name: choice.count for choice in choices["place"]} == {"Lipowiec": 1, "Krzemionów": 2}
    assert {choice.name.name: choice.count for choice in choices["author"]} == {"Jan Korbiel": 1, "Sabina Kalisz": 2}
    assert sum(choice.count for choice in choices["year"]) == 3

    narrowed = names().narrowing
    assert titles("most", narrowing=narrowed(section="sport")) == ["Most trzeci"]
    assert titles("most", narrowing=narrowed(place="lipowiec")) == ["Most pierwszy"]
    assert titles("most", narrowing=narrowed(author="jan-korbiel")) == ["Most drugi"]
    assert "Most trzeci" not in titles("most", narrowing=narrowed(year=str(this_year)))
    assert titles("most", narrowing=narrowed(section="sport", place="lipowiec")) == []
    assert len(titles("most", narrowing=narrowed(section="bzdura", year="9' OR 1"))) == 3


def test_the_marks_of_the_index_cannot_be_typed():
    article = story("Most")
    for typed in (f"~~s{article.section_id}", f"~t~most~~s{article.section_id}", "~~y2026", '"~~shared"'):
        assert not titles(typed), typed


# -- The desk --------------------------------------------------------------------------------------------------------------


def test_the_desk_finds_drafts_that_each_may_see():
    seeing = ["articles.view_article"]
    jan, ewa = make_user("jan", permissions=seeing), make_user("ewa", permissions=[*seeing, "articles.edit_others"])
    reader = make_user("ola")
    own = story("Tajemnica Jana", status="draft", created_by=jan, authors=[])
    signed = story("Tajemnica podpisana", status="returned", authors=[make_author("Jan", "j", user=jan)])
    shared = story("Tajemnica wspólna", status="draft", shared=True, authors=[])
    hidden = story("Tajemnica cudza", status="submitted", authors=[])
    public = story("Tajemnica jawna")
    scheduled = story("Tajemnica jutra", status="scheduled", authors=[])

    assert set(find_for_desk(jan, "tajemnicy")) == {own.pk, signed.pk, shared.pk, public.pk}
    everything = {own.pk, signed.pk, shared.pk, hidden.pk, public.pk, scheduled.pk}
    assert set(find_for_desk(ewa, "tajemnicy")) == everything
    assert find_for_desk(reader, "tajemnicy") == []
    assert find_for_desk(ewa, "i w z") == []


# -- Suggestions -----------------------------------------------------------------------------------------------------------


def test_names_come_before_words_and_are_found_from_any_of_their_words():
    make_person("Halina", "Ostrężna")
    make_place("Ostrowiec")
    story("Ostrzeżenie", tags=["ostrygi"])
    named, queries = suggest("ost")
    assert [(one.kind, one.text) for one in named] == [
        ("place", "Ostrowiec"),
        ("person", "Halina Ostrężna"),
        ("tag", "ostrygi"),
    ]
    assert queries == ["ostrzeżenie"]
    assert [one.text for one in suggest("halina os")[0]] == ["Halina Ostrężna"]
    assert [one.text for one in suggest("OSTREZNA")[0]] == ["Halina Ostrężna"]


@pytest.mark.parametrize(
    "typed",
    [
        "ostrężna-krzyk h",
        "Ostrezna-Krzyk, Hal",
        "Ostrezna, Halina",
        "ostrężnej",
        "haliny ostrężnej",
        "halina ostrężna-krzyk",
    ],
)
def test_a_person_is_offered_by_the_surname_too_before_the_first_name_or_inflected(typed):
    make_person("Halina", "Ostrężna-Krzyk")
    assert [one.text for one in suggest(typed)[0]] == ["Halina Ostrężna-Krzyk"]


def test_a_place_that_begins_so_comes_before_people_and_nothing_twice():
    make_person("Zofia", "Malinowska-Krzyk")
    make_person("Jan", "Krzak")
    make_place("Krzemionów")
    story("Krzemionów i krzyki", lead="Krzemionowem, krzemionowie, krzemionowa, krzyk", tags=["krzemionów"])
    named, queries = suggest("krz")
    assert [one.text for one in named] == ["Krzemionów", "Jan Krzak", "Zofia Malinowska-Krzyk"]
    assert "krzemionów" not in queries


@needs_dictionary
def test_one_form_of_a_word_is_offered():
    story("Mostami", lead="Mosty, mostem, mostach", body="<p>Mostek i mostami.</p>")
    story("Mostami")
    assert suggest("mos")[1] == ["mostami", "mostek"]


def test_letters_typed_with_their_marks_are_meant():
    story("Debata o dębach")
    assert suggest("DĘB")[1] == ["dębach"]
    assert suggest("deb")[1] == ["debata", "dębach"]


def test_the_last_word_is_completed_by_the_more_frequent_form_first():
    story("Mostek")
    story("Mostami")
    story("Mostami dwa")
    assert suggest("na rzece mos")[1] == ["na rzece mostami", "na rzece mostek"]
    assert suggest("mos ")[1] == []


@needs_dictionary
def test_a_name_is_recognised_in_any_case():
    make_person("Anna", "Hetman")
    from polish.search import parse

    assert [one.text for one in directory().named_in(parse("hetmanowi"), 3)] == ["Anna Hetman"]
    assert directory().named_in(parse("hetman kopalnia"), 3) == []


def test_a_mistyped_word_gets_its_neighbour_if_that_finds_something():
    story("Kopalnia w Jastrzębiu")
    assert correct("kopslnia") == "kopalnia"
    assert correct("jastrzbeiu kopalnia") == "jastrzębiu kopalnia"
    assert correct("kopalnia") is None
    assert correct("qqqqq") is None


@needs_dictionary
def test_what_may_have_been_meant_is_written_as_names_are():
    make_person("Halina", "Ostrężna")
    story("Krzemionów i Halina Ostrężna", lead="Kopalnia stoi.")
    assert correct("krzemoinów") == "Krzemionów"
    assert correct("ostężna") == "Ostrężna"
    assert correct("ostężna kopslnia") == "Ostrężna kopalnia"


# -- Building anew ---------------------------------------------------------------------------------------------------------


def test_reindex_finds_everything_again_and_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(search_index, "BATCH", 3)
    for number in range(8):
        make_article(f"Powódź {number}", status="published" if number % 2 else "draft")
    running = search_index.reindex()
    assert next(running) == 3
    running.close()
    assert search_index.left_to_index() == 5
    assert search_index.is_stale()

    assert list(search_index.reindex()) == [3, 5]
    assert not search_index.is_stale()
    assert search("powódź").count == 4
    before = dict(WordForm.objects.values_list("form", "frequency"))
    assert list(search_index.reindex(from_the_start=True)) == [3, 6, 8]
    assert dict(WordForm.objects.values_list("form", "frequency")) == before


def test_reindex_that_is_interrupted_says_so_and_goes_on(monkeypatch):
    monkeypatch.setattr(search_index, "BATCH", 1)
    for number in range(3):
        make_article(f"Powódź {number}")
    with pytest.raises(CommandError, match="goes on") as stopped:
        call_command("reindex", stdout=PressingStop())
    assert stopped.value.returncode == 130
    assert search_index.left_to_index() == 2
    call_command("reindex", verbosity=0)
    assert search("powódź").count == 3


def test_another_analyser_makes_the_index_stale(monkeypatch):
    from articles.checks import index_is_fresh

    call_command("reindex", verbosity=0)
    assert index_is_fresh(None, databases=["default"]) == []
    monkeypatch.setattr(search_index, "ANALYSER_VERSION", "another")
    [warning] = index_is_fresh(None, databases=["default"])
    assert warning.id == "articles.W002"


# -- Bounds ----------------------------------------------------------------------------------------------------------------


def test_more_stories_ask_no_more_queries_and_the_count_stays_honest(monkeypatch):
    monkeypatch.setattr("articles.search.CANDIDATES", 10)
    story("Powódź pierwsza")
    search("powódź")
    with CaptureQueriesContext(connection) as one:
        search("powódź")
    for number in range(14):
        story(f"Powódź {number}", days_ago=number + 2)
    search("powódź")
    with CaptureQueriesContext(connection) as many:
        results = search("powódź")
    assert len(many) == len(one)
    assert (results.count, results.is_more, len(results.stories)) == (10, True, 10)


def test_a_phrase_is_checked_in_a_bounded_number_of_stories(monkeypatch):
    monkeypatch.setattr(search_index, "PHRASES_CHECKED", 2)
    story("Wielka woda", days_ago=9)
    for number in range(3):
        story(f"Woda nie taka wielka {number}", days_ago=number + 1)
    assert titles('"wielka woda"') == []
    monkeypatch.setattr(search_index, "PHRASES_CHECKED", 4)
    assert titles('"wielka woda"') == ["Wielka woda"]


def test_a_phrase_is_found_beyond_the_stories_that_are_checked_at_once(monkeypatch):
    monkeypatch.setattr(search_index, "PHRASES_AT_ONCE", 2)
    for number in range(3):
        story(f"Wielka woda {number}", days_ago=number + 1)
        story(f"Woda nie taka wielka {number}", days_ago=number + 1)
    assert titles('"wielka woda"') == ["Wielka woda 0", "Wielka woda 1", "Wielka woda 2"]
    assert newest_found('"wielka woda"', Narrowing(), 2) == newest_found('"wielka woda"', Narrowing(), 3)[:2]

"""People recognised in a story: suggested when it is saved, decided by whoever writes, linked only after that."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import mentions, recognition
from articles.jobs import rerender_stale, take_back_automatic
from articles.mentions import Decision
from articles.merging import merge_people
from articles.models import Article, Mention, PeopleRules, PersonLink
from articles.services import render_body, save_story
from people.models import Office, Person
from polish import morphology
from tests.factories import make_article, make_person, make_place, make_section, make_user

from .desk import ADD, change_address, form_of, make_cast, make_draft
from .terminal import PressingStop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not morphology.has_full_dictionary, reason="Without the dictionary fewer names are found."),
]
TEXT = "<p>Most jest zamknięty. Prezes spotkał się z Haliną Ostrężną, starostą. Potem wrócił do domu.</p>"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def halina():
    return make_person(gender="f")


def states(article):
    return {mention.person.last_name: mention.state for mention in article.mentions.select_related("person")}


def saved(body=TEXT, *, by=None, people=None, **fields):
    article = Article(title="Most zamknięty", lead="Od dziś.", body=body, **{"section": make_section()} | fields)
    save_story(article, by, people)
    return article


def links(article):
    article.refresh_from_db()
    return re.findall(r'<a class="person" href="(/ludzie/[^"]+)">([^<]*)</a>', article.body_html)


# -- Recognising ---------------------------------------------------------------------------------------------


def test_saving_suggests_whom_the_text_mentions_with_the_sentence(client, cast, halina):
    client.force_login(cast.jan)
    client.post(ADD, form_of(None, title="Most", lead="Lead.", body=TEXT))
    mention = Mention.objects.get()
    assert (mention.person, mention.state, mention.rule) == (halina, "suggested", "name")
    assert mention.passage == ("Prezes spotkał się z ", "Haliną Ostrężną", ", starostą.")
    assert (mention.decided_by, mention.is_automatic) == (None, False)


@pytest.mark.parametrize("field", ["title", "lead"])
def test_headline_and_lead_are_read_too(halina, field):
    article = Article(title="Most", lead="Lead.", section=make_section())
    setattr(article, field, "Halina Ostrężna zamyka most")
    save_story(article, None)
    assert states(article) == {"Ostrężna": "suggested"}


def test_an_office_with_the_surname_and_the_place_is_told_apart_from_a_full_name(halina):
    Office.objects.create(person=halina, title="burmistrz Rybnika", starts=date(2020, 1, 1))
    article = saved("<p>Burmistrz Ostrężna zapowiedziała remont w Rybniku.</p>")
    assert article.mentions.get().rule == "office"


def test_a_sentence_is_found_in_a_long_paragraph_and_cut_where_it_is_long(halina):
    filler = "Zdanie o niczym. " * 300
    article = saved(f"<p>{filler}Dziś {'bardzo ' * 60}Halina Ostrężna mówiła {'długo ' * 60}.</p>")
    before, name, after = article.mentions.get().passage
    assert name == "Halina Ostrężna" and before.startswith("… bardzo") and after.endswith("długo …")
    assert len(before + name + after) < 300


def test_a_new_or_renamed_profile_is_recognised_at_once(halina):
    article = saved("<p>Przyszła Halina Ostrężna, przyszedł Roman Szymura.</p>")
    assert set(states(article)) == {"Ostrężna"}
    make_person("Roman", "Szymura", office="wójt")
    halina.last_name = "Nowicka"
    halina.save()
    save_story(article, None)
    assert set(states(article)) == {"Szymura"}
    Person.objects.get(last_name="Szymura").delete()
    save_story(article, None)
    assert states(article) == {}


def test_a_name_that_many_bear_needs_its_office_or_place():
    person = make_person("Jan", "Matejko", office="burmistrz Skoczowa", has_common_name=True)
    assert states(saved("<p>Obraz namalował Jan Matejko.</p>")) == {}
    assert states(saved("<p>Burmistrz Skoczowa Jan Matejko mówi.</p>")) == {"Matejko": "suggested"}
    assert person.mentions.count() == 1


def test_more_people_in_the_text_ask_no_more_queries(halina):
    def queries(article):
        with CaptureQueriesContext(connection) as asked:
            mentions.recognise(article)
        return len(asked)

    names = ["Szymura", "Kania", "Ryszka", "Kopeć", "Hanzlik", "Gruszka", "Donat", "Błachut"]
    for surname in names:
        make_person("Roman", surname, office="wójt")
    one = Article.objects.create(title="Halina Ostrężna mówi")
    many = Article.objects.create(title="Wielu", body="".join(f"<p>Przyszedł Roman {name}.</p>" for name in names))
    recognition.roster(), PeopleRules.load()
    assert queries(one) == queries(many)
    assert many.mentions.count() == len(names)


# -- Deciding ------------------------------------------------------------------------------------------------


def test_nothing_is_shown_or_linked_before_somebody_accepts(client, halina):
    article = make_article(body=TEXT)
    save_story(article, None)
    assert links(article) == []
    page = client.get(article.get_absolute_url()).content.decode()
    assert halina.get_absolute_url() not in page


def test_whoever_writes_accepts_and_takes_it_back(client, cast, halina):
    article = make_draft(cast.jan, body=TEXT)
    client.force_login(cast.jan)
    client.post(change_address(article), form_of(article, people=[halina.pk]))
    mention = article.mentions.get()
    assert (mention.state, mention.decided_by) == ("accepted", cast.jan)
    assert links(article) == [(halina.get_absolute_url(), "Haliną Ostrężną")]

    article.refresh_from_db()
    client.post(change_address(article), form_of(article, people=[]))
    assert states(article) == {"Ostrężna": "suggested"}
    assert links(article) == []


def test_a_refusal_is_remembered_and_can_be_taken_back(client, cast, halina):
    article = make_draft(cast.jan, body=TEXT)
    client.force_login(cast.jan)
    client.post(change_address(article), form_of(article, refused=[halina.pk]))
    article.refresh_from_db()
    client.post(change_address(article), form_of(article, lead="Inny lead."))
    mention = article.mentions.get()
    assert (mention.state, mention.decided_by) == ("refused", cast.jan)

    article.refresh_from_db()
    client.post(change_address(article), form_of(article, refused=[]))
    assert states(article) == {"Ostrężna": "suggested"}


def test_whoever_is_in_both_lists_is_refused(client, cast, halina):
    article = make_draft(cast.jan, body=TEXT, complete=False)
    client.force_login(cast.jan)
    client.post(change_address(article), form_of(article, people=[halina.pk], refused=[halina.pk]))
    assert states(article) == {"Ostrężna": "refused"}


def test_what_the_text_no_longer_has_goes_and_decisions_stay(cast, halina):
    roman = make_person("Roman", "Szymura", office="wójt")
    adam = make_person("Adam", "Ryszka", office="komendant")
    people = Decision([roman], [adam])
    article = saved("<p>Halina Ostrężna, Roman Szymura i Adam Ryszka.</p>", by=cast.jan, people=people)
    assert states(article) == {"Ostrężna": "suggested", "Szymura": "accepted", "Ryszka": "refused"}
    article.body = "<p>Nikogo.</p>"
    save_story(article, cast.jan)
    assert states(article) == {"Szymura": "accepted", "Ryszka": "refused"}
    assert {mention.rule for mention in article.mentions.all()} == {""}


def test_two_profiles_that_become_one_keep_the_better_decision(cast, halina):
    other = make_person("Helena", "Ostrężna", office="")
    article = saved(by=cast.jan, people=Decision([], [halina]))
    Mention.objects.create(article=article, person=other)
    merge_people(other, halina)
    assert states(article) == {"Ostrężna": "accepted"}


# -- Without asking ------------------------------------------------------------------------------------------


@pytest.fixture
def certain():
    rules = PeopleRules.load()
    rules.accept_certain = True
    rules.save()


def test_the_rules_alone_accept_nothing_unless_they_may(halina):
    assert states(saved()) == {"Ostrężna": "suggested"}


def test_certain_recognitions_are_accepted_where_the_newsroom_lets_them(certain, halina):
    article = saved()
    mention = article.mentions.get()
    assert (mention.state, mention.is_automatic, mention.decided_by) == ("accepted", True, None)
    assert [text for _address, text in links(article)] == ["Haliną Ostrężną"]


def test_never_in_crime_news_nor_before_a_section_is_chosen(certain, halina):
    crime = make_section("Na sygnale", is_crime_news=True)
    assert states(saved(section=crime)) == {"Ostrężna": "suggested"}
    assert states(saved(section=None)) == {"Ostrężna": "suggested"}
    article = saved()
    article.section = crime
    save_story(article, None)
    assert states(article) == {"Ostrężna": "suggested"}
    assert links(article) == []


def test_a_section_that_becomes_one_of_crime_news_loses_what_the_rules_accepted(client, certain, cast, halina):
    by_rules, by_hand = saved(), saved(people=Decision([halina], []))
    cast.adam.is_superuser = True
    cast.adam.save()
    client.force_login(cast.adam)
    section = by_rules.section
    answer = client.post(
        f"/admin/articles/section/{section.pk}/change/",
        {"name": section.name, "slug": section.slug, "position": 0, "is_crime_news": "on"},
    )
    assert answer.status_code == 302
    (job,) = DBTaskResult.objects.filter(task_path=take_back_automatic.module_path)
    take_back_automatic.func(*job.args_kwargs["args"])

    assert states(by_rules) == {"Ostrężna": "suggested"} and links(by_rules) == []
    assert states(by_hand) == {"Ostrężna": "accepted"} and len(links(by_hand)) == 1


def test_a_frequent_surname_is_certain_only_beside_its_office_or_place(certain):
    make_person("Marek", "Kowalski", office="radny Konina")
    assert states(saved("<p>Rower kupił Marek Kowalski.</p>")) == {"Kowalski": "suggested"}
    assert states(saved("<p>Radny Marek Kowalski z Konina pytał.</p>")) == {"Kowalski": "accepted"}


def test_a_womans_form_of_a_frequent_surname_is_as_frequent(certain):
    make_person("Ewa", "Zawadzka", office="radna Konina")
    assert states(saved("<p>Rower kupiła Ewa Zawadzka.</p>")) == {"Zawadzka": "suggested"}


def test_an_office_and_a_surname_are_never_certain(certain, halina):
    Office.objects.create(person=halina, title="burmistrz Rybnika", starts=date(2020, 1, 1))
    assert states(saved("<p>Burmistrz Ostrężna mówiła w Rybniku.</p>")) == {"Ostrężna": "suggested"}


def test_what_was_taken_back_is_not_accepted_again(certain, cast, halina):
    article = saved()
    for _ in range(2):
        save_story(article, cast.jan, Decision([], []))
        assert states(article) == {"Ostrężna": "suggested"}


def test_an_automatic_acceptance_goes_with_the_text(certain, halina):
    article = saved()
    article.body = "<p>Nikogo.</p>"
    save_story(article, None)
    assert states(article) == {}
    assert links(article) == []


# -- Links in the body ---------------------------------------------------------------------------------------


def linked(body, *people, title="Most", lead=""):
    article = make_article(title=title, lead=lead, body=body, people=people)
    render_body(article)
    return article


def test_only_the_first_mention_in_running_text_is_linked(halina):
    article = linked(
        "<h2>Halina Ostrężna odpowiada</h2><p><a href='/x/'>Halina Ostrężna</a> i <strong>Halinie Ostrężnej</strong> oraz Ostrężną.</p>"
        "<p>Halina Ostrężna.</p>",
        halina,
    )
    assert links(article) == [(halina.get_absolute_url(), "Halinie Ostrężnej")]
    assert [link.person for link in PersonLink.objects.all()] == [halina]


def test_names_stand_where_they_stood(halina):
    roman, adam = make_person("Roman", "Szymura", office="wójt"), make_person("Adam", "Ryszka", office="komendant")
    article = linked(
        "<p>Raz: Roman Szymura, dwa: <em>Adam Ryszka</em> i w końcu Halina Ostrężna z domu.<br>Koniec &lt;b&gt;.</p>",
        halina,
        roman,
        adam,
    )
    text = re.sub(r"</?a[^>]*>", "", article.body_html).replace("\u00a0", " ")
    assert (
        text
        == "<p>Raz: Roman Szymura, dwa: <em>Adam Ryszka</em> i w końcu Halina Ostrężna z domu.<br>Koniec &lt;b&gt;.</p>"
    )
    assert [name for _address, name in links(article)] == ["Roman Szymura", "Adam Ryszka", "Halina Ostrężna"]


def test_a_quotations_speaker_is_linked_and_a_surname_known_from_the_headline(halina):
    article = linked("<blockquote><p>Nie.</p><footer>Halina Ostrężna, starosta</footer></blockquote>", halina)
    assert [name for _address, name in links(article)] == ["Halina\u00a0Ostrężna"] or links(article)
    article = linked("<p>Ostrężna nie przyszła.</p>", halina, title="Halina Ostrężna o moście")
    assert [name for _address, name in links(article)] == ["Ostrężna"]


def test_a_common_name_needs_nothing_more_once_it_is_accepted():
    person = make_person("Jan", "Matejko", office="burmistrz Skoczowa", has_common_name=True)
    assert len(links(linked("<p>Mówi Jan Matejko.</p>", person))) == 1


def test_a_name_around_a_tag_or_of_a_street_is_no_link(halina):
    assert links(linked("<p>Halina <strong>Ostrężna</strong> i ulica Haliny Ostrężnej.</p>", halina)) == []


def test_rendering_again_gives_the_same(halina):
    article = linked(TEXT, halina)
    first = article.body_html
    render_body(article)
    assert article.body_html == first


def test_a_profile_that_was_merged_is_linked_by_the_name_that_it_had(halina):
    other = make_person("Halina", "Kuś")
    article = linked("<p>Halina Kuś milczy, a Ostrężna mówi.</p>", other)
    merge_people(other, halina)
    render_body(article)
    assert links(article) == [(halina.get_absolute_url(), "Halina Kuś")]


def test_a_profile_that_changes_or_goes_renders_its_stories_anew(halina):
    article = linked(TEXT, halina)
    halina.last_name = "Kuś"
    halina.save()
    rerender_stale.call()
    assert links(article) == [(halina.get_absolute_url(), "Haliną Ostrężną")]
    halina.delete()
    rerender_stale.call()
    assert links(article) == []
    assert not PersonLink.objects.exists()


# -- All stories ---------------------------------------------------------------------------------------------


def test_find_people_reads_every_story_once_and_may_be_run_again(halina, capsys):
    stories = [make_article(f"Tekst {number}", body=TEXT) for number in range(5)]
    Mention.objects.create(article=stories[0], person=halina, state="refused", decided_at=timezone.now())
    for _ in range(2):
        call_command("find_people")
        assert sorted(Mention.objects.values_list("state", flat=True)) == ["refused", *["suggested"] * 4]
    assert "5 of 5" in capsys.readouterr().out


def test_find_people_goes_on_where_it_was_stopped(halina):
    stories = [make_article(f"Tekst {number}", body=TEXT) for number in range(5)]
    run = mentions.find_everywhere(at_once=2)
    assert next(run) == 2
    run.close()
    assert {mention.article for mention in Mention.objects.all()} == set(stories[3:])
    assert mentions.left_to_find() == 3
    assert list(mentions.find_everywhere(at_once=2)) == [2, 3]
    assert Mention.objects.count() == 5
    assert mentions.left_to_find() == 5, "the next run begins anew"


def test_find_people_makes_nobody_public_though_saving_would(client, certain, halina):
    article = make_article(body=TEXT)
    page = client.get(article.get_absolute_url()).content
    call_command("find_people", verbosity=0)
    assert states(article) == {"Ostrężna": "suggested"}
    assert links(article) == []
    assert client.get(article.get_absolute_url()).content == page

    save_story(article, None)
    assert states(article) == {"Ostrężna": "accepted"}


def test_find_people_keeps_whom_the_rules_accepted_when_the_story_was_saved(certain, halina):
    article = saved()
    call_command("find_people", verbosity=0)
    assert states(article) == {"Ostrężna": "accepted"} and len(links(article)) == 1


def test_find_people_accepts_what_is_certain_where_that_is_asked_for(certain, halina):
    article = make_article(body=TEXT)
    in_crime_news = make_article(body=TEXT, section=make_section("Na sygnale", is_crime_news=True))
    call_command("find_people", accept_certain=True, verbosity=0)
    assert states(article) == {"Ostrężna": "accepted"} and len(links(article)) == 1
    assert states(in_crime_news) == {"Ostrężna": "suggested"} and links(in_crime_news) == []


def test_find_people_asks_for_the_editors_rule_before_it_accepts(halina):
    article = make_article(body=TEXT)
    with pytest.raises(CommandError, match="Ludzie w tekstach"):
        call_command("find_people", accept_certain=True, verbosity=0)
    assert states(article) == {}


def test_a_batch_asks_no_more_queries_with_more_stories(halina):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            list(mentions.find_everywhere(at_once=50))
        return len(asked)

    make_article(body=TEXT)
    recognition.roster(), PeopleRules.load()
    one = queries()
    Mention.objects.all().delete()
    for number in range(9):
        make_article(f"Tekst {number}", body=TEXT)
    assert queries() == one


@pytest.mark.parametrize(
    "body", ["", "\x00", "<p>" + "Halina " * 40_000, "A" * 500_000, "<p>" * 3_000, "HALINA OSTRĘŻNA " * 5_000]
)
def test_any_text_may_come(halina, body):
    article = Article.objects.create(title="T", body=body.replace("\x00", ""))
    mentions.recognise(article)
    assert recognition.find(recognition.text_of_story("", "", body)) is not None


def test_of_two_who_bear_a_name_both_are_asked_about_where_nothing_tells_them_apart(certain, halina):
    other = make_person(gender="f", office="radna Dębowian")
    article = saved("<p>Na sesji Halina Ostrężna milczała. Potem Ostrężna wyszła.</p>")
    assert sorted(article.mentions.values_list("person", "state", "rule")) == [
        (halina.pk, "suggested", "name"),
        (other.pk, "suggested", "name"),
    ]
    assert article.mentions.first().passage == ("Na sesji ", "Halina Ostrężna", " milczała.")
    explained = saved("<p>Radna Dębowian Halina Ostrężna milczała. Wyszła też Halina Ostrężna.</p>")
    assert [mention.person for mention in explained.mentions.all()] == [other]


def test_a_second_profile_of_a_name_takes_back_what_the_rules_accepted(certain, halina):
    article = saved()
    make_person(gender="f", office="radna Dębowian")
    save_story(article, None)
    assert set(article.mentions.values_list("state", flat=True)) == {"suggested"} and links(article) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ostrężna Halina – 120 głosów", 1),
        ("Ostrężna Halina - 120 głosów", 1),
        ("Ostrężna Halina – tak, Nowak Jan – nie", 0),
    ],
)
def test_a_list_of_results_names_people_by_surname_first(halina, text, found):
    assert len(recognition.find(text)) == found


def test_a_story_of_somebody_unknown_does_not_name_who_has_a_profile(halina):
    text = "Dyrektorce szkoły Marii Kuś dziękowała starosta Halina Ostrężna."
    assert [(one.first_name, one.last_name, one.office) for one in recognition.unknown(text)] == [
        ("Maria", "Kuś", "dyrektorka szkoły")
    ]


@pytest.mark.parametrize("name", ["Haliną Ostrężną", "Halinie Ostrężnej", "Halina Ostrężna"])
def test_whoever_has_a_profile_is_not_offered_one_in_any_case(halina, name):
    text = f"Prezes spotkał się z: {name}, starostą."
    assert [one.person for one in recognition.find(text)] == [halina.pk]
    assert recognition.unknown(text) == []


def test_who_may_not_be_named_by_the_reader_page_stays_out(client, halina):
    """A reader's page asks for accepted people only, whatever else the rows say."""
    article = make_article(body="<p>Tekst.</p>", people=[halina])
    roman = make_person("Roman", "Szymura", office="wójt")
    Mention.objects.create(article=article, person=roman, state="suggested", rule="name")
    page = client.get(article.get_absolute_url()).content.decode()
    assert halina.get_absolute_url() in page and roman.get_absolute_url() not in page
    assert make_user("x") is not None


def test_a_place_that_gets_another_name_is_looked_for_by_that_name():
    place = make_place("Krzemionów")
    szymura = make_person("Roman", "Szymura", office="")
    Office.objects.create(person=szymura, title="burmistrz", place=place)
    text = "Burmistrz Szymura zapowiedział remont ulic w Skoczowie."
    assert not recognition.find(text)

    place.name = "Skoczów"
    place.save()
    assert [one.person for one in recognition.find(text)] == [szymura.pk]


def test_find_people_that_is_interrupted_says_so():
    make_article()
    with pytest.raises(CommandError, match="goes on") as stopped:
        call_command("find_people", stdout=PressingStop())
    assert stopped.value.returncode == 130

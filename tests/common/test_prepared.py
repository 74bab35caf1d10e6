"""Prepared queries answer as the queryset that they were made from, whatever the values, and keep no moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from common.prepared import Prepared
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db

by_key = Prepared(lambda pk, at: Article.objects.published(at).filter(pk=pk).select_related("section").order_by())


def test_it_answers_for_each_value_anew():
    one, two = make_article("Pierwszy"), make_article("Drugi")
    now = timezone.now()

    assert [story.title for pk in (one.pk, two.pk, one.pk, 0) for story in by_key(pk, now)] == [
        "Pierwszy",
        "Drugi",
        "Pierwszy",
    ]


def test_two_of_them_asked_in_turns_do_not_mix(django_assert_num_queries):
    one, two = make_article("Pierwszy"), make_article("Drugi")

    with django_assert_num_queries(2):
        first, second = by_key(one.pk, timezone.now()), by_key(two.pk, timezone.now())
        assert [story.section.name for story in second] == ["Samorząd"]
        assert [story.title for story in first] == ["Pierwszy"]
        assert [story.title for story in second] == ["Drugi"]


def test_rows_are_what_the_queryset_would_have_made_of_them():
    make_article("Pierwszy"), make_article("Drugi", section=None)

    def stories(most):
        return (
            Article.objects.filter(pk__lte=most)
            .select_related("section", "tally")
            .prefetch_related("places")
            .annotate(twice=F("pk") * 2)
            .only("title", "section__name", "tally__comments")
            .order_by("pk")
        )

    asked, plain = Prepared(stories)(10**6), list(stories(10**6))
    assert [vars(one).keys() for one in asked] == [vars(one).keys() for one in plain]
    assert [(one, one.twice, one.section and one.section.name) for one in asked] == [
        (one, one.twice, one.section and one.section.name) for one in plain
    ]
    assert [one._state.fields_cache.keys() for one in asked] == [one._state.fields_cache.keys() for one in plain]


def test_what_was_not_selected_is_read_when_it_is_asked_for(django_assert_num_queries):
    story = make_article("Pierwszy", lead="Wstęp")
    short = Prepared(lambda pk: Article.objects.filter(pk=pk).only("title"))(story.pk)[0]

    with django_assert_num_queries(1):
        assert short.lead == "Wstęp"
    short.title = "Zmieniony"
    short.save(update_fields=["title"])
    assert Article.objects.get(pk=story.pk).title == "Zmieniony"


def test_rows_of_another_kind_are_refused():
    with pytest.raises(TypeError, match="Only rows of a model"):
        Prepared(lambda pk: Article.objects.filter(pk=pk).values("title"))(1)


def test_a_text_is_the_one_given():
    make_article("Pierwszy"), make_article("Drugi")
    by_title = Prepared(lambda title: Article.objects.filter(title=title).values_list("title", flat=True))

    assert [list(by_title(title)) for title in ("Drugi", "Trzeci", "Pierwszy")] == [["Drugi"], [], ["Pierwszy"]]


def test_the_moment_is_the_one_given():
    story = make_article("Jutro", status=Article.Status.SCHEDULED)

    assert not list(by_key(story.pk, timezone.now()))
    assert list(by_key(story.pk, timezone.now() + timedelta(days=2)))


def test_a_withdrawn_story_is_gone_at_once(client):
    story = make_article()
    assert client.get(story.get_absolute_url()).status_code == 200
    story.withdraw(make_user("ewa"))

    assert client.get(story.get_absolute_url()).status_code == 410


def test_a_number_may_be_held_against_a_column_of_small_ones():
    comment = make_comment(support=3)
    supported = Prepared(lambda most: Comment.objects.filter(support__lte=most))

    assert [list(supported(most)) for most in (2, 3)] == [[], [comment]]


def test_a_moment_from_the_clock_is_refused():
    prepared = Prepared(lambda pk: Article.objects.published().filter(pk=pk))

    with pytest.raises(ValueError, match="for ever"):
        prepared(1)


def test_a_value_that_is_no_parameter_is_refused():
    prepared = Prepared(lambda pk, unused: Article.objects.filter(pk=pk))

    with pytest.raises(ValueError, match="not a parameter"):
        prepared(1, 2)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_side_by_side():
    stories = [make_article(f"{number}") for number in range(8)]

    def ask(story):
        found = [one.title for _ in range(30) for one in by_key(story.pk, timezone.now())]
        connection.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, stories)) == [[f"{number}"] * 30 for number in range(8)]

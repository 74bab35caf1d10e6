"""Lists of places, topics and authors are ranges of an index, and say the same as the links that they are made from."""

import importlib

import pytest
from django.db import connection
from django.utils import timezone

from articles import listings, search_index
from articles.merging import merge_tags
from articles.models import Article, ListEntry, Tag
from common.keyset import older_than, write_moment
from tests.factories import make_article, make_author, make_place, make_section, make_user

pytestmark = pytest.mark.django_db


def titles(listing):
    return {story.title for story in listing.page("", 20)}


@pytest.fixture
def story():
    return make_article("Most", tags=["mosty"], places=[make_place("Krzemionów")], authors=[make_author()])


def lists():
    return [
        listings.place("krzemionow"), listings.tag("mosty"), listings.author("sabina-kalisz"),
        listings.place_section("krzemionow", "samorzad"),
    ]  # fmt: skip


def test_every_list_says_what_the_links_say(story):
    make_article("Szkic", status=Article.Status.DRAFT, tags=["mosty"])
    make_article("Jutro", status=Article.Status.SCHEDULED, tags=["mosty"])

    for listing in lists():
        assert titles(listing) == set(listing.articles.values_list("title", flat=True)) == {"Most"}
        assert [one.title for one in listing.newest(40)] == ["Most"]


def test_a_withdrawn_story_leaves_all_of_them_and_comes_back_when_published_again(story):
    boss = make_user("ewa")
    story.withdraw(boss)
    assert [titles(listing) for listing in lists()] == [set()] * 4
    assert not ListEntry.objects.exists()

    story.publish(boss)
    assert [titles(listing) for listing in lists()] == [{"Most"}] * 4


def test_a_story_that_moves_to_another_section_moves_in_the_place_too(story):
    story.section = make_section("Sport")
    story.save()
    search_index.refresh(story)

    assert titles(listings.place_section("krzemionow", "sport")) == {"Most"}
    assert not titles(listings.place_section("krzemionow", "samorzad"))


def test_merged_topics_have_the_stories_of_both(story):
    make_article("Wiadukt", tags=["wiadukty"])
    merge_tags(list(Tag.objects.filter(slug="wiadukty")), Tag.objects.get(slug="mosty"))

    assert titles(listings.tag("mosty")) == {"Most", "Wiadukt"}


def test_pages_follow_one_another_without_a_gap():
    for number in range(7):
        make_article(f"{number}", tags=["mosty"], published_at=timezone.now().replace(microsecond=0))
    seen, cursor = [], ""
    while True:
        page = listings.tag("mosty").page(cursor, 3)
        seen += [story.title for story in page]
        cursor = page.next_cursor
        if not cursor:
            break

    assert seen == list("6543210")


def test_a_deep_page_is_one_range_of_the_index(story):
    cursor = write_moment(story.published_at, story.pk)
    for listing in lists():
        query = older_than(listing.entries, cursor, key="article_id")[:21].values("article")
        sql, values = query.query.sql_with_params()
        with connection.cursor() as asked:
            if connection.vendor == "sqlite":
                asked.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            else:
                # So few rows are read fastest in a row: what can be done with many is asked.
                asked.execute(
                    "SET LOCAL enable_seqscan TO off; SET LOCAL enable_bitmapscan TO off; SET LOCAL enable_sort TO off"
                )
                asked.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(str(row[-1]) for row in asked.fetchall())
        assert "articles_listed_newest" in plan
        assert "TEMP B-TREE" not in plan and "Sort" not in plan


def test_the_first_migration_of_lists_finds_what_refresh_finds(story):
    fill = importlib.import_module("articles.migrations.0008_listed")
    columns = ["kind", "of", "section", "article", "published_at"]
    kept = set(ListEntry.objects.values_list(*columns))
    ListEntry.objects.all().delete()
    with connection.cursor() as cursor:
        for rows in fill.FILL:
            cursor.execute(f"{fill.INSERT} {rows}")

    assert len(kept) == 4
    assert set(ListEntry.objects.values_list(*columns)) == kept

"""Reads are counted exactly, for published stories, from our own pages only, and say nothing of the reader."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from articles.models import Article, ArticleTally, HourlyReads
from articles.statistics import add_reads
from tests.factories import make_article

OURS = {"Origin": "https://portal.example"}


@pytest.mark.django_db
def test_a_read_counts_in_the_hour_and_in_the_total(client):
    article = make_article()
    for _ in range(3):
        assert client.post(f"/licznik/{article.pk}/", headers=OURS).status_code == 204
    assert ArticleTally.objects.get(article=article).reads == 3
    assert HourlyReads.objects.get(article=article).reads == 3


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_read_from_elsewhere_does_not_count(client, headers):
    article = make_article()
    assert client.post(f"/licznik/{article.pk}/", headers=headers).status_code == 204
    assert not HourlyReads.objects.exists()


@pytest.mark.django_db
def test_unpublished_and_missing_stories_answer_alike_and_count_nothing(client):
    draft = make_article(status=Article.Status.DRAFT)
    for pk in (draft.pk, 999_999):
        response = client.post(f"/licznik/{pk}/", headers=OURS)
        assert (response.status_code, response.content) == (204, b"")
    assert not HourlyReads.objects.exists()


@pytest.mark.django_db
def test_only_post_counts_and_no_cookie_is_set(client):
    article = make_article()
    assert client.get(f"/licznik/{article.pk}/").status_code == 405
    response = client.post(f"/licznik/{article.pk}/", headers=OURS)
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_no_read_is_lost_when_many_come_at_once():
    article = make_article()

    def read_ten_times(_):
        try:
            for _ in range(10):
                add_reads(article.pk, 1)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(read_ten_times, range(6)))
    assert ArticleTally.objects.get(article=article).reads == 60, connection.vendor


@pytest.mark.django_db
def test_saving_a_story_keeps_its_counters():
    article = make_article()
    stale = Article.objects.get(pk=article.pk)
    add_reads(article.pk, 5)
    stale.title = "Poprawiony tytuł"
    stale.save()
    assert ArticleTally.objects.get(article=article).reads == 5

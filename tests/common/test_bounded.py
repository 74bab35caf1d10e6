"""Several short looks in one query: the same answers as one by one, and never beyond the bound."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment
from common.bounded import count_each, first_of_each, the_same_for
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


def test_each_list_is_counted_up_to_the_bound_in_one_query():
    article = make_article()
    for n in range(5):
        make_comment(article, nick=f"N{n}", state="held" if n < 3 else "visible")
    lists = [
        Comment.objects.waiting(),
        Comment.objects.filter(created_at__lte=timezone.now(), nick__in=["N3", "N4"]),
        Comment.objects.none(),
    ]

    with CaptureQueriesContext(connection) as asked:
        counts = count_each(lists, most=2)

    assert counts == [2, 2, 0]
    assert len(asked) == 1
    assert count_each([]) == []
    assert count_each([Comment.objects.none()]) == [0]


def test_the_first_rows_of_each_come_together():
    article = make_article()
    for nick in ("A", "A", "A", "B"):
        make_comment(article, nick=nick)

    newest = Comment.objects.filter(nick="?").order_by("-pk").values_list("nick", "state")[:2]

    rows = first_of_each(the_same_for(newest, "?", ["A", "B", "C"]))

    assert sorted(rows) == [("A", "visible"), ("A", "visible"), ("B", "visible")]
    assert first_of_each(the_same_for(newest, "?", [])) == []

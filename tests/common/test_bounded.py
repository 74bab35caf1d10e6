"""Several short looks in one query: the same answers as one by one, and never beyond the bound."""

import pytest

from comments.models import Comment
from common.bounded import count_in_each, the_same_for
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


def test_the_first_rows_of_each_come_together():
    article = make_article()
    for nick in ("A", "A", "A", "B"):
        make_comment(article, nick=nick)

    newest = Comment.objects.filter(nick="?").order_by("-pk").values_list("nick", "state")[:2]

    rows = count_in_each(the_same_for(newest, "?", ["A", "B", "C"]), columns=2)

    assert sorted(rows) == [("A", "visible", 2), ("B", "visible", 1)]
    assert count_in_each(the_same_for(newest, "?", []), columns=2) == []

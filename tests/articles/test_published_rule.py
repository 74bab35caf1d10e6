"""The rule of what the public may read is written twice, for many rows and for one; both say the same."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from tests.factories import make_article

MOMENTS = [None, timedelta(days=-400), timedelta(seconds=-1), timedelta(days=1)]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Article.Status.values)
@pytest.mark.parametrize("offset", MOMENTS)
def test_one_row_and_many_rows_agree_in_every_state_and_date(status, offset):
    moment = None if offset is None else timezone.now() + offset
    public = status in {"published", "scheduled"}
    article = make_article(status=Article.Status.DRAFT)
    try:
        with transaction.atomic():
            Article.objects.filter(pk=article.pk).update(status=status, published_at=moment)
    except IntegrityError:
        assert public == (moment is None), "the constraint refuses only a date without its state, or the reverse"
        return
    assert public == (moment is not None)
    article.refresh_from_db()
    in_queryset = Article.objects.published().filter(pk=article.pk).exists()
    assert article.is_published == in_queryset
    assert in_queryset == (public and moment <= timezone.now())

"""Counting reads: one number an hour for each story, and nothing about who read it."""

import time

from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common import counters
from common.away import is_away
from common.databases.patience import BRIEFLY, at_most
from common.http import comes_from_us

from .models import Article, ArticleTally, HourlyReads

TOLD_EVERY = 60
_told_at = None


@never_cache
@csrf_exempt  # Cached pages carry no token; the Origin is checked instead.
@require_POST
def count(request, pk):
    """Count one read. Answers 204 whether or not the story exists, so that nothing can be learnt from it."""
    if comes_from_us(request) and Article.objects.published().filter(pk=pk).exists():
        # They come by the dozen; no reader of a page is to wait because of a figure, and no log to be filled.
        try:
            with at_most(BRIEFLY):
                add_reads(pk, 1)
        except OperationalError as error:
            if not is_away(error):
                raise
            return _not_counted()
    return HttpResponse(status=204)


def _not_counted():
    """503, of which the log has a line each time; of these one a minute is enough."""
    global _told_at
    response, now = HttpResponse(status=503), time.monotonic()
    if _told_at is not None and now - _told_at < TOLD_EVERY:
        # As Django itself marks what its log has already.
        response._has_been_logged = True
    else:
        _told_at = now
    return response


def add_reads(article_id, reads, *, hour=None):
    """Add to the hour's figure and to the story's total, exactly, however many do it at once."""
    hour = (hour or timezone.now()).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        counters.add(HourlyReads, {"article_id": article_id, "hour": hour}, "reads", reads)
        counters.add(ArticleTally, {"article_id": article_id}, "reads", reads, also={"comments": 0})

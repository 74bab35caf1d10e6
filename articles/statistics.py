"""Counting reads: one number an hour for each story, and nothing about who read it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Article, ArticleTally, HourlyReads


@never_cache
@csrf_exempt  # Cached pages carry no token; the Origin is checked instead.
@require_POST
def count(request, pk):
    """Count one read. Answers 204 whether or not the story exists, so that nothing can be learnt from it."""
    if _comes_from_us(request) and Article.objects.published().filter(pk=pk).exists():
        add_reads(pk, 1)
    return HttpResponse(status=204)


def add_reads(article_id, reads, *, hour=None):
    """Add to the hour's figure and to the story's total, exactly, however many do it at once."""
    hour = (hour or timezone.now()).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        _upsert(HourlyReads, {"article_id": article_id, "hour": hour}, "reads", reads)
        _upsert(ArticleTally, {"article_id": article_id}, "reads", reads, also={"comments": 0})


def _upsert(model, keys, counter, amount, also=None):
    """`INSERT … ON CONFLICT DO UPDATE SET n = n + …`: Django has no such call, and get-then-save loses increments."""
    row = keys | {counter: amount} | (also or {})
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(map(quote, row))
    holders = ", ".join(["%s"] * len(row))
    unique = ", ".join(map(quote, keys))
    name = quote(counter)
    sql = (
        f"INSERT INTO {table} ({columns}) VALUES ({holders}) "  # noqa: S608 - names come from the model alone
        f"ON CONFLICT ({unique}) DO UPDATE SET {name} = {table}.{name} + excluded.{name}"
    )
    fields = {field.column: field for field in model._meta.concrete_fields}
    values = [fields[column].get_db_prep_save(value, connection) for column, value in row.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _comes_from_us(request):
    """Whether the page that asks is one of the portal's own, by its Origin or, where that is absent, by fetch metadata."""
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc in {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return request.headers.get("Sec-Fetch-Site") == "same-origin"

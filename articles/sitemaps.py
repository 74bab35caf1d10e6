"""Sitemaps (sitemaps.org 0.9) and the news sitemap of the last 48 hours.

One file a month, so that a growing archive never makes one longer than the protocol's 50 thousand addresses, and an index
made from the first and the last date alone.
"""

from datetime import timedelta

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from common.http import reader_page
from people.models import Person
from portal.models import Imprint, Page, Place

from . import listings
from .feeds import absolute
from .models import Article, Author, Section

# The protocol's limit for one file.
LONGEST = 50_000
NEWS_FOR = timedelta(hours=48)
# Google News reads at most this many.
MOST_NEWS = 1000


def _xml(template, context):
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")


@reader_page
def index(request):
    months = [absolute(reverse("articles:sitemap-month", args=month)) for month in _months()]
    return _xml("sitemaps/index.xml", {"addresses": [absolute(reverse("articles:sitemap-lists")), *months]})


@reader_page
def month(request, year, month):
    articles = listings.month(year, month).articles.order_by("-published_at", "-pk")
    rows = articles.only("pk", "slug", "published_at", "updated_at")[:LONGEST]
    entries = [
        {
            "address": absolute(article.get_absolute_url()),
            "changed": article.updated_at if article.was_updated else article.published_at,
        }
        for article in rows
    ]
    return _xml("sitemaps/addresses.xml", {"entries": entries})


@reader_page
def lists(request):
    rows = [*Section.objects.all(), *Place.objects.all(), *Author.objects.all(), *Page.objects.all()]
    people = Person.objects.current().only("pk", "slug").order_by("pk")[: LONGEST - len(rows) - 2]
    addresses = ["/", reverse("articles:people"), *(row.get_absolute_url() for row in [*rows, *people])]
    return _xml("sitemaps/addresses.xml", {"entries": [{"address": absolute(address)} for address in addresses]})


@reader_page
def news(request):
    since = timezone.now() - NEWS_FOR
    articles = Article.objects.published().filter(published_at__gte=since, kind=Article.Kind.EDITORIAL)
    rows = articles.order_by("-published_at", "-pk").only("pk", "slug", "title", "published_at")[:MOST_NEWS]
    entries = [{"address": absolute(article.get_absolute_url()), "article": article} for article in rows]
    return _xml("sitemaps/news.xml", {"entries": entries, "imprint": Imprint.load()})


def _months():
    """Every month from the first story to the last as `(year, month)`, the latest first. Two look-ups in an index."""
    published = Article.objects.published()
    first = published.order_by("published_at", "pk").values_list("published_at", flat=True).first()
    if first is None:
        return []
    last = published.order_by("-published_at", "-pk").values_list("published_at", flat=True).first()
    first, last = timezone.localtime(first), timezone.localtime(last)
    count = (last.year - first.year) * 12 + last.month - first.month
    months = (divmod(last.year * 12 + last.month - 1 - back, 12) for back in range(count + 1))
    return [(year, month + 1) for year, month in months]

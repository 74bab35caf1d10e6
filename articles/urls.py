"""Addresses of stories, lists and people; each list's feeds follow it."""

from functools import partial

from django.urls import path

from . import converters, listings, people_pages, sitemaps, statistics, views
from .feeds import feed

__all__ = ["converters", "urlpatterns"]

app_name = "articles"


def listing(address, view, find_listing, name):
    """A list's page with its three feeds."""
    return with_feeds(address, view, partial(feed, find_listing), name)


def with_feeds(address, view, feed_of_kind, name):
    return [
        path(address, view, name=name),
        path(f"{address}rss/", feed_of_kind("rss"), name=f"{name}-rss"),
        path(f"{address}atom/", feed_of_kind("atom"), name=f"{name}-atom"),
        path(f"{address}feed.json", feed_of_kind("json"), name=f"{name}-json"),
    ]


urlpatterns = [
    path("artykuly/<int:pk>-<str:slug>/", views.detail, name="detail"),
    path("rss/", feed(listings.newest, "rss"), name="newest-rss"),
    path("atom/", feed(listings.newest, "atom"), name="newest-atom"),
    path("feed.json", feed(listings.newest, "json"), name="newest-json"),
    *listing("dzialy/<slug:slug>/", views.section, listings.section, "section"),
    *listing("miejscowosci/<slug:slug>/", views.place, listings.place, "place"),
    *listing(
        "miejscowosci/<slug:slug>/<slug:section_slug>/", views.place_section, listings.place_section, "place-section"
    ),
    *listing("tagi/<slug:slug>/", views.tag, listings.tag, "tag"),
    *listing("autorzy/<slug:slug>/", views.author, listings.author, "author"),
    *listing("archiwum/<yyyy:year>/<mm:number>/", views.month, listings.month, "month"),
    *listing("archiwum/<yyyy:year>/<mm:number>/<mm:of_month>/", views.day, listings.day, "day"),
    *listing("ludzie/", people_pages.register, listings.everybody, "people"),
    *listing("ludzie/miejscowosci/<slug:slug>/", people_pages.of_place, listings.people_of_place, "people-place"),
    *listing("ludzie/funkcje/<slug:slug>/", people_pages.of_kind, listings.people_of_kind, "people-kind"),
    *with_feeds("ludzie/<int:pk>-<str:slug>/", people_pages.person, people_pages.person_feed, "person"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemap-listy.xml", sitemaps.lists, name="sitemap-lists"),
    path("sitemap-<yyyy:year>-<mm:month>.xml", sitemaps.month, name="sitemap-month"),
    path("licznik/<int:pk>/", statistics.count, name="count"),
]

"""All addresses. Those that are promised for ever are listed in `tests/test_addresses.py`."""

from django.contrib import admin
from django.urls import include, path

from . import health, robots, search_page, views

# What is asked for most comes first, since addresses are looked through in this order.
urlpatterns = [
    path("", views.front_page, name="front-page"),
    path("szukaj/", search_page.page, name="search"),
    path("szukaj/rss/", search_page.rss, name="search-rss"),
    path("szukaj/podpowiedzi/", search_page.suggestions, name="search-suggestions"),
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("", include("photos.urls")),
    path("", include("tips.urls")),
    path("robots.txt", robots.robots, name="robots"),
    path("stan/", health.state, name="state"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("<slug:slug>/", views.page, name="portal-page"),
]

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.forbidden"
handler404 = "newsroom.errors.not_found"
handler500 = "newsroom.errors.server_error"

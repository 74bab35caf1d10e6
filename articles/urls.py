"""Addresses of stories, lists and people; each list's feeds follow it."""

from django.urls import path

from . import views

app_name = "articles"
urlpatterns = [
    path("artykuly/<int:pk>-<str:slug>/", views.detail, name="detail"),
    path("dzialy/<slug:slug>/", views.section, name="section"),
    path("miejscowosci/<slug:slug>/", views.place, name="place"),
    path("miejscowosci/<slug:slug>/<slug:section>/", views.place_section, name="place-section"),
    path("tagi/<slug:slug>/", views.tag, name="tag"),
    path("autorzy/<slug:slug>/", views.author, name="author"),
    path("archiwum/<int:year>/<int:month>/", views.month, name="month"),
    path("archiwum/<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("ludzie/", views.people, name="people"),
    path("ludzie/<int:pk>-<str:slug>/", views.person, name="person"),
]

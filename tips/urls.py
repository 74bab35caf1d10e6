"""Addresses of the source's pages."""

from django.urls import path

from . import views

app_name = "tips"

urlpatterns = [
    path("napisz-do-nas/", views.new, name="new"),
    path("napisz-do-nas/kod/", views.code, name="code"),
]

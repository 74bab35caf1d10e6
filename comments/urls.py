"""Addresses of comments; the promised ones are listed in `tests/test_addresses.py`."""

from django.urls import path

from . import own_views, statistics, views

app_name = "comments"

urlpatterns = [
    path("artykuly/<int:pk>/komentarze/", views.conversation, name="thread"),
    path("artykuly/<int:pk>/komentarze/formularz/", views.form, name="form"),
    path("artykuly/<int:pk>/komentarze/ile/", views.count, name="count"),
    path("komentarze/moje/", own_views.mine, name="mine"),
    path("komentarze/moje/<int:pk>/popraw/", own_views.edit, name="edit"),
    path("komentarze/moje/<int:pk>/usun/", own_views.delete, name="delete"),
    path("komentarze/moje/<int:pk>/odwolanie/", own_views.appeal, name="appeal"),
    path("komentarze/moje/dane.json", own_views.export, name="export"),
    path("komentarze/moje/usun-wszystko/", own_views.erase, name="erase"),
    path("komentarze/moje/kod/", own_views.recovery_code, name="recovery-code"),
    path("komentarze/moje/odzyskaj/", own_views.recover, name="recover"),
    path("komentarze/moje/powiadomienia/", own_views.mail, name="mail"),
    path("komentarze/powiadomienia/<str:note>/potwierdz/", own_views.mail_confirm, name="mail-confirm"),
    path("komentarze/powiadomienia/<str:note>/koniec/", own_views.mail_stop, name="mail-stop"),
    path("komentarze/zgloszenie/", views.new_notice, name="new-notice"),
    path("komentarze/zgloszenie/<str:key>/", views.notice, name="notice"),
    path("komentarze/liczby/", statistics.page, name="figures"),
    path("komentarze/liczby.csv", statistics.table, name="figures-csv"),
    path("komentarze/<int:pk>/", views.permalink, name="permalink"),
    path("komentarze/<int:pk>/popieram/", views.support, name="support"),
    path("komentarze/<int:pk>/zglos/", views.report, name="report"),
]

"""The address of public renditions; `MEDIA_URL` says the same."""

from django.urls import path

from . import views

app_name = "photos"
urlpatterns = [path("media/<path:name>", views.media, name="media")]

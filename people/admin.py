"""Profiles of public figures on the desk, each with its dated offices and the sources of what it says."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.desk import DeskModelAdmin, DeskStackedInline

from .models import Office, Person, Source


class OfficeInline(DeskStackedInline):
    model = Office
    fields = [("title", "place"), "organisation", ("starts", "ends", "attested_on")]


class SourceInline(DeskStackedInline):
    model = Source
    fields = [("label", "url")]


@admin.register(Person)
class PersonAdmin(DeskModelAdmin):
    list_display = ["name_in_order", "latest_office"]
    list_per_page = 60
    search_fields = ["first_name", "last_name"]
    search_help_text = _("Name or surname")
    autocomplete_fields = ["portrait"]
    fields = [("first_name", "last_name"), "gender", "has_common_name", "portrait", "biography"]
    inlines = [OfficeInline, SourceInline]

    def get_queryset(self, request):
        return Person.objects.current().alphabetical().prefetch_related("offices")

    @admin.display(description=_("surname"), ordering="sort_key")
    def name_in_order(self, person):
        return f"{person.last_name} {person.first_name}"

    @admin.display(description=_("office"))
    def latest_office(self, person):
        return next(iter(person.dated_offices), "–")

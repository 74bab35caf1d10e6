"""What every list and form of the desk has in common, whichever app it belongs to."""

from django import forms
from django.contrib import admin
from django.db import models

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class DeskForms:
    """The browser's own pickers of dates and times: they work with a thumb, in Polish and without any script."""

    formfield_overrides = {
        models.DateField: {"widget": DATE},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
    }


class DeskModelAdmin(DeskForms, admin.ModelAdmin):
    """A list and a form in the desk's skin."""

    list_per_page = 50
    show_full_result_count = False


class DeskTabularInline(DeskForms, admin.TabularInline):
    extra = 0


class DeskStackedInline(DeskForms, admin.StackedInline):
    extra = 0

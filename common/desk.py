"""What every list and form of the desk has in common, whichever app it belongs to."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_noop

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


# Django's own Polish puts a model's name into these in a case that it is not in; our catalogue says them without it.
WORDS_ABOUT_ROWS = [
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Delete selected %(verbose_name_plural)s"),
    gettext_noop(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items '
        "will be deleted:"
    ),
    gettext_noop(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following objects and their related "
        "items will be deleted:"
    ),
    gettext_noop(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account doesn't have "
        "permission to delete the following types of objects:"
    ),
]


class DeskForms:
    """The browser's own pickers of dates and times: they work with a thumb, in Polish and without any script."""

    formfield_overrides = {
        models.DateField: {"widget": DATE},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
        # "kurier.example" typed without a scheme is an address all the same.
        models.URLField: {"widget": forms.URLInput, "assume_scheme": "https"},
    }


class DeskModelAdmin(DeskForms, admin.ModelAdmin):
    """A list and a form in the desk's skin."""

    list_per_page = 50
    show_full_result_count = False

    def get_changelist_formset(self, request, **kwargs):
        """Fields within the list have no label beside them, so each says itself what it is."""
        formset = super().get_changelist_formset(request, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = field.label
        return formset


class DeskStackedInline(DeskForms, admin.StackedInline):
    """Rows of a form one under the other: unlike a table they fit a phone."""

    extra = 0


class MenuFilter(admin.SimpleListFilter):
    """A filter whose menu begins with a word of its own for "not narrowed": any state, whenever."""

    anything = ""

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": self.anything or first["display"]}, *others]

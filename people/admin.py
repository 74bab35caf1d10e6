"""Profiles of public figures on the desk, each with its dated offices and the sources of what it says."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.desk import DeskModelAdmin, DeskStackedInline

from .models import Office, Person, Removal, Source
from .removal import is_removed_name


class OfficeInline(DeskStackedInline):
    model = Office
    fk_name = "person"
    fields = [
        ("title", "place"), "organisation", ("starts", "ends", "attested_on"), ("predecessor", "successor"), "by_hand",
    ]  # fmt: skip
    autocomplete_fields = ["predecessor", "successor"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("place", "predecessor", "successor")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.autocomplete_fields and field:
            # Names need the room; profiles have a list of their own.
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field


class SourceInline(DeskStackedInline):
    model = Source
    fields = [("label", "url")]


class PersonForm(forms.ModelForm):
    """Asks once more before somebody gets the name of a person who wanted to have no profile here."""

    is_somebody_else = forms.BooleanField(
        label=_("It is somebody else of that name"), required=False, widget=forms.HiddenInput
    )

    def clean(self):
        data = super().clean()
        names = data.get("first_name", ""), data.get("last_name", "")
        is_new_name = {"first_name", "last_name"} & set(self.changed_data)
        if is_new_name and is_removed_name(*names):
            # From now on the question stands in the form.
            self.fields["is_somebody_else"].widget = forms.CheckboxInput()
            if not data.get("is_somebody_else"):
                raise ValidationError(
                    _(
                        "Somebody of this name had the profile removed and must not get one again. "
                        "If this is another person, say so below the name."
                    ),
                    code="removed",
                )
        return data


@admin.register(Person)
class PersonAdmin(DeskModelAdmin):
    form = PersonForm
    list_display = ["name_in_order", "latest_office"]
    list_per_page = 60
    search_fields = ["first_name", "last_name"]
    search_help_text = _("Name or surname")
    autocomplete_fields = ["portrait"]
    fields = [("first_name", "last_name"), "is_somebody_else", "gender", "has_common_name", "portrait", "biography"]
    inlines = [OfficeInline, SourceInline]

    def get_queryset(self, request):
        return Person.objects.current().alphabetical().prefetch_related("offices")

    def get_search_results(self, request, queryset, search_term):
        """As the story's form finds people: without Polish letters and in any grammatical case."""
        typed = search_term[:200].strip()
        return queryset.named(typed) if typed else queryset, False

    def get_deleted_objects(self, objs, request):
        """Of what goes with profiles the numbers are told, not every row: somebody may stand in thousands of stories.

        Rows that no word of the desk names are the program's own.
        """
        _rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        models = [Person, *(related.related_model for related in Person._meta.related_objects)]
        named = {str(one._meta.verbose_name_plural) for one in models if "verbose_name" in one._meta.original_attrs}
        told = {name: number for name, number in counts.items() if str(name) in named}
        return [str(person) for person in objs], told, lacking, protected

    @admin.display(description=_("surname"), ordering="sort_key")
    def name_in_order(self, person):
        return f"{person.last_name} {person.first_name}"

    @admin.display(description=_("office"))
    def latest_office(self, person):
        return next(iter(person.dated_offices), "–")


@admin.register(Removal)
class RemovalAdmin(DeskModelAdmin):
    """The record of removals: to be read, never written by hand."""

    list_display = ["__str__", "at", "by", "reason"]
    list_select_related = ["person", "by"]
    fields = ["person", "at", "by", "reason"]
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

"""Places, pages, the imprint and the accounts of the staff on the desk."""

import logging
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.desk import DeskForms, DeskModelAdmin
from common.markup import clean_simple
from polish.namedays import name_days

from .models import Imprint, NameDay, Page, Place, User
from .services import take_off_second_factor

security_log = logging.getLogger("newsroom.security")


@admin.register(Place)
class PlaceAdmin(DeskModelAdmin):
    list_display = ["name", "in_place", "position", "in_navigation"]
    list_editable = ["position", "in_navigation"]
    search_fields = ["name"]


@admin.register(Imprint)
class ImprintAdmin(DeskModelAdmin):
    """One row, so no list: the entry leads to the form."""

    fieldsets = [
        (gettext_lazy("The portal"), {"fields": ["portal_name", "motto", "description"]}),
        (
            gettext_lazy("Publisher"),
            {
                "description": gettext_lazy("The law asks for these; they stand in the footer of every page."),
                "fields": [
                    "publisher", "publisher_address", "publisher_register", "owners", "enterprise_size", "issn", "press_register",
                ],
            },
        ),
        (
            gettext_lazy("Newsroom"),
            {
                "fields": [
                    "editor_in_chief", "editorial_address", ("email", "phone"), ("tips_email", "advertising_email"), "dsa_email",
                ]
            },
        ),
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:portal_imprint_change", Imprint.load().pk)


class PageForm(forms.ModelForm):
    def clean_body(self):
        return clean_simple(self.cleaned_data["body"])


@admin.register(Page)
class PageAdmin(DeskModelAdmin):
    form = PageForm
    list_display = ["title", "slug", "version_date", "position"]
    fields = ["title", "slug", "body", ("version_date", "position")]

    def get_readonly_fields(self, request, obj=None):
        # The addresses of these pages are promised, and laws point at some of them.
        return ["slug"] if obj else []


@admin.register(NameDay)
class NameDayAdmin(DeskModelAdmin):
    """The newsroom's own names over the table that came with the portal."""

    list_display = ["__str__", "names", "usual"]
    list_editable = ["names"]
    list_filter = ["month"]
    fields = [("day", "month"), "names"]

    @admin.display(description=gettext_lazy("names that came with the portal"))
    def usual(self, name_day):
        return ", ".join(name_days(date(2000, name_day.month, name_day.day)))


class NewAccountForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "first_name", "last_name", "email"]


@admin.register(User)
class UserAdmin(DeskForms, DjangoUserAdmin):
    """Accounts. Roles are given by superusers alone; nobody else can raise anybody's rights, not even by a new e-mail."""

    add_form = NewAccountForm
    list_display = ["__str__", "username", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = gettext_lazy("Name, login or e-mail")
    ordering = ["last_name", "first_name", "username"]
    show_full_result_count = False
    filter_horizontal = []
    actions = ["take_off_factors"]
    add_fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email", "password1", "password2"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("Roles"))
    def roles(self, user):
        names = [group.name for group in user.groups.all()]
        return ", ".join([*([_("owner")] if user.is_superuser else []), *names]) or "–"

    @admin.action(description=gettext_lazy("Take off a lost second factor"), permissions=["owner"])
    def take_off_factors(self, request, queryset):
        """For whoever has lost the phone. Not for oneself: a borrowed screen must not be enough for that."""
        for user in queryset:
            if user == request.user:
                messages.warning(request, _("Your own second factor is changed on your own page of the account."))
            elif take_off_second_factor(user):
                security_log.warning("second factor of user %s removed by %s", user.pk, request.user.pk)
                text = _("%(name)s logs in with the password and sets up a new second factor.")
                messages.success(request, text % {"name": user})
            else:
                messages.warning(request, _("%(name)s has no second factor.") % {"name": user})

    def has_owner_permission(self, request):
        return request.user.is_superuser

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        person = (None, {"fields": ["username", ("first_name", "last_name"), "email", "password"]})
        if not request.user.is_superuser:
            return [person, (gettext_lazy("Access"), {"fields": ["is_active"]})]
        access = {
            "fields": ["is_active", "is_superuser", "groups"],
            "description": gettext_lazy("A role gives all the rights that its work needs."),
        }
        return [person, (gettext_lazy("Access"), access)]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
            kwargs["queryset"] = Group.objects.order_by("name")
            kwargs["help_text"] = ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        """Not the account of somebody who may do more: a new e-mail or password would be a way to those rights."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.is_superuser or obj == request.user:
            return True
        return not obj.is_superuser and obj.get_all_permissions() <= request.user.get_all_permissions()

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed, not deleted: stories and the log point to them."""
        return False

    def lookup_allowed(self, lookup, value, request=None):
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        elif obj == request.user and not obj.is_active:
            obj.is_active = True
            self.message_user(request, _("You cannot close your own account."), level="warning")
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data and hasattr(obj, "emailaddress_set"):
            # The login by e-mail keeps addresses of its own; an old one must not open the account.
            obj.emailaddress_set.all().delete()

    def save_related(self, request, form, formsets, change):
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after or "is_superuser" in form.changed_data or "is_active" in form.changed_data:
            security_log.warning(
                "account %s changed by %s: roles %s, superuser %s, active %s",
                form.instance.pk, request.user.pk, sorted(after), form.instance.is_superuser, form.instance.is_active,
            )  # fmt: skip

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj is not None and "is_superuser" in form.base_fields:
            form.base_fields["is_superuser"].label = _("Owner of the portal")
            form.base_fields["is_superuser"].help_text = _("May do everything, and gives roles.")
            form.base_fields["groups"].label = _("Roles")
        return form

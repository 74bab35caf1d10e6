"""Tips in the admin: the inbox takes the place of Django's list and form; the log can only be read."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path

from common.desk import DeskModelAdmin

from . import adding, desk, policy
from .models import PhotoConsent, Tip, TipAccess, TipRules


@admin.register(Tip)
class TipAdmin(admin.ModelAdmin):
    """Only the addresses; what they show is `tips.desk` and `tips.adding`."""

    def get_urls(self):
        def page(view):
            def with_site(request, *args, **kwargs):
                return view(request, self.admin_site, *args, **kwargs)

            return self.admin_site.admin_view(with_site)

        return [
            path("", page(desk.inbox), name="tips_tip_changelist"),
            path("dodaj/", adding.sealing_uploads(page(adding.add)), name="tips_tip_add"),
            path("odblokuj/", page(desk.unlock), name="tips_unlock"),
            path("zablokuj/", page(desk.lock), name="tips_lock"),
            path("obok/<int:article>/", page(desk.beside), name="tips_beside"),
            path("<int:pk>/", page(desk.read), name="tips_tip_change"),
            path("<int:pk>/akcja/", page(desk.act), name="tips_act"),
            path("<int:pk>/plik/<uuid:uid>/", page(desk.preview), name="tips_preview"),
        ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(DeskModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(TipAccess)
class TipAccessAdmin(ReadOnlyAdmin):
    """The log, for those with a row that says so; being a superuser is not enough."""

    list_display = ["at", "by", "what", "number", "note"]
    list_filter = ["what"]
    list_select_related = ["by"]
    search_fields = ["=number"]

    def has_view_permission(self, request, obj=None):
        return policy.may_see_log(request.user)

    def has_module_permission(self, request):
        return policy.may_see_log(request.user)


@admin.register(TipRules)
class TipRulesAdmin(DeskModelAdmin):
    readonly_fields = ["mode"]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        TipRules.load()
        return redirect("admin:tips_tiprules_change", 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PhotoConsent)
class PhotoConsentAdmin(DeskModelAdmin):
    """What readers agreed to; only the withdrawal can be noted."""

    list_display = ["photo", "credit", "given_at", "withdrawn_at"]
    readonly_fields = ["photo", "wording", "credit", "may_be_named", "given_at"]
    list_select_related = ["photo"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

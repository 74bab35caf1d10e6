"""What the newsroom sets about comments. The moderators' own page is elsewhere; decisions are made there, not here."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse

from common.desk import DeskModelAdmin
from common.memo import forget_everything

from . import (
    admin_desk,  # noqa: F401 - registers the moderators' page
    danger_desk,  # noqa: F401 - registers reports of danger to life
)
from .models import BannedWord, CommentRules, ReasonText, SectionRules, StoryRules


class RulesAdmin(DeskModelAdmin):
    """Set by whoever may set the rules of comments; in force in this process at once, in the others within seconds."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.set_comment_rules")

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return self.has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_view_permission(request)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        forget_everything()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        forget_everything()


@admin.register(CommentRules)
class CommentRulesAdmin(RulesAdmin):
    """One row: its list leads straight to it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if self.has_view_permission(request):
            CommentRules.objects.get_or_create(pk=1)
            return redirect(reverse("admin:comments_commentrules_change", args=[1]))
        return super().changelist_view(request, extra_context)


@admin.register(SectionRules)
class SectionRulesAdmin(RulesAdmin):
    list_display = ["section", "mode", "are_open", "closing_days"]
    list_select_related = ["section"]


@admin.register(StoryRules)
class StoryRulesAdmin(RulesAdmin):
    list_display = ["article", "mode", "are_open"]
    list_select_related = ["article"]
    autocomplete_fields = ["article"]


@admin.register(BannedWord)
class BannedWordAdmin(RulesAdmin):
    list_display = ["phrase", "kind", "exceptions", "note"]
    list_filter = ["kind"]
    search_fields = ["phrase"]


@admin.register(ReasonText)
class ReasonTextAdmin(RulesAdmin):
    list_display = ["reason", "rule"]
    readonly_fields = ["reason"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

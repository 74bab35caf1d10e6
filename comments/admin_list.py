"""Comments in a plain list of the desk: what waits, why, and the decisions, one by one or several at once.

Every decision goes through `moderation`, which records it and tells the author; rows are never edited here.
"""

from functools import partial

from django.contrib import admin, messages
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.desk import DeskModelAdmin, MenuFilter

from . import moderation
from .models import Comment, Reason
from .screening import words_of
from .transitions import WrongState


class WaitingFilter(MenuFilter):
    """What waits for a decision stands first; the rest is a press away."""

    title = gettext_lazy("what waits")
    parameter_name = "kolejka"
    anything = gettext_lazy("waiting for a decision")

    def lookups(self, request, model_admin):
        return [("wszystkie", _("all comments"))]

    def queryset(self, request, queryset):
        return queryset if self.value() else queryset.waiting()


@admin.register(Comment)
class CommentAdmin(DeskModelAdmin):
    """The list that moderators decide in."""

    list_display = ["text", "nick", "article", "why", "state", "created_at"]
    list_display_links = None
    list_select_related = ["article"]
    list_filter = [WaitingFilter, "state"]
    search_fields = ["nick", "body"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.moderate_comment")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("hits").order_by("-pk")

    @admin.display(description=gettext_lazy("comment"))
    def text(self, comment):
        return Truncator(comment.body).chars(400)

    @admin.display(description=gettext_lazy("why it waits"))
    def why(self, comment):
        return ", ".join(sorted({str(words_of(hit.check_name)) for hit in comment.hits.all()})) or "—"

    def get_actions(self, request):
        if not self.has_view_permission(request):
            return {}
        actions = {"approve": (approve, "approve", gettext_lazy("Approve"))}
        for reason in Reason:
            name = f"reject_{reason.value}"
            actions[name] = (partial(reject, reason=reason), name, _("Reject: %(reason)s") % {"reason": reason.label})
        return actions


def approve(model_admin, request, comments):
    _decide(request, comments, lambda comment: moderation.approve(comment.pk, request.user))


def reject(model_admin, request, comments, *, reason):
    _decide(request, comments, lambda comment: moderation.reject(comment.pk, request.user, reason=reason))


def _decide(request, comments, decision):
    """Decide on each; one that cannot be decided on is named and stops nobody else's."""
    decided = 0
    for comment in comments:
        try:
            decision(comment)
        except WrongState as problem:
            messages.warning(request, f"{comment.nick}: {problem}")
        else:
            decided += 1
    if decided:
        messages.success(request, _("Decided: %(number)d.") % {"number": decided})

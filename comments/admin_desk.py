"""The moderators' page within the desk: its addresses. What is shown is in `desk`, what a press does in `presses`."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_POST

from . import desk, presses
from .models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Nothing here is Django's own list or form: every decision goes through `moderation`, rows are never edited."""

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

    def get_urls(self):
        def page(view):
            def with_site(request, **kwargs):
                return view(request, self.admin_site, **kwargs)

            return self.admin_site.admin_view(with_site)

        def press(view):
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("", page(desk.queue_page), name="comments_comment_changelist"),
            path("zgloszone/", page(desk.reported_page), name="comments_reported"),
            path("nielegalne/", page(desk.notices_page), name="comments_notices"),
            path("nielegalne/<int:pk>/", page(desk.notice_page), name="comments_notice"),
            path("nielegalne/<int:pk>/akta.html", page(desk.case_file), name="comments_notice_file"),
            path("nielegalne/<int:pk>/akta.json", page(desk.case_data), name="comments_notice_data"),
            path("odwolania/", page(desk.appeals_page), name="comments_appeals"),
            path("odwolania/<int:pk>/", page(desk.appeal_press), name="comments_appeal"),
            path("moje/", page(desk.mine_page), name="comments_mine"),
            path("blokady/", page(desk.bans_page), name="comments_bans"),
            path("blokady/<int:pk>/", press(presses.lift), name="comments_lift"),
            path("reszta/", press(presses.rest), name="comments_rest"),
            path("razem/", press(presses.several), name="comments_together"),
            path("zajmij/", press(presses.claim), name="comments_claim"),
            path("cofnij/", press(presses.take_back), name="comments_undo"),
            path("<int:pk>/change/", page(desk.comment_page), name="comments_comment_change"),
            path("<int:pk>/obok/", page(desk.beside), name="comments_beside"),
            path("<int:pk>/decyzja/", press(presses.decide), name="comments_decide"),
            path("<int:pk>/blokada/", page(desk.ban_press), name="comments_ban"),
        ]

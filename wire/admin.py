"""The inbox on the desk. What it shows is `wire.inbox`; what a press does is a method of `Group` or a function of `services`."""

import json
import logging

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.models import Article
from common import undo
from photos.ingest import UnusablePhoto

from . import cleaning, inbox, ownwork, receiving, services
from .forms import PasteForm
from .models import Attachment, Group, Item, Source

security_log = logging.getLogger("newsroom.security")
MAX_MEASURED = 400_000


@admin.register(Group)
class InboxAdmin(admin.ModelAdmin):
    """One list for all that comes in. Nothing here is Django's own list or form."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("", view(self.list_view), name="wire_group_changelist"),
            path("wklej/", view(self.paste_view), name="wire_paste"),
            path("cofnij/", view(require_POST(self.undo_view)), name="wire_undo"),
            path("wlasna-praca/", view(self.own_work_view), name="wire_own_work"),
            path("wlasna-praca/<int:pk>/", view(require_POST(self.measure_view)), name="wire_measure"),
            path("plik/<int:pk>/", view(self.file_view), name="wire_file"),
            path("plik/<int:pk>/zdjecie/", view(require_POST(self.to_library_view)), name="wire_to_library"),
            path("<int:pk>/change/", view(self.one_view), name="wire_group_change"),
            path("<int:pk>/<slug:what>/", view(require_POST(self.move_view)), name="wire_move"),
        ]

    # -- The list --

    def list_view(self, request):
        self._must(request, "wire.view_group")
        asked = inbox.Asked.of(request.GET)
        page = inbox.page_of(asked, request.user)
        chosen = next((group for group in page if group.pk == asked.group), None)
        if asked.group and not chosen:
            chosen = get_object_or_404(Group.objects.select_related("by"), pk=asked.group)
        group = chosen or next(iter(page), None)
        sources, places = inbox.choices()
        desk = self.admin_site.each_context(request)
        here = reverse("admin:wire_group_changelist")
        context = desk | {
            "title": _("Inbox of releases"),
            "opts": self.opts,
            # Counted for the navigation already.
            "new_releases": next((way.count for way in desk["navigation"] if way.url == here), 0),
            "asked": asked,
            "tabs": [(tab, inbox.Asked(tab).address()) for tab in inbox.TABS.values()],
            "page": page,
            "rows": [(row, asked.address(grupa=row.pk, komunikat=None)) for row in page],
            "next_address": asked.address(przed=page.next_cursor, grupa=None, komunikat=None)
            if page.next_cursor
            else "",
            "list_address": asked.address(grupa=None, komunikat=None),
            "is_chosen": bool(chosen),
            "pane": inbox.pane_of(group, asked.item) if group else None,
            "sources": sources,
            "failing": [source for source in sources if source.is_failing and source.is_active],
            "places": places,
            "may_work": request.user.has_perm("wire.change_group"),
            "may_write": request.user.has_perm("articles.add_article"),
            "may_paste": request.user.has_perm("wire.add_item"),
            "may_read_own_work": request.user.has_perm("wire.view_own_work"),
            "sources_address": reverse("admin:wire_feed_changelist") if request.user.has_perm("wire.view_feed") else "",
        }
        return _never_cached(TemplateResponse(request, "admin/wire/inbox.html", context))

    def one_view(self, request, pk):
        """A group by its own address: the list with it open."""
        self._must(request, "wire.view_group")
        group = get_object_or_404(Group, pk=pk)
        tab = {Group.State.USED: "wykorzystane", Group.State.ASIDE: "odlozone", Group.State.NEW: "nowe"}.get(
            group.state
        )
        tab = tab or ("moje" if group.by_id == request.user.pk else "u-innych")
        asked = inbox.Asked(inbox.TABS[tab], group=pk, item=inbox.Asked.of(request.GET).item)
        return redirect(reverse("admin:wire_group_changelist") + asked.address())

    # -- Presses --

    def move_view(self, request, pk, what):
        """Take, put aside, put back, split off or make a story."""
        self._must(request, "wire.change_group")
        group = get_object_or_404(Group, pk=pk)
        if what == "tekst":
            return self._make_story(request, group)
        if what == "rozdziel":
            item = get_object_or_404(group.items, pk=inbox.Asked.of(request.POST).item or 0)
            if group.items.count() > 1:
                before = {"item": item.pk, "group": group.pk}
                group = services.split_off(item)
                undo.offer(
                    request, _("The release stands by itself now."), address=reverse("admin:wire_undo"), data=before
                )
            return redirect("admin:wire_group_change", pk=group.pk)
        moves = {
            "wez": (group.take, _("You have taken “%(title)s”.")),
            "odloz": (group.put_aside, _("“%(title)s” is put aside.")),
            "wykorzystane": (group.use, _("“%(title)s” counts as used.")),
            "oddaj": (lambda by: group.put_back(by), _("“%(title)s” waits for anybody again.")),
        }
        if what not in moves:
            raise Http404
        before = {"pk": group.pk, "state": group.state, "by": group.by_id, "news": group.news}
        move, words = moves[what]
        move(request.user)
        title = str(group)
        title = title if len(title) <= 60 else title[:59] + "…"
        undo.offer(request, words % {"title": title}, address=reverse("admin:wire_undo"), data=before)
        back = inbox.Asked.of(request.POST)
        back.group = group.pk if what == "wez" else None
        if what == "wez":
            back.tab = inbox.TABS["moje"]
        return redirect(reverse("admin:wire_group_changelist") + back.address())

    def _make_story(self, request, group):
        self._must(request, "articles.add_article")
        item = get_object_or_404(group.items, pk=inbox.Asked.of(request.POST).item or 0)
        article = services.make_story(item, request.user)
        security_log.info("release %s: story %s by %s", item.pk, article.pk, request.user.pk)
        return redirect("admin:articles_article_change", article.pk)

    def undo_view(self, request):
        self._must(request, "wire.change_group")
        try:
            before = undo.read(request)
            if "item" in before:
                item = Item.objects.select_related("group").get(pk=before["item"])
                pk = services.join_again(item, before["group"]).pk
            else:
                pk = before["pk"]
                old = {name: before[name] for name in ("state", "by", "news")}
                Group.objects.filter(pk=pk).update(**old)
        except (undo.NothingToUndo, KeyError, TypeError, Item.DoesNotExist, Group.DoesNotExist):
            messages.error(request, _("This can no longer be undone."))
            return redirect("admin:wire_group_changelist")
        messages.success(request, _("Undone."))
        return redirect("admin:wire_group_change", pk)

    # -- Pasting --

    def paste_view(self, request):
        """“Wklej komunikat”: what was copied by hand."""
        self._must(request, "wire.add_item")
        form = PasteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            item = receiving.paste(by=request.user, **form.cleaned_data)
            if "_story" in request.POST and request.user.has_perm("articles.add_article"):
                return redirect("admin:articles_article_change", services.make_story(item, request.user).pk)
            messages.success(request, _("The release is in the inbox, and is yours."))
            return redirect("admin:wire_group_change", item.group_id)
        context = self.admin_site.each_context(request) | {
            "title": _("Paste a release"),
            "opts": self.opts,
            "form": form,
            "senders": _senders(),
            "may_write": request.user.has_perm("articles.add_article"),
        }
        status = 422 if form.is_bound else 200
        return _never_cached(TemplateResponse(request, "admin/wire/paste.html", context, status=status))

    # -- Files --

    def file_view(self, request, pk):
        """A file that came with a release, to be saved: never shown by the browser as a page of ours."""
        self._must(request, "wire.view_group")
        attachment = get_object_or_404(Attachment.objects.exclude(file=""), pk=pk)
        try:
            response = FileResponse(
                attachment.file.open("rb"), as_attachment=True, filename=attachment.name or "plik",
                content_type="application/octet-stream",
            )  # fmt: skip
        except FileNotFoundError as error:
            raise Http404 from error
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return _never_cached(response)

    def to_library_view(self, request, pk):
        self._must(request, "photos.add_photo")
        self._must(request, "wire.change_group")
        attachment = get_object_or_404(
            Attachment.objects.select_related("item__source", "photo"), pk=pk, is_picture=True
        )
        try:
            photo = services.to_library(attachment, request.user)
        except UnusablePhoto as problem:
            messages.error(request, problem.message)
            photo = None
        if photo:
            messages.success(request, _("The picture is in the photo library."))
        return redirect(
            reverse("admin:wire_group_change", args=[attachment.item.group_id]) + f"?komunikat={attachment.item_id}"
        )

    # -- Own work --

    def measure_view(self, request, pk):
        """How much of what is typed in a story is the releases' own words, and which sentences: JSON for the editor.

        Takes `{"blocks": [text, …]}`; answers the share in percent and for each block its copied sentences and the contacts
        in it, as pairs of positions.
        """
        self._must(request, "wire.view_group")
        article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
        if len(request.body) > MAX_MEASURED:
            return JsonResponse({"error": _("The text is too long to be measured.")}, status=413)
        try:
            blocks = json.loads(request.body)["blocks"]
            if not isinstance(blocks, list) or not all(isinstance(block, str) for block in blocks):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            return HttpResponseBadRequest()
        found = ownwork.measure(blocks, services.releases_of(article))
        return _never_cached(
            JsonResponse(
                {
                    "share": found.share,
                    "sentences": found.sentences,
                    "contacts": [cleaning.contacts(block) for block in blocks],
                }
            )
        )

    def own_work_view(self, request):
        """The month's stories by author and section, and how much of them came from releases."""
        from .monthly import month_of, report

        self._must(request, "wire.view_own_work")
        month = month_of(request.GET.get("miesiac", ""))
        context = self.admin_site.each_context(request) | {"title": _("Own work"), "opts": self.opts, **report(month)}
        return _never_cached(TemplateResponse(request, "admin/wire/own_work.html", context))

    @staticmethod
    def _must(request, permission):
        if not request.user.has_perm(permission):
            security_log.warning("%s: refused to %s", permission, request.user.pk)
            raise PermissionDenied


def _senders():
    """Names to choose a sender from while typing. One query."""
    return sorted(set(Source.objects.values_list("name", flat=True)))[:200]


def _never_cached(response):
    add_never_cache_headers(response)
    return response


from . import admin_sources  # noqa: E402, F401 - registers the sources

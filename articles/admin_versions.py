"""A story's past and its preview: saved versions compared word by word, the log of who did what, the page as readers will see it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from . import body, story_page
from .compare import changed_paragraphs, changed_words
from .editor import clean_story_body
from .forms import initial_from
from .labels import fill_people
from .models import Article

VERSIONS = 60
TEXTS = ["title", "lead", "body", "photo_caption", "source", "source_url", "sponsor"]
FACTS = ["section", "photo", "kind", "is_urgent", "shared"]


class VersionsMixin:
    """The addresses `…/<id>/podglad/` and `…/<id>/history/`."""

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/podglad/", preview, name="articles_article_preview"), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        versions = saved_versions(article)
        context = self.admin_site.each_context(request) | {
            "title": _("History of the story"),
            "article": article,
            "versions": versions,
            "events": article.events.select_related("by")[:200],
            "may_restore": self.has_change_permission(request, article),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/history.html", context)

    def preview_view(self, request, pk):
        """The story as readers will see it, for staff who may see it; kept by no cache, shown to no search engine.

        With `?szkic=1` it shows what this user has typed and not saved.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(self.get_queryset(request).for_page(), pk=pk)
        fill_people(article)
        is_typed = bool(request.GET.get("szkic")) and show_typed(article, request.user)
        article.published_at = article.published_at or timezone.now()  # only for the line under the headline
        context = story_page.context(article) | {"is_typed": is_typed}
        response = TemplateResponse(request, "articles/preview.html", context)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Also keeps the page from being counted as read: the counter asks for its origin.
        response["Referrer-Policy"] = "no-referrer"
        return response


def saved_versions(article):
    """Saved versions that differ in their text, the newest first, each with what changed since the one before."""
    records = list(
        article.history.select_related("history_user").order_by("-history_date", "-history_id")[: 3 * VERSIONS]
    )
    names = {field.name: str(field.verbose_name) for field in Article._meta.fields}
    versions = []
    for newer, older in zip(records, [*records[1:], None], strict=True):
        changes = []
        for name in TEXTS:
            before, after = getattr(older, name, "") or "", getattr(newer, name) or ""
            if before == after:
                continue
            rows = changed_paragraphs(before, after) if name == "body" else [changed_words(before, after)]
            if rows:
                changes.append({"label": names[name], "rows": rows})
        for name in FACTS:
            column = Article._meta.get_field(name).attname
            if older and getattr(older, column) != getattr(newer, column):
                changes.append({"label": names[name], "before": shown(older, name), "after": shown(newer, name)})
        if changes or older is None:
            versions.append({"record": newer, "changes": changes if older else [], "is_first": older is None})
    return versions[:VERSIONS]


def shown(record, name):
    field = Article._meta.get_field(name)
    if field.choices:
        return getattr(record, f"get_{name}_display")()
    if field.is_relation:
        row = field.related_model.objects.filter(pk=getattr(record, field.attname)).first()
        return str(row) if row else "–"
    value = getattr(record, name)
    return (_("yes") if value else _("no")) if isinstance(value, bool) else value


def initial_of_version(article, history_id):
    """What the form shows to bring an earlier version back; None where there is no such version."""
    record = article.history.filter(history_id=history_id).first() if str(history_id).isdecimal() else None
    if record is None:
        return None
    raw = {name: [str(getattr(record, name))] for name in TEXTS if getattr(record, name)}
    return {name: value for name, value in initial_from(raw).items() if name in TEXTS}


def show_typed(article, user):
    """Put what the user has typed and not saved into an `Article` in memory, which must not be saved. False: there is nothing."""
    draft = article.drafts.filter(user=user).first()
    if draft is None or not any(draft.fields.values()):
        return False
    for name in ["title", "lead", "photo_caption", "source"]:
        setattr(article, name, (draft.fields.get(name) or [""])[0])
    article.body = clean_story_body((draft.fields.get("body") or [""])[0])
    article.body_html = body.render(article)
    return True

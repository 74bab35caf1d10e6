"""What was typed and not saved: kept while the story is open, offered back later; and who else has the story open."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import policy
from .editor import clean_story_body
from .forms import one_line, raw_from, raw_of
from .models import Article, Draft

SEEN_WITHIN = timedelta(seconds=75)
MAX_DRAFT = 1_000_000


class DraftsMixin:
    """The address `…/<id or new>/draft/`, which the form asks every few seconds."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.draft_view)
        return [
            path("new/draft/", view, name="articles_article_new_draft"),
            path("<int:pk>/draft/", view, name="articles_article_draft"),
            *super().get_urls(),
        ]

    def draft_view(self, request, pk=None):
        """Keep what is typed (POST with fields), say that the form is open (POST without), or forget it (`discard`).

        Answers JSON: when it was kept, who else is writing, the story's present version, and a fresh token, so that a page
        whose session ended can go on after a login elsewhere.
        """
        article = None
        if pk is not None:
            article = self.get_object(request, pk)
            if article is None:
                return JsonResponse({"error": _("This story is no longer within your reach.")}, status=404)
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        if "discard" in request.POST:
            Draft.objects.filter(user=request.user, article=article).delete()
            messages.info(request, _("The unsaved changes were thrown away."))
            return redirect(self.address_of(article))
        if not policy.powers(request.user, article or Article()).edit:
            raise PermissionDenied
        return JsonResponse(self.keep_draft(request, article))

    def keep_draft(self, request, article):
        now = timezone.now()
        defaults = {"seen_at": now}
        if typed := "title" in request.POST:
            raw = raw_from(request.POST)
            if sum(len(value) for values in raw.values() for value in values) > MAX_DRAFT:
                return {"error": _("The text is too long to be kept.")}
            base = request.POST.get("version", "")
            defaults |= {"fields": raw, "base_version": int(base) if base.isdecimal() and len(base) < 9 else 0}
        draft, made = Draft.objects.get_or_create(user=request.user, article=article, defaults=defaults)
        if not made:
            # An update, so that a mere sign of life does not move the moment of typing.
            moved = defaults | ({"saved_at": now} if typed else {})
            Draft.objects.filter(pk=draft.pk).update(**moved)
        return {
            "saved": date_format(timezone.localtime(now), "H:i") if typed else "",
            "others": who_else(article, request.user),
            "version": article.version if article else 0,
            "token": get_token(request),
        }

    @staticmethod
    def address_of(article):
        if article is None:
            return reverse("admin:articles_article_add")
        return reverse("admin:articles_article_change", args=[article.pk])


def who_else(article, user):
    """A sentence on colleagues who have the story open now, or an empty one."""
    if article is None:
        return ""
    recent = article.drafts.filter(seen_at__gte=timezone.now() - SEEN_WITHIN).exclude(user=user)
    names = [str(draft.user) for draft in recent.select_related("user").order_by("-seen_at")[:5]]
    if not names:
        return ""
    text = ngettext("%(names)s has this story open.", "%(names)s have this story open.", len(names))
    return text % {"names": ", ".join(names)}


def offered_draft(article, user):
    """The user's unsaved typing if it differs from what is stored, else None."""
    draft = Draft.objects.filter(user=user, article=article if article.pk else None).first()
    if draft is None or not any(draft.fields.values()):
        return None
    return draft if normal(draft.fields) != normal(raw_of(article)) else None


def normal(raw):
    """Raw values as they compare: cleaned, in an order that means something, without what belongs to the library."""
    compared = {name: values for name, values in raw.items() if values and name not in {"photo_credit", "photo_alt"}}
    for name, clean in {"title": one_line, "lead": str.strip, "body": clean_story_body}.items():
        if name in compared:
            compared[name] = [text for text in map(clean, compared[name]) if text]
    for name in {"places", "tags"} & compared.keys():
        compared[name] = sorted(compared[name])
    if compared.get("kind") == [Article.Kind.EDITORIAL]:
        del compared["kind"]
    return {name: values for name, values in compared.items() if values}

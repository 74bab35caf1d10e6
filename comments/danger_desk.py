"""The desk's pages of “Zagrożenie życia – zgłoś”: the form for one comment, the letter to print, the list of what was reported."""

import json

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from common import tokens
from common.desk import DeskModelAdmin
from common.keyset import LARGEST_ID

from . import danger
from .models import Comment, DangerReport, SealedAddress


class DangerForm(forms.Form):
    addressee = forms.CharField(
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("The police station or prosecutor's office, as it stands on the letter."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write to whom the letter goes.")},
    )
    what = forms.CharField(
        label=gettext_lazy("What we suspect"),
        help_text=gettext_lazy(
            "Who is in danger, of what, and when, as far as the comment says. It stands in the letter."
        ),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Write what you suspect.")},
    )
    hide = forms.BooleanField(label=gettext_lazy("Take the comment off the site now"), required=False, initial=True)
    discloses_address = forms.BooleanField(
        label=gettext_lazy("Put the sender's network address into the letter; that is written into the log"),
        required=False,
    )

    def __init__(self, *args, may_unseal=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_unseal:
            del self.fields["discloses_address"]


def _may(request):
    if not request.user.has_perm("comments.moderate_comment"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """The form for one comment, with what was reported about it before."""
    _may(request)
    if pk > LARGEST_ID:
        raise Http404("No such comment.")
    comment = get_object_or_404(Comment.objects.select_related("article", "parent"), pk=pk)
    before = list(DangerReport.objects.filter(comment_number=comment.pk).select_related("by").defer("sealed"))
    holds_address = SealedAddress.objects.filter(comment=comment).exists()
    may_unseal = holds_address and request.user.has_perm("comments.unseal_address")
    last = DangerReport.objects.filter(by=request.user).values_list("addressee", flat=True).first()
    form = DangerForm(
        request.POST if request.method == "POST" else None, may_unseal=may_unseal, initial={"addressee": last}
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                tokens.spend(tokens.read(request.POST.get("form_token", ""), "danger", comment.pk))
                made = danger.report_danger(comment, by=request.user, **form.cleaned_data)
        except tokens.TokenSpent:
            messages.info(request, _("This has been reported already."))
            return redirect(request.path)
        except tokens.TokenRefused:
            problem = _("The form was open for too long, or came damaged. Your text is here: send it once more.")
        except danger.NothingLeft:
            problem = _("Its author has deleted the comment; nothing is left to be frozen.")
        else:
            messages.success(request, _("The evidence is frozen. Print the letter, or send it on, now."))
            return redirect("admin:comments_dangerreport_letter", made.pk)
    context = admin.site.each_context(request) | {
        "title": _("Danger to life: report"),
        "comment": comment,
        "form": form,
        "before": before,
        "problem": problem,
        "holds_address": holds_address,
        "form_token": tokens.make("danger", comment.pk),
    }
    status = 422 if problem or form.errors else 200
    return render(request, "admin/danger/report.html", context, status=status)


def _report(pk):
    if pk > LARGEST_ID:
        raise Http404("No such report.")
    return get_object_or_404(DangerReport.objects.select_related("by"), pk=pk)


@require_GET
def letter(request, pk):
    """The letter as it was made, on a page to be printed."""
    _may(request)
    made = _report(pk)
    paragraphs, _evidence = danger.opened(made, by=request.user)
    context = admin.site.each_context(request) | {"title": made.number, "report": made, "paragraphs": paragraphs}
    return render(request, "admin/danger/letter.html", context)


@require_GET
def evidence(request, pk):
    """The frozen evidence as a file, to be handed on with the letter."""
    _may(request)
    made = _report(pk)
    _letter, found = danger.opened(made, by=request.user)
    response = HttpResponse(
        # Exactly what the fingerprint in the letter was made of.
        json.dumps(found, ensure_ascii=False, sort_keys=True),
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{made.number}.json"'
    return response


@admin.register(DangerReport)
class DangerReportAdmin(DeskModelAdmin):
    """What was reported, by whom and when. Nothing here can be changed."""

    list_display = ["number", "about", "addressee", "by", "at"]
    list_display_links = None
    list_select_related = ["by"]

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("komentarz/<int:pk>/", wrap(report), name="comments_comment_danger"),
            path("<int:pk>/pismo/", wrap(letter), name="comments_dangerreport_letter"),
            path("<int:pk>/dowody.json", wrap(evidence), name="comments_dangerreport_evidence"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("number"))
    def number(self, made):
        address = reverse("admin:comments_dangerreport_letter", args=[made.pk])
        return format_html('<a href="{}">{}</a>', address, made.number)

    @admin.display(description=gettext_lazy("comment"), ordering="comment_number")
    def about(self, made):
        """The comment's page, which nothing else leads to once it is hidden; the bare number where its row is gone."""
        if made.comment_id is None:
            return str(made.comment_number)
        address = reverse("admin:comments_comment_change", args=[made.comment_id])
        return format_html('<a href="{}">{}</a>', address, made.comment_number)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("sealed", "sealed_address")

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

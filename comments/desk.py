"""The moderators' page: its lists and what stands beside them. Each view checks the permission and asks `queue` for rows."""

import json
import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import bans, letters, moderation, notices, queue
from .desk_forms import AnswerForm, BanForm, NoticeForm
from .models import Appeal, Ban, Comment, Decision, Notice
from .presses import must
from .screening import domain_of, links_in
from .transitions import WrongState

security = logging.getLogger("newsroom.security")
OWN = 40
LISTED = 50

TABS = {
    "queue": (gettext_lazy("To be approved"), "comments_comment_changelist"),
    "reported": (gettext_lazy("Reported by readers"), "comments_reported"),
    "notices": (gettext_lazy("Illegal content"), "comments_notices"),
    "appeals": (gettext_lazy("Appeals"), "comments_appeals"),
}


def _page(request, site, tab, template, context, status=200):
    """A page of the desk with its tabs; the navigation has counted the numbers already."""
    frame = site.each_context(request)
    counts = queue.counts_of(request)()
    user = request.user
    tabs = [
        (name, label, reverse(f"admin:{address}"), counts[name])
        for name, (label, address) in TABS.items()
        if name in queue.waiting_for(user)
    ]
    decides = user.has_perm("comments.moderate_comment")
    if decides:
        tabs.append(("mine", _("My decisions"), reverse("admin:comments_mine"), 0))
    common = {
        "title": _("Comments"),
        "tab": tab,
        "tabs": tabs,
        "others": counts.get("others", 0),
        "silences": queue.silences(),
        "grounds": queue.grounds(),
        "here": request.get_full_path(),
        "may_ban": user.has_perm("comments.set_comment_rules"),
        "may_decide_notices": user.has_perm("comments.decide_notice"),
    }
    response = TemplateResponse(request, template, frame | common | context, status=status)
    add_never_cache_headers(response)
    return response


# -- Lists -------------------------------------------------------------------------------------------------------------


def queue_page(request, site):
    """Comments that wait for a decision, thirty at a time, each whole."""
    must(request)
    of_others = "u-innych" in request.GET
    cursor = request.GET.get("po", "")
    page = queue.page_of(request.user, cursor, of_others=of_others)
    number, median = queue.today()
    context = {
        "page": page,
        "of_others": of_others,
        "cursor": cursor,
        "joining": sum(card.joins.value == "always" and not card.held_by for card in page.cards),
        "decided_today": number,
        "median_today": median,
    }
    return _page(request, site, "queue", "admin/comments/queue.html", context)


def reported_page(request, site):
    """What readers reported: all reports of a comment are one case."""
    must(request)
    page = queue.reported(request.user, request.GET.get("po", ""))
    return _page(request, site, "reported", "admin/comments/reported.html", {"page": page})


def mine_page(request, site):
    """One's own decisions, the newest first, each with its way back."""
    must(request)
    before = request.GET.get("przed", "")
    made = Decision.objects.filter(by=request.user).select_related("comment__article").order_by("-pk")
    made = made.defer("comment__article__body", "comment__article__body_html", "comment__article__lead")
    if before.isascii() and before.isdigit() and len(before) < 19:
        made = made.filter(pk__lt=int(before))
    undone = Decision.objects.filter(reverses=OuterRef("pk"))
    rows = list(made.annotate(is_undone=Exists(undone))[: OWN + 1])
    shown = rows[:OWN]
    for decision in shown:
        decision.may_undo = (
            not decision.is_undone
            and decision.comment is not None
            and decision.what not in moderation.FINAL
            and decision.comment.state == decision.state_after
        )
    number, median = queue.today()
    context = {
        "presses": _by_press(shown),
        "earlier": shown[-1].pk if len(rows) > OWN else None,
        "decided_today": number,
        "median_today": median,
        "my_median": _my_median(request.user),
    }
    return _page(request, site, "mine", "admin/comments/mine.html", context)


def _by_press(decisions):
    """Decisions that one press made stand together."""
    presses = []
    for decision in decisions:
        if decision.batch and presses and presses[-1][0].batch == decision.batch:
            presses[-1].append(decision)
        else:
            presses.append([decision])
    return presses


def _my_median(user):
    """Minutes that the newest hundred comments had waited for this moderator."""
    from statistics import median

    waits = Decision.objects.filter(by=user).order_by("-pk").values_list("waited_seconds", flat=True)[:100]
    waits = [wait for wait in waits if wait is not None]
    return round(median(waits) / 60) if waits else None


# -- One comment ---------------------------------------------------------------------------------------------------------


def comment_page(request, site, pk, *, ban_form=None, status=200):
    """One comment with all that is known of it: its author's others, its decisions, what may be decided together."""
    must(request)
    comment = queue.with_all(Comment.objects.filter(pk=pk)).first()
    if comment is None:
        raise Http404
    [card] = queue.cards([comment], request.user)
    case = comment.cases.filter(closed_at__isnull=True).first()
    if case:
        card.case, card.reports = case, list(case.reports.all()[: queue.REPORTS])
    by_author = queue.cards(_waiting(moderation.same_author(comment), pk), request.user)
    same_text = queue.cards(_waiting(moderation.same_text(comment), pk), request.user)
    links = list(links_in(comment.body))
    domain = domain_of(comment.body[slice(*links[0])]) if links else ""
    context = {
        "title": _("Comment no. %d") % pk,
        "card": card,
        "decisions": queue.timeline(comment),
        "history": queue.history(comment),
        "by_author": by_author,
        "same_text": same_text,
        "neighbours": moderation.neighbours(comment).exclude(token=comment.token_id)[:10],
        "ban_form": ban_form or BanForm(initial={"value": domain, "days": 7, "kind": Ban.Kind.TOKEN}),
        "own_words": "uzasadnij" in request.GET,
        "standing": moderation.appealable(comment),
    }
    return _page(request, site, "", "admin/comments/comment.html", context, status=status)


def _waiting(comments, but):
    return list(queue.with_all(comments.exclude(pk=but)).order_by("pk")[:LISTED])


def beside(request, site, pk):
    """What stands beside the card that is being read: the author's others, in a piece of a page."""
    must(request)
    comment = get_object_or_404(Comment.objects.select_related("article"), pk=pk)
    context = {
        "comment": comment,
        "history": queue.history(comment, 6),
        "neighbours": moderation.neighbours(comment).exclude(token=comment.token_id)[:5],
    }
    response = TemplateResponse(request, "admin/comments/_beside.html", context)
    add_never_cache_headers(response)
    return response


# -- Bans ------------------------------------------------------------------------------------------------------------------


def bans_page(request, site):
    """Bans and mutes that run, to be lifted."""
    must(request, "comments.set_comment_rules")
    before = request.GET.get("przed", "")
    running = Ban.objects.running().select_related("by").order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 19:
        running = running.filter(pk__lt=int(before))
    rows = list(running[: LISTED + 1])
    context = {"bans": rows[:LISTED], "earlier": rows[LISTED - 1].pk if len(rows) > LISTED else None}
    return _page(request, site, "bans", "admin/comments/bans.html", context)


def ban_press(request, site, pk):
    """Ban or mute what the comment comes from or says."""
    must(request)
    must(request, "comments.set_comment_rules")
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[pk]))
    comment = get_object_or_404(Comment, pk=pk)
    form = BanForm(request.POST)
    if form.is_valid():
        try:
            made = bans.ban(comment, request.user, **form.cleaned_data)
        except WrongState as problem:
            form.add_error("kind", str(problem))
        else:
            until = timezone.localtime(made.until)
            messages.success(request, _("In force until %(day)s.") % {"day": f"{until:%d.%m.%Y}"})
            return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[pk]))
    return comment_page(request, site, pk=pk, ban_form=form, status=422)


# -- Notices of illegal content ----------------------------------------------------------------------------------------


def notices_page(request, site):
    """Notices that wait, by their clock; the decided ones below."""
    must(request, "comments.decide_notice")
    waiting = Notice.objects.filter(state=Notice.State.RECEIVED).prefetch_related("items")[:LISTED]
    before = request.GET.get("przed", "")
    decided = Notice.objects.filter(state=Notice.State.DECIDED).select_related("decided_by").prefetch_related("items")
    decided = decided.order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 19:
        decided = decided.filter(pk__lt=int(before))
    rows = list(decided[: LISTED + 1])
    context = {
        "waiting": waiting,
        "decided": rows[:LISTED],
        "earlier": rows[LISTED - 1].pk if len(rows) > LISTED else None,
    }
    return _page(request, site, "notices", "admin/comments/notices.html", context)


def notice_page(request, site, pk):
    """One notice: what it says, what it names as it stood then and stands now, and the decision."""
    must(request, "comments.decide_notice")
    notice = get_object_or_404(Notice.objects.select_related("decided_by"), pk=pk)
    items = list(notice.items.select_related("comment__article").order_by("pk"))
    # One that was opened again has the reasons and the choice of the decision that was taken back.
    removed = [
        item.comment_id
        for item in items
        if item.was_removed and item.comment and item.comment.state == Comment.State.REJECTED
    ]
    initial = {"reasons": notice.reasons, "remove": removed} if not notice.decided_at else {}
    form = NoticeForm(request.POST if request.method == "POST" else None, items=items, initial=initial)
    if request.method == "POST" and form.is_valid():
        remove, reasons = set(form.cleaned_data["remove"]), form.cleaned_data["reasons"]
        try:
            notices.decide_notice(notice.pk, request.user, remove=remove, reasons=reasons)
        except WrongState as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Notice %(number)s is decided.") % {"number": notice.number})
            return HttpResponseRedirect(reverse("admin:comments_notices"))
    context = {
        "title": _("Notice %(number)s") % {"number": notice.number},
        "notice": notice,
        "items": items,
        "form": form,
        "letters": notice.letters.all(),
        "appeals": notice.appeals.select_related("decided_by"),
        "public_address": letters.absolute(notices.address_of(notice)),
        "chosen": set(form["remove"].value() or []),
    }
    context["chosen"] = {int(value) for value in context["chosen"] if str(value).isdigit()}
    return _page(request, site, "notices", "admin/comments/notice.html", context, status=422 if form.is_bound else 200)


def case_file(request, site, pk):
    """The case as a document for a court: facts, texts as they stood, the order of time."""
    notice = _case(request, pk)
    context = {"case": notices.export_case(notice), "made_at": timezone.now(), "notice": notice}
    return _file(render_to_string("admin/comments/case.html", context), notice, "html", "text/html; charset=utf-8")


def case_data(request, site, pk):
    notice = _case(request, pk)
    text = json.dumps(notices.export_case(notice), ensure_ascii=False, indent=2)
    return _file(text, notice, "json", "application/json")


def _case(request, pk):
    must(request, "comments.decide_notice")
    notice = get_object_or_404(Notice.objects.select_related("decided_by"), pk=pk)
    security.info("notice %s exported by %s", notice.number, request.user.get_username())
    return notice


def _file(text, notice, ending, kind):
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="zgloszenie-{notice.number}.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    add_never_cache_headers(response)
    return response


# -- Appeals -----------------------------------------------------------------------------------------------------------


def appeals_page(request, site, *, answered=None, status=200):
    """Appeals that wait for an answer. `answered` is `(id, form)` of one whose answer was refused."""
    user = request.user
    if not (user.has_perm("comments.moderate_comment") or user.has_perm("comments.decide_notice")):
        raise PermissionDenied
    found = queue.open_appeals(user).select_related("decision__by", "notice__decided_by", "comment__article")
    rows = list(found.defer("comment__article__body", "comment__article__body_html")[:LISTED])
    # Whether anybody else is there is asked once for all of them.
    own = {appeal.pk: moderation.is_own(appeal, user) for appeal in rows if _made_by(appeal) == user.pk}
    forms = {answered[0]: answered[1]} if answered else {}
    appeals = [(appeal, own.get(appeal.pk, False), forms.get(appeal.pk) or AnswerForm()) for appeal in rows]
    return _page(request, site, "appeals", "admin/comments/appeals.html", {"appeals": appeals}, status=status)


def _made_by(appeal):
    return appeal.decision.by_id if appeal.decision else appeal.notice.decided_by_id if appeal.notice else None


def appeal_press(request, site, pk):
    """Answer an appeal."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appeal = get_object_or_404(Appeal.objects.select_related("notice"), pk=pk)
    must(request, "comments.decide_notice" if appeal.notice_id else "comments.moderate_comment")
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            moderation.decide_appeal(
                pk, request.user, allowed=form.cleaned_data["outcome"] == "allowed", answer=form.cleaned_data["answer"]
            )
        except moderation.OwnDecision:
            messages.error(request, _("This decision was yours: somebody else answers the appeal."))
        except WrongState as problem:
            if Appeal.objects.filter(pk=pk, decided_at__isnull=True).exists():
                # Refused for now: what was typed stays.
                form.add_error(None, str(problem))
                return appeals_page(request, site, answered=(pk, form), status=409)
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The appeal is answered."))
        return HttpResponseRedirect(reverse("admin:comments_appeals"))
    return appeals_page(request, site, answered=(pk, form), status=422)

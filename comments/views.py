"""Readers' pages of comments.

Threads are the same for everyone and carry no form; every form and every page of one's own has its own address that is
never stored.
"""

from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.models import Article
from common import proof, tokens
from common.http import comes_from_us, reader_page
from common.keyset import LARGEST_ID
from common.limits import CountersAway

from . import devices, floods, notices, pages, services, threads
from .forms import CommentForm, NoticeForm, ReportForm
from .models import Comment
from .rules import rules_for, site_rules, takes_appeals
from .templatetags.comments import branches


def _article(pk):
    """The published story. Raises `Http404`, also for a number that no database could hold."""
    if pk > LARGEST_ID:
        raise Http404("No such story.")
    return get_object_or_404(Article.objects.published().select_related("section", "tally"), pk=pk)


def _visible_comment(pk):
    """A comment that the public may read. One that is held answers as if it did not exist."""
    if pk > LARGEST_ID:
        raise Http404("No such comment.")
    found = Comment.objects.visible().select_related("article", "parent").filter(pk=pk).first()
    if found is None or not found.article.is_published:
        raise Http404("No such comment.")
    return found


# -- Reading -------------------------------------------------------------------------------------------------------


def conversation(request, pk):
    """GET: the whole conversation under a story. POST: one more comment."""
    return create(request, pk) if request.method == "POST" else thread(request, pk)


@reader_page(parameters=("kolejnosc", "od"))
def thread(request, pk):
    article = _article(pk)
    order = request.GET.get("kolejnosc", threads.OLDEST)
    page = threads.thread(article.pk, order, request.GET.get("od", ""))
    rules = rules_for(article)
    return HttpResponse(pages.filled(request, article, page, rules, branches(page.branches, rules.is_open)))


conversation.parameters = thread.parameters


@reader_page(parameters=("od",))
def permalink(request, pk):
    """A comment where it stands: with the first comment of its thread and the replies around it."""
    comment = _standing_comment(pk)
    cursor = request.GET.get("od", "")
    branch, more = threads.branch(comment.thread_id, cursor)
    if comment.is_reply and not cursor and more and comment.pk >= int(more):
        branch, more = threads.branch(comment.thread_id, str(comment.pk))
    context = {
        "article": comment.article,
        "comment": comment,
        "branch": branch,
        "more": more,
        "rules": rules_for(comment.article),
    }
    return render(request, "comments/permalink.html", context)


def _standing_comment(pk):
    """A comment that the public may read, or the mark of one that others answered."""
    if pk > LARGEST_ID:
        raise Http404("No such comment.")
    found = Comment.objects.exclude(shown_as=Comment.ShownAs.NOWHERE).select_related("article__tally")
    comment = found.filter(pk=pk).first()
    if comment is None or not comment.article.is_published:
        raise Http404("No such comment.")
    return comment


@reader_page
def count(request, pk):
    """How many comments there are, asked now and then by pages that are open."""
    article = _article(pk)
    return JsonResponse({"comments": article.comment_count})


# -- Writing -------------------------------------------------------------------------------------------------------


@never_cache
@require_GET
def form(request, pk):
    """The comment form, at an address of its own: it carries tokens that no shared page may."""
    article = _article(pk)
    parent = _parent(request.GET.get("do"), article)
    its_rules = rules_for(article)
    if not its_rules.is_open:
        return render(request, "comments/closed.html", {"article": article, "rules": its_rules}, status=403)
    token = devices.token_of(request)
    last_nick = token and Comment.objects.of_token(token).order_by("-pk").values_list("nick", flat=True).first()
    fresh = CommentForm(initial={"nick": last_nick or ""})
    return _form_page(request, article, fresh, parent)


def _parent(text, article):
    """The comment that is answered, or None. A number that is none of the story's visible comments is not there."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404("No such comment.")
    return get_object_or_404(Comment.objects.visible(), pk=int(text), article=article)


def _form_page(request, article, form, parent, *, status=200, problem=""):
    sender = devices.sender_of(request)
    form_token = tokens.make("comment", article.pk)
    its_rules = rules_for(article)
    context = {
        "article": article,
        "form": form,
        "parent": parent,
        "problem": problem,
        "form_token": form_token,
        "proof_challenge": proof.challenge(form_token) if services.wants_proof(its_rules, sender) else "",
        "rules": its_rules,
    }
    return render(request, "comments/form.html", context, status=status)


@never_cache
@require_POST
def create(request, pk):
    """Take a comment, and say truly whether it is published or waits and why."""
    article = _article(pk)
    try:
        parent = _parent(request.POST.get("parent"), article)
    except Http404:
        parent = None
        if request.POST.get("parent"):
            return _gone_parent(request, article)
    form = CommentForm(request.POST)
    if form.is_from_robot:
        return _form_page(request, article, form, parent, status=400, problem=_("This looks like a robot. If you are a person, clear the field for robots and send again."))  # fmt: skip
    try:
        form_token = tokens.read(request.POST.get("form_token", ""), "comment", article.pk)
    except tokens.TokenExpired:
        return _form_page(request, article, form, parent, status=422, problem=_("The form was open for too long. Your text is here: send it once more."))  # fmt: skip
    except tokens.TokenRefused:
        return _form_page(request, article, form, parent, status=400, problem=_("The form came damaged. Your text is here: send it once more."))  # fmt: skip
    if not form.is_valid():
        return _form_page(request, article, form, parent, status=422)
    sender = devices.sender_of(request, seals_address=site_rules()[0].seal_addresses_for_days > 0)
    room = services.make_room(article.pk, sender)
    if room.is_over:
        return _too_many(request, article, form, parent)
    facts = services.FormFacts(
        form_id=form_token.form_id,
        too_young=form_token.is_too_young,
        proof_wanted=room.proof_wanted,
        proof_good=room.proof_wanted
        and proof.is_solved(request.POST.get("form_token", ""), request.POST.get("proof", "")),
        counters_away=room.counters_away,
    )
    return _post(request, article, form, parent, sender, form_token, facts)


def _post(request, article, form, parent, sender, form_token, facts):
    try:
        with transaction.atomic():
            tokens.spend(form_token)
            sender, cookie = _with_token(sender, form_token.form_id)
            comment = services.post_comment(
                article,
                nick=form.cleaned_data["nick"],
                body=form.cleaned_data["body"],
                sender=sender,
                parent_id=parent.pk if parent else None,
                form=facts,
            )
    except tokens.TokenSpent as spent:
        return _sent_before(request, article, form, parent, spent.form_id)
    except services.NoSuchParent:
        return _gone_parent(request, article)
    except services.CommentsClosed:
        return render(request, "comments/closed.html", {"article": article, "rules": rules_for(article)}, status=403)
    devices.seen(sender.token)
    return _posted(request, comment, cookie)


def _with_token(sender, form_id):
    """The sender with a token, made now if the device has none, and the new cookie's value or None."""
    if sender.token:
        return sender, None
    token, cookie = devices.new_token(form_id)
    return devices.Sender(token, sender.network, sender.salt, sender.networks_of_bans, sender.address), cookie


def _posted(request, comment, cookie):
    context = {"comment": comment, "article": comment.article, "hits": _told(comment)}
    response = render(request, "comments/posted.html", context, status=201)
    if cookie:
        devices.remember(response, cookie)
    return response


def _told(comment):
    """Why it waits, in words for the author, each once."""
    from .screening import told_of

    return list(dict.fromkeys(str(told_of(hit.check_name)) for hit in comment.hits.all()))


def _sent_before(request, article, form, parent, form_id):
    """The same form came twice. A second press of the button is answered like the first; another text gets a new form."""
    comment = Comment.objects.filter(form_id=form_id).select_related("article").first()
    if comment and comment.body == form.cleaned_data["body"]:
        cookie = devices.digest("cookie", form_id)[: devices.COOKIE_LENGTH]
        is_its_own = comment.token and comment.token.digest == devices.digest("token", cookie)
        return _posted(request, comment, cookie if is_its_own else None)
    return _form_page(request, article, form, parent, status=409, problem=_("This form was used already. Your text is here: send it once more."))  # fmt: skip


def _gone_parent(request, article):
    form = CommentForm(request.POST)
    return _form_page(request, article, form, None, status=409, problem=_("The comment that you answer is no longer there. You may still write to everybody."))  # fmt: skip


def _too_many(request, article, form, parent):
    """429 with the text that was typed, where the flood is not one that `floods` knows of already."""
    problem = _("You have sent many comments. Your text is here: send it again in ten minutes.")
    response = _form_page(request, article, form, parent, status=429, problem=problem)
    response["Retry-After"] = floods.SECONDS
    return response


def _network(request):
    from common import network

    return network.network_key(request)


# -- Support -------------------------------------------------------------------------------------------------------


@never_cache
@csrf_exempt  # The button stands on cached pages, which carry no token; the Origin is checked instead.
@require_POST
def support(request, pk):
    """Support a comment, or take it back with `cofnij=1`. Answers JSON to the page's script and a page to others."""
    if not comes_from_us(request):
        return render(request, "403.html", status=403)
    comment = _visible_comment(pk)
    wanted = request.POST.get("cofnij") != "1"
    sender = devices.sender_of(request)
    cookie = None
    try:
        over = not services.REACTIONS_OF_NETWORK.passes(sender.network)
        if not sender.token and wanted and not over:
            over = not services.NEW_TOKENS_OF_NETWORK.passes(sender.network)
            over |= not services.NEW_TOKENS_FOR_COMMENT.passes(f"{sender.network}:{comment.pk}")
    except CountersAway:
        over = True
    if over:
        return _supported(request, comment, comment.support, False, _("Too many at once. Try again later."), 429)
    if not sender.token:
        if not wanted:
            return _supported(request, comment, comment.support, False, "", 200)
        sender, cookie = _with_token(sender, tokens.read(tokens.make("support"), "support").form_id)
    try:
        total = services.react(comment, sender.token, wanted=wanted)
    except services.ReactionsRest as rest:
        return _supported(request, comment, comment.support, False, str(rest), 409)
    except Comment.DoesNotExist:
        raise Http404("No such comment.") from None
    response = _supported(request, comment, total, wanted, "", 200)
    if cookie:
        devices.remember(response, cookie)
    return response


def _supported(request, comment, total, is_mine, problem, status):
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"support": total, "mine": is_mine, "problem": problem}, status=status)
    context = {"comment": comment, "article": comment.article, "total": total, "is_mine": is_mine, "problem": problem}
    return render(request, "comments/supported.html", context, status=status)


# -- Reports and notices -------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """Tell the newsroom that a comment breaks the rules. Nothing about the reader is asked."""
    comment = _visible_comment(pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    problem, status = "", 200
    if request.method == "POST":
        problem = _problem_of(request, form, "report", comment.pk, services.REPORTS_OF_NETWORK)
        if not problem and form.is_valid():
            services.report_comment(
                comment,
                sender=devices.sender_of(request),
                reason=form.cleaned_data["reason"],
                text=form.cleaned_data["text"],
            )
            return render(request, "comments/reported.html", {"comment": comment, "article": comment.article})
        status = 422
    context = {
        "comment": comment,
        "article": comment.article,
        "form": form,
        "problem": problem,
        "form_token": tokens.make("report", comment.pk),
    }
    return render(request, "comments/report.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_notice(request):
    """A notice of illegal content (DSA 16), from anybody, about one or several comments."""
    if request.method == "POST":
        form = NoticeForm(request.POST)
        problem = _problem_of(request, form, "notice", "", notices.NOTICES_OF_NETWORK)
        if not problem and form.is_valid():
            return _file_notice(request, form)
        return _notice_page(request, form, problem, status=422)
    number = request.GET.get("k", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    address = request.build_absolute_uri(reverse("comments:permalink", args=[int(number)])) if known else ""
    return _notice_page(request, NoticeForm(initial={"addresses": address}), "")


def _notice_page(request, form, problem, status=200):
    context = {"form": form, "problem": problem, "form_token": tokens.make("notice")}
    return render(request, "comments/notice_form.html", context, status=status)


def _file_notice(request, form):
    given = form.cleaned_data
    if given["email"]:
        try:
            over = not notices.NOTICES_OF_ADDRESS.passes(devices.digest("mail", given["email"].lower()))
        except CountersAway:
            over = False
        if over:
            return _notice_page(request, form, _("There were several notices with this address just now. Try again in an hour."), 429)  # fmt: skip
    try:
        with transaction.atomic():
            tokens.spend(tokens.read(request.POST["form_token"], "notice"))
            notice = notices.file_notice(
                addresses=given["addresses"],
                statement=given["statement"],
                name=given["name"],
                email=given["email"],
                good_faith=given["good_faith"],
                concerns_abuse_of_children=given["concerns_abuse_of_children"],
            )
    except tokens.TokenSpent:
        return _notice_page(request, form, _("This notice has been sent already."), 409)
    return redirect(notices.address_of(notice))


def _problem_of(request, form, purpose, about, limit):
    """What keeps a protected form from being taken, in words; empty when nothing does."""
    if form.is_from_robot:
        return _("This looks like a robot. If you are a person, clear the field for robots and send again.")
    try:
        tokens.read(request.POST.get("form_token", ""), purpose, about)
    except tokens.TokenRefused:
        return _("The form was open for too long, or came damaged. Your text is here: send it once more.")
    try:
        if not limit.passes(_network(request)):
            return _("Too many at once. Try again later.")
    except CountersAway:
        return ""
    return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request, key):
    """The state of a notice, for whoever has its address: number, decision, reasons, appeal."""
    from .forms import AppealForm
    from .transitions import WrongState

    found = notices.notice_of(key)
    if found is None:
        raise Http404("No such notice.")
    form = AppealForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and not takes_appeals():
        problem = _("Appeals are not taken here. You may write to us or go to court.")
    elif request.method == "POST" and form.is_valid():
        try:
            notices.appeal_notice(found, form.cleaned_data["text"])
        except WrongState as wrong:
            problem = str(wrong)
        else:
            return redirect(request.path)
    context = {
        "notice": found,
        "items": found.items.all(),
        "form": form,
        "problem": problem,
        "appeal": found.appeals.first(),
        "may_appeal": found.state == found.State.DECIDED and takes_appeals(),
    }
    response = render(request, "comments/notice.html", context, status=422 if problem or form.errors else 200)
    # The address is the key. Without any referrer at home a browser sends `Origin: null`, and the appeal is refused.
    response["Referrer-Policy"] = "same-origin"
    return response

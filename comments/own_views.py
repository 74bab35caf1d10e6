"""“Moje komentarze”: what a device has sent, and everything its owner may do with it. Never stored, never indexed."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.limits import CountersAway, Limit

from . import devices, letters, moderation, own, services
from .forms import AppealForm, EditForm, MailForm, RecoverForm
from .models import Comment, Edit
from .rules import takes_appeals
from .screening import told_of
from .transitions import WrongState

A_PAGE = 20
CODES_OF_NETWORK = Limit("recovery-network", 10, 3600)
MAILS_OF_NETWORK = Limit("mail-network", 5, 3600)
MAILS_TO_ADDRESS = Limit("mail-address", 2, 24 * 3600)
# In the address of “Moje komentarze” right after one of them was deleted.
DELETED = "skasowano"
GET_OR_POST = ["GET", "HEAD", "POST"]


def _token_or_404(request):
    token = devices.token_of(request)
    if token is None:
        raise Http404("Nothing of this device.")
    return token


def _own_comment(request, pk):
    """The device's own comment. Somebody else's does not exist."""
    token = _token_or_404(request)
    comment = Comment.objects.of_token(token).select_related("article").filter(pk=min(pk, 2**63 - 1)).first()
    if comment is None:
        raise Http404("No such comment of this device.")
    return comment


@never_cache
@require_GET
def mine(request):
    """Everything that this device has sent, with its state, reasons and what can be done."""
    token = devices.token_of(request)
    if token is None:
        return render(request, "comments/mine_empty.html", {"recover": RecoverForm()})
    rows = Comment.objects.of_token(token).select_related("article").order_by("-pk")
    before = request.GET.get("przed", "")
    if before:
        if not (before.isascii() and before.isdigit() and len(before) < 19):
            raise Http404("Not a cursor of this list.")
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows.prefetch_related("hits", "decisions", "appeals", "edits")[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    for comment in rows:
        _say(comment)
    context = {
        "token": token,
        "comments": rows,
        "more": rows[-1].pk if more else "",
        "mail": MailForm(),
        "wording": letters.consent_wording(),
        "recover": RecoverForm(),
        "muted_until": _muted_until(token),
        "just_deleted": bool(request.GET.get(DELETED)),
    }
    return render(request, "comments/mine.html", context)


def _say(comment):
    """Put beside the comment what the page says of it."""
    now = timezone.now()
    comment.may_edit = services.may_edit(comment, now)
    left = services.EDIT_WITHIN - (now - comment.created_at)
    comment.minutes_left = max(1, int(left.total_seconds() // 60)) if comment.may_edit else 0
    comment.held_edit = next((edit for edit in comment.edits.all() if edit.state == Edit.State.HELD), None)
    waits = comment.held_edit and comment.held_edit.pk
    hits = [hit for hit in comment.hits.all() if hit.edit_id == waits]
    comment.because = list(dict.fromkeys(str(told_of(hit.check_name)) for hit in hits))
    decided = [made for made in comment.decisions.all() if made.reason]
    comment.decision = decided[0] if decided and comment.state != Comment.State.HELD else None
    comment.detection = letters.detection_words(comment.decision) if comment.decision else ""
    decided_upon = takes_appeals() and comment.state != Comment.State.HELD and comment.decisions.all()
    comment.may_appeal = bool(decided_upon) and moderation.appealable(comment) is not None
    comment.newest_appeal = max(comment.appeals.all(), key=lambda appeal: appeal.pk, default=None)


def _muted_until(token):
    """Until when the device's comments wait by a moderator's decision; a reader is told of it."""
    return (
        token.bans.filter(until__gt=timezone.now(), lifted_at=None)
        .order_by("-until")
        .values_list("until", flat=True)
        .first()
    )


@never_cache
@require_http_methods(GET_OR_POST)
def edit(request, pk):
    comment = _own_comment(request, pk)
    held = comment.edits.filter(state=Edit.State.HELD).first()
    form = EditForm(
        request.POST if request.method == "POST" else None, initial={"body": held.body if held else comment.body}
    )
    late = not services.may_edit(comment)
    if request.method == "POST" and form.is_valid() and not late:
        try:
            if services.POSTS_OF_NETWORK.passes(devices.sender_of(request).network):
                services.edit_comment(comment, body=form.cleaned_data["body"], sender=devices.sender_of(request))
                return redirect("comments:mine")
            form.add_error(None, _("You have sent many comments. Your text is here: send it again in ten minutes."))
        except services.TooLate:
            late = True
        except CountersAway:
            form.add_error(None, _("Part of the portal does not work just now. Try again in a while."))
    context = {"comment": comment, "article": comment.article, "form": form, "late": late}
    return render(request, "comments/edit.html", context, status=422 if form.errors or (late and request.POST) else 200)


@never_cache
@require_http_methods(GET_OR_POST)
def delete(request, pk):
    comment = _own_comment(request, pk)
    if request.method == "POST":
        services.delete_comment(comment)
        # Said by the address: readers have no session that a message could wait in.
        return redirect(f"{reverse('comments:mine')}?{DELETED}=1")
    return render(request, "comments/delete.html", {"comment": comment, "article": comment.article})


@never_cache
@require_http_methods(GET_OR_POST)
def appeal(request, pk):
    comment = _own_comment(request, pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    decision = moderation.appealable(comment) if takes_appeals() else None
    if request.method == "POST" and form.is_valid() and takes_appeals():
        try:
            moderation.appeal(comment, form.cleaned_data["text"])
            return redirect("comments:mine")
        except WrongState as wrong:
            form.add_error(None, str(wrong))
    context = {"comment": comment, "article": comment.article, "decision": decision, "form": form}
    return render(request, "comments/appeal.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def export(request):
    """Everything that is kept about the device, as a file."""
    token = _token_or_404(request)
    response = JsonResponse(own.export(token), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="moje-komentarze.json"'
    return response


@never_cache
@require_http_methods(GET_OR_POST)
def erase(request):
    token = _token_or_404(request)
    if request.method == "POST":
        own.erase(token)
        response = render(request, "comments/erased.html")
        devices.forget(response)
        return response
    return render(request, "comments/erase.html", {"count": Comment.objects.of_token(token).count()})


@never_cache
@require_POST
def recovery_code(request):
    """A new code, shown once."""
    code = devices.new_recovery_code(_token_or_404(request))
    return render(request, "comments/recovery_code.html", {"code": code, "groups": code.split("-")})


@never_cache
@require_http_methods(GET_OR_POST)
def recover(request):
    """Carry the comments of another device here."""
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            allowed = CODES_OF_NETWORK.passes(devices.sender_of(request).network)
        except CountersAway:
            allowed = False
        found = devices.recover(form.cleaned_data["code"]) if allowed else None
        if found:
            response = redirect("comments:mine")
            devices.remember(response, found[1])
            return response
        form.add_error("code", _("This code is not known. Each code works once.") if allowed else _("Too many at once. Try again later."))  # fmt: skip
    return render(request, "comments/recover.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(GET_OR_POST)
def mail(request):
    """Mails about replies: ask for them, or stop them."""
    token = _token_or_404(request)
    if request.method == "POST" and request.POST.get("koniec"):
        letters.stop(token)
        return redirect("comments:mine")
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            passes = MAILS_OF_NETWORK.passes(devices.sender_of(request).network)
            passes = passes and MAILS_TO_ADDRESS.passes(devices.digest("mail", email.lower()))
        except CountersAway:
            passes = False
        if passes:
            letters.ask_to_confirm(token, email)
            return render(request, "comments/mail_asked.html", {"email": email})
        form.add_error("email", _("Too many at once. Try again later."))
    context = {"form": form, "token": token, "wording": letters.consent_wording()}
    return render(request, "comments/mail.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(GET_OR_POST)
def mail_confirm(request, note):
    """A page with one button: a mail scanner that opens the link confirms nothing."""
    done = letters.confirm(note) if request.method == "POST" else None
    return render(request, "comments/mail_confirm.html", {"done": done}, status=410 if done is False else 200)


@never_cache
@csrf_exempt  # Mail programs post here by themselves (RFC 8058); the signed address is what proves the right to do it.
@require_http_methods(GET_OR_POST)
def mail_stop(request, note):
    token = letters.token_of_stop(note)
    done = request.method == "POST"
    if done and token:
        letters.stop(token)
    return render(request, "comments/mail_stop.html", {"done": done})

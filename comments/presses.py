"""What a press on the moderators' page does. With a script it is answered in JSON, without one by going back to the list."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import undo

from . import bans, moderation, together
from .models import Ban, Case, Comment, Decision, Reason
from .queue import excerpt
from .transitions import WrongState

LONGEST_STATEMENT = 5000
_ITEM = re.compile(r"([0-9]{1,18})-([0-9a-f]{20})")


def must(request, permission="comments.moderate_comment"):
    if not request.user.has_perm(permission):
        raise PermissionDenied


class Refused(Exception):
    """A press that cannot be done; the message is a sentence for whoever pressed."""


# -- One comment -----------------------------------------------------------------------------------------------------


def decide(request, pk):
    """Approve, cover and approve, reject, keep, hide, feature or mute one comment, as it was read."""
    must(request)
    comment = get_object_or_404(Comment, pk=pk)
    what = request.POST.get("what", "")
    # A button with a ground says both at once.
    if request.POST.get("reason") and what in {"", "reject"}:
        what = "reject"
    try:
        words, data = _decide(request, comment, what)
    except (Refused, WrongState) as problem:
        return _refused(request, str(problem))
    return _done(request, words, data)


def _decide(request, comment, what):
    by, name = request.user, f"„{excerpt(comment)}”"
    if what == "mute":
        made = bans.ban(
            comment, by, kind=Ban.Kind.TOKEN, days=bans.MUTE_DAYS, is_mute=True, note=_("comment no. %d") % comment.pk
        )
        words = _("%(nick)s is muted for a week: new comments from this device wait.") % {"nick": comment.nick}
        return words, {"ban": made.pk}
    read = request.POST.get("read", "")
    if what == "approve":
        return _("Approved: %s") % name, _of(moderation.approve(comment.pk, by, read=read))
    if what == "mask":
        return _("Approved with data covered: %s") % name, _of(moderation.mask_and_approve(comment.pk, by, read=read))
    if what == "reject":
        reason = request.POST.get("reason", "")
        if reason not in Reason.values:
            raise Refused(_("Choose the ground of the rejection."))
        statement = request.POST.get("statement", "").replace("\x00", "")[:LONGEST_STATEMENT]
        made = moderation.reject(comment.pk, by, reason=reason, statement=statement, read=read)
        return _("Rejected: %(text)s (%(reason)s)") % {"text": name, "reason": Reason(reason).label}, _of(made)
    if what == "keep":
        case = Case.objects.filter(comment=comment, closed_at__isnull=True).first()
        if case is None:
            raise Refused(_("This case has been decided already."))
        return _("It stays: %s") % name, _of(moderation.keep(case.pk, by))
    if what == "hide":
        made = moderation.hide(comment.pk, by)
        if made is None:
            raise Refused(_("Only a published comment can be hidden."))
        return _("Hidden while it is checked: %s") % name, _of(made)
    if what in {"feature", "unfeature"}:
        made = moderation.feature(comment.pk, by, featured=what == "feature")
        return (_("Featured: %s") if what == "feature" else _("No longer featured: %s")) % name, _of(made)
    raise Refused(_("Choose what to do with the comment."))


def _of(decision):
    return {"decision": decision.pk}


# -- Several at once -------------------------------------------------------------------------------------------------


def rest(request):
    """“Approve the rest”: what was read on the page and not decided on."""
    must(request)
    read = _read(request)
    if not read:
        return _refused(request, _("There is nothing to approve: no comment of this page is ticked."))
    return _told(request, together.approve_read(read, request.user), approved=True)


def several(request):
    """Approve or reject the ticked comments of one author or of one text."""
    must(request)
    read = _read(request)
    if not read:
        return _refused(request, _("Tick the comments first."))
    if request.POST.get("what") == "approve":
        outcome = together.approve_read(read, request.user, even_rubbish=True)
        return _told(request, outcome, approved=True)
    reason = request.POST.get("reason", "")
    if reason not in Reason.values:
        return _refused(request, _("Choose the ground of the rejection."))
    statement = request.POST.get("statement", "").replace("\x00", "")[:LONGEST_STATEMENT]
    outcome = together.reject_read(read, request.user, reason=reason, statement=statement)
    return _told(request, outcome, approved=False)


def _read(request):
    """`{id: stamp}` of the ticked comments."""
    found = (_ITEM.fullmatch(item) for item in request.POST.getlist("item")[: together.MOST])
    return {int(match[1]): match[2] for match in found if match}


def _told(request, outcome, *, approved):
    """Say what became of the press, with the way back for what was done."""
    number = outcome.done
    words = []
    if approved and number:
        words.append(ngettext("%d comment approved.", "%d comments approved.", number) % number)
    elif number:
        words.append(ngettext("%d comment rejected.", "%d comments rejected.", number) % number)
    for number, one, many in [
        (outcome.changed, _("%d has changed since you read it and waits."), _("%d have changed since you read them and wait.")),
        (outcome.theirs, _("%d is being read by somebody else."), _("%d are being read by somebody else.")),
        (outcome.alone, _("%d has to be decided by itself."), _("%d have to be decided one by one.")),
        (outcome.silent, _("%d waits for the end of the electoral silence."), _("%d wait for the end of the electoral silence.")),
    ]:  # fmt: skip
        if number:
            words.append((one if number == 1 else many) % number)
    if not outcome.done:
        return _refused(request, " ".join(words) or _("Nothing was decided."))
    return _done(request, " ".join(words), {"batch": outcome.batch})


def claim(request):
    """Keep the page's comments for this moderator for five minutes."""
    must(request)
    pks = [
        int(pk) for pk in request.POST.getlist("pk")[: together.MOST] if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    until = together.claim_all(pks, request.user)
    held = Comment.objects.filter(pk__in=pks, claimed_until__gt=timezone.now()).exclude(claimed_by=request.user)
    others = {row.pk: str(row.claimed_by or "") for row in held.select_related("claimed_by")}
    gone = set(pks) - set(Comment.objects.waiting().filter(pk__in=pks).values_list("pk", flat=True))
    if wants_json(request):
        until = timezone.localtime(until)
        return JsonResponse({"until": f"{until.hour}:{until:%M}", "others": others, "gone": sorted(gone)})
    messages.success(request, _("This page is yours for five minutes."))
    return HttpResponseRedirect(_back(request))


# -- Back ------------------------------------------------------------------------------------------------------------


def take_back(request):
    """Undo a decision of one's own, all of one press, or a ban that was just made."""
    must(request)
    try:
        data = undo.read(request) if "token" in request.POST else _own(request)
        words = _take_back(request.user, data)
    except (undo.NothingToUndo, KeyError, TypeError, Decision.DoesNotExist):
        return _refused(request, _("This can no longer be undone."))
    except WrongState as problem:
        return _refused(request, str(problem))
    return _done(request, words, None)


def _own(request):
    """What “My decisions” asks to take back; nobody takes back another's decision, they decide anew."""
    for name in ("decision", "batch"):
        value = request.POST.get(name, "")[:32].replace("\x00", "")
        if name == "decision" and not (value.isascii() and value.isdigit() and len(value) < 19):
            continue
        if (
            value
            and Decision.objects.filter(by=request.user, **{("pk" if name == "decision" else name): value}).exists()
        ):
            return {name: int(value) if name == "decision" else value}
    raise undo.NothingToUndo


def _take_back(user, data):
    if "ban" in data:
        bans.lift(data["ban"], user)
        return _("The mute is lifted.")
    if "batch" in data:
        number = moderation.undo_batch(data["batch"], user)
        if not number:
            raise WrongState(_("This decision can no longer be taken back."))
        return ngettext("%d decision taken back.", "%d decisions taken back.", number) % number
    moderation.undo(data["decision"], user)
    return _("The decision is taken back.")


def lift(request, pk):
    """End a ban before its time."""
    must(request, "comments.set_comment_rules")
    get_object_or_404(Ban, pk=pk)
    bans.lift(pk, request.user)
    messages.success(request, _("The ban is lifted."))
    return HttpResponseRedirect(reverse("admin:comments_bans"))


# -- Answers ---------------------------------------------------------------------------------------------------------


def wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def _done(request, words, data):
    if wants_json(request):
        token = undo.note(request, data) if data else ""
        return JsonResponse({"words": words, "token": token})
    if data:
        undo.offer(request, words, address=reverse("admin:comments_undo"), data=data)
    else:
        messages.success(request, words)
    return HttpResponseRedirect(_back(request))


def _refused(request, words):
    if wants_json(request):
        return JsonResponse({"words": words}, status=409)
    messages.error(request, words)
    return HttpResponseRedirect(_back(request))


def _back(request):
    """Where the press came from, if that is a page of ours."""
    home = reverse("admin:comments_comment_changelist")
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(home)
    return back if safe else home

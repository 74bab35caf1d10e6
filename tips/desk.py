"""The inbox on the desk: reading, answering, and passing on what readers sent."""

import contextlib
import re
import time
import uuid
from collections import defaultdict
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from articles.models import Article
from common.counting import Counts
from common.memo import remember_for
from photos.ingest import UnusablePhoto
from portal.models import Place, User

from . import gates, keys, opening, policy, previews, screening, sealing, services
from .models import NewsroomKey, Tip, TipAccess, TipFile, TipMessage, TipNote, TipRules, WrappedKey

PAGE = 40
CHOICES = 40
LISTING = 60 * 60
BOXES = {
    "praca": gettext_lazy("New and in work"),
    "moje": gettext_lazy("Mine"),
    "podejrzane": gettext_lazy("Suspicious"),
    "zamkniete": pgettext_lazy("tips", "Closed"),
}
What = TipAccess.What


def traceless(view):
    """A page with somebody's secrets: nothing of it is kept by browsers, and no address passed on."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except gates.Detour as detour:
            response = detour.response
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        return response

    return inner


def refuse(request, **about):
    """Answer 403, with a line in the log."""
    services.note_access(What.REFUSED, request.user, **about)
    raise PermissionDenied


def visible_tip(request, pk):
    """The tip, for whoever may see that it is there. Raises `Http404`, `PermissionDenied`."""
    if not request.user.has_perm("tips.view_tip"):
        refuse(request, number=pk)
    tips = Tip.objects.select_related("article", "story", "place", "assigned_to", "duplicate_of")
    wrapped = Prefetch("wrapped_keys", WrappedKey.objects.select_related("recipient"))
    return get_object_or_404(tips.prefetch_related(wrapped), pk=pk)


# -- The list ---------------------------------------------------------------------------------


@traceless
def inbox(request, site):
    """The box that was chosen, with nothing opened."""
    if not request.user.has_perm("tips.view_tip"):
        refuse(request)
    return TemplateResponse(request, "admin/tips/inbox.html", _list_context(request, site))


def _list_context(request, site):
    box = request.GET.get("box") if request.GET.get("box") in BOXES else "praca"
    rules = TipRules.load()
    tips = _box(box, request.user).select_related("place", "article", "assigned_to").defer("contact", "receipt")
    before = request.GET.get("przed", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        tips = tips.filter(pk__lt=int(before))
    asked = _narrowed(request.GET)
    tips = tips.filter(**asked)
    opener = gates.unlocked(request, rules)
    if opener:
        tips = tips.prefetch_related(Prefetch("wrapped_keys", WrappedKey.objects.select_related("recipient")))
    found = list(tips.order_by("-pk")[: PAGE + 1])
    rows = [_row(tip, opener, rules) for tip in found[:PAGE]]
    # In the mode "server" some may still wait for the passphrase of whom they were sealed to.
    closed = [row["tip"] for row in rows if opener and not opener.has_key_for(row["tip"])]
    own_key = opening.own_key(request.user) if closed else None
    if any(row["headline"] for row in rows):
        _note_listing(request, box, before, sum(bool(row["headline"]) for row in rows))
    counts = Counts.of(request)
    for name in BOXES.keys() - {"zamkniete"}:
        counts.want(name, _box(name, request.user))
    counts.want("recovery keys", NewsroomKey.objects.filter(kind=NewsroomKey.Kind.RECOVERY, retired_at=None))
    return site.each_context(request) | {
        "title": _("From readers"),
        "box": box,
        "boxes": [(name, label, counts[name] if name != "zamkniete" else None) for name, label in BOXES.items()],
        "rows": rows,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "rules": rules,
        "kinds": Tip.Kind.choices,
        "urgencies": Tip.Urgency.choices,
        "places": places(),
        "asked": asked,
        "narrowed": urlencode({"box": box} | asked),
        "may_add": policy.may_change(request.user),
        "may_unseal": policy.may_unseal(request.user),
        "is_locked": policy.may_unseal(request.user) and opener is None,
        "needs_passphrase": any(opening.would_open(own_key, tip) for tip in closed),
        "missing_files": missing_files(),
        "no_recovery": not counts["recovery keys"],
        "may_see_log": policy.may_see_log(request.user),
    }


@remember_for(30)
def places():
    """`(key, name)` of all places, to narrow the list by."""
    return list(Place.objects.values_list("pk", "name"))


@remember_for(10)
def missing_files():
    return opening.missing_files()


def _narrowed(asked):
    """What the address narrows the list by, as far as it makes sense; text by text."""
    allowed = {
        "kind": Tip.Kind.values,
        "urgency": [str(urgency) for urgency in Tip.Urgency.values],
        "place": [str(pk) for pk, _name in places()],
    }
    return {name: asked[name] for name, values in allowed.items() if asked.get(name) in values}


def _note_listing(request, box, before, count):
    """A line in the log for a look through a page of a box; further looks at it within the hour are part of that one."""
    now = time.time()
    recent = {page: at for page, at in request.session.get("tips.listed", {}).items() if now - at < LISTING}
    page = f"{box} {before}"
    if page not in recent:
        request.session["tips.listed"] = recent | {page: now}
        note = _("%(box)s: %(headlines)s") % {"box": BOXES[box], "headlines": _("%d headlines") % count}
        services.note_access(What.LISTED, request.user, note=note)


def _box(name, user):
    tips = Tip.objects.all()
    return {
        "praca": tips.in_work(),
        "moje": tips.filter(assigned_to=user, state__in=Tip.OPEN),
        "podejrzane": tips.suspicious(),
        "zamkniete": tips.done(),
    }[name]


def _row(tip, opener, rules):
    """What the list shows of a tip: its headline only where it is not confidential and the user's key is at hand."""
    from .promises import due

    headline, opened = "", False
    if opener and not tip.confidential:
        with contextlib.suppress(opening.NoKey, sealing.CannotOpen):
            headline, opened = opener.content(tip).headline, True
    due_at = due(tip.created_at, rules.first_look_hours) if not tip.first_read_at and tip.is_open else None
    doubts = (screening.in_words(tip.doubts) or [_("by hand")]) if tip.suspect else []
    return {
        "tip": tip, "headline": headline, "only_files": opened and not headline, "doubts": doubts, "due": due_at,
        "late": bool(due_at and due_at < timezone.now()),
    }  # fmt: skip


# -- One tip ------------------------------------------------------------------------------------


@traceless
@sensitive_variables()
def read(request, site, pk):
    """One tip, opened for whoever may; for others its row alone."""
    tip = visible_tip(request, pk)
    return _show(request, site, tip)


def _show(request, site, tip, *, contact=None, metadata=None, typed="", problem="", status=200):
    user = request.user
    context = _list_context(request, site) | {
        "tip": tip,
        "may_open": policy.may_open(user, tip),
        "problem": problem,
        "typed": typed,
    }
    if not context["may_open"]:
        services.note_access(What.REFUSED, user, tip)
        return TemplateResponse(request, "admin/tips/inbox.html", context, status=status)
    # Another site's link may lead here, but opens nothing by itself.
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return TemplateResponse(request, "admin/tips/inbox.html", context | {"sealed": True})
    opener = gates.require(request, tip, back=tip.get_absolute_url())
    try:
        context |= _opened(request, tip, opener)
    except opening.NoKey:
        why, people = opening.why_closed(tip)
        context |= {"unreadable": why, "openers": people}
        return TemplateResponse(request, "admin/tips/inbox.html", context, status=status)
    except sealing.CannotOpen:
        return TemplateResponse(request, "admin/tips/inbox.html", context | {"unreadable": "damaged"}, status=status)
    if request.method in {"GET", "HEAD"}:
        services.open_tip(tip, user, opener)
    context |= {
        "contact": contact,
        "metadata": metadata,
        "staff": User.objects.filter(is_staff=True, is_active=True).order_by("last_name", "first_name"),
        "was_answered": any(not one["message"].from_source for one in context["talk"]),
        "may_export": policy.may_export(user, tip),
        "may_change": policy.may_change(user),
        "may_draft": user.has_perm("articles.add_article"),
        "stories": Article.objects.visible_to(user).order_by("-changed_at").values_list("title", "pk")[:CHOICES],
        "others": Tip.objects.in_work().exclude(pk=tip.pk).select_related("place").order_by("-pk")[:CHOICES],
        "may_photo": user.has_perm("photos.add_photo"),
        "states": [
            choice for choice in Tip.State.choices if choice[0] != tip.state and choice[0] != Tip.State.RECEIVED
        ],
        "log": TipAccess.objects.filter(number=tip.pk).select_related("by")[:20] if context["may_see_log"] else None,
    }
    return TemplateResponse(request, "admin/tips/inbox.html", context, status=status)


def _opened(request, tip, opener):
    content = opener.content(tip)
    notes = [(note, opener.note(note)) for note in _with_tip(tip, TipNote)]
    files = [(file, opener.facts(file)) for file in _with_tip(tip, TipFile, "photo")]
    brought = defaultdict(list)
    for number, (file, facts) in enumerate(files, 1):
        brought[file.message_id].append(facts.name or _("file %d") % number)
    talk = [
        {"message": message, "text": opener.message(message), "files": brought[message.pk]}
        for message in _with_tip(tip, TipMessage)
    ]
    return {
        "content": content,
        "headline": content.headline,
        "talk": talk,
        "notes": notes,
        "files": [{"file": file, "name": facts.name} for file, facts in files],
        "doubts": screening.in_words(tip.doubts),
        "duplicates": Tip.objects.filter(duplicate_of=tip).only("pk"),
    }


def _with_tip(tip, model, related="by"):
    rows = model.objects.filter(tip=tip).select_related(related)
    for row in rows:
        row.tip = tip
    return rows


@traceless
@sensitive_post_parameters()
@sensitive_variables()
def act(request, site, pk):
    """A button of the tip's page: `do` names it."""
    if request.method != "POST":
        return redirect("admin:tips_tip_change", pk)
    tip = visible_tip(request, pk)
    what = request.POST.get("do", "")
    if what in PLAIN:
        if not policy.may_change(request.user):
            refuse(request, tip=tip)
        return PLAIN[what](request, tip) or redirect(tip)
    if what in OPENING:
        opener = gates.require(request, tip, back=tip.get_absolute_url())
        return OPENING[what](request, site, tip, opener) or redirect(tip)
    raise Http404


# Of these buttons none needs the text.


def _assign(request, tip):
    chosen = request.POST.get("user", "")
    user = (
        request.user
        if chosen == "me"
        else User.objects.filter(pk=chosen, is_staff=True).first()
        if chosen.isdigit()
        else None
    )
    tip.assign(user)
    messages.success(request, _("%s handles it now.") % user if user else _("Nobody handles it now."))


def _state(request, tip):
    state = request.POST.get("state")
    if state not in Tip.State.values:
        raise Http404
    tip.move(state)
    if not tip.is_open:
        services.note_access(What.CLOSED, request.user, tip)
    messages.success(request, _("State: %s. The source will see it.") % tip.get_state_display())


def _urgency(request, tip):
    chosen = request.POST.get("urgency", "")
    if chosen not in map(str, Tip.Urgency.values):
        raise Http404
    tip.urgency = int(chosen)
    tip.save(update_fields=["urgency", "changed_at"])


def _suspect(request, tip):
    tip.put_aside()
    messages.success(request, _("It is among the suspicious ones now."))


def _honest(request, tip):
    tip.put_back()
    messages.success(request, _("It is among the others again."))


def _spam(request, tip):
    tip.call_spam()
    services.note_access(What.CLOSED, request.user, tip, "spam")
    days = TipRules.load().keep_days_spam
    messages.success(
        request,
        ngettext(
            "Closed as spam; it will be destroyed in %d day.", "Closed as spam; it will be destroyed in %d days.", days
        )
        % days,
    )
    return redirect(f"{reverse('admin:tips_tip_changelist')}?box=podejrzane")


def _number_in(typed):
    """The number at the end of a choice such as “Most zamknięty (12)”, or typed alone; None where there is none."""
    found = re.fullmatch(r"(?:.*\()?([0-9]{1,17})\)?", typed.strip(), re.DOTALL)
    return int(found[1]) if found else None


def _join(request, tip):
    number = _number_in(request.POST.get("number", ""))
    other = Tip.objects.filter(pk=number).first() if number else None
    if other is None or other.pk == tip.pk or other.duplicate_of_id == tip.pk:
        messages.error(request, _("There is no other tip of that number."))
        return
    services.join(tip, other)
    messages.success(request, _("Joined with tip no. %d.") % (other.duplicate_of_id or other.pk))


def _part(request, tip):
    tip.duplicate_of = None
    tip.save(update_fields=["duplicate_of", "changed_at"])


PLAIN = {
    "assign": _assign, "state": _state, "urgency": _urgency, "suspect": _suspect, "honest": _honest, "spam": _spam, "join": _join,
    "part": _part,
}  # fmt: skip


# These open the tip, or write into it what only its readers may read.


def _reply(request, site, tip, opener):
    text = request.POST.get("reply", "").strip()
    if not text:
        return _show(request, site, tip, problem=_("Write the answer first."), status=422)
    if len(text) > 20_000:
        return _show(request, site, tip, problem=_("The answer is too long."), typed=text, status=422)
    services.reply(tip, text, request.user)
    tip.mark_read()
    messages.success(request, _("The answer waits for the source under the words of the receipt."))
    return redirect(tip)


def _note(request, site, tip, opener):
    text = request.POST.get("note", "").strip()[:20_000]
    if text:
        services.note_down(tip, text, request.user)


def _contact(request, site, tip, opener):
    services.note_access(What.CONTACT, request.user, tip)
    return _show(request, site, tip, contact=opener.contact(tip))


def _answered(request, site, tip, opener):
    Tip.objects.filter(pk=tip.pk).update(waiting=False)


def _draft(request, site, tip, opener):
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    if tip.story:
        return redirect("admin:articles_article_change", tip.story.pk)
    story = services.draft_story(tip, request.user)
    return redirect("admin:articles_article_change", story.pk)


def _link(request, site, tip, opener):
    """Tie the tip to a story that is there already."""
    typed = request.POST.get("number", "").replace("\x00", "").strip()
    stories = Article.objects.visible_to(request.user)
    number = _number_in(typed)
    found = list(stories.filter(pk=number)) if number else []
    if not found and typed:
        found = list(stories.filter(title__icontains=typed[:200])[:2])
    if len(found) != 1:
        messages.error(
            request,
            _("There are several such stories. Choose one from the list.")
            if found
            else _("There is no such story. Choose one from the list, or type its number."),
        )
        return
    [story] = found
    tip.story = story
    tip.save(update_fields=["story", "changed_at"])


def _thank(request, site, tip, opener):
    if not (tip.outcome and tip.outcome.is_published):
        messages.error(request, _("One thanks when the story is out."))
        return
    services.thank(tip, request.user)
    if tip.thanked_at:
        messages.success(request, _("The source will read your thanks with the story's address."))
    else:
        messages.success(request, _("The source will read that you will check it."))


def _photo(request, site, tip, opener):
    """One photo into the library: a clean copy with what its sender agreed to."""
    if not request.user.has_perm("photos.add_photo"):
        raise PermissionDenied
    file, facts = _file_of(tip, request.POST.get("file"), opener)
    content = opener.content(tip)
    if not content.licence:
        messages.error(request, _("The sender did not agree to publication. Ask in an answer first."))
        return None
    try:
        photo = services.photo_to_library(tip, file, facts, content, request.user)
    except (previews.NoPreview, UnusablePhoto) as error:
        messages.error(request, getattr(error, "message", _("This file cannot become a photo of the library.")))
        return None
    messages.success(request, _("The photo is in the library."))
    return redirect("admin:photos_photo_change", photo.pk)


def _original(request, site, tip, opener):
    """The untouched file, as a download that no browser will run."""
    file, facts = _file_of(tip, request.POST.get("file"), opener)
    services.note_access(What.ORIGINAL, request.user, tip, file.kind)
    # The first chunk is opened here, so that a broken file is an answer in words and not a broken download.
    chunks = previews.original(file, facts)
    first = next(chunks)
    response = StreamingHttpResponse(_chained(first, chunks), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="zgloszenie-{tip.pk}-{file.position + 1}.{file.kind}"'
    response["Content-Length"] = file.size
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _chained(first, rest):
    yield first
    yield from rest


def _metadata(request, site, tip, opener):
    file, facts = _file_of(tip, request.POST.get("file"), opener)
    services.note_access(What.METADATA, request.user, tip)
    return _show(request, site, tip, metadata={"file": file, "rows": previews.metadata(file, facts)})


def _export(request, site, tip, opener):
    if not policy.may_export(request.user, tip):
        refuse(request, tip=tip)
    response = HttpResponse(services.export_tip(tip, opener, request.user), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="zgloszenie-{tip.pk}.json"'
    return response


OPENING = {
    "reply": _reply, "note": _note, "contact": _contact, "answered": _answered, "draft": _draft, "link": _link, "thank": _thank,
    "photo": _photo, "original": _original, "metadata": _metadata, "export": _export,
}  # fmt: skip


def _file_of(tip, uid, opener):
    try:
        file = get_object_or_404(TipFile, tip=tip, uid=uuid.UUID(uid or ""))
    except ValueError:
        raise Http404 from None
    file.tip = tip
    return file, opener.facts(file)


@traceless
def preview(request, site, pk, uid):
    """A clean small copy of a photo."""
    tip = visible_tip(request, pk)
    opener = gates.require(request, tip, back=tip.get_absolute_url())
    file, facts = _file_of(tip, str(uid), opener)
    try:
        jpeg = previews.preview(file, facts)
    except (previews.NoPreview, sealing.CannotOpen, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@traceless
def beside(request, site, article):
    """The tips that a story was begun from, and the one about its error (`?zgloszenie=`), to be read beside the editor.

    Nothing for a confidential one: the story knows of none.
    """
    if not policy.may_unseal(request.user):
        return HttpResponse(status=204)
    story = get_object_or_404(Article.objects.visible_to(request.user), pk=article)
    opener = gates.unlocked(request)
    wrapped = Prefetch("wrapped_keys", WrappedKey.objects.select_related("recipient"))
    about = Q(story=story)
    number = request.GET.get("zgloszenie", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        about |= Q(article=story, kind=Tip.Kind.ERROR, pk=int(number))
    tips = list(Tip.objects.filter(about, confidential=False).prefetch_related(wrapped)) if opener else []
    if not tips:
        return HttpResponse(status=204)
    opened = []
    for tip in tips:
        try:
            files = [file for file in _with_tip(tip, TipFile, "photo") if file.is_image]
            opened.append({"tip": tip, "content": opener.content(tip), "files": files})
        except (opening.NoKey, sealing.CannotOpen):
            continue
        services.note_visit(What.BESIDE, request.user, tip)
    return TemplateResponse(request, "admin/tips/_beside.html", {"tips": opened})


# -- Keys ----------------------------------------------------------------------------------------


@traceless
@sensitive_post_parameters()
@sensitive_variables()
def unlock(request, site):
    """In the mode “passphrase”: type it, or choose one the first time."""
    if not policy.may_unseal(request.user):
        refuse(request)
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("admin:tips_tip_changelist")
    key = opening.own_key(request.user)
    problem = ""
    if request.method == "POST":
        passphrase = request.POST.get("passphrase", "")
        response = redirect(target)
        try:
            if key is None:
                if len(passphrase) < 16:
                    raise ValueError(_("At least 16 signs: five or six words are easier to remember than a password."))
                if passphrase != request.POST.get("again", ""):
                    raise ValueError(_("Both fields must say the same."))
                keys.make_person_key(request.user, passphrase)
            opening.unlock(request, response, passphrase)
            return response
        except ValueError as error:
            problem = str(error)
        except sealing.CannotOpen:
            problem = _("This is not your passphrase.")
    context = site.each_context(request) | {
        "title": _("Open the tips"), "has_key": key is not None, "next": target, "problem": problem, "rules": TipRules.load(),
    }  # fmt: skip
    return TemplateResponse(request, "admin/tips/unlock.html", context, status=422 if problem else 200)


@traceless
@require_POST
def lock(request, site):
    opening.lock_again(request)
    response = redirect("admin:index")
    response.delete_cookie(opening.COOKIE, path="/admin/")
    return response

"""“Dodaj zgłoszenie”: what came by telephone, messenger or post is sealed like what comes through the form."""

import contextlib
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from common import tokens
from portal.models import Place

from . import policy, services
from .desk import refuse, traceless
from .forms import LONGEST, TOO_LONG, file_problems, grouped
from .models import Tip, TipRules
from .opening import Content
from .uploads import SealingUploadHandler

ADDING = "tip-by-hand"


def sealing_uploads(page):
    """A page of the desk whose files are sealed while they stream in, for whoever may add tips.

    The check against other sites' forms reads the form, so it must come after the handler is set: `page` does it itself, Django's
    middleware is told not to. Files that no tip and no draft has taken over are dropped.
    """

    @csrf_exempt
    @wraps(page)
    def inner(request, *args, **kwargs):
        if request.method != "POST" or not policy.may_change(request.user):
            return page(request, *args, **kwargs)
        rules = TipRules.load()
        request.upload_handlers = [SealingUploadHandler(request, max_files=rules.max_files, max_bytes=rules.max_bytes)]
        try:
            return page(request, *args, **kwargs)
        finally:
            for upload in request.tip_uploads.sealed:
                upload.drop()

    return inner


@traceless
@sensitive_post_parameters()
@sensitive_variables()
def add(request, site):
    """“Dodaj zgłoszenie”: what came by telephone, messenger or post, with its files."""
    if not policy.may_change(request.user):
        refuse(request)
    posted, rules = request.POST, TipRules.load()
    token, problem, problems, waiting = tokens.make(ADDING), "", [], []
    if request.method == "POST":
        try:
            services.get_ready()
        except services.NotReady:
            problem = _("The newsroom has no key to seal it with yet.")
        else:
            with contextlib.suppress(tokens.TokenRefused):
                tokens.read(posted.get("token"), ADDING)
                token = posted["token"]
            form = tokens.read(token, ADDING)
            draft = services.Draft(form.form_id)
            tip, problem, problems = _add(request, rules, form, draft)
            if tip:
                messages.success(request, _("Tip no. %d is added and sealed.") % tip.pk)
                return redirect(tip if policy.may_open(request.user, tip) else "admin:tips_tip_changelist")
            waiting = draft.files()
    context = site.each_context(request) | {
        "title": _("Add a tip"), "kinds": Tip.Kind.choices, "sources": [c for c in Tip.Source.choices if c[0] != "form"],
        "places": Place.objects.all(), "typed": posted, "problem": problem, "problems": problems, "rules": rules, "token": token,
        "waiting": services.named(waiting),
    }  # fmt: skip
    return TemplateResponse(request, "admin/tips/add.html", context, status=422 if problem or problems else 200)


def _add(request, rules, form, draft):
    """`(the new tip or None, what is wrong with the text, what is wrong with files)`. Files wait for the form to be mended."""
    posted, uploads = request.POST, request.tip_uploads
    draft.remove(posted.getlist("remove"))
    uploads.drop_beyond(rules.max_files - len(draft.files()))
    text, number = posted.get("body", "").strip(), posted.get("place", "")
    problem, problems = "", file_problems(uploads.refused)
    if not text and not uploads.sealed and not draft.files():
        problem = _("Write what came.")
    elif len(text) > LONGEST:
        problem = TOO_LONG % {"show": grouped(len(text)), "limit": grouped(LONGEST)}
    if not (problem or problems or "remove" in posted):
        try:
            tip, _words = services.receive_tip(
                Content(text=text, licence=rules.licence if "licence" in posted else ""),
                contact=posted.get("contact", "").strip()[:200],
                kind=posted.get("kind") if posted.get("kind") in Tip.Kind.values else Tip.Kind.NEWS,
                source=posted.get("source") if posted.get("source") in Tip.Source.values else Tip.Source.PHONE,
                confidential="confidential" in posted,
                place=Place.objects.filter(pk=number).first() if number.isdigit() and len(number) < 10 else None,
                added_by=request.user, receipt=False, uploads=uploads.sealed, draft=draft, form=form,
            )  # fmt: skip
        except services.SentAlready:
            return None, _("This very form was sent already; look for its tip in the list."), []
        except services.NotReady:
            problem = _("The newsroom has no key to seal it with yet.")
        else:
            uploads.sealed.clear()
            return tip, "", []
    draft.keep(uploads.sealed)
    uploads.sealed.clear()
    return None, "" if "remove" in posted else problem, problems

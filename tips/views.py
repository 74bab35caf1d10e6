"""What the source sees: the form, the receipt, the answers.

These pages keep nothing of who asks for them: no cookie, no address, no browser, no referrer. For the same reason they do
without Django's CSRF cookie: a browser on a no-referrer page sends `Origin: null`, which that check refuses. Nobody's
authority stands behind these forms, so there is none to borrow; requests that say they come from another site are refused.
"""

import logging

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import connections
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from articles.models import Article
from common import proof, tokens
from common.away import AWAY, away_page, is_away
from common.http import is_from_elsewhere
from portal.models import Place

from . import opening, screening, sealing, services
from .forms import GIVES_WORDS_AWAY, LONGEST, CodeForm, TipForm, file_problems, grouped
from .models import Tip, TipRules
from .opening import Content
from .uploads import SealingUploadHandler, Uploads

log = logging.getLogger(__name__)

FORM = "tip"
MESSAGE = "tip-message"
TRACELESS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, noarchive",
}
# Beyond that even the words of the form are not read: nobody sends so much by accident.
FAR_TOO_MUCH = 4


def traceless(*, indexed=False):
    """A view of this app: nothing cached, no referrer passed on, other sites' forms refused, uploads sealed from the first byte."""

    def decorate(view):
        @csrf_exempt
        @sensitive_post_parameters()
        @require_http_methods(["GET", "HEAD", "POST"])
        def inner(request):
            try:
                response = _answer(request, view)
            except AWAY as error:
                if not is_away(error):
                    raise
                # Here, not where all such errors are answered: without a trace, and without the traceback, which holds the form.
                # Sealed files of the form that nobody knows of are swept away later; some may have been kept already.
                log.error("database or files are away")
                response = away_page(request)
            finally:
                if request.method == "POST":
                    let_go_of_the_database()
            return _finish(response, indexed)

        inner.__name__ = view.__name__
        inner.__doc__ = view.__doc__
        return inner

    return decorate


def _answer(request, view):
    rules = TipRules.load()
    try:
        refusal = _take_in(request, rules) if request.method == "POST" else None
        return refusal or view(request, rules)
    except services.NotReady:
        return _not_ready(request, rules)


def _take_in(request, rules):
    """Read what was sent, its files sealed; an answer in words where it is not taken, else None. Raises `NotReady` before any file."""
    if is_from_elsewhere(request):
        return render(request, "403.html", status=403)
    request.upload_handlers = [SealingUploadHandler(request, max_files=rules.max_files, max_bytes=rules.max_bytes)]
    if _length(request) > FAR_TOO_MUCH * rules.max_files * rules.max_bytes:
        return HttpResponse(_("That is more than we can take at once."), status=413)
    services.get_ready()
    # The last thing before the body, which may take minutes.
    let_go_of_the_database()
    try:
        request.POST.get("body")
    except RequestDataTooBig:
        sentence = _("The text is too long: at most %(limit)s characters fit. Put the rest into a file.")
        return _unread(request, sentence % {"limit": grouped(LONGEST)}, 413)
    except (MultiPartParserError, SuspiciousOperation, BadRequest):
        return _unread(request, _("The form arrived damaged. Send it once more."), 422)
    return None


def _unread(request, sentence, status):
    """Nothing of the form could be read, so it cannot be shown again; and nothing of it is kept."""
    for handler in request.upload_handlers:
        handler.upload_interrupted()
    _drop(request.tip_uploads)
    return render(request, "tips/unread.html", {"sentence": sentence}, status=status)


def let_go_of_the_database():
    """Close this thread's connection. An upload lasts for minutes, a hundred come at once, and PostgreSQL counts connections."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _finish(response, indexed):
    for name, value in TRACELESS.items():
        response[name] = value
    if indexed:
        del response["X-Robots-Tag"]
    return response


def _length(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


@traceless(indexed=True)
@sensitive_variables()
def new(request, rules):
    """The form of a tip, and the receipt that takes its place."""
    if request.method == "POST":
        return _receive(request, rules)
    article = _story(request.GET.get("artykul"))
    kind = request.GET.get("rodzaj")
    form = TipForm(
        initial={"kind": kind if kind in Tip.Kind.values else Tip.Kind.NEWS, "article": article.pk if article else ""}
    )
    return _page(request, rules, form, tokens.make(FORM), article=article)


def _note_a_break(posted, uploads):
    """The last field of the form did not arrive: the connection broke before it."""
    if not posted.get("complete") and "complete" in posted.get("expects", ""):
        uploads.refused.append(("", "broken"))


@sensitive_variables()
def _receive(request, rules):
    posted = request.POST
    uploads = getattr(request, "tip_uploads", Uploads())
    token, text = _token(posted.get("token"))
    draft = services.Draft(token.form_id) if token else None
    if draft:
        draft.remove(posted.getlist("remove"))
    waiting = draft.files() if draft else []
    if token:
        _note_a_break(posted, uploads)
    form = TipForm(posted, uploads=uploads, waiting=len(waiting))
    uploads.drop_beyond(rules.max_files - len(waiting))
    if "attach" in posted or "remove" in posted or not form.is_valid():
        return _ask_again(request, rules, form, token, text, draft, uploads)
    data = form.cleaned_data
    flood = screening.count_one_more()
    sent = screening.Sent(
        text=data["body"],
        is_honey=bool(data["website"]),
        has_token=token is not None,
        is_hasty=bool(token and token.is_too_young),
        is_flood=flood,
        did_work=bool(token and proof.is_solved(text, posted.get("work", ""))),
    )
    content = Content(
        text=data["body"], place=data["place"], credit=data["credit"], may_be_named=data["may_be_named"],
        licence=rules.licence if data["licence"] else "", passage=data["passage"],
    )  # fmt: skip
    try:
        tip, words = services.receive_tip(
            content, contact=data["contact"], kind=data["kind"], confidential=data["confidential"], article=data["article"],
            place=None if data["confidential"] else _place(data["place"]), draft=draft, uploads=uploads.sealed,
            doubts=screening.doubts(sent), form=token,
        )  # fmt: skip
    except services.SentAlready:
        _drop(uploads)
        return render(request, "tips/sent_already.html", {"rules": rules})
    except services.NotReady:
        _drop(uploads)
        return _not_ready(request, rules)
    except AWAY:
        # The disk is full, or the database away: nothing was stored, and what was typed must not be lost.
        _drop(uploads)
        # Without its traceback, which would hold the form.
        log.error("a tip could not be stored")
        return _not_stored(request, rules, form, text, data["article"])
    except BaseException:
        _drop(uploads)
        raise
    return render(request, "tips/receipt.html", {"words": words.split(), "tip": tip, "rules": rules})


def _not_stored(request, rules, form, text, article):
    """The form with what was typed, and the plain word that we could not take it."""
    form.trouble = _(
        "We could not store it just now. Your text is still here: send it again in some minutes, without files if need be."
    )
    response = _page(request, rules, form, text or tokens.make(FORM), article=article)
    response.status_code = 503
    return response


def _ask_again(request, rules, form, token, text, draft, uploads):
    """The form once more, with everything that was typed and chosen."""
    status = 200 if form.is_valid() else 422
    if not token:
        text = tokens.make(FORM)
        draft = services.Draft(tokens.read(text, FORM).form_id)
    draft.keep(uploads.sealed)
    article = form.cleaned_data.get("article") if form.is_bound else None
    only_files = "attach" in request.POST or "remove" in request.POST
    response = _page(
        request,
        rules,
        form,
        text,
        article=article,
        waiting=draft.files(),
        show_errors=not only_files or bool(form.file_problems),
    )
    response.status_code = status if not only_files or form.file_problems else 200
    return response


def _page(request, rules, form, token, *, article=None, waiting=(), show_errors=True):
    if not opening.is_first_day() and not opening.is_ready():
        return _not_ready(request, rules)
    return render(
        request,
        "tips/new.html",
        {
            "form": form, "rules": rules, "article": article, "token": token, "kinds": Tip.Kind.choices,
            "kind": form["kind"].value() or Tip.Kind.NEWS, "places": Place.objects.all(), "show_errors": show_errors,
            "waiting": services.named(waiting),
            "left": rules.max_files - len(waiting), "work": proof.challenge(token) if screening.is_flood() else "",
        },
    )  # fmt: skip


def _not_ready(request, rules):
    return render(request, "tips/not_ready.html", {"rules": rules}, status=503)


def _drop(uploads):
    for upload in uploads.sealed:
        upload.drop()


def _token(text, form=FORM, about=""):
    """`(FormToken or None, its text)`. A form that was open for too long is taken as one of another site: with doubt."""
    try:
        return tokens.read(text or "", form, about), text
    except tokens.TokenRefused:
        return None, ""


def _story(pk):
    """The published story of that number as typed in an address, or None."""
    if not pk or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return Article.objects.published().filter(pk=int(pk)).first()


def _place(typed):
    """The place of the portal that the typed one names, or None."""
    wanted = typed.strip().lower()
    return next((place for place in Place.objects.all() if place.name.lower() == wanted), None) if wanted else None


@traceless()
@sensitive_variables()
def code(request, rules):
    """By the words of a receipt: the state of the tip, and messages both ways."""
    if request.method != "POST":
        return render(request, "tips/code.html", {"form": CodeForm()})
    uploads = getattr(request, "tip_uploads", Uploads())
    form = CodeForm(request.POST)
    form.is_valid()
    words = request.POST.get("words", "")[:200]
    tip, pair = services.find_by_receipt(words)
    if tip is None:
        _drop(uploads)
        context = {
            "form": form,
            "unknown": True,
            "words": words,
            "is_six": len(sealing.normal_words(words).split()) == 6,
        }
        return render(request, "tips/code.html", context, status=422)
    draft = services.Draft(f"{tip.uid} {sealing.normal_words(words)}")
    draft.remove(request.POST.getlist("remove"))
    _note_a_break(request.POST, uploads)
    uploads.drop_beyond(rules.max_files - len(draft.files()))
    token, token_text = _token(request.POST.get("token"), MESSAGE, tip.uid)
    error, sent = "", ""
    if "attach" in request.POST and tip.is_open:
        draft.keep(uploads.sealed)
    elif "send" in request.POST:
        error, sent = _write(tip, form, token, uploads, draft)
    else:
        _drop(uploads)
    tip.refresh_from_db()
    waiting, problems = draft.files(), file_problems(uploads.refused)
    context = {
        "problems": problems, "show_errors": True,
        "waiting": services.named(waiting), "left": rules.max_files - len(waiting),
        "tip": tip, "words": words, "messages_both_ways": services.messages_for_source(tip, pair), "error": error, "sent": sent,
        "typed": "" if sent else form.data.get("message", ""), "rules": rules,
        "token": token_text if token and not sent else tokens.make(MESSAGE, tip.uid),
        "story": tip.outcome if tip.outcome and tip.outcome.is_published else None,
    }  # fmt: skip
    return render(request, "tips/status.html", context, status=422 if error or problems else 200)


def _arrival(message):
    if not message.file_count:
        return _("Your message has arrived.")
    return (
        ngettext(
            "Your message has arrived, with %d file.", "Your message has arrived, with %d files.", message.file_count
        )
        % message.file_count
    )


def _write(tip, form, token, uploads, draft):
    """`(sentence about what is wrong with the message, sentence about its arrival)`, one of them or both empty.

    No file is lost by it: they wait for an hour.
    """
    already = _("This message has arrived already; we keep it once.")
    if form.errors.get("message"):
        problem = form.errors["message"][0]
    elif uploads.refused:
        problem = ""
    elif not tip.is_open:
        problem = _("This matter is closed. Send a new message through the form.")
    elif not form.cleaned_data["message"] and not uploads.sealed and not draft.row:
        if token and services.was_sent(token, ""):
            return "", already
        problem = _("Write something, or choose a file.")
    else:
        try:
            message = services.write_as_source(tip, form.cleaned_data["message"], uploads.sealed, draft, form=token)
            return "", _arrival(message)
        except services.SentAlready:
            _drop(uploads)
            return "", already
        except services.GivesTheWordsAway:
            problem = GIVES_WORDS_AWAY
    if tip.is_open:
        draft.keep(uploads.sealed)
    else:
        _drop(uploads)
    return problem, ""

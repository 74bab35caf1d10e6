"""The story's form on the desk.

Who may do what is `articles.policy`; what a transition does is a method of `Article`; here a POST is only taken apart: lock,
look for a newer version, check the form, save, move, and give everything typed back if any of that is refused.
"""

import copy
import logging
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from . import (
    admin_house,  # noqa: F401 - registers sections, authors and tags
    admin_silence,  # noqa: F401 - registers the electoral silence
    policy,
    search_index,
    services,
)
from .admin_drafts import DraftsMixin, normal, offered_draft, who_else
from .admin_lists import StoryListMixin
from .admin_lookups import LookupsMixin, photo_facts
from .admin_people import PeopleMixin, day_of, saved_panel
from .admin_versions import VersionsMixin, initial_of_version
from .compare import changed_paragraphs, changed_words
from .forms import LIKE_A_KEY, ArticleForm, initial_from, raw_from, raw_of
from .models import Article, ArticleEvent, Author, Byline, Draft

security_log = logging.getLogger("newsroom.security")


@dataclass(frozen=True)
class Move:
    """A button of the bar: what it is called, what is said when it is done, and what it asks for first."""

    name: str
    label: str
    done: str
    asks: str = ""  # "note" or "moment"
    help: str = ""


MOVES = {
    move.name: move
    for move in [
        Move("publish", gettext_lazy("Publish"), gettext_lazy("The story is published.")),
        Move("submit", gettext_lazy("Hand in"), gettext_lazy("The story is handed in to be checked.")),
        Move("schedule", gettext_lazy("Schedule…"), gettext_lazy("The story is scheduled."), "moment"),
        Move("mark_ready", gettext_lazy("Mark as ready"), gettext_lazy("The story is marked as ready.")),
        Move(
            "send_back",
            gettext_lazy("Send back…"),
            gettext_lazy("The story was sent back to its author."),
            "note",
            gettext_lazy("What is to be mended? The author will read it above the text."),
        ),
        Move("mark_read", gettext_lazy("Read and in order"), gettext_lazy("The story is marked as read.")),
        Move(
            "mark_updated",
            gettext_lazy("Mark as updated…"),
            gettext_lazy("Readers will see when the story was updated."),
            "note",
            gettext_lazy("What has changed in substance? Only the desk will see it."),
        ),
        Move(
            "withdraw",
            gettext_lazy("Take off the site…"),
            gettext_lazy("The story is taken off the site."),
            "note",
            gettext_lazy("Why? Only the desk will see it. Readers will find a note that the story is no longer here."),
        ),
    ]
}
# Which of the moves is the one filled button, by the first that the user may do.
PRIMARY = ["mark_read", "publish", "submit"]


@admin.register(Article)
class ArticleAdmin(DraftsMixin, LookupsMixin, PeopleMixin, VersionsMixin, StoryListMixin, admin.ModelAdmin):
    """Stories. The form is not Django's: see `changeform_view`; the list is `StoryListMixin`."""

    # -- Who may. The rules are those of the querysets. --

    def get_queryset(self, request):
        return Article.objects.visible_to(request.user)

    def has_view_permission(self, request, obj=None):
        if not super().has_view_permission(request, obj):
            return False
        return obj is None or Article.objects.visible_to(request.user).filter(pk=obj.pk).exists()

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or policy.powers(request.user, obj).edit

    def has_delete_permission(self, request, obj=None):
        """Only what no reader has ever seen can be deleted; a published story is withdrawn instead."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or (obj.first_published_at is None and policy.powers(request.user, obj).edit)

    # -- The form --

    def get_urls(self):
        front = self.admin_site.admin_view(require_POST(self.front_page_view))
        return [path("<int:pk>/czolowka/", front, name="articles_article_front"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        return self.changeform_view(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.changeform_view(request, object_id)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """One story to write (or only to read, for whoever may not change it).

        A POST saves and moves in one transaction. Whatever refuses it (a wrong field, a newer version, a missing power)
        answers with the same page and everything that was typed.
        """
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            article = Article(created_by=request.user)
        else:
            article = self.get_object(request, object_id)
            if article is None:
                raise Http404
        if request.method == "POST":
            with transaction.atomic():
                response = StoryPost(self, request, article).answer()
                if response.status_code >= 400:
                    transaction.set_rollback(True)
        else:
            response = self.page(request, article, self.opened_form(request, article))
        add_never_cache_headers(response)
        return response

    def opened_form(self, request, article):
        """The form as it opens: the stored story, or what the user wants brought back into it."""
        initial = initial_from(raw_of(article)) if article.pk else self.presets(request)
        version = article.version if article.pk else 0
        if request.GET.get("szkic"):
            draft = Draft.objects.filter(user=request.user, article=article if article.pk else None).first()
            if draft and any(draft.fields.values()):
                initial, version = initial_from(draft.fields), draft.base_version
        elif (wanted := request.GET.get("wersja")) and article.pk:
            initial |= initial_of_version(article, wanted) or {}
        if person := new_person(request):
            initial["people"] = list(dict.fromkeys([*initial.get("people", []), person]))
        form = self.form_for(request, article, initial=initial)
        form.base_version = version
        return form

    def presets(self, request):
        """A new story is signed by whoever begins it. The main place is left for the writer to choose."""
        author = Author.objects.filter(user=request.user).first()
        return {"bylines": [f"{author.pk}:{Byline.Role.TEXT}"] if author else []}

    def form_for(self, request, article, data=None, *, action="save", **kwargs):
        user = request.user
        form = ArticleForm(
            data,
            # A copy, because checking a form writes into its instance, and the page must still know what is stored.
            instance=copy.copy(article),
            action=action,
            may_sell=user.has_perm("articles.make_sponsored"),
            may_hurry=user.has_perm("articles.publish_article") or user.has_perm("articles.publish_on_duty"),
            **kwargs,
        )
        form.base_version = article.version if article.pk else 0
        form.fields["people"].day = day_of(article)
        if not article.pk and data is None:
            form.fields["title"].widget.attrs["autofocus"] = True
        return form

    def page(self, request, article, form, *, status=200, conflict=None, refusal="", asking=""):
        """The form's page. `refusal` is a sentence on why nothing was saved, `asking` the move whose question is open."""
        powers = policy.powers(request.user, article)
        if not powers.edit and not form.is_bound:
            for field in form.fields.values():
                field.disabled = True
        missing = policy.missing(article) if article.pk else []
        if "brakuje" in request.GET and not form.is_bound:
            show_problems(form, missing)
        possible = [move for move in MOVES.values() if getattr(powers, move.name)]
        primary = next((MOVES[name] for name in PRIMARY if MOVES[name] in possible), None)
        photo = form["photo"].value()
        photo = form.fields["photo"].queryset.filter(pk=photo).first() if str(photo or "").isdecimal() else None
        context = self.admin_site.each_context(request) | {
            "title": article.title or _("New story"),
            "opts": self.opts,
            "article": article,
            "form": form,
            # Without the admin's own scripts: this form needs none of them.
            "media": form.media,
            "powers": powers,
            "primary": primary,
            "moves": [move for move in possible if move != primary],
            "questions": [move for move in possible if move.asks],
            "asking": asking,
            "missing": missing,
            "conflict": conflict,
            "refusal": refusal,
            "draft": None if form.is_bound or request.GET.get("szkic") else offered_draft(article, request.user),
            "panel": saved_panel(article, form) if powers.edit else None,
            "may_create": request.user.has_perm("people.add_person"),
            "day": day_of(article),
            "new_person": "" if form.is_bound else new_person(request),
            "restored": request.GET.get("szkic") or request.GET.get("wersja"),
            "others": who_else(article if article.pk else None, request.user),
            "photo": photo_facts(photo) if photo else None,
            "last_event": article.events.select_related("by").first() if article.pk else None,
            "last_note": last_note(article),
            "card": article.is_published and "opublikowano" in request.GET,
            "may_lead": request.user.has_perm("articles.set_front_page"),
            "draft_address": draft_address(article),
            "has_delete_permission": bool(article.pk) and self.has_delete_permission(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/change_form.html", context, status=status)

    def front_page_view(self, request, pk):
        """Put a published story onto a place of the front page."""
        article = self.get_object(request, pk)
        if article is None:
            raise Http404
        if not request.user.has_perm("articles.set_front_page"):
            raise PermissionDenied
        slots = article.slots.model
        slot = request.POST.get("slot", "")
        if not article.is_published or slot not in {str(value) for value in slots.Slot.values}:
            messages.error(request, _("Only a published story can stand on the front page."))
        else:
            slots.objects.update_or_create(
                slot=int(slot), defaults={"article": article, "set_by": request.user, "until": None}
            )
            messages.success(request, _("The story stands on the front page."))
        return redirect(reverse("admin:articles_article_change", args=[pk]) + "?opublikowano=1")


class StoryPost:
    """One POST of the story's form, from what was typed to the answer. Runs inside a transaction."""

    def __init__(self, model_admin, request, article):
        self.admin, self.request, self.user = model_admin, request, request.user
        self.data = request.POST.copy()
        action = self.data.get("_do", "save")
        self.action = action if action in MOVES else "save"
        # Locked and read again: what another editor saved a moment ago must be seen here.
        self.article = Article.objects.select_for_update().get(pk=article.pk) if article.pk else article
        self.powers = policy.powers(self.user, self.article)

    def answer(self):
        if self.action == "save" and not self.powers.edit:
            return self.refuse(
                _("This story is no longer yours to change. Copy what you have typed, or ask an editor.")
            )
        if self.action != "save" and not getattr(self.powers, self.action):
            return self.refuse(self.why_not())
        if not self.powers.edit:
            return self.move()
        if conflict := self.conflict():
            form = self.form()
            form.errors  # noqa: B018 - checked, so that the page shows what was typed
            return self.page(form, status=409, conflict=conflict)
        form = self.form()
        if not form.is_valid():
            return self.page(form, status=422)
        known = set(policy.missing(self.article)) if self.article.pk else set()
        article = self.save(form)
        # What the public can read, or soon will, may not lose what a story needs; old gaps do not stop a correction.
        lost = [problem for problem in policy.missing(article) if problem not in known]
        if article.published_at and lost:
            show_problems(form, lost)
            return self.page(form, status=422)
        self.article = article
        return self.move()

    # -- Steps --

    def form(self):
        return self.admin.form_for(self.request, self.article, self.data, action=self.action)

    def save(self, form):
        """Write the form if anything in it changed."""
        before = normal(raw_of(self.article)) if self.article.pk else None
        article, is_new = form.instance, self.article.pk is None
        fills_in = any(form.cleaned_data[name] for name in ["photo_credit", "photo_alt"])
        if is_new or before != normal(raw_cleaned(form, raw_of(self.article))) or fills_in:
            services.save_story(article, self.user, form.decision)
            form.save_relations(article, self.user)
            search_index.refresh(article)
        Draft.objects.filter(user=self.user, article=None if is_new else article).delete()
        return Article.objects.get(pk=article.pk)

    def move(self):
        """Do what the button says. What is missing for publication does not undo the saving: the page says what to add."""
        article, extra = self.article, ""
        if self.action != "save":
            try:
                with transaction.atomic():
                    self.transition(article)
            except policy.NotReady:
                messages.warning(
                    self.request, _("Saved, but not published: something is missing. It is marked beside its field.")
                )
                return redirect(self.address(article) + "?brakuje=1")
            except policy.WrongState as problem:
                messages.error(self.request, str(problem))
                return redirect(self.address(article))
            security_log.info("story %s: %s by %s", article.pk, self.action, self.user.pk)
            messages.success(self.request, MOVES[self.action].done)
            extra = "?opublikowano=1" if self.action == "publish" else ""
        if not Article.objects.visible_to(self.user).filter(pk=article.pk).exists():
            return redirect("admin:articles_article_changelist")
        return redirect(self.address(article) + extra)

    def transition(self, article):
        note = self.data.get(f"note_{self.action}", "").strip()[:1000]
        if self.action == "publish":
            article.publish(self.user, to_be_read=not self.user.has_perm("articles.publish_article"))
        elif self.action == "schedule":
            article.schedule(self.user, self.form_moment())
        elif MOVES[self.action].asks == "note":
            getattr(article, self.action)(self.user, note)
        else:
            getattr(article, self.action)(self.user)

    def form_moment(self):
        form = self.form()
        form.full_clean()
        moment = form.cleaned_data.get("publish_at")
        if moment is None:
            raise policy.WrongState(_("Say when it is to be published."))
        return moment

    # -- Refusals --

    def conflict(self):
        """Fields that somebody else has saved meanwhile and that differ from what is typed here; empty when nothing collides.

        Where the user has chosen between the two already, the choice is taken over into the posted data.
        """
        article = self.article
        posted = self.data.get("version", "")
        if not article.pk or not posted.isdecimal() or int(posted[:9]) == article.version:
            self.take_choices()
            return []
        stored, mine = raw_of(article), raw_from(self.data)
        base = raw_of_version(article, int(posted[:9]))
        now, typed, then = normal(stored), normal(mine), normal(base)
        fields = []
        for name in [name for name in self.form().kept if name not in {"photo_credit", "photo_alt"}]:
            if now.get(name) == typed.get(name):
                continue
            was_known = name in base
            if was_known and now.get(name) == then.get(name):
                continue
            touched = not was_known or typed.get(name) != then.get(name)
            fields.append(compared(self.form(), name, stored.get(name, []), mine.get(name, []), mine=touched))
        return fields

    def take_choices(self):
        stored = None
        for name in ArticleForm.KEPT:
            if self.data.get(f"choose_{name}") == "theirs":
                stored = stored if stored is not None else raw_of(self.article)
                self.data.setlist(name, stored.get(name, []))

    def why_not(self):
        if self.article.published_at and self.action in {"publish", "submit", "schedule"}:
            return _("Somebody has published this story meanwhile. Your changes are still here.")
        return _("You cannot do this with the story in its present state. Nothing was saved.")

    def refuse(self, sentence):
        security_log.warning("story %s: %s refused to %s", self.article.pk, self.action, self.user.pk)
        return self.page(self.form(), status=403, refusal=sentence)

    def page(self, form, **kwargs):
        asking = "schedule" if "publish_at" in form.errors else ""
        return self.admin.page(self.request, self.article, form, asking=asking, **kwargs)

    @staticmethod
    def address(article):
        return reverse("admin:articles_article_change", args=[article.pk])


def new_person(request):
    """The key of the profile that was made from the text a moment ago, for whoever comes back from there; else empty."""
    person = request.GET.get("osoba", "")
    return person if LIKE_A_KEY.fullmatch(person) else ""


def show_problems(form, problems):
    """Put what is missing beside its field; what has no field stands above the form."""
    form.shown_problems = True
    errors = form.errors  # for an unbound form an empty dict that the template reads all the same
    for problem in problems:
        name = problem.field if problem.field in form.fields else "__all__"
        errors.setdefault(name, form.error_class()).append(str(problem.message))


def raw_cleaned(form, stored):
    """What a checked form would store, as raw values; fields that the user does not have stay as they are stored."""
    raw = dict(stored)
    for name in form.kept:
        value = form.cleaned_data[name]
        if name in {"bylines", "people", "tags"}:
            raw[name] = [choice.value for choice in value]
        elif name == "refused":
            raw[name] = sorted((choice.value for choice in value), key=int)
        elif name == "places":
            raw[name] = sorted((str(place.pk) for place in value), key=int)
        elif isinstance(value, bool):
            raw[name] = ["on"] if value else []
        else:
            value = getattr(value, "pk", value)
            raw[name] = [str(value)] if value not in {"", None} else []
    return raw


def raw_of_version(article, version):
    """The raw values of an earlier version, as far as history keeps them."""
    record = article.history.filter(version=version).order_by("-history_date", "-history_id").first()
    if record is None:
        return {}
    names = ["title", "lead", "body", "photo_caption", "source", "source_url", "kind", "sponsor"]
    raw = {name: [getattr(record, name)] if getattr(record, name) else [] for name in names}
    raw |= {name: [str(pk)] if (pk := getattr(record, f"{name}_id")) else [] for name in ["photo", "section"]}
    return raw | {name: ["on"] if getattr(record, name) else [] for name in ["is_urgent", "shared"]}


def compared(form, name, theirs, typed, *, mine):
    """One field of a conflict for the page: both texts, what differs, and which is preset."""
    if name == "body":
        rows = changed_paragraphs("".join(theirs), "".join(typed))
    else:
        rows = [changed_words(in_words(form, name, theirs), in_words(form, name, typed))]
    return {"name": name, "label": form.fields[name].label, "rows": rows, "preset": "mine" if mine else "theirs"}


def in_words(form, name, values):
    """Raw values as somebody reads them."""
    field = form.fields[name]
    if hasattr(field, "choices_of"):
        return ", ".join(choice.label for choice in field.choices_of(values))
    if hasattr(field, "queryset"):
        pks = [int(value) for value in values if LIKE_A_KEY.fullmatch(value)]
        return ", ".join(str(row) for row in field.queryset.model.objects.filter(pk__in=pks))
    if values == ["on"]:
        return _("yes")
    choices = dict(getattr(field, "choices", []))
    return "".join(str(choices.get(value, value)) for value in values)


def last_note(article):
    """The word that came with the story when it was sent back, as long as it stands."""
    if article.status != Article.Status.RETURNED:
        return None
    return article.events.filter(what=ArticleEvent.What.SENT_BACK).exclude(note="").select_related("by").first()


def draft_address(article):
    if article.pk:
        return reverse("admin:articles_article_draft", args=[article.pk])
    return reverse("admin:articles_article_new_draft")

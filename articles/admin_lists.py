"""The list of stories on the desk, and the small lists around it: sections, authors, tags."""

import logging
from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common import undo
from common.desk import MenuFilter
from photos.templatetags.pictures import thumb
from polish.dates import WEEKDAYS, day_month
from polish.search import parse
from polish.slugs import slugify
from portal.models import Place

from .models import Article, Author, Byline, Section
from .policy import NotReady, WrongState, powers
from .search import find_for_desk

security_log = logging.getLogger("newsroom.security")
# Rows that one press may move; more is a job for the command line.
MOST_AT_ONCE = 100
# Beyond so many rows a list does not count on: the exact number over an archive costs seconds and tells nobody anything.
COUNT_UP_TO = 10_000


# -- Filters: each a menu of few words ------------------------------------------


class StateFilter(MenuFilter):
    title, anything = gettext_lazy("state"), gettext_lazy("any state")
    parameter_name = "status__exact"

    def lookups(self, request, model_admin):
        unread = [("unread", _("To be read after publication"))]
        return [*Article.Status.choices, *(unread if request.user.has_perm("articles.publish_article") else [])]

    def queryset(self, request, queryset):
        if self.value() == "unread":
            return queryset.filter(needs_reading=True)
        # A scheduled story whose moment has come is published, whatever the column says.
        now = timezone.now()
        if self.value() == Article.Status.SCHEDULED:
            return queryset.filter(status=Article.Status.SCHEDULED, published_at__gt=now)
        if self.value() == Article.Status.PUBLISHED:
            return queryset.filter(published_at__lte=now)
        return queryset.filter(status=self.value()) if self.value() in Article.Status.values else queryset


class TimeFilter(MenuFilter):
    title, anything = gettext_lazy("time"), gettext_lazy("whenever")
    parameter_name = "od"
    DAYS = {"dzis": 0, "tydzien": 7, "miesiac": 31, "rok": 366}

    def lookups(self, request, model_admin):
        return [
            ("dzis", _("today")),
            ("tydzien", _("for a week")),
            ("miesiac", _("for a month")),
            ("rok", _("for a year")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in self.DAYS:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(changed_at__gte=midnight - timedelta(days=self.DAYS[self.value()]))


class MineFilter(MenuFilter):
    title, anything = gettext_lazy("whose"), gettext_lazy("everybody's")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("yes", _("mine"))]

    def queryset(self, request, queryset):
        return queryset.written_by(request.user) if self.value() == "yes" else queryset


class _ById(MenuFilter):
    """A filter by the rows of a short table."""

    model = None

    def lookups(self, request, model_admin):
        return [(str(row.pk), getattr(row, "name", str(row))) for row in self.model.objects.all()[:200]]

    def pk(self):
        value = self.value() or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


class SectionFilter(_ById):
    title, parameter_name, model = gettext_lazy("section"), "dzial", Section
    anything = gettext_lazy("any section")

    def queryset(self, request, queryset):
        return queryset.filter(section=self.pk()) if self.pk() else queryset


class PlaceFilter(_ById):
    title, parameter_name, model = gettext_lazy("place"), "miejscowosc", Place
    anything = gettext_lazy("any place")

    def queryset(self, request, queryset):
        return (
            queryset.filter(pk__in=Article.places.through.objects.filter(place=self.pk()).values("article"))
            if self.pk()
            else queryset
        )


class AuthorFilter(_ById):
    title, parameter_name, model = gettext_lazy("author"), "autor", Author
    anything = gettext_lazy("any author")

    def queryset(self, request, queryset):
        return (
            queryset.filter(pk__in=Byline.objects.filter(author=self.pk()).values("article")) if self.pk() else queryset
        )


# -- The list -------------------------------------------------------------------


class BoundedPaginator(Paginator):
    @cached_property
    def count(self):
        return self.object_list[:COUNT_UP_TO].count()


class StoryList(ChangeList):
    """All that a row shows, in a fixed number of queries."""

    def apply_select_related(self, queryset):
        return (
            queryset.select_related("section", "photo", "tally")
            .prefetch_related("places", Prefetch("bylines", Byline.objects.select_related("author")))
            .defer("body", "body_html")
        )


class StoryListMixin:
    """The list of stories: columns, filters that remember, search, and actions that can be undone."""

    list_display = ["thumb", "headline", "state", "section_and_places", "signed", "time", "read"]
    list_display_links = ["headline"]
    list_filter = [StateFilter, TimeFilter, SectionFilter, PlaceFilter, AuthorFilter, MineFilter]
    list_per_page = 40
    show_full_result_count = False
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-changed_at", "-pk"]
    search_fields = ["title", "lead", "authors__name", "authors__signature"]
    search_help_text = gettext_lazy("Words of the story, a surname")
    actions = ["publish_chosen", "mark_ready_chosen", "send_back_chosen", "withdraw_chosen"]

    def get_changelist(self, request, **kwargs):
        return StoryList

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("cofnij/", view, name="articles_article_undo"), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        """Stories that hold the words in any grammatical case, drafts among them, and those signed so."""
        name = search_term.replace("\x00", "").strip()
        if not name:
            return queryset, False
        # Words such as “ten” stand in every story and are not in the index; in a headline they may be meant.
        found = Q(pk__in=find_for_desk(request.user, name)) if parse(name) else Q(title__icontains=name)
        by_name = Q(author__name__icontains=name) | Q(author__signature__iexact=name)
        # SQLite folds the case of ASCII letters only; an address has no others.
        if plain := slugify(name):
            by_name |= Q(author__slug__contains=plain)
        signed = Byline.objects.filter(by_name)
        return queryset.filter(found | Q(pk__in=signed.values("article"))), False

    def changelist_view(self, request, extra_context=None):
        """The list as this user left it: a bare address brings the filters back, “Clear” forgets them."""
        key = "desk.filters.articles"
        names = [each.parameter_name for each in self.list_filter]
        if request.method == "GET" and "_popup" not in request.GET:
            if "wszystkie" in request.GET:
                request.session.pop(key, None)
                return redirect(request.path)
            chosen = request.GET.copy()
            for name in list(chosen):
                if name not in names:
                    del chosen[name]
            if request.GET:
                request.session[key] = chosen.urlencode()
            elif remembered := request.session.get(key):
                return HttpResponseRedirect(f"{request.path}?{remembered}")
        return super().changelist_view(request, {"clear_filters_url": "?wszystkie=1", **(extra_context or {})})

    # -- Columns --

    @admin.display(description=gettext_lazy("Photo"))
    def thumb(self, article):
        if not article.photo:
            return format_html('<span class="no-photo">{}</span>', _("no photo"))
        return render_to_string("photos/_thumb.html", thumb(article.photo, width=160))

    @admin.display(description=gettext_lazy("Headline"), ordering="title")
    def headline(self, article):
        return article.title

    @admin.display(description=gettext_lazy("State"), ordering="status")
    def state(self, article):
        status, words = article.status, article.get_status_display()
        if status == Article.Status.SCHEDULED and article.is_published:
            status, words = Article.Status.PUBLISHED, Article.Status.PUBLISHED.label
        if article.needs_reading:
            status, words = "held", _("To be read")
        urgent = format_html('<span class="state s-urgent">{}</span>', _("Urgent")) if article.is_urgent else ""
        return format_html('<span class="state s-{}">{}</span> {}', status, words, urgent)

    @admin.display(description=gettext_lazy("Section and place"))
    def section_and_places(self, article):
        places = ", ".join(place.name for place in article.places.all())
        return format_html('<span>{}</span> <span class="quiet">{}</span>', article.section or "–", places)

    @admin.display(description=gettext_lazy("Author"))
    def signed(self, article):
        return ", ".join(byline.author.name for byline in article.bylines.all()) or "–"

    @admin.display(description=gettext_lazy("Time"), ordering="published_at")
    def time(self, article):
        moment = timezone.localtime(article.published_at or article.changed_at)
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), in_words(moment))

    @admin.display(description=gettext_lazy("Reads"))
    def read(self, article):
        tally = getattr(article, "tally", None)
        return tally.reads if tally and tally.reads else "–"

    # -- Actions: each story is asked for separately whether the user may, and the message offers the way back. --

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_chosen(self, request, queryset):
        self._move(request, queryset, "publish", lambda article: article.publish(request.user))

    @admin.action(description=gettext_lazy("Mark as ready"), permissions=["publish"])
    def mark_ready_chosen(self, request, queryset):
        self._move(request, queryset, "mark_ready", lambda article: article.mark_ready(request.user))

    @admin.action(description=gettext_lazy("Send back to be corrected"), permissions=["publish"])
    def send_back_chosen(self, request, queryset):
        self._move(request, queryset, "send_back", lambda article: article.send_back(request.user))

    @admin.action(description=gettext_lazy("Take off the site"), permissions=["publish"])
    def withdraw_chosen(self, request, queryset):
        self._move(request, queryset, "withdraw", lambda article: article.withdraw(request.user))

    def has_publish_permission(self, request):
        return request.user.has_perm("articles.publish_article")

    def get_actions(self, request):
        actions = super().get_actions(request)
        # Deleting is for a single draft, from its own page.
        actions.pop("delete_selected", None)
        return actions

    def _move(self, request, queryset, name, transition):
        done, refused = [], []
        for article in queryset.order_by("pk")[:MOST_AT_ONCE]:
            before = {"pk": article.pk, "status": article.status, "at": _iso(article.published_at)}
            with transaction.atomic():
                fresh = Article.objects.select_for_update().get(pk=article.pk)
                if not getattr(powers(request.user, fresh), name):
                    refused.append((fresh, _("not in the state “%(state)s”") % {"state": fresh.get_status_display()}))
                    continue
                try:
                    transition(fresh)
                except (NotReady, WrongState) as problem:
                    refused.append((fresh, str(problem)))
                    continue
            security_log.info("story %s: %s by %s", fresh.pk, name, request.user.pk)
            done.append(before)
        if done:
            text = what_was_done(name, len(done))
            if name == "mark_ready":
                messages.success(request, text)
            else:
                undo.offer(
                    request, text, address=reverse("admin:articles_article_undo"), data={"move": name, "stories": done}
                )
        for article, why in refused[:10]:
            messages.warning(request, _("“%(title)s”: %(why)s") % {"title": article.title, "why": why})

    def undo_view(self, request):
        """Take a bulk action back, as far as the stories still stand where it left them."""
        back = reverse("admin:articles_article_changelist")
        try:
            data = undo.read(request)
        except undo.NothingToUndo:
            messages.error(request, _("It is too late to undo this from here. Open the story itself."))
            return redirect(back)
        undone = sum(self._take_back(request.user, data["move"], before) for before in data["stories"])
        if undone and data["move"] == "publish":
            messages.success(request, what_was_done("withdraw", undone))
        elif undone:
            words = ngettext("%d story is back as it was.", "%d stories are back as they were.", undone)
            messages.success(request, words % undone)
        if undone < len(data["stories"]):
            messages.warning(request, _("Some stories have been changed since and were left alone."))
        return redirect(back)

    @transaction.atomic
    def _take_back(self, user, move, before):
        article = Article.objects.visible_to(user).filter(pk=before["pk"]).first()
        if article is None:
            return False
        may = powers(user, article)
        was, at = before["status"], before["at"] and parse_datetime(before["at"])
        try:
            if move == "publish" and may.withdraw and article.status == Article.Status.PUBLISHED:
                article.withdraw(user, _("undone"))
            elif move == "withdraw" and article.status == Article.Status.WITHDRAWN and may.publish:
                article.publish(user)
            elif move == "withdraw" and article.status == Article.Status.READY and may.schedule and at:
                article.schedule(user, at)
            elif move == "send_back" and article.status == Article.Status.RETURNED and may.mark_ready:
                article.mark_ready(user) if was == Article.Status.READY else article.submit(user)
            else:
                return False
        except (NotReady, WrongState):
            return False
        security_log.info("story %s: %s undone by %s", article.pk, move, user.pk)
        return True


def what_was_done(move, n):
    """The sentence that counts the stories moved."""
    if move == "publish":
        return ngettext("%d story is published.", "%d stories are published.", n) % n
    if move == "mark_ready":
        return ngettext("%d story is marked as ready.", "%d stories are marked as ready.", n) % n
    if move == "send_back":
        return ngettext("%d story was sent back to be corrected.", "%d stories were sent back to be corrected.", n) % n
    return ngettext("%d story is off the site.", "%d stories are off the site.", n) % n


def in_words(moment):
    """14:20 of today, yesterday and tomorrow with the word, the date of all other days."""
    days = (timezone.localdate() - moment.date()).days
    hour = f"{moment.hour}:{moment:%M}"
    near = {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}
    if days in near:
        return f"{near[days]} {hour}"
    if 1 < days < 7:
        return f"{WEEKDAYS[moment.weekday()]} {hour}"
    year = "" if moment.year == timezone.localdate().year else f" {moment.year}"
    return f"{day_month(moment.date())}{year}" + (f" {hour}" if days < 0 else "")


def _iso(moment):
    return moment.isoformat() if moment else None

"""Sources on the desk: feeds, which are looked at before they are saved, mailboxes, and how long releases are kept."""

import contextlib
import copy
import hashlib
import ipaddress
import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from common.desk import DeskModelAdmin, MenuFilter

from . import cleaning, mail
from .feeds import NotAFeed, believable, read_feed
from .fetching import NotFetched, checked_url, fetch
from .models import Feed, Keeping, Mailbox, Source

LOOK_SECONDS = 12
SHOWN = 5
DEFAULTS = ["section", "place", "source_line", "photo_credit", "is_trusted", "interval"]


class SourceFormMixin:
    """Who may let a source stand inside the own network: the owner alone, and for the address that he has seen."""

    # Where the source stands.
    where = []

    def __init__(self, *args, may_allow_private=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_allow_private = may_allow_private
        if not may_allow_private:
            self.fields.pop("allow_private", None)

    @property
    def loses_permission(self):
        """Whether somebody else moves the source away from the address that the owner has allowed."""
        was_allowed = self.instance.pk and self.initial.get("allow_private", self.instance.allow_private)
        return bool(was_allowed and not self.may_allow_private and set(self.where) & set(self.changed_data))

    @property
    def is_allowed(self):
        """Whether the source may stand inside the own network once this form is saved."""
        return self.cleaned_data.get("allow_private", self.instance.allow_private) and not self.loses_permission


class FeedAddressMixin(SourceFormMixin):
    """The address of a feed: one that may be fetched, and that is not read already."""

    where = ["url"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["url"].error_messages["invalid"] = _("Type a correct address.")

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            checked_url(url)
        except NotFetched as problem:
            raise ValidationError(problem.sentence + ".", code="address") from problem
        there = Feed.objects.filter(url=url).exclude(pk=self.instance.pk).first()
        if there:
            address = reverse("admin:wire_feed_change", args=[there.pk])
            words = format_html(
                '{} <a href="{}">{}</a>', _("This feed is among the sources already:"), address, there.name
            )
            raise ValidationError(words, code="unique")
        return url


class FeedChangeForm(FeedAddressMixin, forms.ModelForm):
    """A feed that is here already."""


class FeedForm(FeedAddressMixin, forms.ModelForm):
    url = forms.URLField(
        label=gettext_lazy("address of the feed"),
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=gettext_lazy("Of the feed itself, or of the page: the feeds that it names will be shown."),
    )
    # The address whose preview was shown; another one is looked at first.
    looked_at = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Feed
        fields = ["url", "name", *DEFAULTS, "allow_private"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        for field in self.fields.values():
            field.label = capfirst(field.label)
        for name in ("section", "place"):
            self.fields[name].empty_label = "–"

    @property
    def was_looked_at(self):
        return self.cleaned_data.get("looked_at") == mark_of(self.cleaned_data.get("url", ""))


def mark_of(url):
    return hashlib.sha256(url.encode()).hexdigest()


class HealthFilter(MenuFilter):
    title, anything = gettext_lazy("health"), gettext_lazy("all")
    parameter_name = "stan"

    def lookups(self, request, model_admin):
        return [("zle", _("failing")), ("dobrze", _("working"))]

    def queryset(self, request, queryset):
        if self.value() == "zle":
            return queryset.exclude(failing_since=None)
        return queryset.filter(failing_since=None) if self.value() == "dobrze" else queryset


class SourceAdmin(DeskModelAdmin):
    list_display = ["name", "shown_health", "section", "place", "is_active"]
    list_select_related = ["section", "place"]
    search_fields = ["name"]
    list_filter = [HealthFilter]
    actions = ["read_now"]
    # Those that fail stand first.
    ordering = [F("failing_since").asc(nulls_last=True), "name"]
    change_list_template = "admin/wire/sources.html"
    change_form_template = "admin/wire/source_form.html"
    # “Add a feed”.
    add_words = ""
    # What the form asks for before that which all sources share.
    own_fields = []

    def get_fieldsets(self, request, obj=None):
        reading = ["is_active", "interval", *(["allow_private"] if request.user.is_superuser else [])]
        begin = [name for name in DEFAULTS if name != "interval"]
        return [
            (None, {"fields": ["name", *self.own_fields]}),
            (_("What their stories begin from"), {"fields": begin}),
            (pgettext("sources", "Reading"), {"fields": reading}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not request.user.is_superuser:
            form.base_fields.pop("allow_private", None)
        return _with(form, may_allow_private=request.user.is_superuser)

    def save_model(self, request, obj, form, change):
        loses = form.loses_permission
        if loses:
            obj.allow_private = False
        super().save_model(request, obj, form, change)
        if loses:
            messages.warning(
                request,
                _(
                    "The source has moved, so that it may no longer stand inside the own network. The owner can allow it."
                ),
            )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(
            request, object_id, form_url, {"add_words": self.add_words} | (extra_context or {})
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"add_words": self.add_words} | (extra_context or {}))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **({"empty_label": "–"} | kwargs))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Sections and places are made elsewhere.
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    @admin.display(description=gettext_lazy("how it fares"))
    def shown_health(self, source):
        state = "withdrawn" if source.is_failing else "published" if source.succeeded_at else "draft"
        return format_html('<span class="state s-{} long-state">{}</span>', state, source.health)

    @admin.action(description=pgettext_lazy("sources", "Read now"), permissions=["change"])
    def read_now(self, request, queryset):
        keys = list(queryset.values_list("pk", flat=True))
        Source.objects.filter(pk__in=keys).update(next_at=timezone.now(), claimed_until=None)
        messages.success(request, _("The worker will read them within a minute."))


@admin.register(Feed)
class FeedAdmin(SourceAdmin):
    list_display = [*SourceAdmin.list_display, "interval"]
    form = FeedChangeForm
    own_fields = ["url"]
    add_words = gettext_lazy("Add a feed")

    def add_view(self, request, form_url="", extra_context=None):
        """An address is looked at first; what would come in is shown, and only then saved."""
        if not self.has_add_permission(request):
            self._refuse()
        may = {"may_allow_private": request.user.is_superuser}
        data = request.POST.copy() if request.method == "POST" else None
        if data and "_feed" in data:
            # One of the feeds that a page names was pressed.
            data["url"] = data["_feed"]
        form = FeedForm(data, **may)
        preview = None
        if data is not None and form.is_valid():
            if "_save" in data and form.was_looked_at:
                return self._save_new(request, form)
            preview = look_at(form.cleaned_data["url"], allow_private=form.cleaned_data.get("allow_private", False))
            form = self._after_look(data, form, preview, may)
        context = self.admin_site.each_context(request) | {
            "title": _("Add a feed"),
            "opts": self.opts,
            "form": form,
            "preview": preview,
        }
        status = 422 if form.is_bound and (form.errors or (preview and preview.problem)) else 200
        return TemplateResponse(request, "admin/wire/add_feed.html", context, status=status)

    def _after_look(self, data, form, preview, may):
        """The same form with what the look has shown."""
        url = preview.url or form.cleaned_data["url"]
        data["url"] = url
        data["looked_at"] = "" if preview.problem else mark_of(url)
        if not data.get("name", "").strip() and preview.title:
            data["name"] = preview.title[:120]
        again = FeedForm(data, **may)
        again.is_valid()
        # A page that names feeds is no mistake: which of them is meant is asked in its place.
        if preview.problem and not preview.feeds:
            again.add_error("url", preview.problem)
        return again

    def _save_new(self, request, form):
        feed = form.save(commit=False)
        feed.name = feed.name or feed.url[:120]
        feed.save()
        self.log_addition(request, feed, [{"added": {}}])
        messages.success(request, _("The source is added. Its releases will be in the inbox within a minute."))
        return redirect("admin:wire_feed_changelist")

    def _refuse(self):
        from django.core.exceptions import PermissionDenied

        raise PermissionDenied

    def save_model(self, request, obj, form, change):
        if "url" in form.changed_data:
            obj.etag = obj.last_modified = obj.digest = ""
        super().save_model(request, obj, form, change)
        if {"url", "is_active", "allow_private"} & set(form.changed_data):
            Source.objects.filter(pk=obj.pk).update(next_at=timezone.now(), claimed_until=None)


class Preview:
    """What an address gives: its title and newest releases, or a sentence on why nothing.

    `url` is the feed's own address where a page was asked for that names one.
    """

    def __init__(self, *, problem="", feeds=(), title="", releases=(), count=0, url=""):
        self.problem, self.feeds, self.title, self.releases, self.count = problem, list(feeds), title, releases, count
        self.url = url


def look_at(url, *, allow_private=False, from_page=False):
    """Fetch a feed for a preview, within a few seconds; of a page that names a single feed, that one."""
    try:
        answer = fetch(url, allow_private=allow_private, seconds=LOOK_SECONDS, max_bytes=10 * 2**20)
        found = read_feed(answer.read(), answer.url, answer.headers.get("content-type", ""))
    except NotAFeed as problem:
        if len(problem.feeds) == 1 and not from_page:
            return look_at(problem.feeds[0], allow_private=allow_private, from_page=True)
        return Preview(problem=f"{problem}.", feeds=problem.feeds)
    except NotFetched as problem:
        return Preview(problem=f"{problem.sentence}.")
    releases = []
    for entry in found.entries[:SHOWN]:
        text = cleaning.from_html(entry.html).text
        releases.append(
            {
                "title": entry.title or cleaning.first_words(text),
                "text": text[:240],
                # As the inbox will say it.
                "sent_at": entry.sent_at and believable(entry.sent_at, timezone.now()),
                "pictures": len(entry.pictures),
                "only_link": not text and bool(entry.url),
            }
        )
    return Preview(title=found.title, releases=releases, count=len(found.entries), url=url if from_page else "")


class MailboxForm(SourceFormMixin, forms.ModelForm):
    where = ["host", "port"]
    # What a password is given for: another server, or one without encryption, is not sent the one that is kept.
    asks_for_password = ["host", "port", "security", "username"]
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    # Asked only when the mailbox does not open.
    anyway = forms.BooleanField(
        label=gettext_lazy("Save all the same: the server is down just now"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # How many mails are in it, once it has been opened; a sentence, where it was saved although it does not open.
        self.count, self.problem = None, ""
        self.fields["password"].help_text = (
            _("Empty: as it was. It is kept sealed and never shown again.")
            if self.instance.pk
            else _("It is kept sealed and never shown again.")
        )

    class Meta:
        model = Mailbox
        fields = [
            "name", "is_active", "host", "port", "security", "username", "password", "folder", *DEFAULTS, "allow_private",
        ]  # fmt: skip

    def clean_host(self):
        host = self.cleaned_data["host"].strip()
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(host))
        if re.search(r"[/:@\s?#]", host):
            raise ValidationError(_("Give the bare name of the server, such as poczta.example.pl."), code="host")
        return host

    def clean(self):
        data = super().clean()
        if data.get("security") == Mailbox.Security.NONE and not self.is_allowed:
            self.add_error("security", _("Without encryption the password could be read on the way. Choose TLS."))
        if not data.get("password"):
            if not self.instance.pk:
                self.add_error("password", _("Give the password."))
            elif set(self.asks_for_password) & set(self.changed_data):
                self.add_error(
                    "password",
                    _("Give the password again: the one that is kept goes to no other server, user or encryption."),
                )
        same = Mailbox.objects.filter(
            host__iexact=data.get("host", ""), username=data.get("username", ""), folder=data.get("folder", "")
        )
        there = same.exclude(pk=self.instance.pk).first()
        if there:
            address = reverse("admin:wire_mailbox_change", args=[there.pk])
            words = format_html(
                '{} <a href="{}">{}</a>', _("This mailbox is among the sources already:"), address, there.name
            )
            self.add_error("username", ValidationError(words, code="unique"))
        return data

    def _post_clean(self):
        super()._post_clean()
        connects = {*self.asks_for_password, "password", "folder", "is_active", "allow_private"}
        if not self.errors and self.instance.is_active and connects & set(self.changed_data):
            self._try()

    def _try(self):
        """Say at once, at its field, why the mailbox does not open, rather than let it be found failing later."""
        mailbox = copy.copy(self.instance)
        mailbox.allow_private = self.is_allowed
        if self.cleaned_data["password"]:
            mailbox.password = self.cleaned_data["password"]
        try:
            self.count = mail.try_to_open(mailbox)
        except mail.Unreadable as problem:
            if self.cleaned_data["anyway"]:
                self.problem = str(problem)
                return
            self.add_error(problem.field, f"{problem}.")
            self.fields["anyway"].widget = forms.CheckboxInput()

    def save(self, commit=True):
        if self.cleaned_data["password"]:
            self.instance.password = self.cleaned_data["password"]
        if {"host", "username", "folder"} & set(self.changed_data):
            self.instance.uid_validity = self.instance.last_uid = 0
        return super().save(commit)


@admin.register(Mailbox)
class MailboxAdmin(SourceAdmin):
    form = MailboxForm
    own_fields = ["host", "port", "security", "username", "password", "folder", "anyway"]
    add_words = gettext_lazy("Add a mailbox")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        Source.objects.filter(pk=obj.pk).update(next_at=timezone.now(), claimed_until=None)
        if form.count is not None:
            said = ngettext(
                "The mailbox opens: %(count)d mail in it.", "The mailbox opens: %(count)d mails in it.", form.count
            )
            messages.success(request, said % {"count": form.count})
            Source.objects.filter(pk=obj.pk).update(failing_since=None, failures=0, problem="")
        elif form.problem:
            messages.warning(
                request, _("%(problem)s. The mailbox is saved and will be tried again.") % {"problem": form.problem}
            )


def _with(form, **given):
    """The form class with an argument filled in; Django's admin passes none of ours."""

    class Filled(form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **given, **kwargs)

    return Filled


@admin.register(Keeping)
class KeepingAdmin(DeskModelAdmin):
    """The one row, made on first use and never deleted."""

    change_form_template = "admin/wire/source_form.html"

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:wire_keeping_change", args=[Keeping.load().pk]))

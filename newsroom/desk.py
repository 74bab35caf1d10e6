"""The admin site as the newsroom's desk: its frame, its ways through the house and its front page.

Other parts of the portal add themselves in two lists: `NAVIGATION` (an entry with the number of what waits) and `TRAYS`
(a list on the front desk). Each is a function of the request, and answers None for whom it does not concern.
"""

from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comments import queue
from common.counting import Counts, shown
from common.memo import remember_for
from portal.models import Imprint
from tips.models import Tip
from wire.inbox import new_groups

from . import trays
from .accounts import needs_second_factor

# Only these apps' models stand in the desk's lists. What packages register (keys of second factors, tasks, addresses of
# allauth) is not for editing by hand.
OUR_APPS = {"newsroom", "comments", "tips", "wire", "articles", "people", "photos", "portal"}

# Models in the order of "Backstage"; those with an entry of their own in the navigation are left out.
BACKSTAGE = [
    "FrontPageSlot", "Person", "Author", "Section", "Place", "Tag", "Page", "NameDay", "Imprint", "User",
]  # fmt: skip
IN_NAVIGATION = {"Article", "Photo", "Tip", "Group", "Comment"}


# Sets of permissions whose lists of models are remembered.
MOST_KEPT = 100


@dataclass
class Way:
    """An entry of the navigation; `count` is the number of what waits there for this user, or a function that gives it."""

    label: str
    url: str
    count: object = 0
    # On a phone an extra way stands under "More".
    extra: bool = False
    key: str = ""
    current: bool = False

    @property
    def shown(self):
        return shown(self.count)


def _waits(request, name, rows):
    return Counts.of(request).want(name, rows)


def front_desk(request):
    return Way(_("Front desk"), reverse("admin:index"))


def stories(request):
    if request.user.has_perm("articles.view_article"):
        waiting = _waits(request, "stories", trays.stories_for(request.user))
        return Way(_("Texts"), _list("articles_article"), waiting)
    return None


def photos(request):
    return Way(_("Photos"), _list("photos_photo")) if request.user.has_perm("photos.view_photo") else None


def tips(request):
    if request.user.has_perm("tips.view_tip"):
        return Way(_("From readers"), _list("tips_tip"), _waits(request, "tips", Tip.objects.waiting()))
    return None


def inbox(request):
    """The inbox of releases; on a phone under "More"."""
    if request.user.has_perm("wire.view_group"):
        return Way(_("Inbox of releases"), _list("wire_group"), _waits(request, "releases", new_groups()), extra=True)
    return None


def comments(request):
    """The moderators' page, for whoever decides on comments or on notices of illegal content."""
    lists = queue.waiting_for(request.user)
    if not lists:
        return None
    url = _list("comments_comment") if "queue" in lists else reverse("admin:comments_notices")
    counts = queue.counts_of(request)
    return Way(_("Comments"), url, lambda: sum(counts()[name] for name in lists))


@remember_for(5)
def portal_name():
    """The portal's name for the frame of the desk; a changed one is seen within seconds."""
    return Imprint.load().portal_name


NAVIGATION = [front_desk, stories, inbox, tips, comments, photos]
TRAYS = [
    trays.waiting,
    trays.tips,
    trays.comments,
    trays.mine,
    trays.scheduled,
    trays.came_in,
    trays.read_now,
    trays.photos_unsigned,
    trays.to_fill_in,
]


class DeskSite(admin.AdminSite):
    """Django's admin under the portal's name; login is allauth's, with its second factor."""

    site_header = _("Newsroom")
    site_title = _("Newsroom")
    index_title = _("Front desk")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # By the permissions of those who asked; see `get_app_list`.
        self._app_lists = {}

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register models of the portal's own apps; those of packages are passed over in silence."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        if ours:
            super().register(ours, admin_class, **options)

    def get_urls(self):
        from . import profiles, search, urgent

        own = [
            path("pilne/", self.admin_view(urgent.urgent), name="urgent"),
            path("people/person/<int:pk>/polacz/", self.admin_view(profiles.merge), name="person_merge"),
            path("people/person/<int:pk>/usun-dane/", self.admin_view(profiles.remove), name="person_remove"),
            path("szukaj/", self.admin_view(search.desk_search), name="desk_search"),
        ]
        return own + super().get_urls()

    def admin_view(self, view, cacheable=False):
        """Every page of the desk waits until its reader has a second factor, where the portal requires one."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request, *args, **kwargs):
            if self.has_permission(request) and needs_second_factor(request.user):
                messages.warning(request, _("Set up a second factor first; without it the desk stays closed."))
                return redirect("mfa_index")
            return guarded(request, *args, **kwargs)

        return inner

    def get_app_list(self, request, app_label=None):
        """Django asks each model's admin for its permissions, on every page; users with the same ones share the answer."""
        user = request.user
        if app_label or user.is_superuser or not user.is_authenticated:
            return super().get_app_list(request, app_label)
        key = (frozenset(user.get_all_permissions()), get_language())
        found = self._app_lists.get(key)
        if found is None:
            if len(self._app_lists) >= MOST_KEPT:
                self._app_lists.clear()
            found = self._app_lists[key] = super().get_app_list(request)
        return found

    def each_context(self, request):
        context = super().each_context(request)
        context["portal_name"] = portal_name()
        if context["has_permission"]:
            context |= self.ways(request, context["available_apps"])
        return context

    def ways(self, request, apps):
        """The navigation of this user, and what else may be edited under "Backstage"."""
        navigation = [way for make in NAVIGATION if (way := make(request)) and way.url]
        # Only now, so that all of them are counted at once.
        for way in navigation:
            way.count = way.count() if callable(way.count) else way.count
        models = [model for app in apps for model in app["models"] if model.get("admin_url")]
        names = {name: number for number, name in enumerate(BACKSTAGE)}
        models = [model for model in models if model["object_name"] not in IN_NAVIGATION]
        models.sort(key=lambda model: (names.get(model["object_name"], len(names)), str(model["name"])))
        backstage = [Way(model["name"], model["admin_url"]) for model in models]
        return _mark_current(request.path, navigation, backstage)

    def index(self, request, extra_context=None):
        return super().index(request, {**trays.front_page(request, TRAYS), **(extra_context or {})})

    def login(self, request, extra_context=None):
        next_address = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': next_address})}")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")


def _mark_current(address, navigation, backstage):
    """Mark the deepest way that leads to the address."""
    ways = navigation + backstage
    here = max((way for way in ways if address.startswith(way.url)), key=lambda way: len(way.url), default=None)
    if here:
        here.current = True
    return {
        "navigation": navigation,
        "backstage": backstage,
        "backstage_open": here in backstage,
        "has_extra_navigation": any(way.extra for way in navigation),
    }


def _list(name):
    """Address of a model's list; empty while the model is not in the admin."""
    try:
        return reverse(f"admin:{name}_changelist")
    except NoReverseMatch:
        return ""

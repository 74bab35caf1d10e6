"""The photo library on the desk: a grid, sending files, describing them, the focal point, and withdrawing.

Photos are never deleted one by one: withdrawing deletes the files and keeps the row, so that the file is known again.
"""

import logging
import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.files import FilesAway

from .addresses import address_of
from .forms import AT_ONCE, DescribeFormSet, PhotoForm, UploadForm
from .imaging import crop_box
from .ingest import MAX_BYTES, UnusablePhoto, ingest, no_place, own_credit
from .models import Photo
from .renditions import RATIOS

log = logging.getLogger(__name__)

LARGEST_ID = 2**63 - 1
PICKER_PAGE = 24
# Numbers beside the tabs stop counting here.
COUNT_TO = 99


class CollectionFilter(admin.SimpleListFilter):
    """The library's tabs."""

    title = gettext_lazy("collection")
    parameter_name = "zbior"

    def lookups(self, request, model_admin):
        tabs = [
            ("bez-autora", _("Without a credit")),
            ("bez-opisu", _("Without alternative text")),
            ("moje", _("My photos")),
            ("nieuzyte", _("Unused photos")),
        ]
        if request.user.has_perm("photos.withdraw_photo"):
            tabs.append(("wycofane", _("Withdrawn photos")))
        return tabs

    def queryset(self, request, queryset):
        return collection(queryset, self.value(), request.user)


def collection(photos, name, user):
    """Photos of one tab; those usable for a name that is none."""
    match name:
        case "wycofane" if user.has_perm("photos.withdraw_photo"):
            return photos.exclude(withdrawn_at=None)
        case "bez-autora":
            return photos.usable().filter(credit="")
        case "bez-opisu":
            return photos.usable().filter(alt="")
        case "moje":
            return photos.usable().filter(uploaded_by=user)
        case "nieuzyte":
            return photos.usable().unused()
    return photos.usable()


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    actions = None
    list_display = ["__str__"]
    list_filter = [CollectionFilter]
    list_per_page = 60
    search_fields = ["caption", "alt", "credit", "original_filename"]
    search_help_text = gettext_lazy("caption, credit, what it shows, name of the file")
    show_full_result_count = False

    class Media:
        css = {"all": ["admin/photos.css"]}
        js = [Script("admin/photos.js", type="module")]

    # -- Who may ----------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        """Whoever sent a photo may describe it; of a withdrawn one nothing changes any more."""
        if obj is not None and obj.withdrawn_at:
            return False
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and obj.uploaded_by_id == request.user.pk and self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_withdraw_permission(self, request, obj=None):
        return request.user.has_perm("photos.withdraw_photo") and not (obj and obj.withdrawn_at)

    # -- Addresses --------------------------------------------------------------------

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("upload/", wrap(require_POST(self.upload_view)), name="photos_photo_upload"),
            path("picker/", wrap(require_safe(self.picker_view)), name="photos_photo_picker"),
            path("opisz/", wrap(self.describe_view), name="photos_photo_describe"),
            path("<int:pk>/wycofaj/", wrap(self.withdraw_view), name="photos_photo_withdraw"),
            *super().get_urls(),
        ]

    def upload_view(self, request):
        """One file (`file`) becomes a photo of the library. JSON: facts about the photo, or `{error, code}`."""
        if not self.has_add_permission(request):
            return JsonResponse({"error": _("You may not add photos.")}, status=403)
        upload = request.FILES.get("file")
        if upload is None:
            return JsonResponse({"error": _("No file has arrived. Send it again."), "code": "missing"}, status=400)
        try:
            photo = ingest(upload, request.user, credit=self._credit_of(request))
        except UnusablePhoto as error:
            return JsonResponse({"error": error.message, "code": error.code}, status=422)
        except FilesAway:
            log.exception("A photo could not be stored.")
            return JsonResponse({"error": no_place(), "code": "away"}, status=503)
        if not photo.is_duplicate:
            self.log_addition(request, photo, _("Photo added."))
        known = _("This photo is in the library already.") if photo.is_duplicate else ""
        return JsonResponse(facts(photo) | {"known": known})

    def picker_view(self, request):
        """Photos to choose from, the newest first, as JSON: `{photos: [facts, …], next}`; `?q=` searches, `?przed=` goes on."""
        if not self.has_view_permission(request):
            return JsonResponse({"error": _("You may not see the photo library.")}, status=403)
        photos = Photo.objects.usable().search(request.GET.get("q", "")).order_by("-pk")
        if before := request.GET.get("przed", ""):
            photos = photos.filter(pk__lt=_id_or_404(before))
        found = list(photos[: PICKER_PAGE + 1])
        shown = found[:PICKER_PAGE]
        more = str(shown[-1].pk) if len(found) > PICKER_PAGE else ""
        return JsonResponse({"photos": [facts(photo) for photo in shown if photo.is_shown], "next": more})

    def describe_view(self, request):
        """Credits and descriptions of several photos on one page, as after sending them: `?id=3,4,5`."""
        ids = [int(pk) for pk in re.findall(r"[0-9]{1,18}", request.GET.get("id", ""))][:AT_ONCE]
        photos = Photo.objects.usable().filter(pk__in=ids)
        mine = [photo.pk for photo in photos if self.has_change_permission(request, photo)]
        if not mine:
            raise Http404("None of these photos may be described by this user.")
        formset = DescribeFormSet(request.POST or None, queryset=photos.filter(pk__in=mine).order_by("pk"))
        if request.method == "POST" and formset.is_valid():
            for photo in formset.save():
                self.log_change(request, photo, _("Photo described."))
            missing = Photo.objects.filter(pk__in=mine).exclude(pk__in=Photo.objects.publishable()).count()
            self._say_what_is_missing(request, missing)
            return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))
        return self._page(request, "describe.html", title=_("Describe the photos"), formset=formset)

    def withdraw_view(self, request, pk):
        """Ask whether to take a photo off the whole portal, and do it."""
        photo = get_object_or_404(Photo, pk=min(pk, LARGEST_ID))
        if not request.user.has_perm("photos.withdraw_photo"):
            raise PermissionDenied
        if photo.withdrawn_at:
            self.message_user(request, _("This photo was withdrawn before."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))
        if request.method == "POST":
            photo.withdraw(request.user)
            self.log_change(request, photo, _("Photo withdrawn."))
            self.message_user(
                request,
                _("The photo is withdrawn. It disappears from stories within minutes, from caches within an hour."),
            )
            return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))
        return self._page(
            request, "withdraw.html", title=_("Withdraw the photo?"), photo=photo, uses=uses(photo, request.user)
        )

    # -- Django's own pages -------------------------------------------------------------

    def add_view(self, request, form_url="", extra_context=None):
        """Sending files. The script sends them one by one with their progress; without it the form sends them at once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, initial={"credit": own_credit(request.user)})
        taken, refused = [], []
        if request.method == "POST" and form.is_valid():
            for upload in form.cleaned_data["files"]:
                try:
                    taken.append(ingest(upload, request.user, credit=form.cleaned_data["credit"].strip()))
                except UnusablePhoto as error:
                    refused.append((upload.name, error.message))
                except FilesAway:
                    log.exception("A photo could not be stored.")
                    refused.append((upload.name, no_place()))
        popup = "_popup" in request.GET or "_popup" in request.POST
        if taken and popup:
            return self.response_add(request, taken[0])
        if taken:
            for name, message in refused:
                words = _("“%(name)s”: %(message)s") % {"name": name, "message": message}
                self.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(_describe_address(taken))
        return self._page(
            request,
            "add_form.html",
            title=_("Add photos"),
            form=form,
            refused=refused,
            max_bytes=MAX_BYTES,
            max_megabytes=MAX_BYTES // 2**20,
            at_once=AT_ONCE,
            is_popup=popup,
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"tabs": self._tabs(request)} | (extra_context or {}))

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("-pk")

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.usable()
        return queryset.search(search_term), False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        photo = Photo.objects.filter(pk=object_id).first() if re.fullmatch(r"[0-9]{1,18}", object_id) else None
        context = {}
        if photo and self.has_view_or_change_permission(request, photo):
            context = {
                "uses": uses(photo, request.user),
                "aim": aim(photo),
                "has_withdraw_permission": self.has_withdraw_permission(request, photo),
                "show_save_and_add_another": False,
            }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        form.save()
        if {"focal_x", "focal_y"} & set(form.changed_data):
            obj.aim_anew()

    # -- Parts --------------------------------------------------------------------------

    def _tabs(self, request):
        """The tabs as `(name, label, count or None)`; the first is the whole library."""
        counted = {"bez-autora", "bez-opisu"}
        tabs = [("", _("Newest photos"), None)]
        for name, label in CollectionFilter.lookups(None, request, self):
            count = collection(Photo.objects, name, request.user)[: COUNT_TO + 1].count() if name in counted else None
            tabs.append((name, label, f"{COUNT_TO}+" if count and count > COUNT_TO else count))
        return {"tabs": tabs, "current": request.GET.get("zbior", "")}

    def _credit_of(self, request):
        """The credit that came with the file, else the sender's own."""
        longest = Photo._meta.get_field("credit").max_length
        if "credit" in request.POST:
            return " ".join(request.POST["credit"].replace("\x00", "").split())[:longest]
        return own_credit(request.user)[:longest]

    def _say_what_is_missing(self, request, missing):
        if missing:
            text = ngettext(
                "%(count)d photo still lacks a credit or alternative text, and no story with it can be published.",
                "%(count)d photos still lack a credit or alternative text, and no story with them can be published.",
                missing,
            )
            self.message_user(request, text % {"count": missing}, messages.WARNING)
        else:
            self.message_user(request, _("The descriptions are saved."))

    def _page(self, request, template, **context):
        shared = {"opts": self.opts, "media": self.media, "app_label": self.opts.app_label}
        return TemplateResponse(
            request,
            f"admin/photos/photo/{template}",
            self.admin_site.each_context(request) | shared | context,
        )


def facts(photo):
    """What the desk's scripts show of a photo."""
    small = next(iter(photo.rows("4x3")), None)
    return {
        "id": photo.pk,
        "thumb": address_of(small["jpeg"]) if small else "",
        "width": photo.width,
        "height": photo.height,
        "credit": photo.credit,
        "alt": photo.alt,
        "caption": photo.caption,
    }


def uses(photo, user):
    """Where the photo stands: `seen` as (words, what, address), and `hidden`, the number of stories the user may not open.

    Everything above this app is reached through reverse accessors.
    """
    articles = photo.leads.model._default_manager
    in_body = photo.uses.values_list("article_id", flat=True)
    everywhere = articles.filter(photo=photo).union(articles.filter(pk__in=in_body)).values_list("pk", flat=True)
    ids = set(everywhere)
    stories = list(articles.visible_to(user).filter(pk__in=ids).order_by("-pk")[:50])
    found = [(story.title, story.get_status_display(), _address("articles_article", story.pk)) for story in stories]
    found += [(str(one), _("portrait"), _address("people_person", one.pk)) for one in photo.portrait_of.all()]
    found += [(one.name, _("author's portrait"), _address("articles_author", one.pk)) for one in photo.author_set.all()]
    return {"seen": found, "hidden": len(ids) - len(stories), "any": bool(found or ids)}


def aim(photo):
    """What the widget of the focal point draws: the picture, the point in its pixels, and the crops as SVG view boxes.

    None for a photo that is not shown. All numbers are strings, since templates would write them the Polish way.
    """
    row = photo.best_jpeg(1200)
    if not row or not photo.is_shown:
        return None
    width, height = row["w"], row["h"]
    words = _("{x}% from the left, {y}% from the top")
    crops = []
    for name, ratio in RATIOS.items():
        left, top, right, bottom = crop_box((width, height), ratio, (photo.focal_x, photo.focal_y))
        box = " ".join(f"{number:.1f}" for number in (left, top, right - left, bottom - top))
        crops.append({"name": name, "label": name.replace("x", ":"), "ratio": f"{ratio:.6f}", "box": box})
    return {
        "src": address_of(row["jpeg"]),
        "w": str(width),
        "h": str(height),
        "x": f"{photo.focal_x * width:.1f}",
        "y": f"{photo.focal_y * height:.1f}",
        "from_left": str(round(photo.focal_x * 100)),
        "words": words,
        "said": words.format(x=round(photo.focal_x * 100), y=round(photo.focal_y * 100)),
        "crops": crops,
    }


def _address(name, pk):
    """Where a row is edited; empty for a model that is not in the admin."""
    try:
        return reverse(f"admin:{name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def _describe_address(photos):
    return f"{reverse('admin:photos_photo_describe')}?id={','.join(str(photo.pk) for photo in photos)}"


def _id_or_404(text):
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise Http404("Not an id of a photo.")
    return int(text)

"""Sections, authors and tags on the desk."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.desk import DeskModelAdmin
from portal.models import plain_slug

from .jobs import take_back_automatic
from .merging import merge_tags
from .models import Author, Section, Tag


@admin.register(Section)
class SectionAdmin(DeskModelAdmin):
    list_display = ["name", "position", "for_urgent", "is_crime_news"]
    list_editable = ["position"]
    search_fields = ["name"]
    fields = ["name", "slug", "description", "position", "is_crime_news", "for_urgent"]

    def save_model(self, request, section, form, change):
        super().save_model(request, section, form, change)
        if section.is_crime_news and "is_crime_news" in form.changed_data:
            take_back_automatic.enqueue(section.pk)


@admin.register(Author)
class AuthorAdmin(DeskModelAdmin):
    list_display = ["name", "signature", "role", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "signature"]
    search_help_text = gettext_lazy("Name or signature")
    autocomplete_fields = ["photo"]
    fields = ["name", "signature", "user", "role", "biography", "photo", "email", "slug"]


class TagForm(forms.ModelForm):
    """The package's own field lets other alphabets into the address, and the addresses of tags know none."""

    slug = forms.SlugField(
        label=capfirst(gettext_lazy("address")),
        max_length=Tag._meta.get_field("slug").max_length,
        required=False,
        validators=[plain_slug],
        help_text=gettext_lazy("Empty: made from the name."),
    )

    class Meta:
        labels = {"name": capfirst(gettext_lazy("name"))}

    def clean_slug(self):
        return self.cleaned_data["slug"] or self.instance.slug


@admin.register(Tag)
class TagAdmin(DeskModelAdmin):
    form = TagForm
    list_display = ["name", "stories"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "slug"]
    actions = ["merge"]

    @admin.display(description=gettext_lazy("Texts"))
    def stories(self, tag):
        return tag.number_of_stories

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_stories=Count("tagged"))

    @admin.action(description=gettext_lazy("Merge into one…"), permissions=["change"])
    def merge(self, request, queryset):
        """Ask which of the chosen tags stays, then merge the others into it."""
        tags = list(queryset.order_by("-number_of_stories", "name")[:50])
        if len(tags) < 2:
            messages.warning(request, _("Choose at least two tags."))
            return None
        if "keep" in request.POST:
            if not self.has_delete_permission(request):
                raise PermissionDenied
            keep = next((tag for tag in tags if str(tag.pk) == request.POST["keep"]), None)
            if keep:
                gone = [tag for tag in tags if tag != keep]
                merge_tags(gone, keep)
                for tag in gone:
                    self.log_change(request, keep, _("Merged with it: %(tag)s") % {"tag": tag.name})
                text = ngettext(
                    "%(n)d tag was merged into “%(keep)s”.", "%(n)d tags were merged into “%(keep)s”.", len(gone)
                )
                messages.success(request, text % {"n": len(gone), "keep": keep.name})
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Which tag stays?"),
            "tags": tags,
            "opts": self.opts,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/tag/merge.html", context)

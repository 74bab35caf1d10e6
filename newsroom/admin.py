"""The editors' layout of the front page on the desk."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.desk import DeskModelAdmin

from .models import FrontPageSlot


@admin.register(FrontPageSlot)
class FrontPageSlotAdmin(DeskModelAdmin):
    """Four places that an editor may fill by hand; an empty one takes the newest story by itself."""

    list_display = ["place", "article", "until", "set_by"]
    list_select_related = ["article", "set_by"]
    autocomplete_fields = ["article"]
    fields = ["slot", "article", "until"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        # "Place" alone is a town in this house.
        return super().formfield_for_dbfield(
            db_field,
            request,
            **kwargs | ({"label": capfirst(_("place on the front page"))} if db_field.name == "slot" else {}),
        )

    @admin.display(description=_("place on the front page"), ordering="slot")
    def place(self, slot):
        return slot.get_slot_display()

    def save_model(self, request, obj, form, change):
        obj.set_by = request.user
        super().save_model(request, obj, form, change)

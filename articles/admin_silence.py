"""The electoral silence on the desk: set from the day of the election, extended while it runs."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy, ngettext

from common.desk import DeskModelAdmin
from common.memo import forget_everything
from portal.models import SilencePeriod

from .silence import rest_election_material


@admin.register(SilencePeriod)
class SilencePeriodAdmin(DeskModelAdmin):
    list_display = ["name", "election_date", "starts_at", "ends_at", "scope", "comments_stay_open"]
    fields = ["name", "election_date", "starts_at", "ends_at", "places", "comments_stay_open"]
    filter_horizontal = ["places"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("places")

    @admin.display(description=gettext_lazy("where"))
    def scope(self, period):
        return ", ".join(place.name for place in period.places.all()) or gettext_lazy("the whole country")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        forget_everything()
        if rested := rest_election_material(form.instance, request.user):
            text = ngettext(
                "%(n)d scheduled election story went back to the ready ones.",
                "%(n)d scheduled election stories went back to the ready ones.",
                len(rested),
            )
            self.message_user(request, text % {"n": len(rested)}, messages.WARNING)

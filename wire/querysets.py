"""Which sources are due, and which events the desk's list shows."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

# A reader that has not come back by then was killed.
CLAIM = timedelta(minutes=10)


class SourceQuerySet(models.QuerySet):
    def due(self, now=None):
        """Sources whose time has come and that nobody is reading; those that failed least come first."""
        now = now or timezone.now()
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.filter(free, is_active=True, next_at__lte=now).order_by("failures", "next_at", "pk")

    def claim(self, source):
        """Whether this reader, and no other, may read the source now; what it finds counts as long as the claim holds."""
        now = timezone.now()
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        # Asked of the parent table: one UPDATE decides.
        from .models import Source

        is_ours = bool(Source.objects.filter(free, pk=source.pk, is_active=True).update(claimed_until=now + CLAIM))
        if is_ours:
            source.claimed_until = now + CLAIM
        return is_ours


class GroupQuerySet(models.QuerySet):
    def new(self):
        """What waits for somebody to decide."""
        return self.filter(state=self.model.State.NEW)

    def for_listing(self):
        """With the releases of each, as the list shows them. Two queries more."""
        from .models import Item

        light = Item.objects.order_by("sent_at", "pk").only(
            "title", "sender", "sent_at", "received_at", "group", "source", "place"
        )
        return self.select_related("by").prefetch_related(Prefetch("items", light))

    def holding(self, items):
        """Groups with any of these items."""
        return self.filter(pk__in=items.order_by().values("group"))


class UseQuerySet(models.QuerySet):
    def later(self):
        """Of releases that came when the story was there already: nobody has pressed “Make a story” with them in view."""
        return self.filter(item__received_at__gt=F("article__created_at"))

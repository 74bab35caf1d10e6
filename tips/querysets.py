"""Which tips stand in which box of the desk."""

from django.db import models


class TipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tips whose row this member of staff may see at all; what is sealed is another question."""
        return self if user.is_active and user.is_staff and user.has_perm("tips.view_tip") else self.none()

    def in_work(self):
        """New ones and those somebody works on, with nothing suspicious among them."""
        return self.filter(suspect=False, state__in=self.model.OPEN)

    def waiting(self):
        """Those that nobody has looked at yet, or whose source has written again."""
        return self.in_work().filter(models.Q(first_read_at=None) | models.Q(waiting=True))

    def suspicious(self):
        return self.filter(suspect=True, state__in=self.model.OPEN)

    def done(self):
        return self.filter(state__in=self.model.DONE)

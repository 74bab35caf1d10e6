"""What belongs to the site as a whole: the editors' layout of the front page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FrontPageSlot(models.Model):
    """A place on the front page that an editor filled by hand; empty ones fill themselves with the newest stories."""

    class Slot(models.IntegerChoices):
        LEAD = 1, _("lead story")
        SECOND = 2, _("second story")
        THIRD = 3, _("third story")
        FOURTH = 4, _("fourth story")

    slot = models.PositiveSmallIntegerField(_("place"), choices=Slot.choices, unique=True)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="slots", verbose_name=_("story"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["slot"]
        verbose_name = _("place on the front page")
        verbose_name_plural = _("front page")

    def __str__(self):
        return f"{self.get_slot_display()}: {self.article}"


class DemoStory(models.Model):
    """Which row is which story of the demo, so that building it again adds only what is missing."""

    key = models.CharField(max_length=80, unique=True)
    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="+")

    def __str__(self):
        return self.key

"""A suspicion of a crime that threatens somebody's life or safety, passed on to the police or a prosecutor (DSA 18)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .conversation import Comment


class FrozenQuerySet(models.QuerySet):
    """Rows that may be added and read, never changed; the database holds to it as well (see the migration)."""

    def update(self, **kwargs):
        raise TypeError("A report of danger is never changed; make another one.")

    def delete(self):
        raise TypeError("A report of danger is never deleted by hand; the retention table drops old ones.")


class DangerReport(models.Model):
    """What was passed on, by whom and when, with the evidence as it stood then: sealed, and never changed afterwards.

    The author's deleting the comment does not reach it. `comments.danger` makes it and reads it.
    """

    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="danger_reports")
    # Survives the comment's own row.
    comment_number = models.BigIntegerField(_("comment"))
    # The comment with its story, history and times, and the letter, as JSON.
    sealed = models.BinaryField()
    # The sender's address as it lay sealed beside the comment; empty where none was held.
    sealed_address = models.BinaryField(default=b"")
    # SHA-256 of what was sealed; it stands in the letter, so that a copy can be held against the evidence.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    addressee = models.CharField(_("addressee"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("reported by")
    )
    at = models.DateTimeField(_("reported"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("report of danger to life")
        verbose_name_plural = _("reports of danger to life")

    def __str__(self):
        return self.number

    def save(self, **kwargs):
        if not self._state.adding:
            raise TypeError("A report of danger is never changed; make another one.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise TypeError("A report of danger is never deleted by hand; the retention table drops old ones.")

    @property
    def number(self):
        return f"ZZ-{self.at:%Y}-{self.pk:05d}"

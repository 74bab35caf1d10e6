"""The photo library: originals that nobody outside sees, and the renditions made from them.

What does not belong here: which story uses a photo (`articles.PhotoUse`). This app knows nobody above it.
"""

import logging
import uuid
from datetime import timedelta

from django.core.files.storage import storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.files import delete_when_sure

from .addresses import address_of

log = logging.getLogger(__name__)


def original_name(photo, filename):
    """A name of our own; what the photographer called the file is kept as data only."""
    return f"{uuid.uuid4().hex}.{photo.format}"


def originals():
    return storages["originals"]


LONGEST_QUESTION = 100


class PhotoQuerySet(models.QuerySet):
    def usable(self):
        """Photos that may still be put into a story."""
        return self.filter(withdrawn_at=None)

    def publishable(self):
        """Photos that name their author and say in words what they show."""
        return self.usable().exclude(credit="").exclude(alt="")

    def unused(self):
        """Photos that stand nowhere: whatever model points to photos, no row of it points to these."""
        found = self
        for relation in self.model._meta.related_objects:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(rows))
        return found

    def search(self, question):
        """Photos with every word of the question in their texts, in whatever case; all of them for an empty one."""
        found = self
        for word in question.replace("\x00", "")[:LONGEST_QUESTION].split():
            texts = Q()
            for field in ("caption", "alt", "credit", "original_filename"):
                # SQLite folds the case of ASCII letters only, so Polish ones are tried as they may stand.
                for form in {word, word.lower(), word.upper(), word.capitalize()}:
                    texts |= Q(**{f"{field}__icontains": form})
            found = found.filter(texts)
        return found


class Photo(models.Model):
    """One photo: the untouched original, who made it, what it shows, and its public renditions."""

    original = models.FileField(_("file"), storage=originals, upload_to=original_name, max_length=80)
    original_filename = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    format = models.CharField(max_length=8, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("As printed: “fot. Jan Korbiel”."))
    alt = models.CharField(
        _("alternative text"), max_length=300, blank=True, help_text=_("What the photo shows, in one sentence.")
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    focal_x = models.FloatField(
        _("focal point, from the left"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    focal_y = models.FloatField(
        _("focal point, from the top"), default=0.45, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    # What `photos.renditions` has made: {"full": [{"w": 320, "h": 213, "webp": "ab12/….webp", "jpeg": "…"}], "4x3": …}.
    # Kept on the row, so that a page with thirty photos asks nothing more of the database.
    renditions = models.JSONField(default=dict, blank=True, editable=False)
    rendered_at = models.DateTimeField(null=True, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        "portal.User", models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()
    # Set by `photos.ingest` on the photo that it found instead of making one.
    is_duplicate = False

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        permissions = [("withdraw_photo", "Can withdraw a photo from the whole portal")]
        constraints = [
            models.CheckConstraint(
                name="photos_focal_point_is_inside",
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
            )
        ]

    def __str__(self):
        return self.caption or self.alt or self.original_filename or str(self.pk)

    @property
    def is_publishable(self):
        return not self.withdrawn_at and bool(self.credit.strip()) and bool(self.alt.strip())

    @property
    def is_shown(self):
        """Whether there is something to show: a withdrawn photo has no files any more."""
        return not self.withdrawn_at and bool(self.renditions)

    def rows(self, crop="full"):
        """Renditions of the crop from narrow to wide; those of the whole photo until the crop has been made."""
        if not self.is_shown:
            return []
        return self.renditions.get(crop) or self.renditions.get("full", [])

    @cached_property
    def aspect(self):
        """Width over height."""
        return self.width / self.height

    def best_jpeg(self, width, *, crop="full"):
        """The widest public JPEG of the crop up to `width`, else the narrowest; None while there is none.

        A dict with `jpeg` (its name in the public storage), `w`, `h` and `bytes` (its length).
        """
        jpegs = [row for row in self.renditions.get(crop, []) if row.get("jpeg")]
        fitting = [row for row in jpegs if row["w"] <= width]
        if fitting:
            return max(fitting, key=lambda row: row["w"])
        return min(jpegs, key=lambda row: row["w"], default=None)

    def address(self, width=1200):
        """Where the whole photo lies in about that width; empty where it is not shown."""
        best = self.best_jpeg(width)
        return address_of(best["jpeg"]) if best else ""

    def aim(self, x, y):
        """Move the focal point; the crops are made anew by a job, until then the old ones are shown."""
        if (x, y) != (self.focal_x, self.focal_y):
            self.focal_x, self.focal_y = x, y
            self.aim_anew()

    @transaction.atomic
    def aim_anew(self):
        """Have the crops made around the focal point as it is now."""
        from .jobs import make_renditions

        self.rendered_at = None
        self.save(update_fields=["focal_x", "focal_y", "rendered_at", "updated_at"])
        transaction.on_commit(lambda: make_renditions.enqueue(self.pk))

    @transaction.atomic
    def withdraw(self, by):
        """Take the photo off the whole portal for good: its public files and the original are deleted.

        The row stays, so that the same file is recognised when somebody sends it again. Caches hold the files for an
        hour at most; stories that use the photo are rendered anew within minutes. Withdrawing twice changes nothing.
        """
        from . import renditions
        from .jobs import remove_old_files

        if self.withdrawn_at:
            return
        original = self.original.name
        self.withdrawn_at, self.renditions, self.original = timezone.now(), {}, ""
        self.save(update_fields=["withdrawn_at", "renditions", "original", "updated_at"])
        log.warning("Photo %s was withdrawn by %s.", self.pk, by)
        # The job deletes what a rendering job still at work may write after us, and what cannot be deleted now.
        remove_old_files.using(run_after=self.withdrawn_at + timedelta(minutes=10)).enqueue(self.pk)
        delete_when_sure("originals", [original])
        transaction.on_commit(lambda: renditions.delete_files_or_leave(self.pk))

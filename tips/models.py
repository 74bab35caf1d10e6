"""What readers send to the newsroom. Everything they wrote, and all files, are sealed; what lies in clear is what the desk needs
to keep order: kind, state, place, times, who works on it.

What does not belong here: the address, the browser or any trace of whoever sent a tip. There is no column for it.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import sealing
from .querysets import TipQuerySet


class TipRules(models.Model):
    """The one row of what the newsroom decided about tips."""

    class Mode(models.TextChoices):
        SERVER = "server", _("key on the server: protects backups and copies of the database")
        PASSPHRASE = "passphrase", _("passphrase: nothing opens until somebody of the newsroom has typed theirs")

    mode = models.CharField(
        _("how tips are sealed"), max_length=10, choices=Mode.choices, default=Mode.SERVER, editable=False
    )
    first_look_hours = models.PositiveSmallIntegerField(
        _("first look within, in hours"), default=2, validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text=_("Promised to the sender between 8:00 and 20:00."),
    )  # fmt: skip
    max_files = models.PositiveSmallIntegerField(_("files in one tip"), default=10, validators=[MaxValueValidator(30)])
    max_megabytes = models.PositiveSmallIntegerField(
        _("megabytes a file"), default=25, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    keep_days = models.PositiveSmallIntegerField(_("days kept after closing"), default=180)
    keep_days_confidential = models.PositiveSmallIntegerField(_("days kept after closing, confidential"), default=90)
    keep_days_spam = models.PositiveSmallIntegerField(_("days kept after closing, spam"), default=7)
    warn_days = models.PositiveSmallIntegerField(_("days of warning before a tip is destroyed"), default=7)
    mail_to = models.TextField(
        _("who is told that a tip came"),
        blank=True,
        help_text=_("E-mail addresses, one a line. The mail says only its number."),
    )
    mails_per_hour = models.PositiveSmallIntegerField(_("mails an hour at most"), default=6)
    flood_from = models.PositiveSmallIntegerField(
        _("tips in ten minutes that count as a flood"),
        default=30,
        help_text=_("From then on browsers must solve a sum first."),
    )
    other_ways = models.TextField(
        _("other ways to reach the newsroom"),
        blank=True,
        max_length=2000,
        help_text=_("Shown beside the switch “in confidence”."),
    )
    licence = models.TextField(
        _("what a sender of photos agrees to"),
        max_length=1000,
        default="Zgadzam się na bezpłatną publikację przesłanych zdjęć i filmów na stronach redakcji. Są moje albo mam na to zgodę autora.",
    )

    class Meta:
        verbose_name = _("rules of tips")
        verbose_name_plural = _("rules of tips")

    def __str__(self):
        return str(_("Rules of tips"))

    @classmethod
    def load(cls):
        return cls.objects.get_or_create(pk=1)[0]

    @property
    def max_bytes(self):
        return self.max_megabytes * 1024 * 1024

    @property
    def addresses(self):
        return [line.strip() for line in self.mail_to.splitlines() if "@" in line]


class NewsroomKey(models.Model):
    """A public key that tips are sealed to: the server's, one person's, or the recovery key that is kept offline."""

    class Kind(models.TextChoices):
        SERVER = "server", _("key on the server")
        PERSON = "person", _("key of one person")
        RECOVERY = "recovery", _("recovery key, kept offline")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="tip_keys",
        verbose_name=_("person"),
    )
    public = models.BinaryField(_("public key"), max_length=32)
    # Of a person: the private key under the passphrase. Of others: empty.
    hidden_private = models.BinaryField(default=b"")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    # A retired key still opens what was sealed to it, and nothing new is sealed to it.
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("key of the newsroom")
        verbose_name_plural = _("keys of the newsroom")
        permissions = [("manage_tip_keys", "Can make and retire keys of tips")]
        constraints = [
            models.CheckConstraint(
                name="tips_only_a_persons_key_has_a_person",
                condition=Q(kind="person", user__isnull=False) | (~Q(kind="person") & Q(user__isnull=True)),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.fingerprint}"

    @property
    def in_words(self):
        """What key it is, for the log."""
        return f"{self.get_kind_display()}{f' ({self.user})' if self.user else ''} {self.fingerprint}"

    @property
    def fingerprint(self):
        return sealing.fingerprint(bytes(self.public))

    @property
    def context(self):
        """What the hidden private key is bound to."""
        return sealing.context("newsroom-key", self.user_id, self.fingerprint)


class Tip(models.Model):
    """One tip. Its number is its primary key: “zgłoszenie nr 214”."""

    class Kind(models.TextChoices):
        NEWS = "news", _("Something is happening")
        MATTER = "matter", _("A matter to look into")
        PHOTO = "photo", _("A photo or video")
        EVENT = "event", _("An invitation to an event")
        ERROR = "error", _("An error in a story")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("tip", "Received")
        READ = "read", pgettext_lazy("tip", "Read")
        CHECKING = "checking", pgettext_lazy("tip", "Being checked")
        PUBLISHED = "published", pgettext_lazy("tip", "Published")
        CLOSED = "closed", pgettext_lazy("tip", "Closed without publication")

    class Urgency(models.IntegerChoices):
        URGENT = 1, _("urgent")
        NORMAL = 2, _("normal")
        LOW = 3, _("can wait")

    class Source(models.TextChoices):
        FORM = "form", pgettext_lazy("tip", "form")
        PHONE = "phone", pgettext_lazy("tip", "telephone")
        MESSENGER = "messenger", pgettext_lazy("tip", "messenger")
        EMAIL = "email", pgettext_lazy("tip", "e-mail")
        LETTER = "letter", pgettext_lazy("tip", "letter")
        PERSON = "person", pgettext_lazy("tip", "in person")

    OPEN = [State.RECEIVED, State.READ, State.CHECKING]
    DONE = [State.PUBLISHED, State.CLOSED]

    # Named in every ciphertext of the tip; the number is not known before the row is there.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEWS)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    source = models.CharField(_("came by"), max_length=10, choices=Source.choices, default=Source.FORM)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.NORMAL)
    confidential = models.BooleanField(_("in confidence"), default=False)
    # Doubtful tips are put aside, never dropped. The names of what made them doubtful, without a word of the text.
    suspect = models.BooleanField(_("suspicious"), default=False)
    doubts = models.JSONField(default=list, blank=True)
    spam = models.BooleanField(_("spam"), default=False)

    public_key = models.BinaryField(max_length=32)
    # Sealed JSON: text, place as typed, consent to be named, licence, credit.
    body = models.BinaryField()
    # Sealed apart from the text: opening it is another line in the log. Empty where none was given.
    contact = models.BinaryField(default=b"")
    # Of the receipt: the number it is found by, and the public key that replies are sealed to. None where there is no receipt.
    receipt = models.BinaryField(max_length=32, null=True, unique=True)
    receipt_key = models.BinaryField(max_length=32, null=True)

    article = models.ForeignKey(
        "articles.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tips",
        verbose_name=_("about the story"),
    )
    place = models.ForeignKey(
        "portal.Place", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    # What became of it. The link stands here and nowhere in the story.
    story = models.ForeignKey(
        "articles.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="from_tips",
        verbose_name=_("our story"),
    )
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates", verbose_name=_("same matter as")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    file_count = models.PositiveSmallIntegerField(default=0)
    # A message of the source that nobody has answered or marked as read.
    waiting = models.BooleanField(default=False)

    # Of a confidential tip the full hour only, so that it is harder to match with other records.
    created_at = models.DateTimeField(_("came"), default=timezone.now)
    first_read_at = models.DateTimeField(_("first read"), null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True)
    thanked_at = models.DateTimeField(_("thanked"), null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = TipQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        permissions = [
            ("unseal_tip", "Can open sealed tips"),
            ("view_confidential", "Can open confidential tips"),
            ("export_tip", "Can export a tip"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tips_closed_exactly_when_done",
                condition=Q(state__in=["published", "closed"], closed_at__isnull=False)
                | (~Q(state__in=["published", "closed"]) & Q(closed_at__isnull=True)),
            )
        ]
        indexes = [
            models.Index("state", "suspect", F("id").desc(), name="tips_queue"),
            models.Index("assigned_to", "state", F("id").desc(), name="tips_of_one"),
            models.Index("closed_at", name="tips_closed"),
            models.Index("mailed_at", name="tips_mailed"),
        ]

    def __str__(self):
        return str(_("Tip no. %(number)s") % {"number": self.pk})

    def save(self, **kwargs):
        self.changed_at = self.moment()
        super().save(**kwargs)

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("admin:tips_tip_change", args=[self.pk])

    def moment(self, at=None):
        """Now, or another moment, as it may be written down beside this tip: of a confidential one the full hour only."""
        at = at or timezone.now()
        return at.replace(minute=0, second=0, microsecond=0) if self.confidential else at

    def context(self, *parts):
        """What a ciphertext of this tip belongs to."""
        return sealing.context("tip", self.uid, *parts)

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def has_receipt(self):
        return self.receipt is not None

    @property
    def outcome(self):
        """The story that came of it: ours, or the one whose error was mended. None where there is none."""
        return self.story or (self.article if self.kind == self.Kind.ERROR else None)

    @property
    def is_mended(self):
        """Whether the text of the story with the error was changed since the tip came. Costs a query."""
        if self.kind != self.Kind.ERROR or not self.article:
            return False
        # Of a confidential tip the hour alone is known: better too careful than untrue.
        came = self.created_at + timedelta(hours=self.confidential)
        before = self.article.history.filter(history_date__lte=came).order_by("-history_date", "-history_id").first()
        parts = ("title", "lead", "body")
        return before is not None and any(getattr(before, part) != getattr(self.article, part) for part in parts)

    @property
    def due_at(self):
        """When the first look was promised for; None once somebody has looked."""
        from .promises import due

        return None if self.first_read_at else due(self.created_at, TipRules.load().first_look_hours)

    @property
    def expires_on(self):
        """The day on which the tip is destroyed; None while it is open."""
        if not self.closed_at:
            return None
        from .retention import days_kept

        return timezone.localdate(self.closed_at + timedelta(days=days_kept(self, TipRules.load())))

    # -- Transitions ------------------------------------------------------------------

    def mark_read(self):
        """Somebody opened it for the first time."""
        if self.first_read_at:
            return
        self.first_read_at = timezone.now()
        if self.state == self.State.RECEIVED:
            self.state = self.State.READ
        self.save(update_fields=["first_read_at", "state", "changed_at"])

    def move(self, state):
        """Put the tip into another state; closing starts the time after which it is destroyed, reopening stops it."""
        self.state = state
        self.first_read_at = self.first_read_at or timezone.now()
        self.closed_at = (self.closed_at or timezone.now()) if state in self.DONE else None
        if state in self.DONE:
            self.waiting = False
        else:
            self.spam = False
        self.save(update_fields=["state", "first_read_at", "closed_at", "spam", "waiting", "changed_at"])

    def put_aside(self):
        """To the suspicious ones."""
        self.suspect = True
        self.save(update_fields=["suspect", "changed_at"])

    def put_back(self):
        """From the suspicious ones to the rest; mail tells of it now."""
        self.suspect = False
        self.spam = False
        self.save(update_fields=["suspect", "spam", "changed_at"])

    def call_spam(self):
        """Close it as spam, to be destroyed soon."""
        self.spam = self.suspect = True
        self.save(update_fields=["spam", "suspect"])
        self.move(self.State.CLOSED)
        Tip.objects.filter(pk=self.pk).update(spam=True)
        self.spam = True

    def assign(self, user):
        self.assigned_to = user
        self.save(update_fields=["assigned_to", "changed_at"])


class WrappedKey(models.Model):
    """A tip's private key, sealed to one key of the newsroom. Destroying all of them destroys the tip, wherever copies of it lie."""

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="wrapped_keys")
    recipient = models.ForeignKey(NewsroomKey, models.PROTECT, related_name="wrapped")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("tip", "recipient", name="tips_wrapped_once_for_each")]

    def __str__(self):
        return f"{self.tip_id} → {self.recipient_id}"


class TipDraft(models.Model):
    """Files whose form came back with an error elsewhere; they wait for an hour, sealed under a key only the form knows."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return self.digest[:8]


class TipFile(models.Model):
    """A sealed file of a tip, or of a draft of one."""

    class Kind(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"
        HEIC = "heic", "HEIC"
        PDF = "pdf", "PDF"
        MP4 = "mp4", "MP4"
        MOV = "mov", "MOV"
        MP3 = "mp3", "MP3"
        M4A = "m4a", "M4A"
        TXT = "txt", "TXT"
        ODT = "odt", "ODT"
        DOCX = "docx", "DOCX"

    IMAGES = [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tip = models.ForeignKey(Tip, models.CASCADE, null=True, related_name="files")
    draft = models.ForeignKey(TipDraft, models.CASCADE, null=True, related_name="files")
    # The source's later message that brought it; None for what came with the tip.
    message = models.ForeignKey("TipMessage", models.SET_NULL, null=True, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    # JSON with the key of the file's content and the name its sender gave it, sealed to the tip or under the draft's key.
    sealed = models.BinaryField()
    # Whether a clean small copy, sealed with the same key, lies beside the file.
    has_preview = models.BooleanField(default=False)
    photo = models.ForeignKey("photos.Photo", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tips_file_of_a_tip_or_a_draft",
                condition=Q(tip__isnull=False, draft__isnull=True) | Q(tip__isnull=True, draft__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.uid}.{self.kind}"

    @property
    def is_image(self):
        return self.kind in self.IMAGES

    @property
    def context(self):
        """What the file's content belongs to."""
        return sealing.context("file", self.uid, "content")

    @property
    def preview_context(self):
        return sealing.context("file", self.uid, "preview")


class TipMessage(models.Model):
    """One message between the newsroom and the source, either way."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="messages")
    from_source = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # For the newsroom, sealed to the tip; for the source, the newsroom's words sealed to the receipt.
    sealed = models.BinaryField()
    sealed_for_source = models.BinaryField(default=b"")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.tip_id}/{self.pk}"


class TipNote(models.Model):
    """A note of the newsroom for itself, sealed like the tip."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.tip_id}/{self.pk}"


class TipAccess(models.Model):
    """Who opened what, and when. Rows are only ever added; they outlive the tip and hold nothing of it but its number."""

    class What(models.TextChoices):
        LISTED = "listed", _("looked through the inbox")
        OPENED = "opened", _("opened the tip")
        CONTACT = "contact", _("looked at the contact")
        PREVIEW = "preview", _("looked at a clean copy")
        ORIGINAL = "original", _("downloaded a sealed original")
        METADATA = "metadata", _("looked at a file's metadata")
        EXPORTED = "exported", _("exported the tip")
        TO_LIBRARY = "to_library", _("put a photo into the library")
        DRAFTED = "drafted", _("began a story")
        BESIDE = "beside", _("read it beside a story")
        REFUSED = "refused", _("was refused")
        CLOSED = "closed", _("closed")
        EXPIRED = "expired", _("was destroyed by age")
        KEYS = "keys", _("changed the keys")

    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    number = models.PositiveBigIntegerField(_("tip"), null=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("opening of a tip")
        verbose_name_plural = _("log of openings")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.what} {self.number or ''}"

    def save(self, **kwargs):
        if self.pk:
            raise TypeError("The log of openings is only ever added to.")
        super().save(**kwargs)


class PhotoConsent(models.Model):
    """What a reader agreed to when sending a photo that is now in the library. Outlives the tip, as long as the photo."""

    photo = models.OneToOneField("photos.Photo", models.CASCADE, related_name="reader_consent", verbose_name=_("photo"))
    wording = models.TextField(_("wording"))
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    may_be_named = models.BooleanField(_("may be named"), default=False)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent of a reader")
        verbose_name_plural = _("consents of readers")

    def __str__(self):
        return f"{self.photo_id}: {self.given_at:%Y-%m-%d}"

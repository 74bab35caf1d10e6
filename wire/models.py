"""What comes in: sources, the releases that they send, and what became of each.

A `Group` is one event, told by one release or by several; its state is what the desk works with. An `Item` is one release as
it came. What does not belong here: readers' tips, and anything that the public may see.
"""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from photos.models import originals
from polish.dates import since

from . import sealing
from .querysets import GroupQuerySet, SourceQuerySet, UseQuerySet


class Source(models.Model):
    """Somebody who sends releases, with what their stories begin from and how their sending fares."""

    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("is read"), default=True)
    section = models.ForeignKey(
        "articles.Section", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    place = models.ForeignKey(
        "portal.Place",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
        help_text=_("For releases whose text names no place of the region."),
    )
    source_line = models.CharField(
        _("source line"),
        max_length=300,
        blank=True,
        help_text=_("As printed under the story. Empty: whoever sent the release."),
    )
    photo_credit = models.CharField(
        _("credit of their photos"), max_length=160, blank=True, help_text=_("As printed: “fot. KPP Krzemionów”.")
    )
    is_trusted = models.BooleanField(
        _("trusted sender"), default=True, help_text=_("Releases of others carry a note: call and confirm.")
    )
    interval = models.PositiveSmallIntegerField(
        _("read every (minutes)"), default=15, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    allow_private = models.BooleanField(
        _("may stand inside the own network"),
        default=False,
        help_text=_("Only for a server of your own. Others could make the portal look where it should not."),
    )

    # How it fares. Written by the worker.
    next_at = models.DateTimeField(_("next reading"), default=timezone.now, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    checked_at = models.DateTimeField(_("last reading"), null=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    # Something worth knowing about the last successful reading.
    remark = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    LONGEST_PAUSE = 6 * 60
    FATES = ["next_at", "claimed_until", "checked_at", "succeeded_at", "failing_since", "failures", "problem", "remark"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        indexes = [models.Index("next_at", condition=Q(is_active=True), name="wire_sources_due")]

    def __str__(self):
        return self.name

    @property
    def is_failing(self):
        return self.failing_since is not None

    @property
    def health(self):
        """How the source fares, as a sentence."""
        if not self.is_active:
            return str(_("Not read"))
        if self.failing_since:
            return _("%(problem)s, %(since)s") % {
                "problem": self.problem,
                "since": since(_local(self.failing_since), _local()),
            }
        if not self.succeeded_at:
            return str(_("Not read yet"))
        return self.remark or _("Works, last read %(when)s") % {"when": f"{_local(self.succeeded_at):%d.%m, %H:%M}"}

    def succeed(self, remark=""):
        """Note a reading that went well, and when the next one is due."""
        now = timezone.now()
        self.checked_at = self.succeeded_at = now
        self.failing_since, self.failures, self.problem, self.remark = None, 0, "", str(remark)[:300]
        self._keep(now + timedelta(minutes=self.interval))

    def fail(self, sentence):
        """Note a reading that failed; each failure makes the pause before the next attempt longer, up to six hours."""
        now = timezone.now()
        self.checked_at = now
        self.failing_since = self.failing_since or now
        self.failures += 1
        self.problem = str(sentence)[:300]
        pause = min(self.interval * 2 ** min(self.failures - 1, 10), max(self.interval, self.LONGEST_PAUSE))
        self._keep(now + timedelta(minutes=pause))

    def _keep(self, next_at):
        # By key, so that a source deleted meanwhile stays deleted; and by claim, so that what was read with a password or
        # an address that somebody has corrected meanwhile does not put off the next reading.
        claimed = Source.objects.filter(pk=self.pk, claimed_until=self.claimed_until)
        self.next_at, self.claimed_until = next_at, None
        claimed.update(**{name: getattr(self, name) for name in self.FATES})


class Feed(Source):
    """An RSS or Atom feed."""

    url = models.URLField(
        _("address of the feed"),
        max_length=1000,
        unique=True,
        error_messages={"unique": _("This feed is among the sources already.")},
    )
    # Name of a feed that comes with the demo and is read from the package.
    bundled = models.CharField(max_length=40, blank=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    # Of the bytes last read, for the many servers that know neither of the two above.
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")


class Mailbox(Source):
    """A mailbox read by IMAP. What was read stays there."""

    class Security(models.TextChoices):
        TLS = "tls", _("TLS (usual, port 993)")
        STARTTLS = "starttls", _("STARTTLS (port 143)")
        NONE = "none", _("none (only inside the own network)")

    host = models.CharField(_("server"), max_length=200)
    port = models.PositiveIntegerField(
        _("port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(_("encryption"), max_length=8, choices=Security.choices, default=Security.TLS)
    username = models.CharField(_("user name"), max_length=200)
    password_sealed = models.BinaryField(editable=False, default=bytes)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    uid_validity = models.PositiveBigIntegerField(default=0, editable=False)
    last_uid = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    @property
    def password(self):
        """The password in clear. Raises `sealing.Unreadable` where the portal's key has changed."""
        return sealing.unseal(self.password_sealed)

    @password.setter
    def password(self, value):
        self.password_sealed = sealing.seal(value)


class Group(models.Model):
    """One event: the releases that tell of it, and what the desk has decided."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("inbox", "New")
        TAKEN = "taken", _("Taken")
        USED = "used", _("Used")
        ASIDE = "aside", pgettext_lazy("inbox", "Put aside")

    class News(models.TextChoices):
        RELEASE = "release", _("something new has come")
        CHANGE = "change", _("the sender has changed it")

    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.NEW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)
    newest_at = models.DateTimeField()
    # What has come since the desk decided; its next decision takes it back.
    news = models.CharField(max_length=7, choices=News.choices, blank=True, default="")

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("inbox")
        default_permissions = ("view", "change")
        permissions = [("view_own_work", "Can see how much of the stories is the newsroom's own")]
        indexes = [
            models.Index("state", F("newest_at").desc(), F("id").desc(), name="wire_groups_newest"),
            models.Index("by", "state", F("newest_at").desc(), name="wire_groups_of_user"),
        ]

    def __str__(self):
        return str(self.items.order_by("sent_at", "pk").first() or self.pk)

    def take(self, by):
        """Say that this member of staff is on it."""
        self._move(self.State.TAKEN, by)

    def put_aside(self, by):
        self._move(self.State.ASIDE, by)

    def put_back(self, by):
        """Let it wait for anybody again."""
        self._move(self.State.NEW, None)

    def use(self, by):
        self._move(self.State.USED, by)

    @transaction.atomic
    def add_news(self, moment):
        """A further release tells of the same event: what was used or put aside waits again, whoever works on it keeps it."""
        self._tell(self.News.RELEASE, moment, waits_again={self.State.USED, self.State.ASIDE})

    @transaction.atomic
    def add_change(self, moment):
        """A sender has changed a release: what was used waits again. What was put aside stays there, a comma moves often."""
        self._tell(self.News.CHANGE, moment, waits_again={self.State.USED})

    def _tell(self, news, moment, waits_again):
        fresh = Group.objects.select_for_update().get(pk=self.pk)
        fresh.newest_at = max(fresh.newest_at, moment)
        if fresh.state in {self.State.TAKEN, *waits_again}:
            fresh.news = news
        if fresh.state in waits_again:
            fresh.state, fresh.by = self.State.NEW, None
        fresh.save(update_fields=["newest_at", "state", "by", "news"])
        self.newest_at, self.state, self.by_id, self.news = fresh.newest_at, fresh.state, fresh.by_id, fresh.news

    def _move(self, state, by):
        self.state, self.by, self.changed_at, self.news = state, by, timezone.now(), ""
        self.save(update_fields=["state", "by", "changed_at", "news"])


class Item(models.Model):
    """One release. `original` is what came, unchanged; `body` and `text` are made from it and can be made again."""

    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="items")
    group = models.ForeignKey(Group, models.CASCADE, related_name="items")
    # What tells it from the other items of its source, whatever the source calls it.
    key = models.CharField(max_length=64)
    # Of headline and text, to recognise the same release under another name, and one that was edited.
    content_key = models.CharField(max_length=64)
    sender = models.CharField(_("sender"), max_length=200)
    title = models.CharField(_("headline"), max_length=300)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    original = models.TextField()
    body = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # When its sender says that it was sent (never in the future), and when it came here.
    sent_at = models.DateTimeField(_("sent"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    place = models.ForeignKey("portal.Place", models.SET_NULL, null=True, blank=True, related_name="+")
    # Telling words for grouping, and lemmas for search; each padded by spaces.
    telling = models.TextField(blank=True)
    words = models.TextField(blank=True)
    # What is still to be fetched: the page that the item only links to, pictures.
    wants_page = models.BooleanField(default=False)
    remark = models.CharField(max_length=300, blank=True)
    stories = models.ManyToManyField("articles.Article", through="Use", related_name="wire_items")

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        default_permissions = ("add",)
        constraints = [models.UniqueConstraint("source", "key", name="wire_item_once")]
        indexes = [
            models.Index("received_at", name="wire_items_received"),
            models.Index("source", "content_key", name="wire_items_content"),
            models.Index("wants_page", condition=Q(wants_page=True), name="wire_items_want_page"),
            models.Index("id", condition=Q(words=""), name="wire_items_without_words"),
        ]

    def __str__(self):
        return self.title

    @property
    def sender_name(self):
        """Who sent it, without the address that a mail gives."""
        return self.sender.partition(" <")[0]

    @property
    def printed_source(self):
        """As it stands under a story: what the source has set, else the sender; one mailbox has many."""
        return (self.source.source_line if self.source else "") or self.sender_name

    @property
    def is_trusted(self):
        return bool(self.source and self.source.is_trusted)


class Revision(models.Model):
    """What a release said after its sender had edited it; the item itself keeps what came first."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="revisions")
    received_at = models.DateTimeField(default=timezone.now)
    content_key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    original = models.TextField()
    body = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.title


def attachment_name(attachment, filename):
    import uuid

    return f"wire/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file that came with a release, or a picture that it names and that is still to be fetched."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="attachments")
    url = models.CharField(max_length=2000, blank=True)
    file = models.FileField(storage=originals, upload_to=attachment_name, max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    is_picture = models.BooleanField(default=False)
    description = models.CharField(max_length=300, blank=True)
    # What a document says, as far as it could be read.
    text = models.TextField(blank=True)
    photo = models.ForeignKey("photos.Photo", models.SET_NULL, null=True, blank=True, related_name="+")
    # To be fetched by the worker; 0 when there is nothing to fetch or no hope.
    attempts_left = models.PositiveSmallIntegerField(default=0)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index("attempts_left", condition=Q(attempts_left__gt=0), name="wire_attachments_wanted")]

    def __str__(self):
        return self.name or self.url


class Use(models.Model):
    """A release that belongs to a story: the story was made from it, or it told of the same event later."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="uses")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="wire_uses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = UseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("item", "article", name="wire_use_once")]

    def __str__(self):
        return f"{self.item_id} in {self.article_id}"


class OwnWork(models.Model):
    """How many of a story's words are those of the releases that it was made from."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="own_work")
    words = models.PositiveIntegerField(default=0)
    copied = models.PositiveIntegerField(default=0)
    # The moment whose text was measured.
    measured_at = models.DateTimeField()

    def __str__(self):
        return f"{self.article_id}: {self.share} %"

    @property
    def share(self):
        """The releases' part in percent."""
        return round(100 * self.copied / self.words) if self.words else 0

    @property
    def is_current(self):
        """Whether the story has not been saved since it was measured; else the worker measures it within a minute."""
        return self.measured_at >= self.article.changed_at


class Seen(models.Model):
    """The key of a release that was dropped, so that a source that still lists it does not bring it back."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("source", "key", name="wire_seen_once")]

    def __str__(self):
        return self.key


class Keeping(models.Model):
    """How long releases are kept; one row."""

    days = models.PositiveSmallIntegerField(
        _("days that a release is kept"),
        default=90,
        validators=[MinValueValidator(7), MaxValueValidator(3650)],
        help_text=_("Those from which a story was made are kept with it."),
    )

    class Meta:
        verbose_name = _("keeping of releases")
        verbose_name_plural = _("keeping of releases")
        default_permissions = ("view", "change")
        constraints = [models.CheckConstraint(name="wire_keeping_is_one_row", condition=Q(pk=1))]

    def __str__(self):
        return str(_("How long releases are kept"))

    @classmethod
    def load(cls):
        return cls.objects.get_or_create(pk=1)[0]


def _local(moment=None):
    return timezone.localtime(moment)

"""What readers write and do: comments, the token of a device, edits, support."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

LONGEST_BODY = 4000
LONGEST_NICK = 40


class CommentToken(models.Model):
    """One device that wrote or supported something. Only a keyed digest of its cookie is kept.

    It is no account: it has no name and no password, and vanishes when its owner erases it.
    """

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # A day, not a moment: enough to drop tokens that nobody uses any more.
    last_seen = models.DateField(null=True)
    recovery_digest = models.CharField(max_length=64, null=True, unique=True)
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reader's device")
        verbose_name_plural = _("readers' devices")

    def __str__(self):
        return f"#{self.pk}"

    @property
    def wants_mail(self):
        return bool(self.email and self.email_confirmed_at)


class MailConsent(models.Model):
    """Proof that somebody agreed to mails about replies: the wording, when, and when it was taken back."""

    address_digest = models.CharField(max_length=64, db_index=True)
    wording = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d}"


class Shown(NamedTuple):
    """A comment, or the mark of one, as a thread shows it: dozens stand on a page, so they are rows and no models."""

    pk: int
    article_id: int
    parent_id: int | None
    root_id: int | None
    token_id: int | None
    staff_id: int | None
    nick: str
    body: str
    state: str
    created_at: datetime
    is_featured: bool
    support: int
    visible_replies: int
    # What has been done to its text: "masked", "corrected" or nothing.
    note: str
    # Of a reply.
    parent_nick: str | None = None
    parent_state: str | None = None

    @property
    def is_visible(self):
        """The same rule as `CommentQuerySet.visible()`. What stands in a thread and is not visible is a mark."""
        return self.state == _VISIBLE

    @property
    def answers_visible(self):
        """Whether what it answers is visible too."""
        return self.parent_state == _VISIBLE


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """Comments that the public may read, under a story that it may read. The one home of this rule."""
        return self.filter(state=self.model.State.VISIBLE)

    def standing(self, shown_as):
        """What stands in a thread: visible comments, and marks where one is gone whose replies are still read."""
        return self.filter(shown_as=shown_as)

    def waiting(self):
        """What waits for a moderator: held comments, and visible ones whose edit is held. See `Comment.waits_since`."""
        return self.filter(waits_since__isnull=False)

    def in_network(self, network):
        """Comments of the last 24 hours from that network, which is not empty.

        The index leaves out the many comments that have lost theirs; SQLite takes it only for its own words, not for values
        that are bound.
        """
        known = RawSQL("NOT (comments_comment.network = '')", [], models.BooleanField())
        return self.filter(known, network=network)

    def for_thread(self, *more):
        """Rows for `Shown`, of comments that stand in a thread; `more` are columns after those that all have."""
        note = Case(
            When(masked=True, then=Value("masked")),
            When(edited_at__isnull=False, then=Value("corrected")),
            default=Value(""),
        )
        return self.values_list(
            "pk", "article", "parent", "root", "token", "staff", "nick", "body", "state", "created_at", "is_featured",
            "support", "visible_replies", note, *more,
        )  # fmt: skip

    def replies_for_thread(self):
        """The same of replies, with what each answers."""
        return self.for_thread("parent__nick", "parent__state")

    def of_token(self, token):
        return self.filter(token=token).exclude(state=self.model.State.DELETED)


class Comment(models.Model):
    """What somebody said under a story. `parent` is the comment it answers, `root` the first one of its thread."""

    class State(models.TextChoices):
        HELD = "held", _("Waits for the newsroom")
        VISIBLE = "visible", _("Published")
        REJECTED = "rejected", _("Rejected")
        # While a notice of illegal content is looked at.
        HIDDEN = "hidden", _("Hidden while it is checked")
        DELETED = "deleted", _("Deleted by its author")

    class ShownAs(models.IntegerChoices):
        """Where it stands in the thread, as itself or as the mark of one that is gone."""

        NOWHERE = 0
        ROOT = 1
        REPLY = 2

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="comments", verbose_name=_("story"), db_index=False
    )
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, related_name="answers", verbose_name=_("in reply to")
    )
    root = models.ForeignKey("self", models.RESTRICT, null=True, related_name="replies", db_index=False)
    token = models.ForeignKey(CommentToken, models.SET_NULL, null=True, related_name="comments", db_index=False)
    # Set for what the newsroom itself writes.
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    nick = models.CharField(_("nick"), max_length=LONGEST_NICK, blank=True)
    # The nick with letters that look alike made one, so that impostors are found.
    nick_key = models.CharField(max_length=LONGEST_NICK * 2, blank=True)
    body = models.TextField(_("text"), max_length=LONGEST_BODY, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.HELD)
    shown_as = models.PositiveSmallIntegerField(choices=ShownAs.choices, default=ShownAs.NOWHERE)
    created_at = models.DateTimeField(_("sent"))
    edited_at = models.DateTimeField(_("corrected by its author"), null=True)
    # Some words were covered by a moderator.
    masked = models.BooleanField(default=False)
    is_featured = models.BooleanField(_("featured"), default=False)
    # Set exactly while a person has to decide: on the comment, or on its edit.
    waits_since = models.DateTimeField(null=True)
    # The lower the sooner; bans and what looks like spam come last.
    queue_order = models.PositiveSmallIntegerField(default=50)
    # How likely the classifier thinks it is to be rejected, 0 to 1; None before it has learnt enough.
    likely_rejected = models.FloatField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)
    # The version of the rules that its author accepted by sending it.
    terms_version = models.DateField(null=True)
    # Dropped after 24 hours; see `common.network`.
    network = models.CharField(max_length=32, blank=True)
    network_salt = models.ForeignKey("common.NetworkSalt", models.SET_NULL, null=True, related_name="+", db_index=False)
    # The form that it came from, so that a second press sends nothing twice. Dropped after 24 hours.
    form_id = models.CharField(max_length=32, null=True, unique=True)
    # Counters, changed only by `F()`: readers' support, and visible comments below a root.
    support = models.PositiveIntegerField(_("support"), default=0)
    visible_replies = models.PositiveIntegerField(default=0)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", "Can decide on comments"),
            ("decide_notice", "Can decide on notices of illegal content"),
            ("set_comment_rules", "Can set rules, lists and bans of comments"),
            ("unseal_address", "Can unseal a sender's address, saying why"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comments_deleted_keeps_nothing", condition=~Q(state="deleted") | Q(body="", nick="")
            ),
            models.CheckConstraint(
                name="comments_held_waits", condition=~Q(state="held") | Q(waits_since__isnull=False)
            ),
            models.CheckConstraint(
                name="comments_reply_has_a_root",
                condition=Q(parent__isnull=True, root__isnull=True) | Q(parent__isnull=False, root__isnull=False),
            ),
        ]
        indexes = [
            models.Index("article", "shown_as", "id", name="comments_in_thread"),
            models.Index("article", "shown_as", F("support").desc(), F("id").desc(), name="comments_supported"),
            models.Index("root", "shown_as", "id", name="comments_replies"),
            models.Index("token", "id", name="comments_of_token"),
            models.Index(
                "queue_order", "waits_since", "id", name="comments_queue", condition=Q(waits_since__isnull=False)
            ),
            models.Index("claimed_until", name="comments_claimed", condition=Q(claimed_until__isnull=False)),
            models.Index("network", "id", name="comments_of_network", condition=~Q(network="")),
            models.Index("nick_key", name="comments_by_nick"),
            models.Index("created_at", name="comments_by_moment"),
        ]

    def __str__(self):
        return f"{self.nick or '–'}: {self.body[:60]}"

    def get_absolute_url(self):
        return reverse("comments:permalink", args=[self.pk])

    @property
    def is_visible(self):
        """The same rule as `CommentQuerySet.visible()`."""
        return self.state == self.State.VISIBLE

    @property
    def is_reply(self):
        return self.parent_id is not None

    @property
    def thread_id(self):
        return self.root_id or self.pk


# As rows have it: a member of an enumeration is compared by a function of its own, and a page compares dozens.
_VISIBLE = Comment.State.VISIBLE.value


class Edit(models.Model):
    """A correction by the author. The published text stays until the new one has passed the checks or a moderator."""

    class State(models.TextChoices):
        APPLIED = "applied", _("published")
        HELD = "held", _("waits for the newsroom")
        REFUSED = "refused", _("refused")
        # The author sent a later one, or deleted the comment.
        REPLACED = "replaced", _("replaced")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="edits")
    body_before = models.TextField(blank=True)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(state="held"), name="comments_one_held_edit_each")
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.body[:60]}"


class Reaction(models.Model):
    """One device's support for a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    token = models.ForeignKey(CommentToken, models.CASCADE, related_name="reactions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("comment", "token", name="comments_supported_once")]

    def __str__(self):
        return f"{self.token_id} → {self.comment_id}"


class TextPrint(models.Model):
    """The fingerprint of a comment's text, by which repeats are found; of a rejected advert it outlives the text."""

    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="prints")
    exact = models.CharField(max_length=40, db_index=True)
    band_0 = models.BigIntegerField(db_index=True)
    band_1 = models.BigIntegerField(db_index=True)
    band_2 = models.BigIntegerField(db_index=True)
    band_3 = models.BigIntegerField(db_index=True)
    slots = models.BinaryField(max_length=64)
    was_rejected = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return self.exact

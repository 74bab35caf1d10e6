"""Why something waits for a person, what was decided and by whom, and what holds a sender off for a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .conversation import Comment, CommentToken, Edit


class Reason(models.TextChoices):
    """Grounds of a decision, in the order of the keys 1 to 7 on the moderator's page."""

    ABUSE = "abuse", _("insults")
    PERSONAL = "personal", _("personal data")
    HATRED = "hatred", _("hatred or threats")
    SPAM = "spam", _("advertising")
    OFF_TOPIC = "off_topic", _("off topic")
    ILLEGAL = "illegal", _("illegal content")
    OTHER = "other", _("something else")


class ReasonText(models.Model):
    """What a ground is called and how its statement of reasons (DSA 17) begins. The newsroom may reword it."""

    reason = models.CharField(_("ground"), max_length=10, choices=Reason.choices, unique=True)
    rule = models.CharField(_("point of the rules or of the law"), max_length=200)
    statement = models.TextField(_("statement of reasons"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("text of a ground")
        verbose_name_plural = _("texts of the grounds")

    def __str__(self):
        return self.get_reason_display()


class Hit(models.Model):
    """One thing that a check of `comments.screening` found, with its place in the text where it has one."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="hits")
    edit = models.ForeignKey(Edit, models.CASCADE, null=True, related_name="hits")
    check_name = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    # A place in the body; None where the matter is not in the text.
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.check_name

    @property
    def words(self):
        """The sentence that the moderator and the author read."""
        from ..screening import words_of

        return words_of(self.check_name)


class OnlyAdded(models.QuerySet):
    """Rows that may be added and read, never changed; the database holds to it as well (see the migration)."""

    def update(self, **kwargs):
        raise TypeError("Decisions are never changed; add one that reverses it.")

    def delete(self):
        raise TypeError("Decisions are never deleted by hand; the retention table drops old ones.")


class Decision(models.Model):
    """What was decided about a comment. A reversal is a row of its own."""

    class What(models.TextChoices):
        APPROVED = "approved", _("approved")
        MASKED = "masked", _("approved with data covered")
        REJECTED = "rejected", _("rejected")
        HIDDEN = "hidden", _("hidden while it is checked")
        RESTORED = "restored", _("restored")
        KEPT = "kept", _("kept after a report")
        EDIT_APPROVED = "edit_approved", _("correction approved")
        EDIT_REFUSED = "edit_refused", _("correction refused")
        FEATURED = "featured", _("featured")
        UNFEATURED = "unfeatured", _("no longer featured")
        APPEAL_UPHELD = "appeal_upheld", _("appeal dismissed: the decision stands")
        APPEAL_ALLOWED = "appeal_allowed", _("appeal allowed: the decision was changed")
        REVERSED = "reversed", _("taken back")

    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="decisions")
    # Survive the comment's own row.
    comment_number = models.BigIntegerField()
    what = models.CharField(_("decision"), max_length=16, choices=What.choices)
    state_before = models.CharField(max_length=8)
    state_after = models.CharField(max_length=8)
    # The text before words were covered or a correction was published, so that the decision can be taken back.
    body_before = models.TextField(blank=True)
    reason = models.CharField(_("ground"), max_length=10, choices=Reason.choices, blank=True)
    statement = models.TextField(_("statement of reasons"), blank=True)
    rule = models.CharField(max_length=200, blank=True)
    # Whether a program pointed to the comment (DSA 17 (3)(c)); the decision itself is a person's.
    automated_detection = models.BooleanField(default=False)
    edit = models.ForeignKey(Edit, models.SET_NULL, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.SET_NULL, null=True, related_name="reversed_by")
    # What belongs together in one press, such as "approve the remaining 27".
    batch = models.CharField(max_length=32, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="comment_decisions")
    at = models.DateTimeField(auto_now_add=True)
    waited_seconds = models.PositiveIntegerField(null=True)
    terms_version = models.DateField(null=True)

    objects = OnlyAdded.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index("by", F("id").desc(), name="comments_decisions_of"),
            models.Index("at", name="comments_decisions_by_date"),
        ]

    def __str__(self):
        return f"{self.comment_number}: {self.get_what_display()}"

    def save(self, **kwargs):
        if self.pk and not self._state.adding:
            raise TypeError("Decisions are never changed; add one that reverses it.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise TypeError("Decisions are never deleted by hand; the retention table drops old ones.")


class Case(models.Model):
    """All readers' reports of one comment, decided together."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("the comment stays")
        REMOVED = "removed", _("the comment was removed")
        GONE = "gone", _("its author deleted it")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reports_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("reported comment")
        verbose_name_plural = _("reported comments")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(closed_at__isnull=True), name="comments_one_open_case_each"
            )
        ]
        indexes = [models.Index("opened_at", "id", name="comments_open_cases", condition=Q(closed_at__isnull=True))]

    def __str__(self):
        return f"{self.comment_id}: {self.reports_count}"


class Report(models.Model):
    """One reader's report that a comment breaks the rules."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    token = models.ForeignKey(CommentToken, models.SET_NULL, null=True, related_name="reports")
    reason = models.CharField(_("ground"), max_length=10, choices=Reason.choices)
    text = models.TextField(_("in your own words"), max_length=1000, blank=True)
    network = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "token"], condition=Q(token__isnull=False), name="comments_reported_once"
            )
        ]

    def __str__(self):
        return self.get_reason_display()


class Appeal(models.Model):
    """The author of a comment, or of a notice, disagrees with a decision. Goes to another moderator where there is one."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("the decision stands")
        ALLOWED = "allowed", _("the decision was changed")

    # Either a decision on a comment, or a notice.
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="appeals")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="appeals")
    notice = models.ForeignKey("comments.Notice", models.CASCADE, null=True, related_name="appeals")
    text = models.TextField(_("why you disagree"), max_length=2000)
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(decision__isnull=False), name="comments_one_appeal_a_decision"
            )
        ]
        indexes = [models.Index("at", "id", name="comments_open_appeals", condition=Q(decided_at__isnull=True))]

    def __str__(self):
        return f"{self.at:%Y-%m-%d}: {self.text[:60]}"


class BanQuerySet(models.QuerySet):
    def running(self, now=None):
        """Bans that have not expired."""
        return self.filter(until__gt=now or timezone.now(), lifted_at=None)


class Ban(models.Model):
    """A moderator's measure against a device, network, text or domain: for a time all that it matches is held.

    It always ends; a network's at the latest after 30 days, with the key by which the network is known.
    """

    class Kind(models.TextChoices):
        TOKEN = "token", _("device")
        NETWORK = "network", _("network")
        TEXT = "text", _("text")
        DOMAIN = "domain", _("domain")

    LONGEST_DAYS = {Kind.TOKEN: 365, Kind.NETWORK: 30, Kind.TEXT: 365, Kind.DOMAIN: 365}

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    token = models.ForeignKey(CommentToken, models.CASCADE, null=True, related_name="bans")
    network = models.CharField(max_length=32, blank=True)
    network_salt = models.ForeignKey("common.NetworkSalt", models.PROTECT, null=True, related_name="bans")
    # The exact fingerprint of a text, or the name of a domain.
    value = models.CharField(max_length=120, blank=True)
    # A mute is told to the author and its comments keep their place in the queue; what a ban matches comes last.
    is_mute = models.BooleanField(_("mute only"), default=False)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(_("until"))
    lifted_at = models.DateTimeField(null=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        constraints = [
            models.CheckConstraint(name="comments_ban_ends", condition=Q(until__gt=F("at"))),
            models.CheckConstraint(
                name="comments_ban_names_its_subject",
                condition=Q(kind="token", token__isnull=False)
                | (Q(kind="network") & ~Q(network=""))
                | (Q(kind__in=["text", "domain"]) & ~Q(value="")),
            ),
        ]
        indexes = [models.Index("until", name="comments_bans_by_end")]

    def __str__(self):
        return f"{self.get_kind_display()}, {timezone.localtime(self.until):%d.%m.%Y}"


class SealedAddress(models.Model):
    """The sender's address, kept only where the owner turned that on, sealed, for some days."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="sealed_address")
    sealed = models.BinaryField()
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return str(self.comment_id)


class UnsealEvent(models.Model):
    """Who unsealed an address, and why. Rows are only ever added."""

    comment_number = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.TextField(_("why"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("unsealed address")
        verbose_name_plural = _("unsealed addresses")

    def __str__(self):
        return f"{self.comment_number}: {self.why[:60]}"

"""Notices of illegal content (DSA 16), and the letters that go out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .conversation import Comment


class Notice(models.Model):
    """Somebody says that comments are illegal. The clock runs from `received_at`."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        DECIDED = "decided", _("decided")

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("content removed")
        PARTLY = "partly", _("content removed in part")
        KEPT = "kept", _("content stays")

    # Said to the sender and in every letter: 2026-000123.
    number = models.CharField(_("number"), max_length=16, unique=True)
    statement = models.TextField(_("why the content is illegal"), max_length=5000)
    name = models.CharField(_("name and surname, or name of the institution"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # Sexual abuse of children: name and e-mail are not required (DSA 16 (2)(c)).
    concerns_abuse_of_children = models.BooleanField(default=False)
    good_faith = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    reasons = models.TextField(_("reasons of the decision"), blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        constraints = [
            models.CheckConstraint(
                name="comments_notice_names_its_sender",
                condition=Q(concerns_abuse_of_children=True) | (~Q(name="") & ~Q(email="")) | Q(state="decided"),
            ),
            models.CheckConstraint(
                name="comments_notice_decided_with_date",
                condition=Q(state="received", decided_at__isnull=True) | Q(state="decided", decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index("received_at", "id", name="comments_open_notices", condition=Q(state="received"))]

    def __str__(self):
        return self.number

    def reopen(self):
        """Let it wait for a decision again; its reasons stay as a draft. What has not been sent of the decision is not sent."""
        self.letters.filter(kind=Letter.Kind.NOTICE_DECISION, sent_at=None).delete()
        self.state, self.outcome, self.decided_at, self.decided_by = self.State.RECEIVED, "", None, None
        self.save(update_fields=["state", "outcome", "decided_at", "decided_by"])

    @property
    def outcome_words(self):
        """What was decided. Of a notice that names no comment only its reasons say it. One query, none where prefetched."""
        if self.outcome == self.Outcome.KEPT and all(item.was_removed is None for item in self.items.all()):
            return _("answered, see the reasons")
        return self.get_outcome_display()

    @property
    def waited(self):
        """How long it took, or has taken so far."""
        return (self.decided_at or timezone.now()) - self.received_at


class NoticeItem(models.Model):
    """One address that a notice names. The text is kept as it stood then: it is evidence."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items")
    url = models.CharField(max_length=500)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="notice_items")
    nick = models.CharField(max_length=40, blank=True)
    body = models.TextField(blank=True)
    was_removed = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("notice", "url", name="comments_notice_names_once")]

    def __str__(self):
        return self.url


class Letter(models.Model):
    """A mail that goes out, or has gone. Sent by a job, tried again for two days while the mail server is away."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirmation of an address")
        REPLY = "reply", _("somebody replied")
        NOTICE_ACK = "notice_ack", _("receipt of a notice")
        NOTICE_DECISION = "notice_decision", _("decision on a notice")
        STATEMENT = "statement", _("statement of reasons")
        APPEAL = "appeal", _("decision on an appeal")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="letters")
    token = models.ForeignKey("comments.CommentToken", models.CASCADE, null=True, related_name="letters")
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True, default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index("next_try_at", name="comments_letters_due", condition=Q(sent_at__isnull=True))]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"

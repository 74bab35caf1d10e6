"""What the newsroom sets: how comments are taken, under what, and which words are looked for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import Imprint


class Mode(models.TextChoices):
    POST = "post", _("published at once, unless a check holds them")
    NEW = "new", _("first comments of a device wait")
    PRE = "pre", _("all wait")


class CommentRules(models.Model):
    """The one row of rules for the whole portal."""

    mode = models.CharField(_("comments are"), max_length=4, choices=Mode.choices, default=Mode.POST)
    are_open = models.BooleanField(_("comments may be written"), default=True)
    closing_days = models.PositiveSmallIntegerField(_("closed after days"), default=90, help_text=_("0: never closed."))
    approved_before_trust = models.PositiveSmallIntegerField(
        _("approved comments after which a device is no longer new"), default=2
    )
    hide_during_notice = models.BooleanField(
        _("hide a comment while a notice of illegal content is checked"), default=False
    )
    takes_appeals = models.BooleanField(
        _("authors and senders of notices may appeal against decisions"),
        default=True,
        help_text=_("Only a micro or small enterprise may turn this off; its size is set in the imprint."),
    )
    seal_addresses_for_days = models.PositiveSmallIntegerField(
        _("keep senders' addresses, sealed, for days"),
        default=0,
        help_text=_("0: no address is ever kept. At most 90. Say so on the privacy page before turning it on."),
    )
    reserved_nicks = models.TextField(
        _("nicks that nobody may take"), blank=True, help_text=_("One in a line; the newsroom's own are known anyway.")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rules of comments")
        verbose_name_plural = _("rules of comments")
        constraints = [
            models.CheckConstraint(name="comments_rules_are_one_row", condition=Q(pk=1)),
            models.CheckConstraint(
                name="comments_addresses_at_most_90_days", condition=Q(seal_addresses_for_days__lte=90)
            ),
        ]

    def __str__(self):
        return str(_("rules of comments"))

    def clean(self):
        if not self.takes_appeals and not Imprint.load().is_small:
            message = _(
                "The imprint says that the enterprise is larger than small: it has to take appeals (DSA, article 20)."
            )
            raise ValidationError({"takes_appeals": message})

    @classmethod
    def load(cls):
        """The rules, or their defaults where nobody has saved any. Costs a query, writes nothing."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class SectionRules(models.Model):
    """Where a section differs from the portal; what is empty is as on the portal."""

    section = models.OneToOneField(
        "articles.Section", models.CASCADE, related_name="comment_rules", verbose_name=_("section")
    )
    mode = models.CharField(_("comments are"), max_length=4, choices=Mode.choices, blank=True)
    are_open = models.BooleanField(_("comments may be written"), default=True)
    closing_days = models.PositiveSmallIntegerField(_("closed after days"), null=True, blank=True)

    class Meta:
        verbose_name = _("rules of a section")
        verbose_name_plural = _("rules of sections")

    def __str__(self):
        return str(self.section)


class StoryRules(models.Model):
    """Where one story differs; what is empty is as in its section."""

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, related_name="comment_rules", verbose_name=_("story")
    )
    mode = models.CharField(_("comments are"), max_length=4, choices=Mode.choices, blank=True)
    are_open = models.BooleanField(_("comments may be written"), null=True, blank=True)
    # A surge of comments puts the story into pre-moderation until then.
    surge_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rules of a story")
        verbose_name_plural = _("rules of stories")

    def __str__(self):
        return str(self.article)


class BannedWord(models.Model):
    """A word or phrase that holds a comment, in all its forms."""

    class Kind(models.TextChoices):
        BANNED = "banned", _("banned")
        SUSPECT = "suspect", _("suspect")

    phrase = models.CharField(_("word or phrase"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.SUSPECT)
    exceptions = models.CharField(
        _("but not in"), max_length=400, blank=True, help_text=_("Words or phrases, separated by commas.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["phrase"]
        verbose_name = _("word that holds a comment")
        verbose_name_plural = _("words that hold a comment")

    def __str__(self):
        return self.phrase


class ScreeningCounter(models.Model):
    """How often a check found something, by day."""

    check_name = models.CharField(max_length=40)
    day = models.DateField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("check_name", "day", name="comments_one_counter_a_day")]

    def __str__(self):
        return f"{self.check_name} {self.day}: {self.hits}"


class TrainedClassifier(models.Model):
    """What the classifier learnt from the newsroom's own decisions; the newest row is in use."""

    trained_at = models.DateTimeField(auto_now_add=True)
    decisions = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        get_latest_by = "pk"

    def __str__(self):
        return f"{self.trained_at:%Y-%m-%d}: {self.decisions}"

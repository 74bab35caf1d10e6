"""What the newsroom lets be done with people in texts, and whose profiles the rendered bodies link to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonLink(models.Model):
    """A profile that the rendered body of a story links to; rewritten whenever the body is rendered.

    The row outlives the profile, without it, so that a body which links to a deleted profile is found and rendered anew.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="person_links")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("article", "person", name="articles_person_linked_once")]
        indexes = [models.Index("article", name="articles_links_to_nobody", condition=Q(person=None))]

    def __str__(self):
        return f"{self.person_id} in {self.article_id}"


class PeopleRules(models.Model):
    """The one row about people in texts."""

    accept_certain = models.BooleanField(
        _("accept certain recognitions without asking"),
        default=False,
        help_text=_(
            "First name and surname in full, and a name that nobody else bears or the office or place beside it. Never in "
            "sections of crime news. Every acceptance can be taken back in the story."
        ),
    )
    # Where a run of `manage.py find_people` goes on after an interruption: below this story; 0 when none is under way.
    found_down_to = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("people in texts")
        verbose_name_plural = _("people in texts")
        default_permissions = ("view", "change")
        constraints = [models.CheckConstraint(name="articles_people_rules_are_one_row", condition=Q(pk=1))]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls):
        """The row, made on first use. Costs a query."""
        return cls.objects.get_or_create(pk=1)[0]

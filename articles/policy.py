"""What a story needs before it may go out, and who may do what with it.

The transitions themselves are methods of `Article`; the permissions are Django's, given to the groups of `manage.py roles`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


class WrongState(Exception):
    """The transition does not exist from the story's present state; the message is a sentence for the desk."""


@dataclass(frozen=True)
class Problem:
    """Something that keeps a story from being published: the form's field it stands beside, and a sentence."""

    field: str
    message: str


class NotReady(Exception):
    """The story lacks something that no published story may lack. `problems` lists all of it."""

    def __init__(self, problems):
        super().__init__(" ".join(str(problem.message) for problem in problems))
        self.problems = problems


def missing(article):
    """Everything that keeps the story from being published, as `Problem`s; empty when it may go out.

    Urgent news may go out without a photo; so may any story. A photo that is there needs its author and its description.
    """
    problems = []
    if not article.title.strip():
        problems.append(Problem("title", _("Write a headline.")))
    if not article.lead.strip():
        problems.append(Problem("lead", _("Write a lead.")))
    if not article.section_id:
        problems.append(Problem("section", _("Choose a section.")))
    if article.pk and not article.places.exists():
        problems.append(Problem("places", _("Choose at least one place.")))
    if article.pk and not article.bylines.exists():
        problems.append(Problem("bylines", _("Say who signs the story.")))
    if article.kind != article.Kind.EDITORIAL and not article.sponsor.strip():
        problems.append(Problem("sponsor", _("Say who paid for it.")))
    return problems + photo_problems(article)


def photo_problems(article):
    """Photos of the story, in the lead or in the body, that lack a credit or a description, or were withdrawn."""
    problems = []
    if photo := article.photo:
        if not photo.credit.strip():
            problems.append(Problem("photo", _("The main photo has no credit.")))
        if not photo.alt.strip():
            problems.append(Problem("photo", _("The main photo has no alternative text.")))
        if photo.withdrawn_at:
            problems.append(Problem("photo", _("The main photo was withdrawn.")))
    if not article.pk:
        return problems
    for use in article.photo_uses.select_related("photo"):
        if not use.photo.is_publishable:
            name = use.photo.original_filename or use.photo.pk
            problems.append(
                Problem(
                    "body", _("The photo “%(name)s” in the text lacks a credit or alternative text.") % {"name": name}
                )
            )
    return problems


@dataclass(frozen=True)
class Powers:
    """What one member of staff may do with one story right now; templates and views ask this and nothing else."""

    edit: bool
    submit: bool
    send_back: bool
    mark_ready: bool
    publish: bool
    schedule: bool
    withdraw: bool
    mark_updated: bool
    mark_read: bool


def powers(user, article):
    """The `Powers` of a user over a story. Costs a query, or none for a story that is not saved yet."""
    from .models import Article

    status = article.status
    may_publish = user.has_perm("articles.publish_article")
    if article.pk:
        may_edit = Article.objects.editable_by(user).filter(pk=article.pk).exists()
    else:
        may_edit = user.has_perm("articles.add_article")
    on_duty = user.has_perm("articles.publish_on_duty") and may_edit
    # A scheduled story whose moment has come is public, whatever its state is called.
    is_public = article.is_published
    is_out = status in {Article.Status.PUBLISHED, Article.Status.SCHEDULED}
    return Powers(
        edit=may_edit,
        submit=may_edit and status in {Article.Status.DRAFT, Article.Status.RETURNED},
        send_back=may_publish and status in {Article.Status.SUBMITTED, Article.Status.READY},
        mark_ready=may_publish and status in Article.IN_WRITING,
        publish=(may_publish and not is_public) or (on_duty and status in Article.IN_WRITING),
        schedule=may_publish and not is_public and status != Article.Status.WITHDRAWN,
        withdraw=may_publish and is_out,
        mark_updated=is_public and may_edit,
        mark_read=may_publish and article.needs_reading,
    )

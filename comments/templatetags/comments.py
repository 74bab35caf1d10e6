"""The conversation on a story's page, and how a comment is drawn. `articles` reaches comments through this alone."""

from django import template
from django.utils.translation import gettext as _

from .. import threads
from ..rules import rules_for

register = template.Library()


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, article):
    """The first page of the conversation under a story. Three queries; one where nobody has commented."""
    page = threads.thread(article.pk) if article.comment_count else None
    return {
        "article": article,
        "thread": page,
        "rules": _rules(article),
        "orders": threads.ORDERS,
        "furniture": context.get("furniture"),
    }


@register.filter
def takes_comments(article):
    """Whether a comment can be written under the story now."""
    return _rules(article).is_open


def _rules(article):
    """The story's rules, asked for once on a page."""
    if not hasattr(article, "_rules_of_comments"):
        article._rules_of_comments = rules_for(article)
    return article._rules_of_comments


@register.filter
def face(token_id):
    """The drawing of a device, as the path of an SVG."""
    return threads.face(token_id)


@register.filter
def order_words(order):
    return {
        threads.OLDEST: _("oldest"),
        threads.NEWEST: _("newest"),
        threads.SUPPORTED: _("most supported"),
    }[order]

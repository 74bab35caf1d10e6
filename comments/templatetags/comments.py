"""The conversation on a story's page, and how a comment is drawn. `articles` reaches comments through this alone."""

from django import template
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext_lazy

from common.moments import local
from common.stencil import Stencil
from polish import dates

from .. import threads
from ..models import Comment
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


_CARD = Stencil(
    "comments/_comment.html",
    words=("nick", "initial", "face", "machine_time", "stamp", "text", "support", "parent_nick"),
    numbers=("pk", "article", "parent"),
)


@register.simple_tag
def comment_card(comment, is_open=False, with_parent=False):
    """One comment in a thread, from `CommentQuerySet.for_thread()`."""
    state, parent = comment.state, comment.parent if comment.parent_id else None
    # A reply says whom it answers where that is not the comment right above it.
    answers = ""
    if parent and (with_parent or comment.parent_id != comment.root_id):
        answers = "shown" if parent.state == Comment.State.VISIBLE else "gone"
    shape = (
        ("gone", state if comment.is_mark else ""),
        ("featured", comment.is_featured),
        ("by_staff", comment.staff_id is not None),
        ("answers", answers),
        ("is_open", bool(is_open)),
        ("note", "masked" if comment.masked else "corrected" if comment.edited_at else ""),
    )
    written = local(comment.created_at)
    return _CARD.fill(
        shape,
        {
            "pk": comment.pk,
            "article": comment.article_id,
            "parent": comment.parent_id,
            "parent_nick": parent.nick if parent else "",
            "nick": comment.nick,
            "initial": comment.nick[:1].upper(),
            "face": threads.face(comment.token_id),
            "machine_time": written.isoformat(timespec="seconds"),
            "stamp": dates.stamp(written),
            "text": _paragraphs(comment.body),
            "support": str(comment.support or ""),
        },
    )


def _paragraphs(text):
    return linebreaks(text, autoescape=True) if "\n" in text else format_html("<p>{}</p>", text)


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
    return _ORDERS[order]


_ORDERS = {
    threads.OLDEST: gettext_lazy("oldest"),
    threads.NEWEST: gettext_lazy("newest"),
    threads.SUPPORTED: gettext_lazy("most supported"),
}

"""The conversation on a story's page, and how a comment is drawn. `articles` reaches comments through this alone."""

from django import template
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy, ngettext

from articles.templatetags.reading import comments_word
from common.markup import trusted
from common.moments import local
from common.stencil import Stencil, escaped, live
from polish import dates

from .. import threads
from ..pages import NUMBERS, WORDS, parts
from ..rules import rules_for

register = template.Library()

_SECTION = Stencil("comments/_section.html", words=WORDS, numbers=NUMBERS)
_LINK = Stencil("comments/_link.html", words=("words",))


@register.simple_tag(takes_context=True)
@live
def comment_section(context):
    """The first page of the conversation under a story. One query where few have commented, else two; none where nobody has."""
    article = context["article"]
    page = threads.of_story(article) if article.comment_count else None
    rules = _rules(article)
    if page is None and not rules.is_open:
        return ""
    comments = branches(page.branches, rules.is_open) if page else ""
    return _SECTION.fill(*parts(article, page, rules, comments))


@register.simple_tag(takes_context=True)
@live
def comments_link(context):
    """Beside a story's date: how many comments it has, or an invitation to write one; nothing where nobody can."""
    article = context["article"]
    count = article.comment_count
    if not count and not _rules(article).is_open:
        return ""
    return _LINK.fill((("count", bool(count)),), {"words": f"{count} {comments_word(count)}"})


_BRANCH = Stencil("comments/_branch.html", words=("card", "replies", "more"), numbers=("pk",))


def branches(branches, is_open=False):
    """Comments with their first replies, from `comments.threads`."""
    drawn = [_branch(branch, is_open) for branch in branches]
    return trusted(f'<ol class="thread">\n{"".join(drawn)}</ol>\n')


def _branch(branch, is_open):
    replies = [f"<li>{comment_card(reply, is_open)}</li>\n" for reply in branch.replies]
    more = ngettext("%(n)s more reply", "%(n)s more replies", branch.more) % {"n": branch.more} if branch.more else ""
    return _BRANCH.fill(
        (("has_replies", bool(replies)), ("has_more", bool(more))),
        {
            "pk": branch.comment.pk,
            "card": comment_card(branch.comment, is_open),
            "replies": trusted("".join(replies)),
            "more": more,
        },
    )


_CARD = Stencil(
    "comments/_comment.html",
    words=("nick", "initial", "face", "machine_time", "stamp", "text", "support", "parent_nick"),
    numbers=("pk", "article", "parent"),
)


@register.simple_tag
def comment_card(comment, is_open=False, with_parent=False):
    """One comment in a thread, a `Shown`."""
    # A reply says whom it answers where that is not the comment right above it.
    answers = ""
    if comment.parent_id and (with_parent or comment.parent_id != comment.root_id):
        answers = "shown" if comment.answers_visible else "gone"
    shape = (
        ("gone", "" if comment.is_visible else comment.state),
        ("featured", comment.is_featured),
        ("by_staff", comment.staff_id is not None),
        ("answers", answers),
        ("is_open", bool(is_open)),
        ("note", comment.note),
    )
    written = local(comment.created_at)
    return _CARD.fill(
        shape,
        {
            "pk": comment.pk,
            "article": comment.article_id,
            "parent": comment.parent_id,
            "parent_nick": comment.parent_nick,
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
    return linebreaks(text, autoescape=True) if "\n" in text else trusted(f"<p>{escaped(text)}</p>")


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

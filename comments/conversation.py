"""What stands around the comments of a story: the heading with its orders, and where one can write."""

from django.utils.translation import gettext

from articles.templatetags.reading import comments_word

from . import threads


def conversation_facts(article, page, rules):
    """What the heading of a conversation and its line for writing show."""
    count = article.comment_count
    return {
        "count": count,
        "heading": f"{count} {comments_word(count)}" if count else gettext("Comments"),
        "has_comments": bool(page and page.branches),
        "order": page.order if page else threads.OLDEST,
        "orders": threads.ORDERS,
        "is_open": rules.is_open,
        "is_silent": rules.is_silent,
        "closed_because": "" if rules.is_open else str(rules.closed.value),
    }

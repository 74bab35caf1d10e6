"""A conversation as readers see it: a heading with its orders, comments, and where one can write. Words and shape of its stencils."""

from django.utils.translation import gettext

from articles.templatetags.reading import comments_word, typeset
from common.stencil import Stencil

from . import threads

WORDS = ("heading", "count", "comments", "next_cursor", "closed_because")
NUMBERS = ("article.pk",)
PAGE = Stencil("comments/thread.html", words=(*WORDS, "title", "lead", "address"), numbers=NUMBERS)


def filled(request, article, page, rules, comments):
    """The HTML of a conversation's own page. `comments` are drawn already."""
    shape, words = parts(article, page, rules, comments)
    words |= {
        "title": typeset(article.title),
        "lead": typeset(article.lead),
        "address": article.get_absolute_url(),
    }
    return PAGE.page(request, (*shape, ("is_first", page.is_first)), words, article=article)


def parts(article, page, rules, comments):
    """Shape and words of what stands around the comments; `page` is None where there are none."""
    count = article.comment_count
    shape = (
        ("has_comments", bool(page and page.branches)),
        ("goes_on", bool(page and page.next_cursor)),
        ("order", page.order if page else threads.OLDEST),
        ("orders", tuple(threads.ORDERS)),
        ("is_open", rules.is_open),
        ("is_silent", rules.is_silent),
    )
    words = {
        "article.pk": article.pk,
        "heading": f"{count} {comments_word(count)}" if count else gettext("Comments"),
        "count": str(count),
        "comments": comments,
        "next_cursor": page.next_cursor if page else "",
        "closed_because": "" if rules.is_open else str(rules.closed.value),
    }
    return shape, words

"""The only place where HTML is allowed, cleaned and marked as safe.

One allow-list serves the editor's body, feeds and imports. A test greps that `mark_safe` and `|safe` stand nowhere else.
"""

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString

URL_SCHEMES = {"http", "https", "mailto", "tel"}

# The nodes of a story's body as the editor stores them. Photos, galleries, embeds and related stories are empty marks that
# `articles.body` turns into what readers see; none of them can carry an address to load from.
BODY_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "s", "sub", "sup", "a", "br", "hr",
    "blockquote", "footer", "figure", "figcaption", "aside",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BODY_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "figure": {"data-photo", "data-gallery", "data-embed"},
    "aside": {"data-story"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
# Dropped together with what is inside them.
DROPPED_WHOLE = {"script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "title"}

_body = nh3.Cleaner(
    tags=BODY_TAGS,
    attributes=BODY_ATTRIBUTES,
    clean_content_tags=DROPPED_WHOLE,
    url_schemes=URL_SCHEMES,
    link_rel=None,
    strip_comments=True,
)
_simple = nh3.Cleaner(
    tags={"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br"},
    attributes={"a": {"href"}},
    clean_content_tags=DROPPED_WHOLE,
    url_schemes=URL_SCHEMES,
    link_rel=None,
)
_nothing = nh3.Cleaner(tags=set(), clean_content_tags=DROPPED_WHOLE)


def clean_body(html):
    """A story's body with nothing but what the allow-list names. Cleaning twice changes nothing more."""
    return _body.clean(html.replace("\x00", ""))


def clean_simple(html):
    """Running text of pages, biographies and feeds: paragraphs, headings, lists, links."""
    return _simple.clean(html.replace("\x00", ""))


def text_only(html):
    """The text without any markup, escaped for HTML."""
    return _nothing.clean(html.replace("\x00", ""))


_ENDS_A_WORD = re.compile(r"<(?:/(?:p|h2|h3|li|td|th|blockquote|footer|figcaption)|br|hr)>")


_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_NO_TAG_OF_A_BODY = re.compile(rf"<(?!/?(?:{'|'.join(sorted(BODY_TAGS))})[ >])")


def plain_text(html):
    """The words of a cleaned body as plain text, not fit to be put into HTML as it is; blocks are parted by a space."""
    if _NO_TAG_OF_A_BODY.search(html):
        text = _nothing.clean(_ENDS_A_WORD.sub(r" \g<0>", html))
    else:
        # A search asks for twenty texts a page, and nothing but tags of their own has to go.
        text = _TAG.sub("", _ENDS_A_WORD.sub(" ", html))
    return " ".join(unescape(text).split())


# Headings, items and cells that end with no stop of their own.
_ENDS_WITHOUT_STOP = re.compile(r"<(?<![.?!…:;,]<)/(?:h[23]>|li>(?=\s*<li>)|t[dh]>(?=\s*<t[dh]>))")


def running_text(html):
    """The same for reading on: with a dot between a heading, an item or a cell and what follows it."""
    return plain_text(_ENDS_WITHOUT_STOP.sub(r" ·\g<0>", html))


def plain_lines(html):
    """The same, a line for each block that says something."""
    text = unescape(_nothing.clean(_ENDS_A_WORD.sub(r"\n\g<0>", html.replace("\n", " "))))
    return [words for line in text.split("\n") if (words := " ".join(line.split()))]


def trusted(html):
    """Mark HTML that this project rendered or cleaned as safe for templates."""
    # What `mark_safe` does with a text; a page marks hundreds.
    return SafeString(html)

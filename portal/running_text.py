"""Running text that is kept as typed and set when it is shown: biographies and the portal's own pages."""

from html import escape

import lxml.html

from common.markup import clean_simple
from polish.typography import set_html_text_nodes


def set_html(html):
    """Cleaned HTML with Polish quotes, dashes and non-breaking spaces in its text; addresses and code stay as they are."""
    root = lxml.html.fragment_fromstring(clean_simple(html), create_parent="div")
    set_html_text_nodes(root)
    children = [lxml.html.tostring(child, encoding="unicode") for child in root]
    return escape(root.text or "", quote=False) + "".join(children)

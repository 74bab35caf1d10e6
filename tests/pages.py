"""Reading a page as a reader does: its text in order, its links, and nothing of its markup."""

import re

from lxml import html as lxml_html

BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "li",
    "div",
    "section",
    "header",
    "footer",
    "figure",
    "figcaption",
    "nav",
    "aside",
    "dt",
}


class Page:
    """An answer of the test client, parsed. `text` has one line for each block, with single spaces."""

    def __init__(self, response, *, status=200):
        assert response.status_code == status, response.status_code
        self.response = response
        self.html = response.content.decode()
        self.tree = lxml_html.fromstring(self.html)
        self.main = self.tree.find(".//main")
        self.text = _text(self.main)

    def has_in_order(self, *parts):
        """Assert that the parts stand in the page's own text, each after the one before."""
        at = 0
        for part in parts:
            found = self.text.find(part, at)
            assert found >= 0, f"“{part}” is not after the part before it in:\n{self.text}"
            at = found + len(part)

    def text_of(self, tag, class_name):
        """The text of the first such element; empty where there is none."""
        found = self.tree.xpath(f"//{tag}[contains(concat(' ', @class, ' '), ' {class_name} ')]")
        return _text(found[0]) if found else ""

    def links(self):
        """Addresses by the words of their links, in the page's main part."""
        return {" ".join(link.text_content().split()): link.get("href") for link in self.main.iter("a")}

    def headlines(self):
        """Headlines of stories in the main part, in order, each address as often as it stands there."""
        return re.findall(r'href="(/artykuly/[^"]+)"', lxml_html.tostring(self.main, encoding="unicode"))


def _text(element):
    lines = [""]
    _collect(element, lines)
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line) + "\n"


def _collect(element, lines):
    if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
        return
    is_block = element.tag in BLOCKS
    if is_block:
        lines.append("")
    lines[-1] += element.text or ""
    for child in element:
        _collect(child, lines)
        lines[-1] += child.tail or ""
    if is_block:
        lines.append("")

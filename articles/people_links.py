"""The first mention of each accepted person in a story's body, linked to the profile.

Whose name it is has been decided by then, so the text needs to explain nothing more; only the name has to be found, in any
case and without being anybody else's. A story keeps the name of its day, so the names that somebody had before count too.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

import lxml.html

from people.models import Person, former_names
from polish.people import Finder

from .recognition import profiles_of

# Links stand in running text and beside quotations: not in links, headlines, or what only points somewhere.
_CLOSED = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "aside", "button", "summary"}
_INLINE = {"a", "b", "strong", "em", "i", "s", "sub", "sup"}
_LINKED = re.compile(r'<a class="person" href="/ludzie/([0-9]{1,18})-')


def person_ids(body_html):
    """Ids of the people whose profiles a rendered body links to."""
    return [int(pk) for pk in _LINKED.findall(body_html)]


def link_people(root, article):
    """Link the first mention of everybody accepted, in place. Costs five queries, or one where nobody is.

    Headline and lead come before the body, so that a surname alone in it may be known from them.
    """
    if not article.pk:
        return
    accepted = Person.objects.current().filter(mentions__article=article, mentions__state="accepted")
    people = {person.pk: person for person in accepted.only("first_name", "last_name", "slug")}
    if not people:
        return
    profiles = [replace(profile, common=False) for profile in profiles_of(Person.objects.filter(pk__in=list(people)))]
    former = former_names(list(people))
    profiles += [
        replace(profile, name=name) for profile in profiles for name in sorted(former[profile.id] - {profile.name})
    ]
    before = f"{article.title}\n{article.lead}\n"
    pieces = _pieces(root, len(before))
    text = before + "".join(piece.text for piece in pieces)
    wanted = []
    starts = [piece.start for piece in pieces]
    for mention in Finder(profiles).find(text):
        at = bisect_right(starts, mention.start) - 1
        piece = pieces[at] if at >= 0 and pieces[at].holds(mention) else None
        if mention.profile_id in people and piece:
            wanted.append(
                (piece, mention.start - piece.start, mention.end - piece.start, people.pop(mention.profile_id))
            )
    # From the end, so that places found before stay true.
    for piece, start, end, person in reversed(wanted):
        piece.link(start, end, person.get_absolute_url())


@dataclass
class _Piece:
    """A text node: the text of an element, or what follows it (its tail). Between blocks stands a line's end."""

    element: object
    is_tail: bool
    is_open: bool
    start: int
    text: str

    def holds(self, mention):
        return self.is_open and self.start <= mention.start and mention.end <= self.start + len(self.text)

    def link(self, start, end, address):
        """Put the part of the text into a link."""
        link = lxml.html.Element("a", {"class": "person", "href": address})
        link.text, link.tail = self.text[start:end], self.text[end:]
        if self.is_tail:
            self.element.tail = self.text[:start]
            parent = self.element.getparent()
            parent.insert(parent.index(self.element) + 1, link)
        else:
            self.element.text = self.text[:start]
            self.element.insert(0, link)
        # What follows in this piece is linked already; what comes before it still stands in its old place.
        self.text = self.text[:start]


def _pieces(root, at):
    """The text nodes under the element in the order of reading; the first of them begins at this place."""
    pieces = []

    def add(element, text, *, is_tail, is_open):
        nonlocal at
        if text:
            pieces.append(_Piece(element, is_tail, is_open, at, text))
            at += len(text)

    def walk(element, is_open):
        for child in element:
            is_inline = child.tag in _INLINE
            if not is_inline:
                add(None, "\n", is_tail=False, is_open=False)
            if isinstance(child.tag, str):
                inside = is_open and child.tag not in _CLOSED
                add(child, child.text, is_tail=False, is_open=inside)
                walk(child, inside)
            if not is_inline:
                add(None, "\n", is_tail=False, is_open=False)
            add(child, child.tail, is_tail=True, is_open=is_open)

    add(root, root.text, is_tail=False, is_open=True)
    walk(root, is_open=True)
    return pieces

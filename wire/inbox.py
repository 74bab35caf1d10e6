"""The desk's one list of what came in: what it shows, narrowed how, and one event beside it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.keyset import newest_first
from common.markup import trusted
from common.memo import remember_for
from polish.lemmas import is_stop_word, lemmas_to_find, tokens
from portal.models import Place

from . import grouping
from .models import Attachment, Group, Item, Revision, Source, Use

ROWS = 30
# Beyond so many nobody counts.
COUNT_UP_TO = 99
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Tab:
    """A part of the list: what its address says, what it is called, and which groups are in it."""

    slug: str
    label: str
    empty: str

    def groups(self, user):
        states, everything = Group.State, Group.objects.all()
        return {
            "nowe": everything.filter(state=states.NEW),
            "moje": everything.filter(state=states.TAKEN, by=user),
            "u-innych": everything.filter(state=states.TAKEN).exclude(by=user),
            "wykorzystane": everything.filter(state=states.USED),
            "odlozone": everything.filter(state=states.ASIDE),
        }[self.slug]


TABS = {
    tab.slug: tab
    for tab in [
        Tab("nowe", pgettext_lazy("inbox", "New"), _("Nothing new. What the sources send next will appear here.")),
        Tab("moje", _("Mine"), _("You have taken nothing. Press “Take” beside a release, and colleagues will see it.")),
        Tab("u-innych", _("With others"), _("Nobody else is working on a release.")),
        Tab("wykorzystane", _("Used"), _("No story has been made from a release yet.")),
        Tab("odlozone", pgettext_lazy("inbox", "Put aside"), _("Nothing is put aside.")),
    ]
}


@dataclass
class Asked:
    """What the address asks for; everything foreign in it is dropped."""

    tab: Tab
    source: int | None = None
    place: int | None = None
    query: str = ""
    cursor: str = ""
    group: int | None = None
    item: int | None = None

    @classmethod
    def of(cls, data):
        return cls(
            tab=TABS.get(data.get("stan", ""), TABS["nowe"]),
            source=_number(data.get("zrodlo")),
            place=_number(data.get("miejscowosc")),
            query=data.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip(),
            cursor=data.get("przed", ""),
            group=_number(data.get("grupa")),
            item=_number(data.get("komunikat")),
        )

    @property
    def is_narrowed(self):
        return bool(self.source or self.place or self.query)

    def address(self, **changed):
        """The part of an address after the question mark that asks for the same, but for what is changed."""
        values = {
            "stan": self.tab.slug, "zrodlo": self.source, "miejscowosc": self.place, "q": self.query, "przed": self.cursor,
            "grupa": self.group, "komunikat": self.item,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in (values | changed).items() if value})


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def page_of(asked, user):
    """One page of groups, newest first. A fixed number of queries, however many releases there are."""
    groups = asked.tab.groups(user)
    items = Item.objects.all()
    if asked.source:
        items = items.filter(source=asked.source)
    if asked.place:
        items = items.filter(place=asked.place)
    if asked.query:
        items = found(items, asked.query)
    if asked.is_narrowed:
        groups = groups.holding(items)
    return newest_first(groups.for_listing(), asked.cursor, ROWS, moment="newest_at")


def found(items, query):
    """The releases in which every word of the query stands, in any grammatical case, typed with or without Polish letters.

    Both databases look the words up in an index of their own over `Item.words` (migration 0003).
    """
    words = [token.text for token in tokens(query) if not is_stop_word(token.text)][:6]
    groups = [sorted(lemmas_to_find(word))[:12] for word in words]
    if not groups:
        return items.none()
    if connection.vendor == "postgresql":
        for lemmas in groups:
            items = items.filter(
                RawSQL("string_to_array(btrim(words), ' ') && %s::text[]", [lemmas], output_field=BooleanField())
            )
        return items
    quoted = ([f'"{lemma.replace(chr(34), chr(34) * 2)}"' for lemma in lemmas] for lemmas in groups)
    match = " AND ".join(f"({' OR '.join(lemmas)})" for lemmas in quoted)
    return items.filter(pk__in=RawSQL("SELECT rowid FROM wire_words WHERE wire_words MATCH %s", [match]))


def new_groups():
    """The groups that wait, no more of them than anybody counts."""
    return Group.objects.new().order_by()[: COUNT_UP_TO + 1]


# -- One event -------------------------------------------------------------------------------------------------


@dataclass
class Pane:
    """A release beside the list, as the template shows it."""

    group: Group
    item: Item
    others: list[Item]
    lines: list[list[tuple[str, bool]]]
    body: str
    title: str
    revision: object = None
    first_text: list[str] = field(default_factory=list)
    stories: list = field(default_factory=list)
    files: list = field(default_factory=list)

    @property
    def adds(self):
        """How many sentences the release has that the others of its group have not."""
        return sum(is_own for line in self.lines for _text, is_own in line)


def pane_of(group, item_pk=None):
    """The group with one of its releases open: the one asked for, else the first.

    One query, and one more each for files, for changes by the sender, and for stories, where there are any.
    """
    items = list(
        # Not `group.items`, which may hold the light rows of the list.
        Item.objects.filter(group=group)
        .select_related("source", "place")
        .annotate(
            has_files=Exists(Attachment.objects.filter(item=OuterRef("pk"))),
            has_changed=Exists(Revision.objects.filter(item=OuterRef("pk"))),
            is_used=Exists(Use.objects.filter(item=OuterRef("pk"))),
        )
    )
    if not items:
        return None
    item = next((one for one in items if one.pk == item_pk), items[0])
    revision = item.revisions.first() if item.has_changed else None
    shown = revision or item
    others = [one for one in items if one is not item]
    stories = {}
    if any(one.is_used for one in items):
        uses = Use.objects.filter(item__in=items).select_related("article__own_work")
        stories = {use.article_id: use.article for use in uses}
    return Pane(
        group=group,
        item=item,
        others=items if others else [],
        lines=_marked(shown.text, [f"{one.title}\n{one.text}" for one in others]) if others else [],
        body=trusted(shown.body),
        title=shown.title,
        revision=revision,
        first_text=item.text.split("\n") if revision else [],
        stories=list(stories.values()),
        files=list(item.attachments.select_related("photo")) if item.has_files else [],
    )


def _marked(text, others):
    """The lines of a text in pieces `(text, whether the others do not say so)`."""
    own = grouping.news_in(text, others)
    lines, offset = [], 0
    for line in text.split("\n"):
        pieces, at = [], 0
        for start, end in own:
            start, end = start - offset, end - offset
            if 0 <= start < len(line):
                pieces += [(line[at:start], False), (line[start:end], True)]
                at = end
        pieces.append((line[at:], False))
        lines.append([piece for piece in pieces if piece[0]])
        offset += len(line) + 1
    return lines


@remember_for(seconds=60)
def all_places():
    return list(Place.objects.only("name"))


@remember_for(seconds=5)
def all_sources():
    return list(Source.objects.all())


def choices():
    """The sources and places that the list can be narrowed to. A query each, once in a while."""
    return all_sources(), all_places()

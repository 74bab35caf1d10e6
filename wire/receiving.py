"""Taking in what a source sends: each release once, beside those that tell of the same event."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polish.search import analyse

from . import cleaning, feeds, grouping
from .models import Attachment, Group, Item, Keeping, Revision, Seen, Use
from .places import place_of

# From a source read for the first time, what is older than this was news before the source was added.
OLD_AT_FIRST = timedelta(days=3)
# More than so many at once is an archive or an accident; the newest of them wait as new, the others are put aside.
FLOOD = 300
NEW_OF_FLOOD = 50
REVISIONS = 20
PICTURES = 4
ATTEMPTS = 3
BATCH = 500
# Characters of a release under whose words it is found.
INDEXED = 1500
# Fewer words than these are a mere announcement of the page that the item links to.
WORDS_OF_A_RELEASE = 25


@dataclass
class Incoming:
    """A release on its way in. `identities` tell it from the source's others, the best first."""

    title: str
    html: str
    sent_at: datetime | None
    identities: list[str]
    sender: str = ""
    url: str = ""
    # Plain text instead of HTML, kept as it came.
    is_text: bool = False
    pictures: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    @property
    def content_key(self):
        return feeds.digest(self.title, self.html)


@dataclass
class Taken:
    """How many releases came in, and how many known ones said something new."""

    new: int = 0
    changed: int = 0
    put_aside: int = 0
    items: list[Item] = field(default_factory=list)


def take_in(source, incoming, *, is_first=False, shared=None):
    """Store the releases that the source has not sent before; returns `Taken`.

    A known one that its sender has edited gets a `Revision`; the item stays as it came. May be run twice, and at the same
    time, without taking anything twice. `shared` is the `SharedWindow` of a run that reads many sources.
    """
    taken = Taken()
    fresh = []
    for start in range(0, len(incoming), BATCH):
        fresh += _sort_out(source, incoming[start : start + BATCH], taken)
    if fresh:
        _store(source, fresh, taken, is_first, shared or SharedWindow())
    return taken


def _sort_out(source, incoming, taken):
    """Those of the releases that are new; the edited among the others are noted."""
    identities = {name for one in incoming for name in one.identities}
    known = {item.key: item for item in _items_with(source, "key", identities)}
    dropped = set(Seen.objects.filter(source=source, key__in=identities).values_list("key", flat=True))
    missing = [one for one in incoming if not any(name in known or name in dropped for name in one.identities)]
    same = {item.content_key: item for item in _items_with(source, "content_key", {one.content_key for one in missing})}
    urls = {one.url for one in missing if one.url}
    at_url = {(item.url, item.title): item for item in _items_with(source, "url", urls)} if urls else {}
    fresh = []
    for one in incoming:
        if any(name in dropped for name in one.identities):
            continue
        item = next((known[name] for name in one.identities if name in known), None)
        # Under a new name: the same words, or the same headline at the same address.
        item = item or same.get(one.content_key) or at_url.get((one.url, one.title))
        if item is None:
            fresh.append(one)
        elif item.content_key != one.content_key:
            taken.changed += _revise(item, one)
    return fresh


def _items_with(source, name, values):
    light = Item.objects.filter(source=source, **{f"{name}__in": list(values)})
    return light.only("key", "content_key", "url", "title", "group") if values else []


def _revise(item, one):
    """Note what the sender's edited release says. Returns whether that was not known yet."""
    last = item.revisions.only("content_key").first()
    if (last and last.content_key == one.content_key) or item.revisions.count() >= REVISIONS:
        return False
    release = _release_of(one)
    # A counter or an advertisement that changes is no news.
    said = (
        last.text
        if last and (last := item.revisions.first())
        else Item.objects.values_list("text", flat=True).get(pk=item.pk)
    )
    if release.text == said and one.title == item.title:
        return False
    Revision.objects.create(
        item=item,
        content_key=one.content_key,
        title=one.title,
        original=one.html.replace("\x00", ""),
        body=release.body,
        text=release.text,
    )
    decided = Group.objects.filter(pk=item.group_id, state__in=[Group.State.TAKEN, Group.State.USED]).first()
    if decided:
        decided.add_change(timezone.now())
    return True


def _release_of(one):
    return cleaning.from_text(one.html) if one.is_text else cleaning.from_html(one.html)


def _store(source, fresh, taken, is_first, shared):
    now = timezone.now()
    fresh.sort(key=lambda one: feeds.believable(one.sent_at, now))
    is_flood = len(fresh) > FLOOD
    window = None
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        rows = []
        for number, one in enumerate(batch, start):
            sent_at = feeds.believable(one.sent_at, now)
            is_old = (is_first and sent_at < now - OLD_AT_FIRST) or (is_flood and number < len(fresh) - NEW_OF_FLOOD)
            item = _row(source, one, sent_at, now)
            if not (is_flood and is_old):
                item.words = words_of(item)
            rows.append((item, one, is_old))
        if window is None and any(row.sent_at > now - grouping.DAYS for row, _one, _old in rows):
            window = shared.window(now)
        _store_batch(source, rows, window, now, taken)


def _row(source, one, sent_at, now):
    release = _release_of(one)
    title = one.title or cleaning.first_words(release.text) or _("(without a headline)")
    found = place_of(title, release.text) or (source.place_id if source else None)
    has_words = len(release.text.split()) >= WORDS_OF_A_RELEASE
    item = Item(
        source=source,
        key=one.identities[0],
        content_key=one.content_key,
        sender=(one.sender or (source.name if source else ""))[:200],
        title=title[: feeds.TITLE],
        url=one.url[: feeds.URL],
        # As it came, but for the one sign that no database keeps.
        original=one.html.replace("\x00", ""),
        body=release.body,
        text=release.text,
        sent_at=sent_at,
        received_at=now,
        place_id=found,
        # Older ones are compared with nothing any more.
        telling=grouping.telling(title, release.text) if sent_at > now - grouping.DAYS else "",
        wants_page=not has_words and bool(one.url) and sent_at > now - OLD_AT_FIRST,
    )
    item.named_pictures = [(picture.url, picture.description) for picture in release.pictures]
    return item


def words_of(item):
    """The lemmas under which a release is found, padded by spaces."""
    found = {
        term: None for token in analyse(f"{item.title} {item.sender} {item.text[:INDEXED]}") for term in token.lemmas
    }
    return f" {' '.join(found)} "


def index_words(at_once=1000):
    """Find the words of releases that came in a flood, where they were left for later. Returns how many it did."""
    items = list(Item.objects.filter(words="").only("title", "sender", "text")[:at_once])
    for item in items:
        item.words = words_of(item)
    Item.objects.bulk_update(items, ["words"], batch_size=200)
    return len(items)


class SharedWindow:
    """The window of one run: loaded when it is first needed, and kept up to date by whoever stores."""

    def __init__(self):
        self._window = None

    def window(self, now):
        if self._window is None:
            self._window = window_of(now)
        return self._window


def window_of(now, *, since=grouping.DAYS):
    """The releases with which new ones are compared. One query."""
    rows = Item.objects.filter(sent_at__gt=now - since).order_by("pk")
    values = rows.values_list("pk", "group_id", "source_id", "sent_at", "place_id", "telling")
    return grouping.Window(grouping.known_from(*row) for row in values.iterator(2000))


@transaction.atomic
def _store_batch(source, rows, window, now, taken):
    # Locked, so that of two readers of the same source the second sees what the first has stored.
    if source:
        type(source)._base_manager.select_for_update().filter(pk=source.pk).first()
    keys = [name for _row, one, _old in rows for name in one.identities]
    there = set(Item.objects.filter(source=source, key__in=keys).values_list("key", flat=True)) if source else set()
    rows = [row for row in rows if not any(name in there for name in row[1].identities)]
    seen = set()
    rows = [row for row in rows if not (row[0].key in seen or seen.add(row[0].key))]
    alone, joined = [], []
    for item, _one, is_old in rows:
        group_id = None
        if window is not None and item.sent_at > now - grouping.DAYS and not is_old:
            item.known = grouping.known_from(
                0, 0, source.pk if source else None, item.sent_at, item.place_id, item.telling
            )
            group_id = window.group_of(item.known)
        group = Group.objects.filter(pk=group_id).first() if group_id else None
        if group:
            group.add_news(item.sent_at)
            item.group = group
            joined.append(item)
        elif window is not None and hasattr(item, "known"):
            # At once, because the next of the batch may belong to it.
            item.group = Group.objects.create(newest_at=item.sent_at)
        else:
            state = Group.State.ASIDE if is_old else Group.State.NEW
            item.group = Group(newest_at=item.sent_at, state=state)
            alone.append(item.group)
        if hasattr(item, "known"):
            item.known.group = item.group_id
            window.add(item.known)
        taken.put_aside += is_old
    Group.objects.bulk_create(alone, batch_size=BATCH)
    items = [item for item, _one, _old in rows]
    for item in items:
        item.group_id = item.group.pk
    Item.objects.bulk_create(items, batch_size=100)
    Attachment.objects.bulk_create(_attachments_of(rows, now), batch_size=BATCH)
    tell_stories(joined)
    taken.new += len(items)
    taken.items += [item for item in items if len(taken.items) < FLOOD]


def tell_stories(items):
    """Let the stories of their groups have these releases too: beside the text, and measured with it. Two queries at most."""
    if not items:
        return
    stories = defaultdict(set)
    for group, article in Use.objects.filter(item__group__in={item.group_id for item in items}).values_list(
        "item__group", "article"
    ):
        stories[group].add(article)
    uses = [Use(item=item, article_id=article) for item in items for article in sorted(stories[item.group_id])]
    Use.objects.bulk_create(uses, batch_size=BATCH, ignore_conflicts=True)


def _attachments_of(rows, now):
    for item, one, is_old in rows:
        wanted = not is_old and item.sent_at > now - OLD_AT_FIRST
        pictures = list(
            dict.fromkeys(
                [*one.pictures, *((feeds.absolute(item.url, url), text) for url, text in item.named_pictures)]
            )
        )
        known = set()
        for url, text in pictures:
            if not url or url in known or len(known) >= PICTURES:
                continue
            known.add(url)
            attempts = ATTEMPTS if wanted else 0
            yield Attachment(item=item, url=url, is_picture=True, description=text, attempts_left=attempts)
        for url, text in one.files:
            yield Attachment(item=item, url=url, description=text, name=name_in(url))


def name_in(url):
    """What a file at this address is called."""
    from urllib.parse import unquote, urlsplit

    return cleaning.plain(unquote(urlsplit(url).path.rpartition("/")[2]))[:200]


def feed_entries(read, source):
    """A read feed's entries as `Incoming`, without those so old that they would be dropped at once."""
    keep_since = timezone.now() - timedelta(days=Keeping.load().days)
    return [
        Incoming(
            title=entry.title, html=entry.html, sent_at=entry.sent_at, identities=entry.identities, sender=source.name,
            url=entry.url, pictures=entry.pictures, files=entry.files,
        )
        for entry in read.entries
        if entry.sent_at is None or entry.sent_at >= keep_since
    ]  # fmt: skip


def paste(*, by, sender, title, html="", text="", sent_at=None):
    """A release that somebody of the desk copied by hand; it is theirs at once. Returns the `Item`."""
    one = Incoming(
        title=cleaning.plain(title),
        html=html or text,
        is_text=not html,
        sent_at=sent_at,
        identities=[secrets.token_hex(32)],
        sender=sender,
    )
    taken = Taken()
    _store(None, [one], taken, is_first=False, shared=SharedWindow())
    item = taken.items[0]
    if item.group.state == Group.State.NEW:
        item.group.take(by)
    return item


def remark_on(taken, count, left_out):
    """What is worth knowing about a reading of `count` entries, with others left out; empty for an ordinary one."""
    if left_out:
        return _("Sent %(all)d releases at once: the newest %(taken)d were taken") % {
            "all": count + left_out,
            "taken": count,
        }
    if taken.put_aside > FLOOD:
        return ngettext(
            "Sent %(count)d release at once: the newest wait as new, the rest is put aside",
            "Sent %(count)d releases at once: the newest wait as new, the rest is put aside",
            taken.new,
        ) % {"count": taken.new}
    return ""

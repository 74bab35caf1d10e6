"""Reading a feed's bytes: RSS and Atom as Polish offices publish them.

Pure: nothing is fetched here. feedparser takes the bytes apart; what it gives is foreign text and is cleaned by the caller.
"""

import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser
from django.utils.translation import gettext_lazy as _

from polish.dates import MONTHS_GENITIVE

from .cleaning import MAX_HTML, plain

WARSAW = ZoneInfo("Europe/Warsaw")
MAX_ENTRIES = 10_000
MAX_ENCLOSURES = 10
TITLE = 300
URL = 2000


class NotAFeed(Exception):
    """The bytes are no feed. `pages` are addresses of feeds that they name, where they are a page."""

    def __init__(self, sentence, feeds=()):
        super().__init__(str(sentence))
        self.feeds = list(feeds)


@dataclass
class Entry:
    """One item as its feed gives it. `identities` tell it from others, the best first; `sent_at` is None for no date."""

    title: str
    url: str
    html: str
    sent_at: datetime | None
    raw_date: str
    identities: list[str]
    pictures: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    @property
    def content_key(self):
        return digest(self.title, self.html)


@dataclass
class ReadFeed:
    """A feed's name and entries, newest first as far as dates are known; `left_out` were too many."""

    title: str
    entries: list[Entry]
    left_out: int = 0


def digest(*texts):
    return hashlib.sha256("\x00".join(texts).encode("utf-8", "replace")).hexdigest()


def read_feed(data, url="", content_type=""):
    """The feed in these bytes. Raises `NotAFeed`."""
    head = data[:20_000].replace(b"\x00", b"")
    # A DTD inside a feed is only ever an attack; a DOCTYPE that names one outside is that of RSS 0.91, and is not loaded.
    if b"<!ENTITY" in data.replace(b"\x00", b"").upper() or re.search(rb"<!DOCTYPE[^>]*\[", head, re.IGNORECASE):
        raise NotAFeed(_("Defines entities of its own, which no feed needs and attacks do"))
    # Without the feed's own address, since `absolute` makes the addresses whole once, where feedparser would do it several times.
    headers = {"content-type": content_type}
    # In a file, because bytes that look like an address or a path feedparser would go and open.
    found = feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version") and not found.entries:
        raise NotAFeed(_("Is not an RSS or Atom feed"), _feeds_named_in(data, url))
    raw = found.entries
    left_out = max(0, len(raw) - MAX_ENTRIES)
    del raw[MAX_ENTRIES:]
    raw.reverse()
    # Each of feedparser's rich dictionaries is let go as soon as it has been read: a long feed has ten thousand.
    entries = [_entry(raw.pop(), url) for _number in range(len(raw))]
    _choose_identities(entries)
    return ReadFeed(bare_title(found.feed.get("title", ""))[:120], entries, left_out)


def _entry(raw, base):
    link = absolute(base, raw.get("link", ""))
    content = max((part.get("value", "") for part in raw.get("content", [])), key=len, default="")
    html = max(content, raw.get("summary", ""), key=len)[:MAX_HTML]
    title = bare_title(raw.get("title", ""))
    raw_date = str(raw.get("published") or raw.get("updated") or raw.get("created") or "")[:100]
    parsed = raw.get("published_parsed") or raw.get("updated_parsed") or raw.get("created_parsed")
    guid = str(raw.get("id", ""))
    identities = [digest("id", guid)] if guid.strip() else []
    identities += [digest("link", link)] if link else []
    pictures, files = _enclosed(raw, base)
    return Entry(title, link, html, moment(raw_date, parsed), raw_date, identities, pictures, files)


def _choose_identities(entries):
    """Drop what does not tell entries apart: an id or a link that stands at several; what then has none is known by content."""
    counts = Counter(name for entry in entries for name in set(entry.identities))
    for entry in entries:
        entry.identities = [name for name in entry.identities if counts[name] == 1]
        if not entry.identities:
            entry.identities = [digest("content", entry.title, entry.html, entry.raw_date)]


def bare_title(text):
    """A headline without markup, which some feeds escape twice."""
    import html

    text = str(text)[: 20 * TITLE]
    if "<" in text or "&" in text:
        text = html.unescape(re.sub(r"<[^>]{0,300}>", " ", html.unescape(text)))
        text = re.sub(r"<[^>]{0,300}>", " ", text)
    text = plain(text)
    return text if len(text) <= TITLE else text[: TITLE - 1] + "…"


def absolute(base, link):
    """The address in full where it is one that a browser may open, else empty."""
    link = str(link).strip()
    try:
        link = urljoin(base, link) if link else ""
        return link if urlsplit(link).scheme in {"http", "https"} and len(link) <= URL and "\x00" not in link else ""
    except ValueError:
        return ""


_PICTURE = re.compile(r"\.(jpe?g|png|webp|heic)$", re.IGNORECASE)


def _enclosed(raw, base):
    """Pictures and other files that an entry names, each as `(address, description)`."""
    pictures, files, known = [], [], set()
    media = [(part, part.get("url", "")) for part in raw.get("media_content", [])]
    enclosures = [(part, part.get("href", "")) for part in raw.get("enclosures", [])]
    description = plain(str(raw.get("media_description", "") or ""))[:300]
    for part, href in enclosures + media:
        address = absolute(base, href)
        if not address or address in known or len(known) >= MAX_ENCLOSURES:
            continue
        known.add(address)
        kind = str(part.get("type", "")).lower() or str(part.get("medium", "")).lower()
        is_picture = kind.startswith("image") or (not kind and _PICTURE.search(urlsplit(address).path))
        (pictures if is_picture else files).append((address, description if is_picture else ""))
    return pictures, files


# -- Dates ----------------------------------------------------------------------------------------------------

_HAS_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC?|[ECMP][SD]T))\s*(?:\([A-Z]+\))?$", re.IGNORECASE)
_LOCAL_ZONE = re.compile(r"\s*\(?\b(?:CES?T|MES?Z)\)?\s*$", re.IGNORECASE)
_POLISH = re.compile(
    rf"^\D{{0,20}}?(\d{{1,2}})(?:[./-](\d{{1,2}})[./-]|\s+({'|'.join(MONTHS_GENITIVE)})\s+)(\d{{4}})(?:\D{{1,12}}(\d{{1,2}})[:.](\d\d)(?:[:.](\d\d))?)?",
    re.IGNORECASE,
)


def moment(text, parsed=None):
    """The moment that a feed's date means; a date without a zone is Polish time. None for what is no date.

    `parsed` is feedparser's reading, which takes a missing zone for UTC.
    """
    text = text.strip()
    without = _LOCAL_ZONE.sub("", text)
    is_local = without != text or not _HAS_ZONE.search(text)
    try:
        if match := _POLISH.match(without):
            day, month, name, year, hour, minute, second = match.groups()
            month = int(month) if month else MONTHS_GENITIVE.index(name.lower()) + 1
            return datetime(
                int(year), month, int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=WARSAW
            ).astimezone(UTC)
        if is_local and (fields := parsedate_tz(without)):
            return datetime(*fields[:6], tzinfo=WARSAW).astimezone(UTC)
        if not parsed:
            return None
        found = datetime(*parsed[:6], tzinfo=WARSAW if is_local else UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def believable(sent_at, now):
    """A date to sort by: one in the future, or before there were feeds, becomes now."""
    if sent_at is None or sent_at > now + timedelta(minutes=10) or sent_at.year < 1995:
        return now
    return min(sent_at, now)


def _feeds_named_in(data, base):
    """Addresses of feeds that an HTML page offers to browsers."""
    page = data[:200_000].decode("utf-8", "replace")
    found = []
    for tag in re.findall(r"<link\b[^>]{0,600}>", page, re.IGNORECASE):
        if re.search(r"application/(?:rss|atom)\+xml", tag, re.IGNORECASE):
            href = re.search(r"href\s*=\s*[\"']([^\"']+)", tag, re.IGNORECASE)
            if href and (address := absolute(base, href[1].replace("&amp;", "&"))) and address not in found:
                found.append(address)
    return found[:5]

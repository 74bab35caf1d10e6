"""Reading all feeds that are due, many at a time: a source that hangs holds up nobody but itself."""

import hashlib
import logging
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from . import bundled, receiving
from .feeds import NotAFeed, read_feed
from .fetching import NotFetched, fetch
from .models import Feed

AT_ONCE = 64
MOST_IN_A_RUN = 400
# No new fetch begins after this; well below the lease of a job.
LAST_START = 4 * 60

log = logging.getLogger(__name__)


def poll(*, fetcher=fetch):
    """Read every feed that is due. Returns how many were read, well or not."""
    due = list(Feed.objects.due()[:MOST_IN_A_RUN])
    read, shared = 0, receiving.SharedWindow()
    began = time.monotonic()
    pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="wire")
    try:
        waiting, left = {}, iter(due)
        while True:
            while len(waiting) < AT_ONCE and time.monotonic() - began < LAST_START:
                feed = next(left, None)
                if feed is None:
                    break
                if Feed.objects.claim(feed):
                    waiting[pool.submit(answer_of, feed, fetcher)] = feed
            if not waiting:
                return read
            done, _pending = wait(waiting, timeout=60, return_when=FIRST_COMPLETED)
            if not done:
                # The system's own resolver hangs; the claims run out by themselves.
                return read
            for future in done:
                take(waiting.pop(future), future, shared)
                read += 1
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def answer_of(feed, fetcher=fetch):
    """What the feed's address answers. Only the network is touched here, so that it may run in a thread."""
    if feed.bundled:
        if not settings.DEMO:
            raise NotFetched("address")
        return bundled.answer(feed.bundled, feed.created_at)
    headers = {}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    return fetcher(feed.url, allow_private=feed.allow_private, headers=headers)


def take(feed, future, shared):
    """Store what came, or note why nothing did. Whatever a source sends, the next one is still read."""
    try:
        answer = future.result()
        if answer.status == 304:
            feed.succeed(feed.remark)
            return
        data = answer.read()
        answer.body.close()
        digest = hashlib.sha256(data).hexdigest()
        if digest == feed.digest:
            feed.succeed(feed.remark)
            return
        found = read_feed(data, answer.url, answer.headers.get("content-type", ""))
        # A long feed is let go piece by piece: neither its bytes nor its entries are needed beside what is stored.
        del data
        incoming = receiving.feed_entries(found, feed)
        count = len(found.entries)
        found.entries.clear()
        is_first = not feed.succeeded_at
        taken = receiving.take_in(feed.source_ptr, incoming, is_first=is_first, shared=shared)
        Feed.objects.filter(pk=feed.pk).update(
            etag=_short(answer.headers.get("etag", ""), 300),
            last_modified=_short(answer.headers.get("last-modified", ""), 100),
            digest=digest,
        )
        feed.succeed(receiving.remark_on(taken, count, found.left_out))
    except (NotFetched, NotAFeed) as problem:
        feed.fail(problem)
    except DatabaseError:
        log.exception("Storing what %s sent failed.", feed.pk)
        feed.fail(_("Sends what could not be stored"))
    # Foreign bytes find ways through every parser; one source must not stop the others.
    except Exception:
        log.exception("Reading what %s sent failed.", feed.pk)
        feed.fail(_("Sends what could not be read"))


def _short(header, limit):
    """A header to send back next time; one that is too long, or of several lines, is of no use."""
    return header if len(header) <= limit and header.isprintable() else ""

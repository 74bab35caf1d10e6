"""Fetching what a release only points to: the page behind a bare link, the pictures that it names."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils.translation import gettext as _

from . import extracting, grouping, receiving
from .fetching import NotFetched, fetch
from .models import Attachment, Item
from .places import place_of

AT_ONCE = 8
PAGES_IN_A_RUN = 60
PICTURES_IN_A_RUN = 40
MAX_PAGE = 3 * 2**20
MAX_PICTURE = 25 * 2**20
LAST_START = 3 * 60
# Words after those of the text: “Czytaj więcej na stronie”.
UNTIL_READ_MORE = 4

log = logging.getLogger(__name__)


def follow(*, fetcher=fetch):
    """Fetch pages and pictures that releases wait for. Returns how many were asked for."""
    pages = list(Item.objects.filter(wants_page=True).select_related("source").order_by("-pk")[:PAGES_IN_A_RUN])
    # Said first, so that a page that kills the reader is not asked for again and again.
    Item.objects.filter(pk__in=[item.pk for item in pages]).update(wants_page=False)
    pictures = Attachment.objects.filter(attempts_left__gt=0, file="").select_related("item__source").order_by("-pk")
    pictures = list(pictures[:PICTURES_IN_A_RUN])
    Attachment.objects.filter(pk__in=[picture.pk for picture in pictures]).update(attempts_left=F("attempts_left") - 1)
    _fetch_each(pages, lambda item: _page(item, fetcher), _take_page)
    _fetch_each(pictures, lambda picture: _picture(picture, fetcher), _take_picture)
    return len(pages) + len(pictures)


def _fetch_each(rows, get, take):
    """Fetch in threads, store here; a row whose fetch fails is told why and holds up nobody."""
    began = time.monotonic()
    pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="wire")
    try:
        futures = {pool.submit(get, row): row for row in rows}
        for future in as_completed(futures, timeout=LAST_START):
            row = futures[future]
            try:
                take(row, future.result())
            except NotFetched as problem:
                _remark(row, problem)
            except Exception:
                log.exception("Following %s failed.", row.pk)
                _remark(row, _("It could not be read"))
            if time.monotonic() - began > LAST_START:
                return
    except TimeoutError:
        log.warning("Following took too long; the rest waits for the next run.")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _allowed(item):
    return bool(item.source and item.source.allow_private)


def _page(item, fetcher):
    answer = fetcher(item.url, allow_private=_allowed(item), max_bytes=MAX_PAGE)
    return answer.read()


def _picture(picture, fetcher):
    answer = fetcher(picture.url, allow_private=_allowed(picture.item), max_bytes=MAX_PICTURE)
    return answer.read()


def _take_page(item, data):
    release = extracting.main_text(data, item.url)
    if len(release.text) <= len(item.text):
        _remark(item, _("The page has no text to take"))
        return
    # `original` stays what the sender's feed said.
    if not item.text:
        item.body, item.text = release.body, release.text
        item.remark = _("The sender gave only a link; this is the text of the page.")
    elif _holds(release.text, item.text):
        item.body, item.text = release.body, release.text
        item.remark = _("The sender gave the beginning and a link; this is the text of the page.")
    else:
        item.body, item.text = f"{item.body}{release.body}", f"{item.text}\n{release.text}"
        item.remark = _("First the sender's own words, then the text of the page that they link to.")
    item.place_id = place_of(item.title, item.text) or item.place_id
    item.telling = grouping.telling(item.title, item.text)
    item.words = receiving.words_of(item)
    item.save(update_fields=["body", "text", "place", "telling", "words", "remark"])


def _holds(page, said):
    """Whether a page begins as the sender's few words do, but for a “read more” at their end, and so holds them all."""
    page, said = (re.findall(r"\w+", text.lower()) for text in (page, said))
    said = said[: max(1, len(said) - UNTIL_READ_MORE)]
    return any(page[at : at + len(said)] == said for at in range(len(page) - len(said) + 1))


def _take_picture(picture, data):
    picture.name = receiving.name_in(picture.url) or "zdjecie"
    picture.size = len(data)
    picture.file.save(picture.name, ContentFile(data), save=False)
    picture.attempts_left = 0
    picture.remark = ""
    picture.save(update_fields=["name", "size", "file", "attempts_left", "remark"])


def _remark(row, problem):
    type(row).objects.filter(pk=row.pk).update(remark=str(problem)[:300])

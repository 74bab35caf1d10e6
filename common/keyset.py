"""Lists in pages that cost the same however deep: by the key of the last row, never by OFFSET or COUNT."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page; `next_cursor` is empty on the last one, `is_first` says that no cursor was given."""

    rows: list
    next_cursor: str
    is_first: bool

    @property
    def goes_on(self):
        """Whether there are rows after these."""
        return bool(self.next_cursor)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def newest_first(queryset, cursor, size, *, moment="published_at"):
    """One page of rows ordered by `-moment, -pk`, older than the cursor.

    Costs one query. Raises `Http404` for a cursor that this function did not make.
    """
    rows = list(older_than(queryset, cursor, moment=moment)[: size + 1])
    return cut(rows, cursor, size, moment=moment)


def older_than(queryset, cursor, *, moment="published_at", key="pk"):
    """The rows after the cursor, ordered by `-moment, -key`."""
    return beyond(queryset.order_by(f"-{moment}", f"-{key}"), position(cursor), moment=moment, key=key)


def beyond(rows, after, *, moment="published_at", key="pk"):
    """Of rows in that order those after `after`, a moment and a key; all of them where it is empty."""
    if after:
        when, pk = after
        rows = rows.filter(Q(**{f"{moment}__lt": when}) | Q(**{moment: when, f"{key}__lt": pk}))
        # Said once more in a form that every planner turns into one range of the index.
        rows = rows.filter(**{f"{moment}__lte": when})
    return rows


def cut(rows, cursor, size, *, moment="published_at"):
    """The page of the first `size` rows; one more among them says that there is another page."""
    more = len(rows) > size
    rows = rows[:size]
    return KeysetPage(rows, write_moment(getattr(rows[-1], moment), rows[-1].pk) if more else "", not cursor)


def write_moment(moment, pk):
    """The cursor after the row with that moment and key."""
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}-{pk}"


def position(cursor):
    """The moment and the key that a cursor stands for; an empty tuple for the beginning. Raises `Http404` for nonsense."""
    if not cursor:
        return ()
    match = re.fullmatch(r"([0-9]{1,17})-([0-9]{1,19})", cursor)
    if not match or int(match[2]) > LARGEST_ID:
        raise Http404("Not a cursor of this list.")
    return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])


def alphabetical(queryset, cursor, size):
    """One page of rows ordered by `sort_key, pk`, after the cursor `<pk of the last row>`.

    Costs two queries, one on the first page. Raises `Http404` for a cursor that this function did not make.
    """
    rows = queryset.order_by("sort_key", "pk")
    if cursor:
        if not re.fullmatch(r"[0-9]{1,19}", cursor) or int(cursor) > LARGEST_ID:
            raise Http404("Not a cursor of this list.")
        last = queryset.model._default_manager.filter(pk=int(cursor)).values_list("sort_key", flat=True).first()
        if last is None:
            raise Http404("Not a cursor of this list.")
        rows = rows.filter(Q(sort_key__gt=last) | Q(sort_key=last, pk__gt=int(cursor)))
    rows = list(rows[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return KeysetPage(rows, str(rows[-1].pk) if more else "", not cursor)

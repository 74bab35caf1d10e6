"""Counting what waits in several places with one query, each up to a limit: nobody reads a number beyond it."""

from django.core.exceptions import EmptyResultSet
from django.db import connection

UP_TO = 999


def shown(number):
    """A number that was counted up to the limit, as people read it: `999+`."""
    return number if number <= UP_TO else f"{UP_TO}+"


class Counts:
    """The numbers of one request. Whatever was asked for before the first is read costs one query together.

    `counts.want("stories", queryset)` returns a function that gives the number; a queryset that was sliced already keeps its own
    limit, others are counted up to `UP_TO` and one more.
    """

    def __init__(self):
        self._wanted = {}
        self._known = {}

    @classmethod
    def of(cls, request):
        """Those of this request."""
        if not hasattr(request, "_counts"):
            request._counts = cls()
        return request._counts

    def want(self, name, queryset):
        if name not in self._known:
            self._wanted[name] = queryset
        return lambda: self[name]

    def __getitem__(self, name):
        if self._wanted:
            wanted, self._wanted = self._wanted, {}
            self._known |= count_together(wanted)
        return self._known[name]


def count_together(querysets):
    """`{name: number}` of several querysets of the default database. One query, none where all are known to be empty."""
    found, parts, values = dict.fromkeys(querysets, 0), {}, []
    for name, queryset in querysets.items():
        rows = queryset.order_by() if not queryset.query.is_sliced else queryset
        rows = rows if rows.query.is_sliced else rows[: UP_TO + 1]
        try:
            sql, bound = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = f"(SELECT COUNT(*) FROM ({sql}) part{len(parts)})"  # noqa: S608
        values += bound
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts.values())}", values)
            found |= dict(zip(parts, cursor.fetchone(), strict=True))
    return found

"""Queries whose SQL is written once in a thread, and then asked with other values.

Of what a story's page costs, more than half was Django putting the same SQL together for every reader; the database itself
took a twentieth. `Prepared` keeps the SQL and fills the values in.
"""

import re
import threading
from datetime import UTC, datetime, timedelta

from django.db import connections

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:")


class Prepared:
    """`Prepared(make)` for a function that makes a queryset of whole numbers, moments and texts, and of nothing else that changes.

    Called with values it gives the same queryset as `make` would, ready to be iterated, not to be filtered on. The number and
    kind of the values is always the same. A moment that `make` takes from the clock itself would be kept for ever, so it is
    refused: moments come in as values.
    """

    def __init__(self, make):
        self.make = make
        self._kept = threading.local()

    def __call__(self, *values):
        connection = connections["default"]
        kept = getattr(self._kept, "written", None)
        if kept is None or kept.compiler.connection is not connection:
            kept = self._kept.written = _Written(self.make, values, connection)
        return kept.with_values(values)


class _Written:
    def __init__(self, make, values, connection):
        marks = [_mark(number, value) for number, value in enumerate(values)]
        self.queryset = make(*marks)
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        converters = self.compiler.get_converters([column[0] for column in self.compiler.select])
        self.compiler.get_converters = lambda expressions: converters
        self.adapt = connection.ops.adapt_datetimefield_value
        places = {self._adapted(mark): number for number, mark in enumerate(marks)}
        # Each parameter is one of the values, or the same for ever.
        self.params = [(places.get(param) if _may_be_a_mark(param) else None, param) for param in params]
        if {place for place, _param in self.params} - {None} != set(range(len(values))):
            raise ValueError("A value of a prepared query is not a parameter of its own.")
        for place, param in self.params:
            if place is None and (isinstance(param, datetime) or (isinstance(param, str) and _MOMENT.match(param))):
                raise ValueError("A moment would be kept in a prepared query for ever.")

    def _adapted(self, value):
        return self.adapt(value) if isinstance(value, datetime) else value

    def with_values(self, values):
        values = [self._adapted(value) for value in values]
        params = tuple(param if place is None else values[place] for place, param in self.params)
        queryset = self.queryset._chain()
        queryset.query.get_compiler = lambda *args, **kwargs: self._compiler(params)
        return queryset

    def _compiler(self, params):
        self.compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        return self.compiler


def _mark(number, value):
    """A value that no row has, of the same kind."""
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if isinstance(value, str):
        return f"\ufdd0{number}"
    # A larger one would not fit every column, and PostgreSQL's Django leaves out what is true of all that fits.
    return 2**31 - 1 - number


def _may_be_a_mark(param):
    return isinstance(param, int | str | datetime)

"""Queries whose SQL is written once in a process, and then asked with other values.

Of what a story's page costs, more than half was Django putting the same SQL together for every reader; the database itself
took a twentieth. `Prepared` keeps the SQL and fills the values in. How rows become objects is decided once too.
"""

import re
from datetime import UTC, date, datetime, timedelta

from django.db import connections
from django.db.models import Model, prefetch_related_objects, signals
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:")


class Prepared:
    """`Prepared(make)` for a function that makes a queryset of whole numbers, moments, days and texts, and of nothing else that changes.

    Called with values it gives the rows that `make` would find, as a list: model instances with what was selected with them,
    or what `values_list` gives. The number and kind of the values is always the same. A moment that `make` takes from the
    clock itself would be kept for ever, so it is refused: moments come in as values.
    """

    def __init__(self, make):
        self.make = make
        self._written = None

    def __call__(self, *values):
        connection = connections["default"]
        if self._written is None:
            # Two threads may both write it, the same.
            self._written = _Written(self.make, values, connection)
        return self._written.found(values, connection)

    def first(self, *values):
        """The first row; None where there is none."""
        return next(iter(self(*values)), None)


class _Written:
    def __init__(self, make, values, connection):
        # All threads use what is written here, so it must not hold the connection of one.
        unconnected = connection.copy()
        marks = [_mark(number, value) for number, value in enumerate(values)]
        queryset = make(*marks)
        compiler = queryset.query.get_compiler(connection=unconnected)
        sql, params = compiler.as_sql()
        # Columns that are there for the order alone come last.
        self.columns = compiler.col_count if compiler.has_extra_select else None
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converters = [(place, *found) for place, found in converters.items()]
        self.lookups = queryset._prefetch_related_lookups
        self.row = _made_by(queryset, compiler)
        places = {_adapted(mark, connection): number for number, mark in enumerate(marks)}
        # Each parameter is one of the values, or the same for ever.
        params = [(places.get(param) if _may_be_a_mark(param) else None, param) for param in params]
        if {place for place, _param in params} - {None} != set(range(len(values))):
            raise ValueError("A value of a prepared query is not a parameter of its own.")
        for place, param in params:
            if place is None and (isinstance(param, datetime) or (isinstance(param, str) and _MOMENT.match(param))):
                raise ValueError("A moment would be kept in a prepared query for ever.")
        self.sql, self.params = connection.prepared_sql(sql, params)
        # Some features are known only to the server; where one was asked for, the copy has connected.
        unconnected.close()

    def found(self, values, connection):
        values = [_adapted(value, connection) for value in values]
        params = tuple([param if place is None else values[place] for place, param in self.params])
        rows = connection.prepared_rows(self.sql, params)
        if self.columns is not None:
            rows = [row[: self.columns] for row in rows]
        if self.converters:
            rows = [self._converted(list(row), connection) for row in rows]
        found = list(map(self.row, rows))
        if self.lookups and found:
            prefetch_related_objects(found, *self.lookups)
        return found

    def _converted(self, row, connection):
        for place, converters, expression in self.converters:
            value = row[place]
            for convert in converters:
                value = convert(value, expression, connection)
            row[place] = value
        return row


def _adapted(value, connection):
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return connection.prepared_number(value) if isinstance(value, int) else value


# -- What becomes of a row -----------------------------------------------------------------------------------------------


def _made_by(queryset, compiler):
    """A function that makes of a row what the queryset would have made of it."""
    kind = queryset._iterable_class
    if kind is ValuesListIterable:
        return tuple
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is not ModelIterable or queryset._known_related_objects:
        raise TypeError("Only rows of a model and lists of values can be prepared.")
    info = compiler.klass_info
    fields = info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    related = [_related(one) for one in get_related_populators(info, compiler.select, queryset.db)]
    instance = instance_of(info["model"], names, queryset.db)
    annotations = list((compiler.annotation_col_map or {}).items())

    def made(row):
        found = instance(row[start:end])
        for set_related in related:
            set_related(found, row)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return made


def _related(populator):
    """A function that puts a selected relation on the instance it belongs to; what `RelatedPopulator.populate` does."""
    if populator.reorder_for_init:
        return lambda found, row: populator.populate(row, found)
    start, end, key = populator.cols_start, populator.cols_end, populator.pk_idx
    instance = instance_of(populator.model_cls, populator.init_list, populator.db)
    inner = [_related(one) for one in populator.related_populators]
    set_here, set_there = populator.local_setter, populator.remote_setter

    def related(found, row):
        values = row[start:end]
        if values[key] is None:
            set_here(found, None)
            return
        other = instance(values)
        for set_related in inner:
            set_related(other, row)
        set_here(found, other)
        set_there(other, found)

    return related


def instance_of(model, names, database="default"):
    """A function that makes an instance of values, as `Model.from_db` does, but without asking which fields are deferred.

    A field that is not among the names is read from the database where somebody asks for it. Models that make themselves in a
    way of their own, or tell others of it, are left to do so.
    """
    plain = model.from_db.__func__ is Model.from_db.__func__ and model.__init__ is Model.__init__
    if not plain or any(signal.has_listeners(model) for signal in (signals.pre_init, signals.post_init)):
        return lambda values: model.from_db(database, names, values)

    def instance(values):
        made = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, database
        made.__dict__ = dict(zip(names, values, strict=True))
        made.__dict__["_state"] = state
        return made

    return instance


def _mark(number, value):
    """A value that no row has, of the same kind."""
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if isinstance(value, date):
        return date(9000, 1, 1) + timedelta(days=number)
    if isinstance(value, str):
        return f"\ufdd0{number}"
    # A larger one would not fit every column, and PostgreSQL's Django leaves out what is true of all that fits.
    return 2**31 - 1 - number


def _may_be_a_mark(param):
    return isinstance(param, int | str | date)

"""Several short looks into large tables in one query: counting up to a bound, and the first rows of each of many lists.

Each look is a list of its own with an index behind it and a LIMIT upon it; nothing here scans a growing table.
"""

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

MOST = 1000


def count_each(querysets, most=MOST):
    """How many rows each of them has, in their order, none counted beyond `most`. One query, none for an empty list."""
    looks = [_sql(queryset.order_by().values("pk")[:most]) for queryset in querysets]
    # Compiled by Django; values are bound, never written in.
    counted = [f"(SELECT COUNT(*) FROM ({sql}) AS counted)" if sql else "0" for sql, _params in looks]  # noqa: S608
    if not any(sql for sql, _params in looks):
        return [0] * len(looks)
    [row] = _run(f"SELECT {', '.join(counted)}", looks)
    return list(row)


def the_same_for(queryset, standing_for, values):
    """One look for each of the values, for `first_of_each`. The sliced `values_list()` was made for `standing_for`, a value that
    occurs in it once and nowhere else; it is compiled once, however many values there are."""
    if not values:
        return []
    sql, params = _sql(queryset)
    [at] = [number for number, param in enumerate(params) if param == standing_for]
    return [(sql, (*params[:at], value, *params[at + 1 :])) for value in values]


def first_of_each(looks):
    """Rows of all those looks, as tuples. One query, none without looks."""
    if not looks:
        return []
    # Each within a SELECT of its own: SQLite knows no LIMIT inside a UNION.
    return _run(" UNION ALL ".join(f"SELECT * FROM ({sql}) AS looked" for sql, _params in looks), looks)  # noqa: S608


def _sql(queryset):
    try:
        return queryset.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return "", ()


def _run(sql, looks):
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, [param for _sql, params in looks for param in params])
        return cursor.fetchall()

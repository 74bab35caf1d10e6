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


def first_of_each(querysets):
    """Rows of all those `values_list()`s, each sliced by its caller, as tuples. One query."""
    looks = [look for queryset in querysets if (look := _sql(queryset))[0]]
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

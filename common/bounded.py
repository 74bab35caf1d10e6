"""Several short looks into large tables in one query: the first rows of each of many lists.

Each look is a list of its own with an index behind it and a LIMIT upon it; nothing here scans a growing table.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection


def first_of_each(querysets):
    """Rows of all those `values_list()`s, each sliced by its caller, as tuples. One query, none where all are empty."""
    looks = [look for queryset in querysets if (look := _sql(queryset))[0]]
    if not looks:
        return []
    # Each within a SELECT of its own: SQLite knows no LIMIT inside a UNION. Compiled by Django; values are bound.
    query = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS looked" for sql, _bound in looks)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [value for _sql, bound in looks for value in bound])
        return cursor.fetchall()


def _sql(queryset):
    try:
        return queryset.query.sql_with_params()
    except EmptyResultSet:
        return "", ()

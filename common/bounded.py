"""Several short looks into large tables in one query: the first rows of each of many lists.

Each look is a list of its own with an index behind it and a LIMIT upon it; nothing here scans a growing table.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection


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

"""Several short looks into large tables in one query: what the first rows of each of many lists are.

Each look is a list of its own with an index behind it and a LIMIT upon it; nothing here scans a growing table.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection


def the_same_for(queryset, standing_for, values):
    """One look for each of the values, for `count_in_each`. The sliced `values_list()` was made for `standing_for`, a value that
    occurs in it once and nowhere else; it is compiled once, however many values there are."""
    if not values:
        return []
    sql, params = _sql(queryset)
    [at] = [number for number, param in enumerate(params) if param == standing_for]
    before, after = params[:at], params[at + 1 :]
    if connection.vendor == "postgresql":
        # One look for all of them, since PostgreSQL would plan each for itself, which takes longer than looking.
        pieces = sql.split("%s")
        of_one = "%s".join(pieces[: at + 1]) + "wanted.value" + "%s".join(pieces[at + 1 :])
        kind = "bigint" if isinstance(standing_for, int) else "text"
        sql = f"SELECT looked.* FROM unnest(%s::{kind}[]) AS wanted (value), LATERAL ({of_one}) AS looked"  # noqa: S608
        return [(sql, (list(values), *before, *after))]
    return [(sql, (*before, value, *after)) for value in values]


def count_in_each(looks, columns):
    """Rows of all those looks, each different one once, with the number of the same at its end. One query, none without looks.

    `columns` is how many a row has.
    """
    if not looks:
        return []
    # Each within a SELECT of its own: SQLite knows no LIMIT inside a UNION. Compiled by Django; values are bound.
    together = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS looked" for sql, _bound in looks)  # noqa: S608
    grouped = ", ".join(str(number) for number in range(1, columns + 1))
    query = f"SELECT found.*, COUNT(*) FROM ({together}) AS found GROUP BY {grouped}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [value for _sql, bound in looks for value in bound])
        return cursor.fetchall()


def _sql(queryset):
    try:
        return queryset.query.sql_with_params()
    except EmptyResultSet:
        return "", ()

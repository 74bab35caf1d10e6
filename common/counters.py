"""Counters that are right however many add to them at once."""

from django.db import connection


def add(model, keys, counter, amount=1, *, also=None):
    """Add to `counter` of the row with those unique `keys`, making the row if there is none; returns the new value.

    One `INSERT … ON CONFLICT DO UPDATE SET n = n + …`: Django has no such call, and get-then-save loses increments.
    `also` gives the other columns of a row that is made. Costs one query.
    """
    row = keys | {counter: amount} | (also or {})
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(quote(fields[name].column) for name in row)
    holders = ", ".join(["%s"] * len(row))
    unique = ", ".join(quote(fields[name].column) for name in keys)
    name = quote(fields[counter].column)
    sql = (
        f"INSERT INTO {table} ({columns}) VALUES ({holders}) "  # noqa: S608 - names come from the model alone
        f"ON CONFLICT ({unique}) DO UPDATE SET {name} = {table}.{name} + excluded.{name} RETURNING {name}"
    )
    values = [fields[name].get_db_prep_save(value, connection) for name, value in row.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]

"""SQLite: how a query is written with its own marks is remembered, moments are read with their zone at once, no lost file is made anew."""

import os
from datetime import datetime
from functools import lru_cache

from django.db.backends.sqlite3 import base, operations

# Moments are kept in UTC. Read so by the database's module itself they need no second look, of which a page has hundreds.
base.Database.register_converter("datetime", lambda value: datetime.fromisoformat(f"{value.decode()}+00:00"))

# Files that this process, or the one that it was forked from, has opened.
_opened = set()

# An insert of a thousand rows is asked once; it would only take room.
LONGEST_REMEMBERED = 10_000


@lru_cache(maxsize=500)
def _marked(query):
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if param_names is None and len(query) <= LONGEST_REMEMBERED:
            return _marked(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseOperations(operations.DatabaseOperations):
    def convert_datetimefield_value(self, value, expression, connection):
        if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
            return value
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    prepared_number = int

    def get_new_connection(self, conn_params):
        """As Django's, but a file that has gone is not made anew: an empty one would hide the loss, and be in its way back."""
        name = conn_params["database"]
        if name in _opened and not os.path.exists(name):
            raise base.Database.OperationalError("unable to open database file")
        connection = super().get_new_connection(conn_params)
        if os.path.isfile(name):
            _opened.add(name)
        return connection

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    # SQLite's module keeps what it has read of the last hundred queries by itself; see the namesakes for PostgreSQL.
    def prepared_rows(self, sql, params):
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.queries_logged or self.execute_wrappers:
            with self.cursor() as cursor:
                return cursor.execute(sql, params).fetchall()
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self.connection.execute(_marked(sql), params).fetchall()

    def prepared_sql(self, sql, params):
        return sql, params

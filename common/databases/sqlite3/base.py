"""SQLite: how a query is written with its own marks is remembered, moments are read with their zone at once, no lost file is made anew.

While another process keeps the database locked, a few threads that serve requests wait to write, and the others are told at once.
"""

import os
from datetime import datetime
from functools import lru_cache

from django.db.backends.sqlite3 import base, operations

from common.databases.patience import BRIEFLY, Queue, patience

# Moments are kept in UTC. Read so by the database's module itself they need no second look, of which a page has hundreds.
base.Database.register_converter("datetime", lambda value: datetime.fromisoformat(f"{value.decode()}+00:00"))

# Files that this process, or the one that it was forked from, has opened.
_opened = set()

# Of 64 threads so many may wait for a lock, and of those that write only figures one, once somebody has waited so many seconds.
writers = Queue(most=16, long=1)

# An insert of a thousand rows is asked once; it would only take room.
LONGEST_REMEMBERED = 10_000


@lru_cache(maxsize=500)
def _marked(query):
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query, params=None):
        # Whoever has begun to write has the lock, and who reads needs none.
        if query.startswith(("SELECT", "PRAGMA")) or patience() is None or self.connection.in_transaction:
            return super().execute(query, params)
        with writers.stand_in(base.Database.OperationalError("database is locked")):
            if patience() > BRIEFLY:
                return super().execute(query, params)
            (usual,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
            self.connection.execute(f"PRAGMA busy_timeout = {BRIEFLY * 1000}")
            try:
                return super().execute(query, params)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {usual}")

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

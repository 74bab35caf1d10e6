"""PostgreSQL: queries that are planned once for a connection, and connections that are looked at instead of tried."""

import re
import select

from django.db.backends.postgresql import base, operations
from psycopg import Cursor
from psycopg.pq import ConnStatus, TransactionStatus
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int8


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        # Of a prepared query the cursor remembers no more than its number.
        if isinstance(cursor, base.ServerBindingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    _kept_cursor = None
    # One type for numbers of every size: a query is planned anew for each combination of types.
    prepared_number = Int8

    def is_usable(self):
        """As Django's, but without a query where none is under way and nothing has come: a server that has closed has told so."""
        connection = self.connection and self.connection.pgconn
        if (
            connection
            and connection.status == ConnStatus.OK
            and connection.transaction_status == TransactionStatus.IDLE
        ):
            heard = select.poll()
            heard.register(connection.socket, select.POLLIN)
            if not heard.poll(0):
                return True
        return super().is_usable()

    def prepared_rows(self, sql, params):
        """All rows of a query that the server reads and plans once for each connection (`PREPARE`), and is given the values of.

        Asked in the ordinary way where the setting `prepare_threshold` is None, as a pooler that hands out another connection for
        each transaction needs it.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.connection.prepare_threshold is None:
            with self.cursor() as cursor:
                return cursor.execute(sql, params).fetchall()
        if self.queries_logged or self.execute_wrappers:
            with self.wrap_database_errors:
                cursor = self._prepare_cursor(base.ServerBindingCursor(self.connection))
            with cursor:
                return cursor.execute(sql, params).fetchall()
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self._cursor_for_prepared().execute(sql, params, prepare=True).fetchall()

    def _cursor_for_prepared(self):
        """psycopg's own cursor, one for a connection: of a small query, making one takes longer than all else."""
        cursor = self._kept_cursor
        if cursor is None or cursor.connection is not self.connection:
            cursor = self._kept_cursor = Cursor(self.connection)
            # Django's connections are in UTC, so that its loader, which puts that in place of each moment's zone, changes nothing.
            cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor

    def prepared_sql(self, sql, params):
        """SQL and parameters for `prepared_rows`; of pairs whose first is None the second is a constant.

        Constants are written into the SQL. The server would otherwise plan for any value, and use no index made for that one.
        """
        left = iter(params)

        def written(mark):
            if mark[0] == "%%":
                return "%%"
            place, param = next(left)
            return Literal(param).as_string().replace("%", "%%") if place is None else "%s"

        return re.sub("%[%s]", written, sql), [pair for pair in params if pair[0] is not None]

"""PostgreSQL: queries planned once for a connection, connections looked at instead of tried, and nobody who waits for ever."""

import re
import select
from contextlib import suppress
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg import Cursor
from psycopg.pq import ConnStatus, TransactionStatus
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int8

from common.databases.patience import FOR_A_TRIAL, Reach, at_most, patience

from .statements import Statements

reach = Reach()


class Connection(psycopg.Connection):
    """psycopg's, with as much patience as the thread has that asks (`common.databases.patience`)."""

    def wait(self, gen, interval=0.1, timeout=None):
        if timeout is not None or (limit := patience()) is None:
            return super().wait(gen, interval, timeout)
        began = reach.clock()
        try:
            answer = super().wait(gen, interval, limit)
        except psycopg.errors._WaitTimeout:
            raise self.unanswered(began) from None
        reach.heard()
        return answer

    def unanswered(self, began):
        """Give up what was asked at that moment of `reach.clock()`; the error to raise."""
        reach.silent_since(began)
        if not reach.is_away:
            # A slow query, which would go on without anybody who waits for it.
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=FOR_A_TRIAL)
        # To which question the next answer belongs, nobody would know.
        self.pgconn.finish()
        return psycopg.OperationalError("the database has not answered in time")


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        # Of a prepared query the cursor remembers no more than its number.
        if isinstance(cursor, base.ServerBindingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    _statements = None
    # psycopg, with connections of ours. A server that only reads, as a replica does, is away for whoever has something to write.
    Database = SimpleNamespace(
        **vars(base.Database)
        | {
            "connect": Connection.connect,
            "OperationalError": (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction),
        }
    )
    # One type for numbers of every size: a query is planned anew for each combination of types.
    prepared_number = Int8

    def get_new_connection(self, conn_params):
        """As Django's; where there is a limit to patience, not by every thread while the database is away."""
        if patience() is None:
            return super().get_new_connection(conn_params)
        if not reach.may_try():
            raise psycopg.OperationalError("the database was away a moment ago")
        began, was_away = reach.clock(), reach.is_away
        try:
            connection = super().get_new_connection(conn_params)
            if was_away:
                # A pooler lets everybody in, whether or not there is a database behind it.
                with at_most(FOR_A_TRIAL):
                    connection.execute("SELECT 1")
                    connection.rollback()
        except psycopg.OperationalError:
            # One that refuses does so at once, and lets everybody in as soon as it can.
            if reach.clock() - began < FOR_A_TRIAL:
                reach.heard()
            else:
                reach.lost()
            raise
        reach.heard()
        return connection

    def is_usable(self):
        """As Django's, but without a query where none is under way and nothing has come: a server that has closed has told so.

        One that stands still tells nothing, so while it is taken for away it is asked after all.
        """
        if reach.is_away and patience() is not None:
            with at_most(FOR_A_TRIAL):
                return super().is_usable()
        connection = self.connection and self.connection.pgconn
        if connection and connection.status == ConnStatus.OK:
            # A database that was made read-only stays so for who was connected then, long after others may write again.
            if self.errors_occurred and connection.parameter_status(b"default_transaction_read_only") == b"on":
                return False
            if connection.transaction_status == TransactionStatus.IDLE:
                heard = select.poll()
                heard.register(connection.socket, select.POLLIN)
                if not heard.poll(0):
                    return True
        return super().is_usable()

    def prepared_rows(self, sql, params):
        """All rows of a query that the server reads and plans once for each connection (`PREPARE`), and is given the values of.

        Asked in the ordinary way where the database's setting `PREPARED_QUERIES` is False, as a pooler that hands out another
        connection for each transaction needs it.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if not self.settings_dict["PREPARED_QUERIES"]:
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
            statements = self._statements_here()
            if statements.may_ask:
                return statements.rows(sql, params)
            return Cursor(self.connection).execute(sql, params).fetchall()

    def _statements_here(self):
        """What the server has prepared for this connection."""
        known = self._statements
        if known is None or known.connection is not self.connection:
            known = self._statements = Statements(self.connection, reach)
            # Django's connections are in UTC, so that its loader, which puts that in place of each moment's zone, changes nothing.
            known.adapters.register_loader("timestamptz", TimestamptzLoader)
        return known

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

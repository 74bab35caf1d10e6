"""Queries that one connection has had read and planned (`PREPARE`), asked over libpq without making a cursor for them.

Of a query that takes the server a tenth of a millisecond, psycopg's cursors and generators take as much again; its `pq` is libpq
itself, and its transformers put values into text and back as the cursors do.
"""

import re
import select

import psycopg
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus

from common.databases.patience import patience

# The server keeps a plan of some ten kilobytes for each; there are not so many unless lists of values come in every type.
MOST_PREPARED = 300
_SUCCESS = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class Statements:
    """The prepared queries of a connection of `base.Connection`, with `adapters` of their own for values and rows."""

    def __init__(self, connection, reach):
        self.connection, self.pgconn, self.reach = connection, connection.pgconn, reach
        self.adapters = AdaptersMap(connection.adapters)
        # SQL and the types of its values: the query's name, and what reads its rows.
        self._known = {}
        self._number = 0
        self._socket = select.poll()

    @property
    def may_ask(self):
        """Whether a query can be sent as it is: psycopg begins the transaction where there must be one."""
        status = self.pgconn.transaction_status
        return status == TransactionStatus.INTRANS or (status == TransactionStatus.IDLE and self.connection.autocommit)

    def rows(self, sql, params):
        """All rows of the query, as tuples. Raises what psycopg raises."""
        try:
            return self._rows(sql, params)
        except (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported):
            # Somebody made the server forget what it knew (`DEALLOCATE ALL`), or a column has another type since.
            self._known.clear()
            if self.pgconn.transaction_status != TransactionStatus.IDLE:
                raise
            return self._rows(sql, params)

    def _rows(self, sql, params):
        values = Transformer(self)
        sent = values.dump_sequence(params, [PyFormat.AUTO] * len(params))
        name, loaded = self._known.get((sql, values.types)) or self._prepared(sql, values.types)
        self.pgconn.send_query_prepared(name, sent, values.formats, Format.TEXT)
        result = self._answer()
        loaded.set_pgresult(result, set_loaders=False)
        rows = loaded.load_rows(0, result.ntuples, tuple)
        # Nothing of it is kept until it is asked again.
        loaded.set_pgresult(None, set_loaders=False)
        return rows

    def _prepared(self, sql, types):
        """The name under which the server knows the query from now on, and what reads its rows."""
        if len(self._known) >= MOST_PREPARED:
            oldest, _loaded = self._known.pop(next(iter(self._known)))
            self.pgconn.send_query(b"DEALLOCATE " + oldest)
            self._answer()
        self._number += 1
        name = b"portal_%d" % self._number
        self.pgconn.send_prepare(name, _numbered(sql).encode(), types)
        self._answer()
        self.pgconn.send_describe_prepared(name)
        loaded = Transformer(self)
        loaded.set_pgresult(self._answer())
        self._known[sql, types] = name, loaded
        return name, loaded

    def _answer(self):
        """The result of what was sent. Raises psycopg's error where the server refuses, is gone, or says nothing for too long."""
        pgconn, began, last = self.pgconn, self.reach.clock(), None
        while pgconn.flush():
            self._wait(began, select.POLLIN | select.POLLOUT)
            pgconn.consume_input()
        while True:
            while pgconn.is_busy():
                self._wait(began, select.POLLIN)
                pgconn.consume_input()
            if (result := pgconn.get_result()) is None:
                break
            last = result
        self.reach.heard()
        if last.status not in _SUCCESS:
            raise psycopg.errors.error_from_result(last, self.connection.info.encoding)
        return last

    def _wait(self, began, events):
        limit = patience()
        left = None if limit is None else max(0, began + limit - self.reach.clock()) * 1000
        self._socket.register(self.pgconn.socket, events)
        if not self._socket.poll(left):
            raise self.connection.unanswered(began)


def _numbered(sql):
    """The query with the marks of the server's own language, `$1`, `$2`, in place of `%s`."""
    number = 0

    def written(mark):
        nonlocal number
        if mark[0] == "%%":
            return "%"
        number += 1
        return f"${number}"

    return re.sub("%[%s]", written, sql)

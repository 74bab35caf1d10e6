"""gunicorn's worker with threads, whose clock no client can stop."""

import selectors
import socket
import time
from functools import partial

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

# A client that has its answer is given so many seconds to close, and may have sent so many bytes that nobody reads (RFC 9112, 9.6).
LINGER = 2
MOST_UNREAD = 64 * 1024


class Worker(ThreadWorker):
    """As gunicorn's, but clients that do not close after their answer are waited for all at once, in the poller.

    gunicorn waits for each of them in turn, two seconds long, in the one thread that takes in all others. A browser on a poor line,
    or one that means ill, would keep everybody waiting.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._lingering = {}  # {connection: the moment until which it is waited for}, the oldest first

    def finish_request(self, conn, fs):
        has_its_answer = fs.cancelled() or (fs.exception() is None and not fs.result())
        if not has_its_answer:
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError):
            self.nr_conns -= 1
            conn.close()
            return
        conn.unread = 0
        self._lingering[conn] = time.monotonic() + LINGER

    def _drain(self, conn, sock):
        try:
            data = sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.unread += len(data)
        if not data or conn.unread > MOST_UNREAD:
            self._let_go(conn)

    def _let_go(self, conn):
        del self._lingering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        util.close(conn.sock)

    def murder_pending(self):
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, until in self._lingering.items() if until <= now]:
            self._let_go(conn)

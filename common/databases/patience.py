"""How long a web process waits for a database that answers neither yes nor no, and that it leaves one in peace which is away.

A machine that stands still, a disk that hangs, a network that swallows what is sent: nothing comes back, and no error either. Each
request would hold its thread for as long as that lasts, until none is left, not even for pages that lie in memory. So whoever
serves requests waits for each answer `at_most` so many seconds. A command or a job has no limit: it may wait for hours.
"""

import threading
import time
from contextlib import contextmanager

# Longer than any query of a reader's page takes; the desk may count and search what readers never do.
A_READER_WAITS = 10
THE_DESK_WAITS = 100
# Whoever waits no longer than that can do without an answer.
BRIEFLY = 1
# To find out whether a connection still works, while the database is taken for away.
FOR_A_TRIAL = 1
# One thread tries again after so many seconds; the others are told at once that the database is away.
TRY_AGAIN_AFTER = 2
# After so many the one that tries is no longer waited for.
LONGEST_TRIAL = 10

_own = threading.local()


@contextmanager
def at_most(seconds):
    """Within it this thread waits no longer than that for each answer of the database."""
    before = patience()
    _own.seconds = seconds
    try:
        yield
    finally:
        _own.seconds = before


def patience():
    """Seconds that this thread waits for an answer; None for as long as it takes."""
    return getattr(_own, "seconds", None)


def patient(application):
    """A WSGI application within which nobody waits for the database for ever."""

    def asked(environ, start_response):
        with at_most(THE_DESK_WAITS if environ.get("PATH_INFO", "").startswith("/admin/") else A_READER_WAITS):
            return application(environ, start_response)

    return asked


class Reach:
    """Whether a server can be reached, as the threads of this process last found it: the database, or Redis."""

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.is_away = False
        self.heard_at = 0
        self._next_trial = 0
        self._lock = threading.Lock()

    def heard(self):
        """An answer has come, be it a refusal."""
        self.heard_at = self.clock()
        self.is_away = False

    def lost(self):
        """It gives no answer, not even to who wants to connect."""
        self.is_away = True
        self._next_trial = self.clock() + TRY_AGAIN_AFTER

    def silent_since(self, moment):
        """A question of that moment has had no answer: a slow one where others have been answered since, else nothing comes back."""
        if self.heard_at < moment:
            self.lost()

    def may_try(self):
        """Whether this thread may connect: while the database is away, one after the other."""
        if not self.is_away:
            return True
        with self._lock:
            now = self.clock()
            if self.is_away and now < self._next_trial:
                return False
            self._next_trial = now + LONGEST_TRIAL
            return True


class Queue:
    """Who of this process waits for something that is given to one after the other, such as SQLite's leave to write.

    While it is held for long, only so many wait for it; the rest of the threads are kept for what needs none.
    """

    def __init__(self, most, long, clock=time.monotonic):
        self.most, self.long, self.clock = most, long, clock
        self._since = {}  # {somebody who waits: since when}, the oldest first
        self._lock = threading.Lock()

    @contextmanager
    def stand_in(self, refusal):
        """Wait within it; raises `refusal` where enough others wait already. Who waits briefly goes first."""
        me = object()
        with self._lock:
            most = self.most if patience() > BRIEFLY else 1
            if len(self._since) >= most and self.clock() - next(iter(self._since.values())) > self.long:
                raise refusal
            self._since[me] = self.clock()
        try:
            yield
        finally:
            with self._lock:
                del self._since[me]

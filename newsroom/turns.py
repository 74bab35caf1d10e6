"""Uploads take turns at the processor, so that readers do not wait for them.

To take a body of twenty megabytes apart and seal it is work for the interpreter, of which a process has one. A hundred
uploads at once would each ask for it all the time, and a reader's request would get it in its turn a hundredth of the time,
several times over. So one upload of a process works at a time; the others wait for their turn or for their sender.
"""

import threading

PREFIX = "/napisz-do-nas/"


def one_at_a_time(application):
    """A WSGI application in front of another: bodies sent to `PREFIX` are worked on by one thread at a time."""
    turn = threading.Lock()

    def taking_turns(environ, start_response):
        if environ["REQUEST_METHOD"] != "POST" or not environ.get("PATH_INFO", "").startswith(PREFIX):
            return application(environ, start_response)
        body = environ["wsgi.input"] = _Body(environ["wsgi.input"], turn)
        try:
            return application(environ, start_response)
        finally:
            body.let_go()

    return taking_turns


class _Body:
    """The body of a request. Whoever has read from it has the turn, until it reads on or its answer is ready."""

    def __init__(self, body, turn):
        self._body, self._turn, self._has_turn = body, turn, False

    def read(self, *size):
        return self._between_turns(self._body.read, *size)

    def readline(self, *size):
        return self._between_turns(self._body.readline, *size)

    def let_go(self):
        if self._has_turn:
            self._has_turn = False
            self._turn.release()

    def _between_turns(self, read, *size):
        # A sender with a poor connection keeps nobody waiting.
        self.let_go()
        data = read(*size)
        self._turn.acquire()
        self._has_turn = True
        return data

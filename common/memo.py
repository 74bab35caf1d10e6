"""Remembering for seconds, inside one process, what every page shows and what changes rarely."""

import threading
import time
from functools import wraps

_remembered = []


def remember_for(seconds):
    """Keep a function's result (it takes no arguments) for some seconds in this process.

    Other processes see a change after `seconds` at the latest; `function.forget()` drops the value at once in this one.
    While one thread computes a new value, the others are served the old one, if there is one.
    """

    def decorate(function):
        lock = threading.Lock()
        kept = None  # (value, the monotonic moment until which it is fresh)

        @wraps(function)
        def remembered():
            nonlocal kept
            seen = kept
            if seen and time.monotonic() < seen[1]:
                return seen[0]
            if not lock.acquire(blocking=seen is None):
                return seen[0]
            try:
                if kept is None or kept is seen:
                    kept = (function(), time.monotonic() + seconds)
                return kept[0]
            finally:
                lock.release()

        def forget():
            nonlocal kept
            kept = None

        remembered.forget = forget
        _remembered.append(remembered)
        return remembered

    return decorate


def forget_everything():
    """Drop all remembered values of this process, as tests do between one another."""
    for function in _remembered:
        function.forget()

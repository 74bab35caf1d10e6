"""Remembering for seconds, inside one process, what every page shows and what changes rarely."""

import threading
import time
from functools import wraps

# Seconds for which a process keeps what readers see. What is kept may be twice as old, which counts towards the five of `common.http`.
FOR_READERS = 1

_remembered = []


def remember_for(seconds):
    """Keep a function's result (it takes no arguments) for some seconds in this process.

    Other processes see a change after `seconds` at the latest; `function.forget()` drops the value at once in this one.
    While one thread computes a new value, the others are served the old one, but never one older than twice `seconds`: after
    a quiet hour they wait.
    """

    def decorate(function):
        lock = threading.Lock()
        kept = None  # (value, the monotonic moment until which it is fresh)

        @wraps(function)
        def remembered():
            nonlocal kept
            seen = kept
            now = time.monotonic()
            if seen and now < seen[1]:
                return seen[0]
            if not lock.acquire(blocking=seen is None or now > seen[1] + seconds):
                return seen[0]
            try:
                if kept is None or kept is seen:
                    # Its age counts from before it was gathered.
                    now = time.monotonic()
                    kept = (function(), now + seconds)
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


def remember_while(stamp, *, ask_every):
    """Keep a function's result (it takes no arguments) in this process for as long as `stamp()` says the same.

    For what is dear to gather and must follow a change within seconds: the stamp, which is cheap, is asked for at most once
    in `ask_every` seconds, so that a change is seen as by `remember_for(ask_every)`.
    """

    def decorate(function):
        kept = None  # (stamp, value)

        @wraps(function)
        def looked_at():
            nonlocal kept
            # Before the value: a change in between makes it be gathered once more, and is never missed.
            now = stamp()
            if kept is None or kept[0] != now:
                kept = (now, function())
            return kept[1]

        remembered = remember_for(ask_every)(looked_at)
        forget_look = remembered.forget

        def forget():
            nonlocal kept
            kept = None
            forget_look()

        remembered.forget = forget
        return remembered

    return decorate


def forget_everything():
    """Drop all remembered values of this process, as tests do between one another."""
    for function in _remembered:
        function.forget()

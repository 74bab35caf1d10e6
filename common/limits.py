"""How often something may happen within a span of time, counted over all processes.

Counted in a table of our own, or in Redis where the portal has one: Django's other caches lose increments. Spans begin at
whole multiples of their length, so that around an edge twice as many may pass; that is fine for what is limited here.
Keys must be made from nothing personal in clear: a network's key, a device's row, a story's number.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches

from . import counters
from .away import is_away
from .models import RateCount

# Keys that are over their limit, with the span in which they are, so that a flood costs this process next to nothing.
_exhausted = {}
MOST_EXHAUSTED = 20_000


class CountersAway(Exception):
    """The counters cannot be reached, but the database can; the caller decides, and loses nothing that was sent."""


@dataclass(frozen=True)
class Limit:
    """At most `most` times within `seconds`, for each key."""

    name: str
    most: int
    seconds: int

    def _slot(self, now):
        return int(now // self.seconds)

    def is_spent(self, key):
        """Whether this process has already seen the key go over its limit in this span. No query, exact or too low."""
        # Never by the span's end: a clock that is set back would refuse everybody until then.
        return _exhausted.get((self.name, str(key))) == self._slot(time.time())

    def count(self, key):
        """Count one more and return how many there were in this span. One query. Raises `CountersAway`, or what the database raises that is away."""
        now = time.time()
        slot = self._slot(now)
        end = (slot + 1) * self.seconds
        try:
            if _uses_redis():
                address = f"limit:{self.name}:{key}:{slot}"
                counted = caches["counters"]
                counted.add(address, 0, timeout=max(1, int(end - now) + 1))
                found = counted.incr(address)
            else:
                found = counters.add(
                    RateCount, {"key": f"{self.name}:{key}", "slot": slot}, "n", also={"expires": int(end)}
                )
        except Exception as error:
            raise _what_it_means(error) from error
        if found > self.most:
            if len(_exhausted) >= MOST_EXHAUSTED:
                _exhausted.clear()
            _exhausted[self.name, str(key)] = slot
        return found

    def found(self, key):
        """How many there were in this span, counting none. One query. Raises `CountersAway`."""
        slot = self._slot(time.time())
        try:
            if _uses_redis():
                return int(caches["counters"].get(f"limit:{self.name}:{key}:{slot}", 0))
            counted = RateCount.objects.filter(key=f"{self.name}:{key}", slot=slot).values_list("n", flat=True).first()
        except Exception as error:
            raise _what_it_means(error) from error
        return counted or 0

    def passes(self, key):
        """Count one more and say whether it is within the limit."""
        return self.count(key) <= self.most


def _what_it_means(error):
    """A database that is away stays so for what would be stored next: whoever waited for it once need not wait again."""
    return error if is_away(error) else CountersAway()


def tidy(now=None):
    """Drop counters whose span is over."""
    RateCount.objects.filter(expires__lt=int(now or time.time())).delete()


def forget():
    """Drop what this process remembers, as tests do between one another."""
    _exhausted.clear()


def _uses_redis():
    return settings.CACHES["counters"]["BACKEND"] == "common.caches.SharedCache"

"""What the processes share in Redis, and what becomes of it while Redis is away."""

import time

from django.core.cache.backends import redis
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError, TimeoutError

AWAY = (ConnectionError, TimeoutError)
# Whoever has waited in vain has waited for all threads of the process; after so many seconds one tries again.
TRY_AGAIN_AFTER = 2
_next_trial = 0.0


def _asked(name):
    ask = getattr(redis.RedisCache, name)

    def asked(self, *args, **kwargs):
        global _next_trial
        if time.monotonic() < _next_trial:
            raise ConnectionError("Redis was away a moment ago.")
        try:
            return ask(self, *args, **kwargs)
        except AWAY:
            _next_trial = time.monotonic() + TRY_AGAIN_AFTER
            raise

    return asked


class SharedCache(redis.RedisCache):
    """Redis. While it is away this raises at once, which costs nobody a thread."""

    add, get, set, delete, incr = map(_asked, ("add", "get", "set", "delete", "incr"))


def _asked_here(name):
    ask = getattr(SharedCache, name)

    def asked(self, *args, **kwargs):
        try:
            return ask(self, *args, **kwargs)
        except AWAY:
            return getattr(self.own, name)(*args, **kwargs)

    return asked


class SharedOrOwnCache(SharedCache):
    """Redis; while it is away each process remembers for itself. For the login, whose limits would let nobody in otherwise."""

    def __init__(self, server, params):
        super().__init__(server, params)
        own = {name: value for name, value in params.items() if name != "OPTIONS"}
        self.own = LocMemCache("while-redis-is-away", own)

    add, get, set, delete = map(_asked_here, ("add", "get", "set", "delete"))


def forget():
    """Take Redis for reachable again, as tests do between one another."""
    global _next_trial
    _next_trial = 0.0

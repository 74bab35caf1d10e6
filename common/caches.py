"""What the processes share in Redis, and what becomes of it while Redis is away."""

from django.core.cache.backends import redis
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError, RedisError, TimeoutError

from .databases.patience import Reach

AWAY = (ConnectionError, TimeoutError)
# Whoever has waited in vain has waited for all threads of the process.
reach = Reach()
# To write into it: one that is full, or a replica, still reads and deletes, so only what was written tells that it takes more.
leave = Reach()
WRITES = {"add", "set"}


def _asked(name):
    ask = getattr(redis.RedisCache, name)

    def asked(self, *args, **kwargs):
        if not reach.may_try():
            raise ConnectionError("Redis was away a moment ago.")
        try:
            answer = ask(self, *args, **kwargs)
        except AWAY:
            reach.lost()
            raise
        reach.heard()
        return answer

    return asked


class SharedCache(redis.RedisCache):
    """Redis. While it is away this raises at once, which costs nobody a thread."""

    add, get, set, delete, incr = map(_asked, ("add", "get", "set", "delete", "incr"))


def _asked_here(name):
    ask = getattr(SharedCache, name)
    writes = name in WRITES

    def asked(self, *args, **kwargs):
        ask_own = getattr(self.own, name)
        if leave.is_away and not (writes and leave.may_try()):
            return ask_own(*args, **kwargs)
        try:
            answer = ask(self, *args, **kwargs)
        except AWAY:
            return ask_own(*args, **kwargs)
        except RedisError:
            leave.lost()
            return ask_own(*args, **kwargs)
        if writes:
            leave.heard()
        if name == "delete":
            # A lock may have been taken there.
            ask_own(*args, **kwargs)
        return answer

    return asked


class SharedOrOwnCache(SharedCache):
    """Redis; while it is of no use each process remembers for itself. For the login, whose limits would let nobody in otherwise."""

    def __init__(self, server, params):
        super().__init__(server, params)
        own = {name: value for name, value in params.items() if name != "OPTIONS"}
        self.own = LocMemCache("while-redis-is-away", own)

    add, get, set, delete = map(_asked_here, ("add", "get", "set", "delete"))


def forget():
    """Take Redis for reachable again, as tests do between one another."""
    reach.heard()
    leave.heard()

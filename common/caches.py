"""What the processes share in Redis, and what becomes of it while Redis is away."""

from django.core.cache.backends import redis
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError, TimeoutError

from .databases.patience import Reach

AWAY = (ConnectionError, TimeoutError)
# Whoever has waited in vain has waited for all threads of the process.
reach = Reach()


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
    reach.heard()

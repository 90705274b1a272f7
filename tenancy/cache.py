"""Cache keys that cannot be shared by accident, for `CACHES[…]["KEY_FUNCTION"]`, and a cache that cannot hold up."""

import logging
import threading
import time
from typing import Any, NoReturn

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from tenancy.context import require_store

logger = logging.getLogger(__name__)

# A server that hangs costs one request of a process a time-out every two seconds, and the others nothing.
SKIPPED_SECONDS = 2.0


class CacheAway(RedisConnectionError):
    """The cache did not answer a moment ago and is not asked now."""


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key of a store's own entry; raises `NoStore` outside a store and in async code."""
    return f"{require_store()}:{key_prefix}:{version}:{key}"


def make_shared_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key of a platform-wide entry (look-ups, counters): never a shop's own data."""
    return f"shared:{key_prefix}:{version}:{key}"


class Fuse:
    """Remembers for two seconds that a server did not answer; then one caller may try, the others wait for it."""

    def __init__(self) -> None:
        self._blown_until = 0.0
        self._lock = threading.Lock()

    def check(self) -> None:
        """Return when the server may be asked. Raises CacheAway."""
        if not self._blown_until:
            return
        with self._lock:
            now = time.monotonic()
            if now < self._blown_until:
                raise CacheAway("the cache does not answer and is skipped for a moment")
            self._blown_until = now + SKIPPED_SECONDS  # this caller tries; the fuse is whole when it succeeds

    def blow(self) -> None:
        """Note that the server did not answer."""
        if not self._blown_until:
            logger.warning("the cache does not answer; going on without it")
        self._blown_until = time.monotonic() + SKIPPED_SECONDS

    def mend(self) -> None:
        """Note that the server has answered."""
        if self._blown_until:
            logger.warning("the cache answers again")
            self._blown_until = 0.0


_fuses: dict[str, Fuse] = {}


class _FusedRedis(Redis):
    """A client that asks its server only while the fuse is whole."""

    fuse: Fuse

    def execute_command(self, *args: Any, **options: Any) -> Any:
        self.fuse.check()
        try:
            answer = super().execute_command(*args, **options)
        except (RedisConnectionError, RedisTimeoutError, OSError):
            self.fuse.blow()
            raise
        self.fuse.mend()
        return answer

    def pipeline(self, *args: Any, **options: Any) -> Any:
        self.fuse.check()
        return super().pipeline(*args, **options)


class _FusedClient(RedisCacheClient):
    """Django's client; all caches on one server share a fuse, whatever their keys and threads."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        fuse = _fuses.setdefault(servers[0].rpartition("/")[0], Fuse())
        self._client = type("FusedRedis", (_FusedRedis,), {"fuse": fuse})


class StoreRedisCache(RedisCache):
    """Redis cache without `clear()`, which would empty the cache of every store at once.

    A server that is away or hangs costs at most one time-out in two seconds a process: the calls in between
    raise CacheAway at once. Callers treat it as any RedisError: they go on without the cache, or refuse.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _FusedClient

    def clear(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: change the version of a store's keys instead."""
        raise NotImplementedError("clear() would empty every store's cache; raise the version instead")

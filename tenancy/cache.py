"""Cache keys that cannot be shared by accident, for `CACHES[…]["KEY_FUNCTION"]`."""

from typing import Any, NoReturn

from django.core.cache.backends.redis import RedisCache

from tenancy.context import require_store


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key of a store's own entry; raises `NoStore` outside a store and in async code."""
    return f"{require_store()}:{key_prefix}:{version}:{key}"


def make_shared_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key of a platform-wide entry (look-ups, counters): never a shop's own data."""
    return f"shared:{key_prefix}:{version}:{key}"


class StoreRedisCache(RedisCache):
    """Redis cache without `clear()`, which would empty the cache of every store at once."""

    def clear(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: change the version of a store's keys instead."""
        raise NotImplementedError("clear() would empty every store's cache; raise the version instead")

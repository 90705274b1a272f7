"""A fuse before a service that is away: after five failures in a row, calls fail at once for a while.

Counted in the shared cache, so that all processes learn of an outage together; without the cache every call is
simply tried.
"""

from dataclasses import dataclass

from django.core.cache import caches
from redis.exceptions import RedisError

FAILURES = 5
WINDOW_SECONDS = 60
OPEN_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Breaker:
    """The fuse of one service."""

    service: str

    def is_open(self) -> bool:
        """Say whether calls should fail at once."""
        try:
            return caches["shared"].get(f"breaker:{self.service}:open") is not None
        except (RedisError, OSError):
            return False

    def failed(self) -> None:
        """Count a failure; the fifth within a minute without a success opens the fuse for 20 seconds."""
        cache, key = caches["shared"], f"breaker:{self.service}:failures"
        try:
            cache.add(key, 0, WINDOW_SECONDS)
            if cache.incr(key) >= FAILURES:
                cache.set(f"breaker:{self.service}:open", 1, OPEN_SECONDS)
        except (ValueError, RedisError, OSError):
            return

    def succeeded(self) -> None:
        """Forget the failures."""
        try:
            caches["shared"].delete(f"breaker:{self.service}:failures")
        except (RedisError, OSError):
            return

"""Limits counted atomically in the shared cache (`add` + `incr`), so that parallel tries cannot slip through.

DRF's own throttles read, then write: fifty parallel tries passed a limit of five (reliability.md, L21).
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import RedisError

from tenancy.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds` for one subject; `closed` says what happens when the counter is away."""

    scope: str
    times: int
    seconds: int
    closed: bool = False

    def key(self, subject: str) -> str:
        return f"limit:{self.scope}:{hashlib.sha256(subject.encode()).hexdigest()[:32]}"

    def hit(self, subject: str) -> int:
        """Count one try and return how many are left; raises TooMany (with `retry_after` seconds) when over."""
        cache, key = caches["shared"], self.key(subject)
        try:
            cache.add(key, 0, self.seconds)
            count = cache.incr(key)
        except ValueError:
            return self.times  # expired between the two calls: a new window has begun
        except (RedisError, OSError):
            if self.closed:
                raise TooMany(retry_after=30) from None
            return self.times
        if count > self.times:
            raise TooMany(retry_after=self.seconds)
        return int(self.times - count)

    def check(self, subject: str) -> None:
        """Raise TooMany when the tries are used up, without counting one."""
        try:
            count = caches["shared"].get(self.key(subject), 0)
        except (RedisError, OSError):
            return
        if count >= self.times:
            raise TooMany(retry_after=self.seconds)

    def forget(self, subject: str) -> None:
        """Start anew, after a success."""
        try:
            caches["shared"].delete(self.key(subject))
        except (RedisError, OSError):
            return


def client_address(request: HttpRequest) -> str:
    """Return the caller's address, trusting exactly `settings.NUM_PROXIES` entries of X-Forwarded-For."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted = int(getattr(settings, "NUM_PROXIES", 0))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if getattr(request, "is_from_dashboard", False):
        trusted += 1
    if trusted and hops:
        return hops[-min(trusted, len(hops))]
    return peer

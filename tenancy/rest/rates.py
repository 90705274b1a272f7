"""How often one caller may call in a clock minute, said in headers (API-05)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class CallRate:
    """What is left of this minute for a caller."""

    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """Return them as the `RateLimit` draft of the IETF names them."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }


def call_rate_hit(*, limit: Limit, caller_id: UUID, now: datetime) -> tuple[CallRate, TooMany | None]:
    """Count one call in the present minute; the refusal is returned, so that its headers can be sent with it."""
    second = int(now.timestamp())
    reset = WINDOW_SECONDS - second % WINDOW_SECONDS
    try:
        left = limit.hit(f"{caller_id}:{second // WINDOW_SECONDS}")
    except TooMany:
        return CallRate(limit.times, 0, reset), TooMany(retry_after=reset)
    return CallRate(limit.times, left, reset), None

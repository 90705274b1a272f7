"""How often one key may call, said in headers (API-05)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit

WINDOW_SECONDS = 60
KEY_CALLS = Limit(scope="api-key", times=300, seconds=WINDOW_SECONDS)
# Per address: wrong keys are not worth a look-up each.
KEY_UNKNOWN = Limit(scope="api-key-unknown", times=30, seconds=60)


@dataclass(frozen=True, slots=True)
class KeyRate:
    """What is left of this minute for a key."""

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


def key_rate_hit(*, key_id: UUID, now: datetime) -> tuple[KeyRate, TooMany | None]:
    """Count one call in the present minute; the refusal is returned, so that its headers can be sent with it."""
    second = int(now.timestamp())
    reset = WINDOW_SECONDS - second % WINDOW_SECONDS
    subject = f"{key_id}:{second // WINDOW_SECONDS}"
    try:
        left = KEY_CALLS.hit(subject)
    except TooMany:
        return KeyRate(KEY_CALLS.times, 0, reset), TooMany(retry_after=reset)
    return KeyRate(KEY_CALLS.times, left, reset), None

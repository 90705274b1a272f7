"""How often one key may call, said in headers (API-05)."""

from datetime import datetime
from uuid import UUID

from tenancy.errors import TooMany
from tenancy.rest.rates import WINDOW_SECONDS, CallRate, call_rate_hit
from tenancy.rest.throttling import Limit

KEY_CALLS = Limit(scope="api-key", times=300, seconds=WINDOW_SECONDS)
# Per address: wrong keys are not worth a look-up each.
KEY_UNKNOWN = Limit(scope="api-key-unknown", times=30, seconds=60)


def key_rate_hit(*, key_id: UUID, now: datetime) -> tuple[CallRate, TooMany | None]:
    """Count one call in the present minute; the refusal is returned, so that its headers can be sent with it."""
    return call_rate_hit(limit=KEY_CALLS, caller_id=key_id, now=now)

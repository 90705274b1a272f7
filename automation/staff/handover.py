"""Reads what the core signs for its staff: RS256, for this audience and purpose only, for a minute (ADR 18)."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

from automation.staff.types import HandOver, HandOverRefused

AUDIENCE = "dropwright-automation-staff"
ISSUER = "dropwright-core"
PURPOSE = "staff_handover"
LONGEST_SECONDS = 120
LONGEST_TOKEN = 4096


def state_hash(state: str) -> str:
    """Return what goes to the core for the state that the browser keeps."""
    return hashlib.sha256(state.encode()).hexdigest()


def handover_read(*, token: str, state: str) -> HandOver:
    """Return what the core signed, for the browser that keeps `state`. Raises HandOverRefused."""
    if not token or len(token) > LONGEST_TOKEN or not state:
        raise HandOverRefused
    backend = TokenBackend(
        algorithm="RS256", verifying_key=settings.JWT_PUBLIC_KEY, audience=AUDIENCE, issuer=ISSUER
    )
    try:
        handed = _handover(backend.decode(token))  # type: ignore[arg-type]  # its stubs want their own class
    except (TokenBackendError, KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise HandOverRefused from error
    if handed.state != state_hash(state):
        raise HandOverRefused
    return handed


def _handover(claims: dict[str, Any]) -> HandOver:
    """Take the claims apart; every one must be there. Raises KeyError, TypeError or ValueError."""
    lifetime = int(claims["exp"]) - int(claims["iat"])
    if claims["token_type"] != PURPOSE or not 0 < lifetime <= LONGEST_SECONDS or "@" not in claims["email"]:
        raise ValueError("not a hand-over")
    return HandOver(
        id=UUID(claims["jti"]),
        person_id=UUID(claims["sub"]),
        email=str(claims["email"])[:254],
        may_operate=claims["operate"] is True,
        state=str(claims["state"]),
        expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
    )

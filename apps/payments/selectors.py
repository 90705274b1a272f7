"""Reads of payments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.payments.models import PaymentSession
from apps.payments.types import SessionStatus


@dataclass(frozen=True, slots=True)
class SessionInfo:
    session_id: str
    status: str
    url: str
    expires_at: datetime


# A paid or failed session has told its order; these may belong to an order that still holds stock.
DUE = (SessionStatus.CREATING, SessionStatus.OPEN, SessionStatus.PROCESSING, SessionStatus.SUPERSEDED)


def stores_with_due_sessions(*, now: datetime) -> list[UUID]:
    """Return the stores that have an order whose time to pay is over. One query."""
    rows = PaymentSession.objects.filter(status__in=DUE, expires_at__lte=now)
    return list(rows.order_by("store_id").values_list("store_id", flat=True).distinct())


def session_of_order(*, order_id: UUID) -> SessionInfo | None:
    """Return an order's newest payment session, or None. One query."""
    row = PaymentSession.objects.filter(order_id=order_id).order_by("-created_at", "-pk").first()
    if row is None:
        return None
    return SessionInfo(
        session_id=row.session_id or "", status=row.status, url=row.url, expires_at=row.expires_at
    )

"""The order's timeline."""

from datetime import datetime
from uuid import UUID

from apps.orders.models import OrderEvent
from apps.orders.types import TimelineType


def timeline_add(*, order_id: UUID, type: TimelineType, message: str, now: datetime) -> None:
    """Add one sentence to an order's timeline, in the caller's transaction."""
    OrderEvent.objects.create(order_id=order_id, type=type, message=message[:300], at=now)

"""Taking hold of an order's row."""

from uuid import UUID

from apps.orders.models import Order
from apps.orders.types import OrderUnknown


def order_lock(order_id: UUID) -> Order:
    """Return the order, locked until the caller's transaction ends. Raises OrderUnknown."""
    order: Order | None = Order.objects.locked().filter(pk=order_id).first()
    if order is None:
        raise OrderUnknown
    return order

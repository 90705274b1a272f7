"""The ends of an order that nobody paid."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.catalog import services as catalog
from apps.orders import events
from apps.orders.models import Order
from apps.orders.services.rows import order_lock
from apps.orders.services.stock import held_lines
from apps.orders.services.timeline import timeline_add
from apps.orders.types import (
    OrderIsPaid,
    OrderNotCancellable,
    PaymentStatus,
    StockState,
    TimelineType,
)
from apps.outbox.services import event_publish


def _let_go(order: Order, *, status: PaymentStatus, now: datetime) -> None:
    if order.stock_state == StockState.RESERVED:
        catalog.stock_release(lines=held_lines(order))
        order.stock_state = StockState.RELEASED
    order.payment_status, order.closed_at, order.expires_at = status, now, None
    order.save()


@transaction.atomic
def order_expire(
    *, order_id: UUID, store_id: UUID, now: datetime, still_wanted: Callable[[], bool] | None = None
) -> bool:
    """End a PENDING order and free its stock; says whether it did. Any other order stays as it is.

    The caller has closed the payment session first, or knows that it is over. `still_wanted` is asked once the
    order is held; False leaves it alone. Raises OrderUnknown.
    """
    order = order_lock(order_id)
    if order.payment_status != PaymentStatus.PENDING or (still_wanted is not None and not still_wanted()):
        return False
    _let_go(order, status=PaymentStatus.EXPIRED, now=now)
    timeline_add(
        order_id=order.pk,
        type=TimelineType.EXPIRED,
        message="Not paid in time; the stock is free again.",
        now=now,
    )
    event_publish(event=events.OrderExpired(order_id=order.pk, cart_id=order.cart_id), store_id=store_id)
    return True


@transaction.atomic
def order_cancel(*, order_id: UUID, reason: str, store_id: UUID, now: datetime) -> None:
    """Cancel an order that is PENDING or ON_HOLD, and free its stock; again for a cancelled one does nothing.

    The payments module hears of it and closes the session or sends the money back. Raises OrderUnknown,
    OrderIsPaid (refund first) and OrderNotCancellable.
    """
    order = order_lock(order_id)
    status = order.payment_status
    if status == PaymentStatus.CANCELLED:
        return
    if status in {PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED}:
        raise OrderIsPaid
    if status not in {PaymentStatus.PENDING, PaymentStatus.ON_HOLD}:
        raise OrderNotCancellable
    order.cancel_reason = reason
    _let_go(order, status=PaymentStatus.CANCELLED, now=now)
    message = f"Cancelled: {reason}" if reason else "Cancelled."
    timeline_add(order_id=order.pk, type=TimelineType.CANCELLED, message=message, now=now)
    event_publish(
        event=events.OrderCancelled(order_id=order.pk, cart_id=order.cart_id, reason=reason),
        store_id=store_id,
    )

"""Writes of orders. The only writer of an order's statuses and of what it holds in stock."""

from apps.orders.services.closing import order_cancel, order_expire
from apps.orders.services.payment import (
    PaymentResult,
    order_await_payment,
    order_keep_until,
    order_mark_paid,
    order_record_refund,
)
from apps.orders.services.placement import order_change, order_place
from apps.orders.services.timeline import timeline_add

__all__ = [
    "PaymentResult",
    "order_await_payment",
    "order_cancel",
    "order_change",
    "order_expire",
    "order_keep_until",
    "order_mark_paid",
    "order_place",
    "order_record_refund",
    "timeline_add",
]

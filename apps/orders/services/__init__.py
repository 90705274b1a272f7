"""Writes of orders. The only writer of an order's statuses and of what it holds in stock."""

from apps.orders.services.closing import order_cancel, order_expire
from apps.orders.services.fulfillments import (
    fulfillment_cancel,
    fulfillment_create,
    fulfillment_update,
)
from apps.orders.services.payment import (
    PaymentResult,
    order_await_payment,
    order_keep_until,
    order_mark_paid,
)
from apps.orders.services.placement import order_change, order_place
from apps.orders.services.purchasing import (
    order_purchases_fit,
    order_purchases_plan,
    purchase_follow,
)
from apps.orders.services.refunds import (
    refund_fail,
    refund_open,
    refund_quote,
    refund_wait,
    refund_withdraw,
    refunds_record,
)
from apps.orders.services.timeline import timeline_add

__all__ = [
    "PaymentResult",
    "fulfillment_cancel",
    "fulfillment_create",
    "fulfillment_update",
    "order_await_payment",
    "order_cancel",
    "order_change",
    "order_expire",
    "order_keep_until",
    "order_mark_paid",
    "order_place",
    "order_purchases_fit",
    "order_purchases_plan",
    "purchase_follow",
    "refund_fail",
    "refund_open",
    "refund_quote",
    "refund_wait",
    "refund_withdraw",
    "refunds_record",
    "timeline_add",
]

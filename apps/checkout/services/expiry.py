"""Unpaid orders end, and their stock is free again."""

import logging
from datetime import datetime
from uuid import UUID

from apps.orders import services as orders
from apps.orders.selectors import orders_due
from apps.payments import services as payments
from apps.payments.types import PaymentRefused, PaymentUnavailable

logger = logging.getLogger(__name__)


def orders_expire_due(*, store_id: UUID, now: datetime) -> int:
    """End every order of the current store whose time to pay is over; returns how many ended.

    Stripe is asked to close the session first, so that nobody pays for stock that is given away; an order it
    reports as paid becomes PAID instead. While Stripe is away the stock is freed all the same: a payment that
    still comes takes the stock again or goes back.
    """
    ended, ask = 0, True
    for order_id in orders_due(now=now):
        if ask:
            ask = _close(order_id, now=now)
        ended += orders.order_expire(order_id=order_id, store_id=store_id, now=now)
    payments.sessions_forget_due(store_id=store_id, now=now)
    return ended


def _close(order_id: UUID, *, now: datetime) -> bool:
    """Close the order's session; False when Stripe is away and need not be asked again in this run."""
    try:
        payments.sessions_close(order_id=order_id, now=now)
    except PaymentUnavailable:
        logger.warning("Stripe is away: orders expire without closing their sessions")
        return False
    except PaymentRefused as error:
        logger.error("the session of order %s cannot be closed: %s", order_id, error.code)
    return True

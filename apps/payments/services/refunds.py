"""Refunds that a merchant asks for: written down first, then asked of Stripe under a key of their own."""

import logging
from datetime import datetime
from uuid import UUID

from apps.orders import services as orders
from apps.orders.selectors import order_payment_reference, refund_get
from apps.orders.types import RefundInfo, RefundRefused, RefundState, RefundWish
from apps.payments import gateway
from apps.payments.models import PaymentSession
from apps.payments.types import PaymentRefused, PaymentUnavailable

logger = logging.getLogger(__name__)


def refund_create(*, order_id: UUID, wish: RefundWish, store_id: UUID, now: datetime) -> RefundInfo:
    """Refund a part or all of a paid order and return the refund, usually SUCCEEDED.

    It is PENDING while Stripe cannot be asked or has not decided; it goes on by itself then. Call outside a
    transaction. Raises what `orders.refund_open` raises, and RefundRefused when Stripe says no (the refund is kept
    as FAILED, its amount is free again).
    """
    refund = orders.refund_open(order_id=order_id, wish=wish, store_id=store_id, now=now)
    try:
        refund_submit(refund_id=refund.id, store_id=store_id, now=now)
    except PaymentUnavailable:
        logger.warning("refund %s waits: Stripe cannot be asked now", refund.id)
    found = refund_get(refund_id=refund.id)
    if found.state == RefundState.FAILED:
        raise RefundRefused(found.failure or None)
    return found


def refund_submit(*, refund_id: UUID, store_id: UUID, now: datetime) -> None:
    """Ask Stripe for a refund that is still PENDING and was not begun; again changes nothing.

    On the account the order was charged on. Call outside a transaction, inside the store. Raises
    PaymentUnavailable, to be repeated later.
    """
    refund = refund_get(refund_id=refund_id)
    if refund.state != RefundState.PENDING or refund.reference:
        return
    session = _paid_session(refund.order_id)
    if session is None:
        failure = "This order was not paid by a payment that can be refunded here."
        orders.refund_fail(refund_id=refund.id, failure=failure, store_id=store_id, now=now)
        return
    try:
        facts = gateway.refund_begin(
            payment_intent_id=session.payment_intent_id,
            amount=refund.amount,
            refund_id=refund.id,
            reason=refund.reason,
            account_id=session.account_id,
        )
    except PaymentRefused as refusal:
        logger.error("Stripe refuses refund %s: %s", refund.id, refusal.code)
        orders.refund_fail(refund_id=refund.id, failure=refusal.message, store_id=store_id, now=now)
        return
    orders.refunds_record(order_id=refund.order_id, facts=(facts,), store_id=store_id, now=now)


def _paid_session(order_id: UUID) -> PaymentSession | None:
    reference = order_payment_reference(order_id=order_id)
    rows = PaymentSession.objects.filter(order_id=order_id, payment_intent_id=reference)
    return rows.first() if reference else None

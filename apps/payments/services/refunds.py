"""Refunds that a merchant asks for: written down first, then asked of Stripe under a key of their own."""

import logging
from datetime import datetime
from uuid import UUID

from apps.orders import services as orders
from apps.orders.selectors import order_payment_reference, refund_get, refunds_unbegun
from apps.orders.types import RefundInfo, RefundRefused, RefundState, RefundWish
from apps.payments import gateway
from apps.payments.models import PaymentSession
from apps.payments.services.payouts import payout_account_sync
from apps.payments.services.settlement import refund_returns_fee
from apps.payments.types import PaymentRefused, PaymentUnavailable
from apps.tenants.selectors import store_get
from apps.tenants.types import StoreUnknown
from tenancy.context import public_context, store_context

logger = logging.getLogger(__name__)

WAITS_FOR_ACCOUNT = (
    "Waiting: the Stripe account this order was paid to is not connected any more. Connect it again under Payouts "
    "and the refund goes out by itself; nothing has gone back to the customer yet."
)
WITHDRAWN = (
    "Withdrawn while its Stripe account was not connected: nothing went back to the customer, and the amount can be "
    "refunded anew."
)
MOST_RESUMED = 50


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

    On the account the order was charged on; while that is not connected the refund stays PENDING and says so. Call
    outside a transaction, inside the store. Raises PaymentUnavailable, to be repeated later.
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
            returns_fee=refund_returns_fee(row=session),
        )
    except PaymentRefused as refusal:
        if refusal.code == gateway.ACCOUNT_GONE:
            _wait(session=session, refund_id=refund.id, now=now)
            return
        logger.error("Stripe refuses refund %s: %s", refund.id, refusal.code)
        orders.refund_fail(refund_id=refund.id, failure=refusal.message, store_id=store_id, now=now)
        return
    orders.refunds_record(order_id=refund.order_id, facts=(facts,), store_id=store_id, now=now)


def _wait(*, session: PaymentSession, refund_id: UUID, now: datetime) -> None:
    logger.warning("refund %s waits: account %s is not connected", refund_id, session.account_id)
    orders.refund_wait(refund_id=refund_id, reason=WAITS_FOR_ACCOUNT, now=now)
    PaymentSession.objects.filter(pk=session.pk, refund_waits_since=None).update(refund_waits_since=now)
    payout_account_sync(account_id=session.account_id, now=now)


def refunds_resume(*, now: datetime, store_id: UUID | None = None) -> int:
    """Ask once more for the refunds that wait for their account, of one store or of all; returns how many went out.

    Call outside a transaction and outside a store. Raises PaymentUnavailable.
    """
    with public_context():
        rows = PaymentSession.objects.filter(refund_waits_since__isnull=False)
        rows = rows.filter(store_id=store_id) if store_id else rows
        sessions = list(rows.order_by("refund_waits_since", "pk")[:MOST_RESUMED])
    return sum(_resume(session=session, now=now) for session in sessions)


def _resume(*, session: PaymentSession, now: datetime) -> int:
    try:
        store = store_get(store_id=session.store_id)
    except StoreUnknown:
        return 0
    with store_context(store.schema_name):
        waiting = refunds_unbegun(order_id=session.order_id)
        for refund_id in waiting:
            refund_submit(refund_id=refund_id, store_id=store.id, now=now)
        left = len(refunds_unbegun(order_id=session.order_id))
        if not left:
            PaymentSession.objects.filter(pk=session.pk).update(refund_waits_since=None)
    return len(waiting) - left


def refund_withdraw(*, order_id: UUID, refund_id: UUID, store_id: UUID, now: datetime) -> RefundInfo:
    """Give up a refund that waits for its Stripe account, and return it: FAILED, or SUCCEEDED where it went out now.

    Stripe is asked once more before. Should it carry the refund out all the same, in a call that was on its way, its
    word counts. Call outside a transaction. Raises OrderUnknown, RefundUnknown, RefundBegun, PaymentUnavailable.
    """
    if refund_id not in refunds_unbegun(order_id=order_id):
        # Not there, another order's, begun, or withdrawn before: all decided in one place.
        return orders.refund_withdraw(
            order_id=order_id, refund_id=refund_id, reason=WITHDRAWN, store_id=store_id, now=now
        )
    refund_submit(refund_id=refund_id, store_id=store_id, now=now)
    if refund_id not in refunds_unbegun(order_id=order_id):
        return refund_get(refund_id=refund_id)
    return orders.refund_withdraw(
        order_id=order_id, refund_id=refund_id, reason=WITHDRAWN, store_id=store_id, now=now
    )


def _paid_session(order_id: UUID) -> PaymentSession | None:
    reference = order_payment_reference(order_id=order_id)
    rows = PaymentSession.objects.filter(order_id=order_id, payment_intent_id=reference)
    return rows.first() if reference else None

"""From what Stripe says about a session to the order. The answer is always read anew from Stripe.

Nothing here looks at an event's text, at metadata or at the address a browser came back to: the session is found
in our own table, which names store and order, and its state is what Stripe answers now. So duplicates, late and
reordered events all lead to the same end.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.money.types import Money, money_format
from apps.orders import services as orders
from apps.orders.selectors import order_has_refunds, order_is_paid_by
from apps.orders.types import PaymentFacts, RefundFacts, TimelineType
from apps.payments import gateway
from apps.payments.models import PaymentSession, StripeEvent
from apps.payments.types import LIVE, EventState, PaymentRefused, SessionFacts, SessionStatus, SessionUnknown
from apps.tenants.selectors import store_get
from tenancy.context import public_context, store_context

logger = logging.getLogger(__name__)

PROVIDER = "stripe"
DELAYED_PAYMENT = timedelta(days=14)
FINAL = (SessionStatus.PAID, SessionStatus.FAILED, SessionStatus.EXPIRED)


def session_settle(*, session_id: str, now: datetime) -> None:
    """Ask Stripe about a session and bring its order to that state; repeating it changes nothing more.

    Call outside a transaction. Works for a suspended store too: what was paid was paid. Raises SessionUnknown
    for a session that is not ours and PaymentUnavailable.
    """
    row = PaymentSession.objects.filter(session_id=session_id).first()
    if row is None:
        raise SessionUnknown
    facts = _ask(session_id, row.account_id)
    store = store_get(store_id=row.store_id)
    with store_context(store.schema_name):
        if facts is None:
            _settle_expired(row=row, now=now)
        elif facts.is_paid:
            _settle_paid(row=row, facts=facts, now=now)
        elif facts.status == "complete":
            _settle_delayed(row=row, facts=facts, now=now)
        elif facts.status == "expired":
            _settle_expired(row=row, now=now)


def _ask(session_id: str, account_id: str) -> SessionFacts | None:
    """Return the session as it is now; None when this Stripe account has no such session, or is not ours any more."""
    try:
        return gateway.session_retrieve(session_id, account_id)
    except PaymentRefused as error:
        if error.code not in ("resource_missing", gateway.ACCOUNT_GONE):
            raise
        logger.error("Stripe knows no session %s: was the account's key changed?", session_id)
        return None


def _settle_paid(*, row: PaymentSession, facts: SessionFacts, now: datetime) -> None:
    payment = PaymentFacts(
        provider=PROVIDER,
        reference=facts.payment_intent_id or facts.session_id,
        amount=facts.received,
        paid_at=facts.paid_at or now,
    )
    refunds, fee_returned = refunds_read(row=row, facts=facts), _fee_returned(row=row, facts=facts)
    with transaction.atomic():
        result = orders.order_mark_paid(
            order_id=row.order_id, payment=payment, store_id=row.store_id, now=now
        )
        _status(row, SessionStatus.PAID, now=now, payment_intent_id=facts.payment_intent_id)
        # A second payment that went back says nothing about the order, which the first one paid.
        if refunds and order_is_paid_by(order_id=row.order_id, reference=facts.payment_intent_id):
            orders.refunds_record(order_id=row.order_id, facts=refunds, store_id=row.store_id, now=now)
        _fee_returned_write(row=row, minor=fee_returned, now=now)
        _unpark(row=row, facts=facts, now=now)
    if result.hold_reason:
        logger.error("order %s of store %s is on hold: %s", row.order_id, row.store_id, result.hold_reason)
    if result.wants_refund and facts.received.amount_minor > facts.refunded_minor:
        _refund(row=row, facts=facts, reason=result.hold_reason or result.outcome.lower(), now=now)


def refunds_read(*, row: PaymentSession, facts: SessionFacts) -> tuple[RefundFacts, ...]:
    """Return the refunds of a session's payment, asking Stripe only when there is or was any.

    Outside a transaction, inside the store. Raises PaymentUnavailable.
    """
    if not facts.payment_intent_id:
        return ()
    if not facts.refunded_minor and not order_has_refunds(order_id=row.order_id):
        return ()
    return gateway.refunds_of(payment_intent_id=facts.payment_intent_id, account_id=row.account_id)


def refund_returns_fee(*, row: PaymentSession) -> bool:
    """Say whether a refund of this payment gives its share of the platform's fee back."""
    return bool(row.application_fee_minor) and settings.PAYMENTS_REFUND_RETURNS_FEE


def _fee_returned(*, row: PaymentSession, facts: SessionFacts) -> int:
    if not row.application_fee_minor or not facts.refunded_minor or not facts.charge_id:
        return 0
    return gateway.fee_returned_minor(charge_id=facts.charge_id)


def _fee_returned_write(*, row: PaymentSession, minor: int, now: datetime) -> None:
    """Keep what of the platform's fee went back, and say it in the order's history once for each amount."""
    rows = PaymentSession.objects.filter(pk=row.pk, application_fee_returned_minor__lt=minor)
    if not rows.update(application_fee_returned_minor=minor, updated_at=now):
        return
    said = money_format(Money(minor, row.currency), "en")
    orders.timeline_add(
        order_id=row.order_id,
        type=TimelineType.REFUNDED,
        message=f"{said} of the platform's fee came back to you with it.",
        now=now,
    )


def _settle_delayed(*, row: PaymentSession, facts: SessionFacts, now: datetime) -> None:
    """A bank transfer or the like: complete at Stripe, money still on its way, or finally not coming."""
    with transaction.atomic():
        if facts.is_payment_failed:
            _status(row, SessionStatus.FAILED, now=now, payment_intent_id=facts.payment_intent_id)
            orders.order_expire(order_id=row.order_id, store_id=row.store_id, now=now)
            return
        until = row.created_at + DELAYED_PAYMENT
        _status(
            row,
            SessionStatus.PROCESSING,
            now=now,
            payment_intent_id=facts.payment_intent_id,
            expires_at=until,
        )
        orders.order_await_payment(order_id=row.order_id, until=until, now=now)


def _settle_expired(*, row: PaymentSession, now: datetime) -> None:
    """Free the order, unless it goes on with another session or we closed this one to change the order."""

    def nothing_else_runs() -> bool:
        # Asked while the order is held, so that a new attempt begun at this moment is seen.
        rows = PaymentSession.objects.filter(order_id=row.order_id)
        closed_by_us = rows.filter(pk=row.pk, status=SessionStatus.SUPERSEDED)
        return not closed_by_us.exists() and not rows.filter(status__in=LIVE).exclude(pk=row.pk).exists()

    with transaction.atomic():
        orders.order_expire(
            order_id=row.order_id, store_id=row.store_id, now=now, still_wanted=nothing_else_runs
        )
        PaymentSession.objects.filter(pk=row.pk, status__in=LIVE).update(
            status=SessionStatus.EXPIRED, updated_at=now
        )


def _status(row: PaymentSession, status: SessionStatus, *, now: datetime, **values: object) -> None:
    """Set the status unless the session is already final; paid is above everything."""
    rows = PaymentSession.objects.filter(pk=row.pk)
    if status != SessionStatus.PAID:
        rows = rows.exclude(status__in=FINAL)
    rows.update(status=status, updated_at=now, **values)


def _unpark(*, row: PaymentSession, facts: SessionFacts, now: datetime) -> None:
    """Events about this payment that came before it was known are dealt with now: their state was just read."""
    if not facts.payment_intent_id:
        return
    with public_context():  # they belong to no store yet, so a store does not see them
        StripeEvent.objects.filter(state=EventState.PARKED, payment_intent_id=facts.payment_intent_id).update(
            state=EventState.PROCESSED, store_id=row.store_id, error="", processed_at=now
        )


def _refund(*, row: PaymentSession, facts: SessionFacts, reason: str, now: datetime) -> None:
    """Send the whole payment back, once: the idempotency key is the session's own."""
    if PaymentSession.objects.filter(pk=row.pk).exclude(refund_id="").exists():
        return
    try:
        refund_id = gateway.refund_create(
            payment_intent_id=facts.payment_intent_id,
            idempotency_key=f"refund-{row.pk}",
            reason=reason,
            account_id=row.account_id,
            returns_fee=refund_returns_fee(row=row),
        )
    except PaymentRefused as error:
        if error.code != "charge_already_refunded":
            raise
        refund_id = error.code
    with transaction.atomic():
        PaymentSession.objects.filter(pk=row.pk).update(
            refund_id=refund_id, refund_reason=reason, updated_at=now
        )
        orders.timeline_add(
            order_id=row.order_id,
            type=TimelineType.REFUND_REQUESTED,
            message=f"Sent back to the shopper automatically ({reason}).",
            now=now,
        )


def session_store_id(*, session_id: str = "", payment_intent_id: str = "") -> UUID | None:
    """Return the store of a Stripe session or payment by our own rows, or None."""
    rows = PaymentSession.objects.none()
    if session_id:
        rows = PaymentSession.objects.filter(session_id=session_id)
    elif payment_intent_id:
        rows = PaymentSession.objects.filter(payment_intent_id=payment_intent_id)
    return rows.values_list("store_id", flat=True).first()

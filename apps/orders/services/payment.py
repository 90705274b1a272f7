"""From a provider's payment to the order's status. Every function may be repeated without a second effect."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.catalog import services as catalog
from apps.catalog.types import OutOfStock
from apps.money.types import Money, money_format
from apps.orders import events
from apps.orders.models import Order
from apps.orders.services.rows import order_lock
from apps.orders.services.stock import held_lines
from apps.orders.services.timeline import timeline_add
from apps.orders.types import (
    HoldReason,
    PaymentFacts,
    PaymentOutcome,
    PaymentStatus,
    StockState,
    TimelineType,
)
from apps.outbox.services import event_publish


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What became of a payment; `hold_reason` is "" unless the outcome is HELD."""

    outcome: PaymentOutcome
    hold_reason: str = ""

    @property
    def wants_refund(self) -> bool:
        """The shopper paid for what they will not get: the money goes back by itself."""
        automatic = {HoldReason.OUT_OF_STOCK, HoldReason.PAID_AFTER_CANCEL}
        return self.outcome == PaymentOutcome.PAID_TWICE or self.hold_reason in automatic


@transaction.atomic
def order_mark_paid(*, order_id: UUID, payment: PaymentFacts, store_id: UUID, now: datetime) -> PaymentResult:
    """Settle a payment with its order and return what came of it.

    The paid amount and currency are compared with the order's total: unequal → ON_HOLD. A PENDING order becomes
    PAID and its stock sold. After expiry the stock is taken again; if that fails → ON_HOLD. The same payment
    again changes nothing (ALREADY_PAID or the same HELD); another payment for a settled order is PAID_TWICE.
    Raises OrderUnknown.
    """
    order = order_lock(order_id)
    repeated = _repeated(order=order, payment=payment)
    if repeated is not None:
        return repeated
    reason = _mismatch(order=order, payment=payment)
    if not reason and order.payment_status == PaymentStatus.CANCELLED:
        reason = HoldReason.PAID_AFTER_CANCEL
    if not reason and order.payment_status == PaymentStatus.EXPIRED and not _reserve_again(order):
        reason = HoldReason.OUT_OF_STOCK
    order.payment_provider, order.payment_reference = payment.provider, payment.reference
    order.paid_at = payment.paid_at
    order.paid_minor = payment.amount.amount_minor if payment.amount.currency == order.currency else 0
    if reason:
        _hold(order=order, payment=payment, reason=reason, store_id=store_id, now=now)
        return PaymentResult(PaymentOutcome.HELD, reason)
    _pay(order=order, store_id=store_id, now=now)
    return PaymentResult(PaymentOutcome.PAID)


def _repeated(*, order: Order, payment: PaymentFacts) -> PaymentResult | None:
    """Return what is already known of this payment, or None when it is the order's first."""
    if not order.payment_reference:
        return None
    if (order.payment_provider, order.payment_reference) != (payment.provider, payment.reference):
        return PaymentResult(PaymentOutcome.PAID_TWICE)
    if order.payment_status == PaymentStatus.ON_HOLD:
        return PaymentResult(PaymentOutcome.HELD, order.hold_reason)
    if order.payment_status == PaymentStatus.CANCELLED:
        return PaymentResult(PaymentOutcome.HELD, HoldReason.PAID_AFTER_CANCEL)
    return PaymentResult(PaymentOutcome.ALREADY_PAID)


def _mismatch(*, order: Order, payment: PaymentFacts) -> HoldReason | None:
    if payment.amount.currency != order.currency:
        return HoldReason.CURRENCY_MISMATCH
    if payment.amount.amount_minor != order.total_minor:
        return HoldReason.AMOUNT_MISMATCH
    return None


def _reserve_again(order: Order) -> bool:
    try:
        with transaction.atomic():
            catalog.stock_reserve(lines=held_lines(order))
    except OutOfStock:
        return False
    order.stock_state = StockState.RESERVED
    return True


def _pay(*, order: Order, store_id: UUID, now: datetime) -> None:
    catalog.stock_commit(lines=held_lines(order))
    order.payment_status, order.stock_state = PaymentStatus.PAID, StockState.COMMITTED
    order.expires_at = order.closed_at = None
    order.save()
    total = money_format(Money(order.total_minor, order.currency), order.locale)
    timeline_add(order_id=order.pk, type=TimelineType.PAID, message=f"{total} paid.", now=now)
    event_publish(
        event=events.OrderPaid(order_id=order.pk, number=order.number, cart_id=order.cart_id),
        store_id=store_id,
    )


# What the order's history says to a person.
_HOLD_WORDS = {
    HoldReason.AMOUNT_MISMATCH: "what was paid is not what is due",
    HoldReason.CURRENCY_MISMATCH: "it was paid in another currency",
    HoldReason.OUT_OF_STOCK: "it was paid after it had expired, and the goods are gone",
    HoldReason.PAID_AFTER_CANCEL: "it was paid after it had been cancelled",
}


def _hold(*, order: Order, payment: PaymentFacts, reason: HoldReason, store_id: UUID, now: datetime) -> None:
    order.payment_status, order.hold_reason = PaymentStatus.ON_HOLD, reason
    order.expires_at = None
    order.save()
    paid = money_format(payment.amount, order.locale)
    due = money_format(Money(order.total_minor, order.currency), order.locale)
    timeline_add(
        order_id=order.pk,
        type=TimelineType.HELD,
        message=f"On hold, {_HOLD_WORDS[reason]}: {paid} paid, {due} due.",
        now=now,
    )
    event_publish(event=events.OrderHeld(order_id=order.pk, reason=reason), store_id=store_id)


@transaction.atomic
def order_await_payment(*, order_id: UUID, until: datetime, now: datetime) -> None:
    """Keep the stock of a PENDING order until `until`: a delayed payment method is on its way.

    Anything but a PENDING order stays as it is. Raises OrderUnknown.
    """
    order = order_lock(order_id)
    if order.payment_status != PaymentStatus.PENDING or order.expires_at is None or order.expires_at >= until:
        return
    order.expires_at = until
    order.save(update_fields=["expires_at"])
    timeline_add(
        order_id=order.pk,
        type=TimelineType.PAYMENT_PENDING,
        message="The shopper chose a payment method that takes some days.",
        now=now,
    )


@transaction.atomic
def order_keep_until(*, order_id: UUID, expires_at: datetime) -> None:
    """Let a PENDING order's reservation last until `expires_at`: a new payment session was begun for it.

    Any other order stays as it is. Raises OrderUnknown.
    """
    order = order_lock(order_id)
    if order.payment_status == PaymentStatus.PENDING:
        order.expires_at = expires_at
        order.save(update_fields=["expires_at"])

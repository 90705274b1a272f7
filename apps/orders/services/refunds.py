"""Giving money back: what may go back, what the provider said of it, and what follows for the order.

Every function holds the order's row. What is PENDING counts as gone, so two refunds at once can never exceed what
was paid; the provider is asked outside, by payments.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from apps.audit.services import entry_record
from apps.catalog import services as catalog
from apps.money.types import Money, money_format
from apps.orders import events
from apps.orders.models import Order, OrderLine, Refund, RefundLine
from apps.orders.selectors.parcels import refund_info
from apps.orders.services.buying import PART_REFUNDED, buying_fit
from apps.orders.services.progress import progress_write
from apps.orders.services.rows import order_lock
from apps.orders.services.stock import held_lines
from apps.orders.services.timeline import timeline_add
from apps.orders.types import (
    NotRefundable,
    PaymentStatus,
    RefundBegun,
    RefundFacts,
    RefundInfo,
    RefundInvalid,
    RefundQuote,
    RefundReason,
    RefundSource,
    RefundState,
    RefundTooMuch,
    RefundUnknown,
    RefundWish,
    StockState,
    TimelineType,
)
from apps.outbox.services import event_publish

REFUNDABLE = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.ON_HOLD)
REFUND_FAILED = "The refund failed, so the order wants it again."
COUNTING = (RefundState.PENDING, RefundState.SUCCEEDED)


@transaction.atomic
def refund_quote(*, order_id: UUID, wish: RefundWish) -> RefundQuote:
    """Return what a wish comes to, without doing it. Raises what `refund_open` raises."""
    order = order_lock(order_id)
    return _quote(order, wish, _pieces(order, wish))


@transaction.atomic
def refund_open(*, order_id: UUID, wish: RefundWish, store_id: UUID, now: datetime) -> RefundInfo:
    """Write down a refund as PENDING; from here on its amount and pieces are spoken for.

    Pieces that were not sent yet will not be. Publishes `refund.requested`, upon which the provider is asked.
    Raises OrderUnknown, NotRefundable, RefundInvalid (fields) and RefundTooMuch.
    """
    order = order_lock(order_id)
    pieces = _pieces(order, wish)
    quote = _quote(order, wish, pieces)
    row = Refund.objects.create(
        order=order,
        amount_minor=quote.amount.amount_minor,
        shipping_minor=min(quote.shipping.amount_minor, quote.amount.amount_minor),
        reason=wish.reason,
        note=wish.note,
        is_restocked=wish.is_restocked,
        created_at=now,
    )
    for line, quantity in pieces:
        _line_open(row, line, quantity)
    progress_write(order=order, store_id=store_id, now=now)
    said = money_format(quote.amount, order.locale)
    timeline_add(
        order_id=order.pk, type=TimelineType.REFUND_REQUESTED, message=f"Refund of {said} begun.", now=now
    )
    entry_record(
        verb="order.refund_requested",
        object_type="order",
        object_id=order.pk,
        object_label=f"#{order.number}",
        store_id=store_id,
        after={"refund_id": str(row.pk), **quote.amount.to_wire(), "reason": wish.reason},
    )
    event_publish(event=events.RefundRequested(order_id=order.pk, refund_id=row.pk), store_id=store_id)
    buying_fit(order=order, reason=PART_REFUNDED, store_id=store_id, now=now)
    return refund_info(row=row, currency=order.currency)


def _pieces(order: Order, wish: RefundWish) -> list[tuple[OrderLine, int]]:
    rows = {line.pk: line for line in order.lines.select_for_update(of=("self",)).order_by("pk")}
    ids = [piece.order_line_id for piece in wish.lines]
    if len(set(ids)) < len(ids) or any(pk not in rows for pk in ids):
        raise RefundInvalid(fields={"lines": ["Name lines of this order, each once."]})
    for piece in wish.lines:
        line = rows[piece.order_line_id]
        most = line.quantity - line.refunded_quantity
        if piece.quantity < 1:
            raise RefundInvalid(fields={"lines": ["At least one piece of each line named."]})
        if piece.quantity > most:
            raise RefundTooMuch(f"{line.title}: {most} can still be refunded.")
    return [(rows[piece.order_line_id], piece.quantity) for piece in wish.lines]


def _quote(order: Order, wish: RefundWish, pieces: Sequence[tuple[OrderLine, int]]) -> RefundQuote:
    if order.payment_status not in REFUNDABLE or not order.payment_reference or not order.paid_minor:
        raise NotRefundable
    _wish_check(order, wish)
    left = order.paid_minor - _sum(order.refunds.filter(state__in=COUNTING), "amount_minor")
    lines_minor = sum(_share(order, line, quantity) for line, quantity in pieces)
    shipping = wish.shipping.amount_minor if wish.shipping else 0
    if shipping > _shipping_left(order):
        raise RefundTooMuch("This is more than the shipping that can still be refunded.")
    amount = wish.amount.amount_minor if wish.amount else lines_minor + shipping
    if amount < 1:
        raise RefundInvalid(fields={"amount": ["An amount above zero."]})
    if amount > left:
        most = money_format(Money(left, order.currency), order.locale)
        raise RefundTooMuch(f"At most {most} can still be refunded.")
    money = [Money(minor, order.currency) for minor in (amount, lines_minor, shipping, left)]
    return RefundQuote(*money)


def _wish_check(order: Order, wish: RefundWish) -> None:
    for name, money in (("amount", wish.amount), ("shipping", wish.shipping)):
        if money is not None and money.currency != order.currency:
            raise RefundInvalid(fields={name: [f"This order is in {order.currency}."]})
        if money is not None and money.amount_minor < 0:
            raise RefundInvalid(fields={name: ["Not below zero."]})
    if not wish.lines and wish.amount is None and wish.shipping is None:
        raise RefundInvalid(fields={"amount": ["Say what goes back: lines, shipping or an amount."]})


def _sum(rows: object, name: str) -> int:
    return rows.aggregate(sum=Sum(name))["sum"] or 0  # type: ignore[attr-defined]


def _share(order: Order, line: OrderLine, quantity: int) -> int:
    """Return what the next pieces of a line cost: all pieces together come to the line's whole price exactly."""
    paid = line.line_total_minor - line.discount_minor
    paid += 0 if order.is_tax_inclusive else line.tax_minor
    before = paid * line.refunded_quantity // line.quantity
    return paid * (line.refunded_quantity + quantity) // line.quantity - before


def _shipping_left(order: Order) -> int:
    paid = order.shipping_minor + (0 if order.is_tax_inclusive else order.shipping_tax_minor)
    return paid - _sum(order.refunds.filter(state__in=COUNTING), "shipping_minor")


def _line_open(row: Refund, line: OrderLine, quantity: int) -> None:
    amount = _share(row.order, line, quantity)
    unsent = line.quantity - line.fulfilled_quantity - line.removed_quantity
    removed = min(quantity, unsent)
    line.refunded_quantity += quantity
    line.removed_quantity += removed
    line.save(update_fields=["refunded_quantity", "removed_quantity"])
    RefundLine.objects.create(
        refund=row, order_line=line, quantity=quantity, removed_quantity=removed, amount_minor=amount
    )


@transaction.atomic
def refunds_record(
    *, order_id: UUID, facts: Sequence[RefundFacts], store_id: UUID, now: datetime
) -> tuple[RefundInfo, ...]:
    """Bring the refunds of an order to the state their provider reports, and return those it named.

    A refund not known here was made at the provider and is taken over. A failed one frees its amount and pieces.
    Repeating it changes nothing. Publishes `order.refunded` once per refund that went through. Facts in another
    currency are passed over. Raises OrderUnknown.
    """
    order = order_lock(order_id)
    rows = [
        _record(order, fact, store_id=store_id, now=now)
        for fact in facts
        if fact.amount.currency == order.currency
    ]
    _status_write(order)
    progress_write(order=order, store_id=store_id, now=now)
    buying_fit(order=order, reason=PART_REFUNDED, store_id=store_id, now=now)
    return tuple(refund_info(row=row, currency=order.currency) for row in rows)


def _record(order: Order, fact: RefundFacts, *, store_id: UUID, now: datetime) -> Refund:
    row = order.refunds.filter(reference=fact.reference).first()
    if row is None and fact.refund_id is not None:
        row = order.refunds.filter(pk=fact.refund_id).first()
    if row is None:
        row = Refund(
            order=order,
            amount_minor=fact.amount.amount_minor,
            source=RefundSource.AUTOMATIC if fact.is_automatic else RefundSource.PROVIDER,
            reason=RefundReason.OTHER,
            created_at=fact.created_at,
        )
    # A new row is PENDING by default, so that what it is now counts as a move.
    before = row.state
    row.reference, row.state = fact.reference, fact.state
    row.failure = fact.failure[:300] if fact.state == RefundState.FAILED else ""
    if fact.state != RefundState.PENDING and row.settled_at is None:
        row.settled_at = now
    row.save()
    if before != fact.state:
        _moved(order, row, before=before, store_id=store_id, now=now)
    return row


def _moved(order: Order, row: Refund, *, before: str, store_id: UUID, now: datetime) -> None:
    said = money_format(Money(row.amount_minor, order.currency), order.locale)
    if row.state == RefundState.FAILED:
        _pieces_free(row)
        message = f"Refund of {said} failed. {row.failure}".strip()
        timeline_add(order_id=order.pk, type=TimelineType.REFUND_FAILED, message=message, now=now)
        if before == RefundState.SUCCEEDED:
            event_publish(event=events.RefundFailed(order_id=order.pk, refund_id=row.pk), store_id=store_id)
    elif row.state == RefundState.SUCCEEDED:
        if before == RefundState.FAILED:  # the provider had carried out what was withdrawn here
            _pieces_take(row)
        _restock(row)
        timeline_add(order_id=order.pk, type=TimelineType.REFUNDED, message=f"{said} refunded.", now=now)
        event_publish(
            event=events.OrderRefunded(order_id=order.pk, refund_id=row.pk, amount_minor=row.amount_minor),
            store_id=store_id,
        )


def _pieces_free(row: Refund) -> None:
    for piece in row.lines.select_related("order_line"):
        piece.order_line.refunded_quantity -= piece.quantity
        piece.order_line.removed_quantity -= piece.removed_quantity
        piece.order_line.save(update_fields=["refunded_quantity", "removed_quantity"])


def _pieces_take(row: Refund) -> None:
    """Take freed pieces once more, as many as nobody else has taken or sent meanwhile."""
    for piece in row.lines.select_related("order_line"):
        line = piece.order_line
        unsent = line.quantity - line.fulfilled_quantity - line.removed_quantity
        piece.removed_quantity = min(piece.quantity, unsent)
        line.refunded_quantity = min(line.quantity, line.refunded_quantity + piece.quantity)
        line.removed_quantity += piece.removed_quantity
        piece.save(update_fields=["removed_quantity"])
        line.save(update_fields=["refunded_quantity", "removed_quantity"])


def _restock(row: Refund) -> None:
    if not row.is_restocked:
        return
    pieces = list(row.lines.values_list("order_line__variant_id", "quantity"))
    if pieces:
        catalog.stock_restock(lines=pieces)


def _status_write(order: Order) -> None:
    """Set what went back and the payment status; the parcels' statuses are none of its business."""
    order.refunded_minor = _sum(order.refunds.filter(state=RefundState.SUCCEEDED), "amount_minor")
    held = PaymentStatus.ON_HOLD if order.hold_reason else PaymentStatus.PAID
    if order.refunded_minor and order.refunded_minor >= order.paid_minor:
        order.payment_status = PaymentStatus.REFUNDED
        if order.stock_state == StockState.RESERVED:
            catalog.stock_release(lines=held_lines(order))
            order.stock_state = StockState.RELEASED
    elif order.payment_status in {
        PaymentStatus.PAID,
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.REFUNDED,
    }:
        part = PaymentStatus.PARTIALLY_REFUNDED if held == PaymentStatus.PAID else held
        order.payment_status = part if order.refunded_minor else held
    order.save()


@transaction.atomic
def refund_wait(*, refund_id: UUID, reason: str, now: datetime) -> None:
    """Say with a PENDING refund why its provider cannot be asked, once; its amount stays spoken for."""
    found = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if found is None:
        return
    order = order_lock(found)
    row = order.refunds.get(pk=refund_id)
    if row.state != RefundState.PENDING or row.reference or row.failure == reason[:300]:
        return
    row.failure = reason[:300]
    row.save(update_fields=["failure"])
    said = money_format(Money(row.amount_minor, order.currency), order.locale)
    timeline_add(
        order_id=order.pk, type=TimelineType.REFUND_WAITS, message=f"Refund of {said}. {reason}", now=now
    )


@transaction.atomic
def refund_fail(*, refund_id: UUID, failure: str, store_id: UUID, now: datetime) -> None:
    """Note that the provider refused a refund before it began; its amount and pieces are free again.

    A refund that is not PENDING, or has been begun there, stays as it is.
    """
    found = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if found is None:
        return
    order = order_lock(found)
    row = order.refunds.get(pk=refund_id)
    if row.state != RefundState.PENDING or row.reference:
        return
    row.state, row.failure, row.settled_at = RefundState.FAILED, failure[:300], now
    row.save(update_fields=["state", "failure", "settled_at"])
    _moved(order, row, before=RefundState.PENDING, store_id=store_id, now=now)
    progress_write(order=order, store_id=store_id, now=now)
    buying_fit(order=order, reason=REFUND_FAILED, store_id=store_id, now=now)


@transaction.atomic
def refund_withdraw(
    *, order_id: UUID, refund_id: UUID, reason: str, store_id: UUID, now: datetime
) -> RefundInfo:
    """Give up a refund that waits to be asked for, and return it as FAILED; its amount and pieces are free again.

    Repeating it changes nothing. Raises OrderUnknown, RefundUnknown, and RefundBegun when the provider has it.
    """
    order = order_lock(order_id)
    row = order.refunds.filter(pk=refund_id).first()
    if row is None:
        raise RefundUnknown
    if row.state == RefundState.FAILED and row.failure == reason:
        return refund_info(row=row, currency=order.currency)
    if row.state != RefundState.PENDING or row.reference or not row.failure:
        raise RefundBegun
    refund_fail(refund_id=row.pk, failure=reason, store_id=store_id, now=now)
    entry_record(
        verb="order.refund_withdrawn",
        object_type="order",
        object_id=order.pk,
        object_label=f"#{order.number}",
        store_id=store_id,
        after={"refund_id": str(row.pk), **Money(row.amount_minor, order.currency).to_wire()},
    )
    row.refresh_from_db()
    return refund_info(row=row, currency=order.currency)

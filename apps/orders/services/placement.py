"""Making an order out of a cart, and remaking it while nobody has paid."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from apps.catalog import services as catalog
from apps.customers.services import customer_ensure
from apps.orders import events
from apps.orders.models import Order, OrderLine
from apps.orders.selectors import placed_view
from apps.orders.services.numbering import order_number_next
from apps.orders.services.rows import order_lock
from apps.orders.services.stock import held_lines, merged, reservation_move
from apps.orders.services.timeline import timeline_add
from apps.orders.types import (
    LineSnapshot,
    OrderNotOpen,
    OrderPlaced,
    OrderSnapshot,
    PaymentStatus,
    TimelineType,
)
from apps.outbox.services import event_publish


def order_place(
    *, snapshot: OrderSnapshot, expires_at: datetime, store_id: UUID, now: datetime
) -> OrderPlaced:
    """Create a PENDING order with its frozen lines, its number and its stock, all in the caller's transaction.

    The caller holds the cart, so a cart has one open order at most. Stock is reserved last, which keeps the
    variants' rows locked for the shortest time. Raises OutOfStock; then nothing of the order remains.
    """
    content = _content(snapshot=snapshot, expires_at=expires_at, now=now)
    # From here on other orders of the store wait for their number: nothing slow may follow.
    order = Order.objects.create(
        number=order_number_next(), cart_id=snapshot.cart_id, placed_at=now, **content
    )
    _write_lines(order=order, lines=snapshot.lines)
    timeline_add(
        order_id=order.pk, type=TimelineType.PLACED, message="Order placed; waiting for payment.", now=now
    )
    event_publish(
        event=events.OrderPlaced(order_id=order.pk, number=order.number, cart_id=order.cart_id),
        store_id=store_id,
    )
    catalog.stock_reserve(lines=merged((line.variant_id, line.quantity) for line in snapshot.lines))
    return placed_view(order=order, lines=snapshot.lines)


def order_change(
    *, order_id: UUID, snapshot: OrderSnapshot, expires_at: datetime, now: datetime
) -> OrderPlaced:
    """Replace the content of a PENDING order and move its reservation by the difference.

    Runs in the caller's transaction, after the old payment session was closed. Raises OrderUnknown,
    OrderNotOpen when it was paid or closed meanwhile, and OutOfStock; then the order is as before.
    """
    order = order_lock(order_id)
    if order.payment_status != PaymentStatus.PENDING:
        raise OrderNotOpen
    before = held_lines(order)
    for name, value in _content(snapshot=snapshot, expires_at=expires_at, now=now).items():
        setattr(order, name, value)
    order.save()
    order.lines.all().delete()
    _write_lines(order=order, lines=snapshot.lines)
    timeline_add(
        order_id=order.pk, type=TimelineType.CHANGED, message="The shopper changed the order.", now=now
    )
    after = merged((line.variant_id, line.quantity) for line in snapshot.lines)
    reservation_move(before=before, after=after)
    return placed_view(order=order, lines=snapshot.lines)


def _content(*, snapshot: OrderSnapshot, expires_at: datetime, now: datetime) -> dict[str, object]:
    address = snapshot.shipping_address
    customer_id = snapshot.customer_id or customer_ensure(
        email=snapshot.email, name=address.name, phone=address.phone, now=now
    )
    return {
        "customer_id": customer_id,
        "email": snapshot.email,
        "customer_name": address.name,
        "locale": snapshot.locale,
        "currency": snapshot.currency,
        "items_count": sum(line.quantity for line in snapshot.lines),
        "subtotal_minor": snapshot.subtotal_minor,
        "discount_minor": snapshot.discount_minor,
        "shipping_minor": snapshot.shipping_minor,
        "tax_minor": snapshot.tax_minor,
        "total_minor": snapshot.total_minor,
        "discount_id": snapshot.discount_id,
        "discount_code": snapshot.discount_code,
        "tax_name": snapshot.tax_name,
        "tax_percent_milli": snapshot.tax_percent_milli,
        "is_tax_inclusive": snapshot.is_tax_inclusive,
        "shipping_tax_minor": snapshot.shipping_tax_minor,
        "shipping_method": snapshot.shipping_method,
        "shipping_address": asdict(address),
        "billing_address": asdict(snapshot.billing_address),
        "note": snapshot.note,
        "fingerprint": snapshot.fingerprint,
        "expires_at": expires_at,
    }


def _write_lines(*, order: Order, lines: tuple[LineSnapshot, ...]) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            line_total_minor=line.quantity * line.unit_price_minor,
            **asdict(line),
        )
        for position, line in enumerate(lines, start=1)
    )

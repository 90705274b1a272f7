"""Orders and what is bought for them: planned when paid, stopped when taken back, sent when the supplier sends."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.orders.models import Fulfillment, Order, OrderLine
from apps.orders.services.buying import PART_REFUNDED, buying_fit
from apps.orders.services.fulfillments import SENDABLE, fulfillment_create, fulfillment_update
from apps.orders.services.rows import order_lock
from apps.orders.types import (
    FulfillmentInfo,
    FulfillmentState,
    LinePieces,
    TrackingInput,
)
from apps.suppliers import services as suppliers
from apps.suppliers.selectors import purchase_order_of
from apps.suppliers.services import PurchaseFacts
from apps.suppliers.types import LineToBuy, OrderToBuy, ParcelToSend


@transaction.atomic
def order_purchases_plan(*, order_id: UUID, store_id: UUID, now: datetime) -> list[UUID]:
    """Plan what is to be bought for a paid order; any other order, and the same again, changes nothing.

    Raises OrderUnknown.
    """
    order = order_lock(order_id)
    if order.payment_status not in SENDABLE:
        return []
    lines = tuple(
        LineToBuy(
            order_line_id=line.pk,
            variant_id=line.variant_id,
            quantity=line.quantity - line.fulfilled_quantity - line.removed_quantity,
            title=line.title,
            variant_title=line.variant_title,
            sku=line.sku,
            image_url=line.image_url,
            sold_unit_minor=_sold_unit_minor(order, line),
        )
        for line in order.lines.order_by("position")
    )
    wanted = OrderToBuy(
        order_id=order.pk,
        number=order.number,
        email=order.email,
        shipping_address=order.shipping_address,
        lines=lines,
        currency=order.currency,
    )
    return suppliers.purchases_plan(order=wanted, store_id=store_id, now=now)


def _sold_unit_minor(order: Order, line: OrderLine) -> int:
    """Return what the shopper paid for one piece, with its share of the shipping, before added tax; rounded down."""
    goods = order.subtotal_minor - order.discount_minor
    paid = line.line_total_minor - line.discount_minor
    shipping = order.shipping_minor * paid // goods if goods > 0 else 0
    return (paid + shipping) // line.quantity


@transaction.atomic
def order_purchases_fit(*, order_id: UUID, store_id: UUID, now: datetime) -> int:
    """Bring what is bought for an order to what it still wants; says how many purchases changed.

    Raises OrderUnknown.
    """
    order = order_lock(order_id)
    return buying_fit(order=order, reason=PART_REFUNDED, store_id=store_id, now=now)


@transaction.atomic
def purchase_follow(
    *, purchase_order_id: UUID, facts: PurchaseFacts, store_id: UUID, now: datetime
) -> list[FulfillmentInfo]:
    """Write what the supplier says of a purchase, and send its parcels with the order; again changes nothing.

    The customer is told of a parcel once. Raises PurchaseUnknown.
    """
    # The order first, as everywhere: a refund holds it while it shrinks the purchase.
    order = order_lock(purchase_order_of(purchase_order_id=purchase_order_id))
    parcels = suppliers.purchase_follow(
        purchase_order_id=purchase_order_id, facts=facts, store_id=store_id, now=now
    )
    sent = [_parcel_send(order, parcel, parcels, store_id=store_id, now=now) for parcel in parcels]
    return [info for info in sent if info is not None]


def _parcel_send(
    order: Order, parcel: ParcelToSend, every: Sequence[ParcelToSend], *, store_id: UUID, now: datetime
) -> FulfillmentInfo | None:
    known = Fulfillment.objects.filter(source_reference=parcel.source_reference).first()
    tracking = TrackingInput(number=parcel.number, carrier=parcel.carrier, url=parcel.url)
    if known is None:
        known = _renumbered(order, parcel, every, store_id=store_id, now=now)
    if known is None:
        pieces = _pieces_left(order, parcel)
        if not pieces or order.payment_status not in SENDABLE:
            return None
        made = fulfillment_create(
            order_id=order.pk,
            store_id=store_id,
            now=now,
            lines=pieces,
            tracking=[tracking],
            source_reference=parcel.source_reference,
        )
        known = Fulfillment.objects.get(pk=made.id)
    is_news = parcel.is_delivered and known.state == FulfillmentState.SHIPPED
    return (
        fulfillment_update(
            fulfillment_id=known.pk, store_id=store_id, now=now, is_delivered=True if is_news else None
        )
        if known.state != FulfillmentState.CANCELLED
        else None
    )


def _pieces_left(order: Order, parcel: ParcelToSend) -> list[LinePieces]:
    """Return what of the parcel is still to be sent: a person may have noted some of it by hand."""
    lines = {line.pk: line for line in order.lines.all()}
    pieces = []
    for line_id, count in parcel.lines:
        line = lines.get(line_id)
        left = line.quantity - line.fulfilled_quantity - line.removed_quantity if line else 0
        if min(left, count) > 0:
            pieces.append(LinePieces(line_id, min(left, count)))
    return pieces


def _renumbered(
    order: Order, parcel: ParcelToSend, every: Sequence[ParcelToSend], *, store_id: UUID, now: datetime
) -> Fulfillment | None:
    """Return the parcel whose number the supplier corrected, with the new one; None when this one is new."""
    if _pieces_left(order, parcel):
        return None
    purchase = parcel.source_reference.rpartition(":")[0]
    said = {one.source_reference for one in every}
    old = (
        order.fulfillments.filter(source_reference__startswith=f"{purchase}:")
        .exclude(source_reference__in=said)
        .exclude(state=FulfillmentState.CANCELLED)
        .order_by("pk")
        .first()
    )
    if old is None:
        return None
    number = old.tracking_numbers.order_by("pk").first()
    tracking = TrackingInput(
        id=number.pk if number else None, number=parcel.number, carrier=parcel.carrier, url=parcel.url
    )
    fulfillment_update(fulfillment_id=old.pk, store_id=store_id, now=now, tracking=[tracking])
    old.refresh_from_db()
    old.source_reference = parcel.source_reference
    old.save(update_fields=["source_reference"])
    return old

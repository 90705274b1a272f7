"""Reads of parcels and refunds."""

from uuid import UUID

from apps.money.types import Money
from apps.orders.carriers import tracking_link
from apps.orders.models import Fulfillment, Refund, TrackingNumber
from apps.orders.types import (
    FulfillmentInfo,
    FulfillmentUnknown,
    LinePieces,
    RefundInfo,
    RefundState,
    RefundUnknown,
    TrackingInfo,
)


def fulfillment_info(*, row: Fulfillment) -> FulfillmentInfo:
    """Return a parcel with its pieces and numbers; prefetched ones are used."""
    return FulfillmentInfo(
        id=row.pk,
        order_id=row.order_id,
        number=row.number,
        state=row.state,
        lines=tuple(LinePieces(piece.order_line_id, piece.quantity) for piece in row.lines.all()),
        tracking_numbers=tuple(_tracking(number) for number in row.tracking_numbers.all()),
        is_notified=row.is_notified,
        source_reference=row.source_reference or "",
        created_at=row.created_at,
        delivered_at=row.delivered_at,
    )


def _tracking(row: TrackingNumber) -> TrackingInfo:
    return TrackingInfo(
        id=row.pk,
        number=row.number,
        carrier=row.carrier,
        url=tracking_link(carrier=row.carrier, number=row.number, url=row.url),
        state=row.state,
        journey_started_at=row.journey_started_at,
        delivered_at=row.delivered_at,
    )


def refund_info(*, row: Refund, currency: str) -> RefundInfo:
    """Return a refund with its pieces; prefetched ones are used."""
    return RefundInfo(
        id=row.pk,
        order_id=row.order_id,
        state=row.state,
        source=row.source,
        amount=Money(row.amount_minor, currency),
        shipping=Money(row.shipping_minor, currency),
        lines=tuple(LinePieces(piece.order_line_id, piece.quantity) for piece in row.lines.all()),
        reason=row.reason,
        note=row.note,
        is_restocked=row.is_restocked,
        reference=row.reference or "",
        failure=row.failure,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )


def fulfillment_get(*, fulfillment_id: UUID) -> FulfillmentInfo:
    """Return one parcel. Raises FulfillmentUnknown. Three queries."""
    row = Fulfillment.objects.filter(pk=fulfillment_id).first()
    if row is None:
        raise FulfillmentUnknown
    return fulfillment_info(row=row)


def refund_get(*, refund_id: UUID) -> RefundInfo:
    """Return one refund. Raises RefundUnknown. Two queries."""
    row = Refund.objects.select_related("order").filter(pk=refund_id).first()
    if row is None:
        raise RefundUnknown
    return refund_info(row=row, currency=row.order.currency)


def refunds_unbegun(*, order_id: UUID) -> list[UUID]:
    """Return the refunds of an order that no provider has begun, oldest first. One query."""
    rows = Refund.objects.filter(order_id=order_id, state=RefundState.PENDING, reference=None)
    return list(rows.order_by("created_at", "pk").values_list("pk", flat=True))


def order_has_refunds(*, order_id: UUID) -> bool:
    """Say whether any refund of this order is known. One query."""
    return Refund.objects.filter(order_id=order_id).exists()

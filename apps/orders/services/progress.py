"""From parcels to the order's two statuses of sending. Money has no say here: a refund moves no parcel."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum

from apps.orders import events
from apps.orders.models import Order
from apps.orders.services.timeline import timeline_add
from apps.orders.types import DeliveryStatus, FulfillmentState, FulfillmentStatus, TimelineType
from apps.outbox.services import event_publish


def progress_write(*, order: Order, store_id: UUID, now: datetime) -> None:
    """Bring fulfilment and delivery status in line with the order's parcels; tell when all has arrived.

    The caller holds the order's row. Pieces taken back before they were sent are not waited for.
    """
    sums = order.lines.aggregate(
        sent=Sum("fulfilled_quantity"),
        left=Sum(F("quantity") - F("fulfilled_quantity") - F("removed_quantity")),
    )
    parcels = order.fulfillments.exclude(state=FulfillmentState.CANCELLED)
    states = list(parcels.values_list("state", flat=True))
    was_delivered = order.delivery_status == DeliveryStatus.DELIVERED
    order.fulfillment_status = _fulfillment(sent=sums["sent"] or 0, left=sums["left"] or 0)
    order.delivery_status = _delivery(states, is_whole=not sums["left"])
    order.save(update_fields=["fulfillment_status", "delivery_status"])
    if order.delivery_status == DeliveryStatus.DELIVERED and not was_delivered:
        timeline_add(
            order_id=order.pk, type=TimelineType.DELIVERED, message="Everything has arrived.", now=now
        )
        event_publish(event=events.OrderDelivered(order_id=order.pk), store_id=store_id)


def _fulfillment(*, sent: int, left: int) -> FulfillmentStatus:
    if sent == 0:
        return FulfillmentStatus.UNFULFILLED
    return FulfillmentStatus.PARTIAL if left else FulfillmentStatus.FULFILLED


def _delivery(states: list[str], *, is_whole: bool) -> DeliveryStatus:
    arrived = states.count(FulfillmentState.DELIVERED)
    if not states:
        return DeliveryStatus.NOT_SHIPPED
    if arrived == len(states) and is_whole:
        return DeliveryStatus.DELIVERED
    return DeliveryStatus.PARTIAL if arrived else DeliveryStatus.IN_TRANSIT

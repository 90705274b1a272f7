"""Sending what was bought: parcels, their numbers, and what follows for the order's statuses.

Every function holds the order's row, so pieces can never be sent twice; the constraints say so once more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.audit.services import entry_record
from apps.orders import events
from apps.orders.carriers import carrier_name
from apps.orders.models import Fulfillment, FulfillmentLine, Order, OrderLine, TrackingNumber
from apps.orders.selectors.parcels import fulfillment_info
from apps.orders.services.buying import BY_PURCHASE, SENT_BY_HAND, buying_fit
from apps.orders.services.progress import progress_write
from apps.orders.services.rows import order_lock
from apps.orders.services.timeline import timeline_add
from apps.orders.types import (
    FulfillmentClosed,
    FulfillmentInfo,
    FulfillmentInvalid,
    FulfillmentState,
    FulfillmentUnknown,
    LinePieces,
    NothingToFulfill,
    OrderNotPaid,
    PaymentStatus,
    TimelineType,
    TrackingInput,
    TrackingState,
)
from apps.outbox.services import event_publish

SENDABLE = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)
MOST_NUMBERS = 20
LONGEST_NUMBER = 80
LONGEST_LINK = 500


@transaction.atomic
def fulfillment_create(
    *,
    order_id: UUID,
    store_id: UUID,
    now: datetime,
    lines: Sequence[LinePieces] | None = None,
    tracking: Sequence[TrackingInput] = (),
    source_reference: str = "",
    is_notified: bool = True,
) -> FulfillmentInfo:
    """Note that pieces of a paid order were sent, and return the parcel; None for `lines` means all that is left.

    The same `source_reference` again returns the first parcel and changes nothing. Publishes `order.fulfilled`.
    Raises OrderUnknown, OrderNotPaid, NothingToFulfill and FulfillmentInvalid (fields).
    """
    order = order_lock(order_id)
    known = (
        Fulfillment.objects.filter(source_reference=source_reference).first() if source_reference else None
    )
    if known is not None:
        return fulfillment_info(row=known)
    if order.payment_status not in SENDABLE:
        raise OrderNotPaid
    checked = _tracking_check(tracking)
    pieces = _pieces(order, lines)
    row = Fulfillment.objects.create(
        order=order,
        number=order.fulfillments.count() + 1,
        source_reference=source_reference or None,
        is_notified=is_notified,
        created_at=now,
    )
    _take(row, pieces)
    for given in checked:
        _number_create(row, given, now=now)
    _told(order, row, store_id=store_id, now=now)
    if not source_reference.startswith(BY_PURCHASE):
        buying_fit(order=order, reason=SENT_BY_HAND, store_id=store_id, now=now)
    return fulfillment_info(row=row)


def _told(order: Order, row: Fulfillment, *, store_id: UUID, now: datetime) -> None:
    numbers = list(row.tracking_numbers.order_by("pk").values_list("number", flat=True))
    count = sum(row.lines.values_list("quantity", flat=True))
    said = f"Parcel {row.number} sent: {count} {'item' if count == 1 else 'items'}"
    message = f"{said}, {', '.join(numbers)}." if numbers else f"{said}."
    timeline_add(order_id=order.pk, type=TimelineType.FULFILLED, message=message, now=now)
    event_publish(
        event=events.OrderFulfilled(
            order_id=order.pk,
            fulfillment_id=row.pk,
            tracking_numbers=numbers,
            is_notified=row.is_notified,
        ),
        store_id=store_id,
    )
    progress_write(order=order, store_id=store_id, now=now)


def _pieces(order: Order, wanted: Sequence[LinePieces] | None) -> list[tuple[OrderLine, int]]:
    rows = {line.pk: line for line in order.lines.select_for_update(of=("self",)).order_by("pk")}
    left = {pk: line.quantity - line.fulfilled_quantity - line.removed_quantity for pk, line in rows.items()}
    if wanted is None:
        wanted = [LinePieces(pk, count) for pk, count in left.items() if count]
    if not any(left.values()):
        raise NothingToFulfill
    ids = [piece.order_line_id for piece in wanted]
    if not wanted or len(set(ids)) < len(ids) or any(pk not in rows for pk in ids):
        raise FulfillmentInvalid(fields={"lines": ["Name lines of this order, each once."]})
    for piece in wanted:
        most = left[piece.order_line_id]
        if not 1 <= piece.quantity <= most:
            title = rows[piece.order_line_id].title
            raise FulfillmentInvalid(fields={"lines": [f"{title}: {most} left to be sent."]})
    return [(rows[piece.order_line_id], piece.quantity) for piece in wanted]


def _take(row: Fulfillment, pieces: list[tuple[OrderLine, int]]) -> None:
    for line, quantity in pieces:
        FulfillmentLine.objects.create(fulfillment=row, order_line=line, quantity=quantity)
        line.fulfilled_quantity += quantity
        line.save(update_fields=["fulfilled_quantity"])


def _tracking_check(tracking: Sequence[TrackingInput]) -> list[TrackingInput]:
    numbers = [item.number.strip() for item in tracking]
    sentence = ""
    if len(numbers) > MOST_NUMBERS:
        sentence = f"At most {MOST_NUMBERS} numbers."
    elif any(not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable() for number in numbers):
        sentence = f"A number has 1 to {LONGEST_NUMBER} characters."
    elif len(set(numbers)) < len(numbers):
        sentence = "Each number once."
    elif any(item.url and not _is_link(item.url) for item in tracking):
        sentence = "A link begins with https:// or http://."
    if sentence:
        raise FulfillmentInvalid(fields={"tracking_numbers": [sentence]})
    return list(tracking)


def _is_link(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK and url.isprintable()


def _number_create(row: Fulfillment, given: TrackingInput, *, now: datetime) -> None:
    state = given.state or TrackingState.REGISTERED
    TrackingNumber.objects.create(
        fulfillment=row,
        number=given.number.strip(),
        carrier=carrier_name(given.carrier)[:60],
        url=given.url,
        state=state,
        journey_started_at=now,
        delivered_at=now if state == TrackingState.DELIVERED else None,
    )


@transaction.atomic
def fulfillment_update(
    *,
    fulfillment_id: UUID,
    store_id: UUID,
    now: datetime,
    tracking: Sequence[TrackingInput] | None = None,
    is_delivered: bool | None = None,
    order_id: UUID | None = None,
) -> FulfillmentInfo:
    """Replace a parcel's numbers, or say that it has arrived; returns it.

    A number given with its `id` and other digits is a correction: its journey starts again, also when the old one
    had been delivered. Numbers left out are removed. `is_delivered=True` marks every number delivered. `order_id`
    is the order it must belong to. Raises FulfillmentUnknown, FulfillmentClosed and FulfillmentInvalid.
    """
    row = _lock(fulfillment_id, order_id=order_id)
    if row.state == FulfillmentState.CANCELLED:
        raise FulfillmentClosed
    if tracking is not None and _numbers_replace(row, _tracking_check(tracking), now=now):
        timeline_add(
            order_id=row.order_id,
            type=TimelineType.TRACKING_CHANGED,
            message=f"Tracking of parcel {row.number} changed.",
            now=now,
        )
        event_publish(
            event=events.OrderTrackingChanged(order_id=row.order_id, fulfillment_id=row.pk),
            store_id=store_id,
        )
    if is_delivered:
        row.tracking_numbers.exclude(state=TrackingState.DELIVERED).update(
            state=TrackingState.DELIVERED, delivered_at=now
        )
    _state_write(row, is_delivered=is_delivered, now=now)
    progress_write(order=row.order, store_id=store_id, now=now)
    return fulfillment_info(row=row)


def _lock(fulfillment_id: UUID, *, order_id: UUID | None) -> Fulfillment:
    found = Fulfillment.objects.filter(pk=fulfillment_id).first()
    if found is None or (order_id is not None and found.order_id != order_id):
        raise FulfillmentUnknown
    order = order_lock(found.order_id)
    found.refresh_from_db()
    found.order = order
    return found


def _numbers_replace(row: Fulfillment, given: Sequence[TrackingInput], *, now: datetime) -> bool:
    """Write the numbers; say whether any number is another one now."""
    known = {number.pk: number for number in row.tracking_numbers.all()}
    kept = {item.id for item in given if item.id is not None}
    if kept - known.keys():
        raise FulfillmentInvalid(fields={"tracking_numbers": ["One of the numbers is not of this parcel."]})
    gone, _ = row.tracking_numbers.exclude(pk__in=kept).delete()
    changed = bool(gone)
    for item in given:
        number = known.get(item.id) if item.id else None
        if number is None:
            _number_create(row, item, now=now)
            changed = True
        else:
            changed |= _number_correct(number, item, now=now)
    return changed


def _number_correct(number: TrackingNumber, given: TrackingInput, *, now: datetime) -> bool:
    is_other = number.number != given.number.strip()
    if is_other:
        number.number, number.state = given.number.strip(), TrackingState.REGISTERED
        number.journey_started_at, number.delivered_at = now, None
    number.carrier, number.url = carrier_name(given.carrier)[:60], given.url
    if given.state and given.state != number.state:
        number.state = given.state
        number.delivered_at = now if given.state == TrackingState.DELIVERED else None
    number.save()
    return is_other


def _state_write(row: Fulfillment, *, is_delivered: bool | None, now: datetime) -> None:
    states = list(row.tracking_numbers.values_list("state", flat=True))
    arrived = (
        all(state == TrackingState.DELIVERED for state in states)
        if states
        else (is_delivered or (is_delivered is None and row.state == FulfillmentState.DELIVERED))
    )
    row.state = FulfillmentState.DELIVERED if arrived else FulfillmentState.SHIPPED
    row.delivered_at = (row.delivered_at or now) if arrived else None
    row.save(update_fields=["state", "delivered_at"])


@transaction.atomic
def fulfillment_cancel(
    *, fulfillment_id: UUID, store_id: UUID, now: datetime, order_id: UUID | None = None
) -> FulfillmentInfo:
    """Take back a parcel that was noted by mistake: its pieces are to be sent again. Again changes nothing.

    Raises FulfillmentUnknown.
    """
    row = _lock(fulfillment_id, order_id=order_id)
    if row.state == FulfillmentState.CANCELLED:
        return fulfillment_info(row=row)
    for piece in row.lines.select_related("order_line"):
        piece.order_line.fulfilled_quantity -= piece.quantity
        piece.order_line.save(update_fields=["fulfilled_quantity"])
    row.state, row.delivered_at = FulfillmentState.CANCELLED, None
    row.save(update_fields=["state", "delivered_at"])
    message = f"Parcel {row.number} taken back."
    timeline_add(order_id=row.order_id, type=TimelineType.TRACKING_CHANGED, message=message, now=now)
    entry_record(
        verb="fulfillment.cancelled",
        object_type="order",
        object_id=row.order_id,
        object_label=f"#{row.order.number}",
        store_id=store_id,
    )
    progress_write(order=row.order, store_id=store_id, now=now)
    if not (row.source_reference or "").startswith(BY_PURCHASE):
        buying_fit(order=row.order, reason=SENT_BY_HAND, store_id=store_id, now=now)
    return fulfillment_info(row=row)

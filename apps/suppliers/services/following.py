"""Following: what the supplier says of an order it has, and which parcels that makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.outbox.services import event_publish
from apps.suppliers.events import PurchaseOrderShipped
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.services.rows import exception_close, exception_open, note_add, purchase_lock
from apps.suppliers.types import (
    UNDER_WAY,
    ExceptionReason,
    ParcelInput,
    ParcelToSend,
    PurchaseStatus,
)

# Minutes until the next question, by how often it was asked: soon at first, then ever more rarely.
PAUSES_MINUTES = (1, 2, 5, 10, 20, 40, 60, 120, 240, 360)
RANK = {
    PurchaseStatus.PLACED: 0,
    PurchaseStatus.PAID: 1,
    PurchaseStatus.SHIPPED: 2,
    PurchaseStatus.DELIVERED: 3,
}


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """What the supplier says now. `state` is UNPAID, PAID, SHIPPED, DELIVERED or CLOSED."""

    state: str
    parcels: tuple[ParcelInput, ...] = ()
    pay_until: datetime | None = None


@transaction.atomic
def purchase_follow(
    *, purchase_order_id: UUID, facts: PurchaseFacts, store_id: UUID, now: datetime
) -> list[ParcelToSend]:
    """Write what the supplier says and return the parcels its order is to know; again changes nothing.

    The status never goes back. Parcels are returned each time: noting one twice is for the caller to prevent, by
    `source_reference`. Raises PurchaseUnknown.
    """
    row = purchase_lock(purchase_order_id)
    if row.status not in (*UNDER_WAY, PurchaseStatus.DELIVERED):
        return []
    row.tracking_checks += 1
    pause = PAUSES_MINUTES[min(row.tracking_checks, len(PAUSES_MINUTES)) - 1]
    row.next_check_at = now + timedelta(minutes=pause)
    _pay_until(row, facts.pay_until)
    if facts.state == "CLOSED":
        _closed(row, store_id=store_id, now=now)
    else:
        _advance(row, facts, store_id=store_id, now=now)
    row.save()
    return [_parcel(row, parcel) for parcel in facts.parcels]


def _pay_until(row: PurchaseOrder, until: datetime | None) -> None:
    """Keep until when the supplier waits for its money; a person has no longer than that."""
    row.pay_until = until or row.pay_until
    if row.exception_reason == ExceptionReason.PAYMENT and row.pay_until and row.exception_due_at:
        row.exception_due_at = min(row.exception_due_at, row.pay_until)


def _closed(row: PurchaseOrder, *, store_id: UUID, now: datetime) -> None:
    if row.status in {PurchaseStatus.SHIPPED, PurchaseStatus.DELIVERED}:
        return
    row.status, row.next_check_at = PurchaseStatus.FAILED, None
    exception_open(
        row,
        reason=ExceptionReason.CLOSED_BY_SUPPLIER,
        code="closed",
        message=f"The supplier closed {', '.join(row.supplier_order_ids)}: nothing will be sent.",
        store_id=store_id,
        now=now,
    )


def _advance(row: PurchaseOrder, facts: PurchaseFacts, *, store_id: UUID, now: datetime) -> None:
    wanted = {
        "PAID": PurchaseStatus.PAID,
        "SHIPPED": PurchaseStatus.SHIPPED,
        "DELIVERED": PurchaseStatus.DELIVERED,
    }
    state = wanted.get(facts.state, PurchaseStatus.PLACED)
    if facts.parcels and RANK[state] < RANK[PurchaseStatus.SHIPPED]:
        state = PurchaseStatus.SHIPPED
    if facts.parcels and all(parcel.is_delivered for parcel in facts.parcels):
        state = PurchaseStatus.DELIVERED
    before = PurchaseStatus(row.status)
    if RANK[state] <= RANK[before]:
        return
    row.status, row.tracking_checks = state, 0
    if not row.is_paid:
        row.is_paid, row.payment_error, row.pay_url = True, "", ""
        if row.exception_reason == ExceptionReason.PAYMENT:
            exception_close(row)
        note_add(row=row, message="Paid.", now=now)
    if RANK[before] < RANK[PurchaseStatus.SHIPPED] <= RANK[state]:
        row.shipped_at = now
        numbers = ", ".join(parcel.number for parcel in facts.parcels)
        note_add(row=row, message=f"Sent: {numbers}." if numbers else "Sent.", now=now)
        event_publish(
            event=PurchaseOrderShipped(purchase_order_id=row.pk, order_id=row.order_id), store_id=store_id
        )
    if state == PurchaseStatus.DELIVERED:
        row.delivered_at, row.next_check_at = now, None
        note_add(row=row, message="Arrived.", now=now)


def _parcel(row: PurchaseOrder, parcel: ParcelInput) -> ParcelToSend:
    return ParcelToSend(
        source_reference=f"purchase:{row.pk}:{parcel.number}"[:120],
        number=parcel.number,
        carrier=parcel.carrier,
        url=parcel.url,
        lines=tuple(_pieces(row, parcel.items)),
        is_delivered=parcel.is_delivered,
    )


def _pieces(row: PurchaseOrder, items: Sequence[tuple[str, int]]) -> list[tuple[UUID, int]]:
    """Return the order lines of a parcel; what cannot be told apart is everything of this purchase."""
    lines = {line.supplier_sku_id: line for line in row.lines.all() if line.quantity}
    found = [(lines[sku], count) for sku, count in items if sku in lines]
    if not found or len(found) < len(items):
        return [(line.order_line_id, line.quantity) for line in lines.values()]
    return [(line.order_line_id, min(count, line.quantity)) for line, count in found]

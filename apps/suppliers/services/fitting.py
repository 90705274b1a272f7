"""Purchases follow their order: less is bought while nothing is bought, and afterwards a person is asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.suppliers.models import PurchaseOrder, PurchaseOrderLine
from apps.suppliers.selectors.purchases import purchase_settings_get
from apps.suppliers.services.rows import exception_close, exception_open, note_add
from apps.suppliers.types import (
    MAYBE_THERE,
    STOPPABLE,
    TOO_MUCH,
    UNDER_WAY,
    ExceptionReason,
    LineWanted,
    PurchaseStatus,
)

LOOK_THERE = "An earlier try may have reached the supplier: look there before anything is bought."


@transaction.atomic
def purchases_fit(
    *, order_id: UUID, lines: Sequence[LineWanted], reason: str, store_id: UUID, now: datetime
) -> int:
    """Bring an order's purchases to what it still wants; again changes nothing. Returns how many changed.

    What is not bought yet shrinks, ends, or comes back; what is bought, or may be, goes before a person with the
    numbers. What is being bought this moment is looked at when its worker reports. A person's own cancelling stays.
    """
    wanted = {line.order_line_id: line for line in lines}
    rows = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("supplier")
    changed = 0
    for row in rows.filter(order_id=order_id).order_by("pk"):
        is_ours = row.status != PurchaseStatus.CANCELLED or row.is_stopped_by_order
        if row.status == PurchaseStatus.DELIVERED or not is_ours or not _wish(row, wanted):
            continue
        changed += 1
        if row.status in UNDER_WAY:
            excess_look(row, reason=reason, store_id=store_id, now=now)
        elif row.status == PurchaseStatus.PLACING:
            note_add(row=row, message=f"{reason} It is being bought at this moment.", now=now)
        else:
            quantities_fit(row, reason=reason, store_id=store_id, now=now)
        row.save()
    return changed


def _wish(row: PurchaseOrder, wanted: dict[UUID, LineWanted]) -> bool:
    """Write down what the order wants of each line; say whether that is news."""
    is_news = False
    for line in row.lines.all():
        want = wanted.get(line.order_line_id, LineWanted(line.order_line_id, 0, 0))
        # Of what is bought, pieces that a person has sent by hand may be just these.
        target = min(line.quantity, want.kept) if row.status in UNDER_WAY else want.to_buy
        if target != _wanted(line):
            line.wanted_quantity, is_news = target, True
            line.save(update_fields=["wanted_quantity"])
    return is_news


def _wanted(line: PurchaseOrderLine) -> int:
    return line.quantity if line.wanted_quantity is None else line.wanted_quantity


def quantities_fit(row: PurchaseOrder, *, reason: str, store_id: UUID, now: datetime) -> None:
    """Buy what the order wants, or nothing. For a row that nobody is placing; the caller saves."""
    lines = list(row.lines.order_by("pk"))
    is_over = not any(_wanted(line) for line in lines)
    if all(_wanted(line) == line.quantity for line in lines) and row.status != PurchaseStatus.CANCELLED:
        return
    if _is_maybe_there(row):
        word = ExceptionReason.ORDER_CANCELLED if is_over else ExceptionReason.ORDER_CHANGED
        row.status = PurchaseStatus.FAILED
        exception_open(
            row, reason=word, code="", message=f"{reason} {LOOK_THERE}", store_id=store_id, now=now
        )
    elif is_over:
        _stop(row, reason=reason, now=now)
    else:
        _resume(row, now=now)
        quantities_write(row, reason=reason, now=now)


def _is_maybe_there(row: PurchaseOrder) -> bool:
    was_tried = row.status == PurchaseStatus.READY and row.first_attempt_at is not None
    return was_tried or (row.status == PurchaseStatus.FAILED and row.exception_reason in MAYBE_THERE)


def _stop(row: PurchaseOrder, *, reason: str, now: datetime) -> None:
    if row.status not in STOPPABLE:
        return
    row.status, row.is_stopped_by_order = PurchaseStatus.CANCELLED, True
    exception_close(row)
    note_add(row=row, message=f"Not bought: {reason}", now=now)


def _resume(row: PurchaseOrder, *, now: datetime) -> None:
    if row.status != PurchaseStatus.CANCELLED:
        return
    hold = timedelta(minutes=purchase_settings_get().hold_minutes)
    row.status, row.is_stopped_by_order = PurchaseStatus.HELD, False
    row.hold_until, row.next_attempt_at = now + hold, None
    note_add(row=row, message="The order wants it again: planned anew.", now=now)


def quantities_write(row: PurchaseOrder, *, reason: str, now: datetime) -> None:
    """Take what the order wants as what is bought, with its cost; says each change. The caller saves."""
    cost: int | None = 0
    for line in row.lines.order_by("pk"):
        target = _wanted(line)
        if target != line.quantity:
            note_add(
                row=row, message=f"{target} instead of {line.quantity} × {line.title}: {reason}", now=now
            )
            line.quantity = target
            line.save(update_fields=["quantity"])
        known = line.unit_cost_minor is not None and cost is not None
        cost = (cost or 0) + target * (line.unit_cost_minor or 0) if known else None
    row.cost_minor = cost if row.cost_minor is not None else None


def payment_look(row: PurchaseOrder, *, store_id: UUID, now: datetime) -> None:
    """Put a purchase that the supplier has and nobody has paid before a person. The caller saves."""
    if row.status == PurchaseStatus.PLACED and not row.is_paid and not row.exception_reason:
        exception_open(
            row,
            reason=ExceptionReason.PAYMENT,
            code="unpaid",
            message=row.payment_error or "Created at the supplier, not paid yet.",
            store_id=store_id,
            now=now,
        )


def excess_look(row: PurchaseOrder, *, reason: str, store_id: UUID, now: datetime) -> None:
    """Put what is bought and no longer wanted before a person; take it away when there is no such. Caller saves."""
    lines = [line for line in row.lines.order_by("pk") if line.quantity]
    excess = [(line.quantity - _wanted(line), line) for line in lines if _wanted(line) < line.quantity]
    if not excess:
        if row.exception_reason in TOO_MUCH:
            exception_close(row)
            payment_look(row, store_id=store_id, now=now)
        return
    if any(_wanted(line) for line in lines):
        counts = ", ".join(f"{count} of {line.quantity} × {line.title}" for count, line in excess)
        word, message = ExceptionReason.ORDER_CHANGED, f"{reason} The supplier has too much: {counts}."
    else:
        word = ExceptionReason.ORDER_CANCELLED
        message = f"{reason} The supplier has the order already: cancel it there."
    code = ",".join(f"{line.pk.hex[-6:]}:{count}" for count, line in excess)[:80]
    exception_open(row, reason=word, code=code, message=message, store_id=store_id, now=now)

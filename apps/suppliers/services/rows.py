"""A purchase order's row, its timeline, and its exception."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.outbox.services import event_publish
from apps.suppliers.events import PurchaseOrderFailed, PurchaseOrderReady
from apps.suppliers.models import PurchaseEvent, PurchaseOrder, Supplier
from apps.suppliers.selectors.purchases import purchase_settings_get
from apps.suppliers.types import PurchaseUnknown

NAMES = {"ALIEXPRESS": "AliExpress", "CJ": "CJ Dropshipping"}


def purchase_lock(purchase_order_id: UUID) -> PurchaseOrder:
    """Return the row, held until the transaction ends. Raises PurchaseUnknown."""
    row = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier")
        .filter(pk=purchase_order_id)
        .first()
    )
    if row is None:
        raise PurchaseUnknown
    return row


def note_add(*, row: PurchaseOrder, message: str, now: datetime) -> None:
    """Add one sentence to the purchase order's timeline."""
    PurchaseEvent.objects.create(purchase_order=row, at=now, message=message[:300])


def supplier_ensure(provider: str) -> Supplier:
    """Return the store's row of a provider."""
    name = NAMES.get(provider, provider.title())
    return Supplier.objects.get_or_create(provider=provider, defaults={"name": name})[0]


def exception_open(
    row: PurchaseOrder, *, reason: str, code: str, message: str, store_id: UUID, now: datetime
) -> None:
    """Put the purchase order before a person; the clock runs from the first time. The caller saves."""
    if row.exception_reason == reason and row.exception_code == code:
        return
    hours = purchase_settings_get().sla_hours
    row.exception_reason, row.exception_code, row.exception_message = reason, code[:80], message[:300]
    row.exception_at = row.exception_at or now
    row.exception_due_at = row.exception_due_at or row.exception_at + timedelta(hours=hours)
    note_add(row=row, message=f"Needs attention: {message or code or reason}", now=now)
    event_publish(
        event=PurchaseOrderFailed(purchase_order_id=row.pk, order_id=row.order_id, reason=reason),
        store_id=store_id,
    )


def ready_tell(row: PurchaseOrder, *, store_id: UUID) -> None:
    """Tell who places purchases that this one is to be placed now."""
    event = PurchaseOrderReady(purchase_order_id=row.pk, order_id=row.order_id)
    event_publish(event=event, store_id=store_id)


def exception_close(row: PurchaseOrder) -> None:
    """Take the purchase order from the queue. The caller saves."""
    row.exception_reason = row.exception_code = row.exception_message = ""
    row.exception_at = row.exception_due_at = None

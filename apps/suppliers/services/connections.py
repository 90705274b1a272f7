"""What automation says of a connection: kept for staff, told to the owner, and what waited for it goes on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.outbox.services import event_publish
from apps.suppliers.events import SupplierConnectionEnding
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.services.rows import exception_close, note_add, ready_tell, supplier_ensure
from apps.suppliers.types import UNTIL_CONNECTED, ConnectionState, PurchaseStatus


@transaction.atomic
def connection_report(
    *, provider: str, state: str, ends_at: datetime | None, store_id: UUID, now: datetime
) -> None:
    """Keep the state. EXPIRING and EXPIRED tell the owner once for each end; CONNECTED wakes what waited."""
    supplier = supplier_ensure(provider)
    is_news = (supplier.connection_state, supplier.connection_ends_at) != (state, ends_at)
    supplier.connection_state, supplier.connection_ends_at = state, ends_at
    supplier.save(update_fields=["connection_state", "connection_ends_at"])
    if is_news and state in {ConnectionState.EXPIRING, ConnectionState.EXPIRED, ConnectionState.REVOKED}:
        event_publish(
            event=SupplierConnectionEnding(
                provider=provider, supplier_name=supplier.name, state=state, ends_at=ends_at or now
            ),
            store_id=store_id,
        )
    if state in {ConnectionState.CONNECTED, ConnectionState.EXPIRING}:
        _wake(supplier.pk, store_id=store_id, now=now)


def _wake(supplier_id: UUID, *, store_id: UUID, now: datetime) -> None:
    rows = PurchaseOrder.objects.select_for_update().filter(
        supplier_id=supplier_id, status=PurchaseStatus.FAILED, exception_reason__in=UNTIL_CONNECTED
    )
    for row in rows.order_by("pk"):
        row.status, row.next_attempt_at = PurchaseStatus.READY, None
        exception_close(row)
        note_add(row=row, message="Connected again: to be tried again.", now=now)
        ready_tell(row, store_id=store_id)
        row.save()

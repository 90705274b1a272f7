"""The mail to a store when something it buys at a supplier needs a person: unpaid, out of stock, too dear, refused."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import dateformat, timezone

from apps.notifications.notes import Note
from apps.suppliers.selectors import purchases_list
from apps.suppliers.types import UNTIL_CONNECTED, ExceptionReason, PurchaseInfo
from apps.tenants.types import StoreInfo

PURCHASE_PATH = "/stores/{store_id}/purchases/{purchase_id}"
MOST = 500
TITLES = {
    ExceptionReason.PAYMENT: "is created and not paid",
    ExceptionReason.BELOW_FLOOR: "is held: it costs too much now",
    ExceptionReason.OUT_OF_STOCK: "is out of stock",
    ExceptionReason.ORDER_CHANGED: "is more than the order wants",
    ExceptionReason.ORDER_CANCELLED: "is bought, and its order is cancelled",
}


def exceptions_to_tell(*, purchase_order_id: UUID) -> list[UUID]:
    """Return what to write about: one id for an open question of a purchase, none once it is answered.

    A connection that ended has a mail of its own, for all that waits for it.
    """
    return [subject for subject, row in _open() if row.id == purchase_order_id]


def purchase_exception(subject_id: UUID, store: StoreInfo) -> Note:
    """Say what is wrong and until when; nobody is written to when it was settled meanwhile."""
    for subject, row in _open():
        if subject == subject_id:
            return _note(row, store)
    return Note(to="", subject="A purchase is settled", title="A purchase is settled", sentences=())


def _open() -> Iterator[tuple[UUID, PurchaseInfo]]:
    for row in purchases_list(only_exceptions=True)[:MOST]:
        if row.exception_reason not in UNTIL_CONNECTED and row.exception_at:
            yield uuid5(row.id, f"{row.exception_reason}:{row.exception_at.isoformat()}"), row


def _note(row: PurchaseInfo, store: StoreInfo) -> Note:
    what = TITLES.get(ExceptionReason(row.exception_reason), "needs you")
    title = f"A purchase for order #{row.order_number} {what}"
    sentences = [row.exception_message or "The supplier did not take it."]
    if row.pay_until and row.exception_reason == ExceptionReason.PAYMENT:
        day = dateformat.format(timezone.localtime(row.pay_until), "j F Y, H:i")
        sentences.append(f"{row.supplier_name} closes it on {day} if it is not paid by then.")
    path = PURCHASE_PATH.format(store_id=store.id, purchase_id=row.id)
    return Note(
        to=store.contact_email,
        subject=f"[{store.name}] {title}",
        title=title,
        sentences=tuple(sentences),
        rows=(("Supplier", row.supplier_name), ("Our reference", row.reference)),
        button_url=settings.DASHBOARD_URL.rstrip("/") + path,
        button_label="See what can be done",
        order_id=row.order_id,
    )

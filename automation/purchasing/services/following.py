"""Following: ask the suppliers what became of their orders, ever more rarely, and tell the core."""

import logging
from uuid import UUID, uuid4

from django.utils import timezone

from automation.connections.selectors import orders_for
from automation.connections.services import token_refused
from automation.core_client.client import Core
from automation.core_client.purchasing import CorePurchase, ParcelReport
from automation.core_client.types import CoreRejected
from automation.purchasing.timing import WorkTime
from automation.suppliers.catalogue import SupplierError, SupplierTokenExpired
from automation.suppliers.ordering import Parcel, SupplierOrder, SupplierState

logger = logging.getLogger(__name__)

# An order that was split is as far as its slowest part; a closed part is only news when all are closed.
RANK = {
    SupplierState.UNPAID: 0,
    SupplierState.PAID: 1,
    SupplierState.SHIPPED: 2,
    SupplierState.DELIVERED: 3,
    SupplierState.CLOSED: 4,
}
# What the core knows already, said again: nothing new, ask later.
UNCHANGED = {"PLACED": "UNPAID", "PAID": "PAID", "SHIPPED": "SHIPPED"}


def purchases_follow(*, core: Core, store_id: UUID, work: WorkTime) -> int:
    """Ask for what is due in this store while time is left; returns how many were asked for."""
    asked = 0
    for purchase in core.purchases(store_id=store_id, state="following"):
        if not work.is_left():
            break
        asked += _follow(core, store_id, purchase)
    return asked


def _follow(core: Core, store_id: UUID, purchase: CorePurchase) -> bool:
    parcels: tuple[Parcel, ...] = ()
    state, pay_until = UNCHANGED.get(purchase.status, "PAID"), None
    try:
        seen, parcels = _asked(purchase)
        state = min(seen, key=lambda one: RANK[one.state]).state.value
        pay_until = next((one.pay_until for one in seen if one.pay_until), None)
    except SupplierError as error:
        if isinstance(error, SupplierTokenExpired):
            token_refused(provider=purchase.provider, now=timezone.now())
        # The core counts the question, so the pauses grow.
        logger.warning("purchase %s could not be asked for: %s", purchase.reference, error)
    try:
        core.purchase_tracking(
            store_id=store_id,
            purchase_id=purchase.id,
            state=state,
            parcels=[_report(one) for one in parcels],
            pay_until=pay_until,
            idempotency_key=uuid4().hex,
        )
    except CoreRejected as refused:
        logger.warning("purchase %s: %s", purchase.reference, refused)
        return False
    return True


def _asked(purchase: CorePurchase) -> tuple[list[SupplierOrder], tuple[Parcel, ...]]:
    orders = orders_for(provider=purchase.provider)
    seen: list[SupplierOrder] = []
    parcels: list[Parcel] = []
    for order_id in purchase.supplier_order_ids:
        seen.append(orders.order_get(order_id=order_id))
        if seen[-1].state in {SupplierState.SHIPPED, SupplierState.DELIVERED}:
            parcels.extend(orders.parcels(order_id=order_id))
    return seen, tuple(parcels)


def _report(parcel: Parcel) -> ParcelReport:
    return ParcelReport(
        number=parcel.number[:80],
        carrier=parcel.carrier,
        url=parcel.url,
        items=tuple((sku, count) for _, sku, count in parcel.items if sku),
        is_delivered=parcel.delivered_at is not None,
    )

"""What orders tell the ledger, and exports that are asked for."""

from django.utils import timezone

from apps.analytics import services
from apps.analytics.events import ExportRequested
from apps.orders.events import OrderPaid, OrderRefunded, RefundFailed
from apps.orders.selectors import order_get
from apps.outbox.registry import subscribe
from apps.tenants.selectors import store_get
from apps.tenants.types import StoreStatus
from tenancy.context import store_context


@subscribe(OrderPaid)
def on_order_paid_book_sale(*, event: OrderPaid) -> None:
    now = timezone.now()
    services.sale_book(order=order_get(order_id=event.order_id, store_url=""), now=now)
    services.visit_paid(order_id=event.order_id, now=now)


@subscribe(OrderRefunded)
def on_order_refunded_book_refund(*, event: OrderRefunded) -> None:
    services.refund_book(order=order_get(order_id=event.order_id, store_url=""), now=timezone.now())


@subscribe(RefundFailed)
def on_refund_failed_book_it_back(*, event: RefundFailed) -> None:
    services.refund_book(order=order_get(order_id=event.order_id, store_url=""), now=timezone.now())


@subscribe(ExportRequested, queue="bulk", atomic=False, public=True, seconds=services.MOST_SECONDS + 300)
def on_export_requested_make_file(*, event: ExportRequested) -> None:
    """Also for a suspended store, whose other events wait: its merchant may take everything along."""
    store = store_get(store_id=event.store_id)
    if store.status not in {StoreStatus.ACTIVE, StoreStatus.SUSPENDED}:
        return
    with store_context(store.schema_name):
        services.export_make(export_id=event.export_id, store=store, now=timezone.now())

"""What orders do by themselves: the first fixes the store's currency; paid ones are bought, others are not."""

from django.utils import timezone

from apps.orders import services
from apps.orders.events import OrderCancelled, OrderPaid, OrderPlaced, OrderRefunded
from apps.outbox.registry import subscribe
from apps.tenants.selectors import store_current
from apps.tenants.services import store_currency_fix


@subscribe(OrderPlaced)
def on_order_placed_fix_currency(*, event: OrderPlaced) -> None:
    store_currency_fix(store_id=store_current().id)


@subscribe(OrderPaid)
def on_order_paid_plan_purchases(*, event: OrderPaid) -> None:
    services.order_purchases_plan(order_id=event.order_id, store_id=store_current().id, now=timezone.now())


@subscribe(OrderCancelled)
def on_order_cancelled_fit_purchases(*, event: OrderCancelled) -> None:
    services.order_purchases_fit(order_id=event.order_id, store_id=store_current().id, now=timezone.now())


@subscribe(OrderRefunded)
def on_order_refunded_fit_purchases(*, event: OrderRefunded) -> None:
    services.order_purchases_fit(order_id=event.order_id, store_id=store_current().id, now=timezone.now())

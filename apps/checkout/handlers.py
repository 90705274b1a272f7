"""What cart and checkout do when something happened elsewhere."""

from django.utils import timezone

from apps.checkout import services
from apps.orders.events import OrderPaid
from apps.outbox.registry import subscribe
from apps.tenants.events import StoreActivated
from apps.tenants.selectors import store_current


@subscribe(StoreActivated)
def on_store_activated(*, event: StoreActivated) -> None:
    services.shipping_rates_seed(currency=store_current().currency)


@subscribe(OrderPaid, queue="payments")
def on_order_paid(*, event: OrderPaid) -> None:
    services.cart_close_for_order(
        cart_id=event.cart_id, order_id=event.order_id, store_id=store_current().id, now=timezone.now()
    )

"""What cart and checkout do when something happened elsewhere."""

from django.utils import timezone

from apps.checkout import services
from apps.customers.events import CustomerErased
from apps.orders.events import OrderCancelled, OrderExpired, OrderPaid
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


@subscribe(OrderPaid, queue="payments")
def on_order_paid_keep_discount(*, event: OrderPaid) -> None:
    services.discount_keep(order_id=event.order_id, now=timezone.now())


@subscribe(CustomerErased)
def on_customer_erased(*, event: CustomerErased) -> None:
    services.carts_forget(email_digest=event.email_digest, store_id=store_current().id, before=event.at)


@subscribe(OrderExpired, queue="payments")
def on_order_expired(*, event: OrderExpired) -> None:
    services.discount_release(order_id=event.order_id)


@subscribe(OrderCancelled, queue="payments")
def on_order_cancelled(*, event: OrderCancelled) -> None:
    services.discount_release(order_id=event.order_id)

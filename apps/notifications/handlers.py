"""Who is told when something happened. One handler per mail, so that none waits for another."""

from django.utils import timezone

from apps.catalog.events import VariantRestocked
from apps.customers.events import CustomerErased, SignInRequested
from apps.notifications import services
from apps.notifications.connections import endings_to_tell
from apps.notifications.purchases import exceptions_to_tell
from apps.notifications.types import MessageKind
from apps.orders.events import OrderDelivered, OrderFulfilled, OrderHeld, OrderPaid, OrderRefunded
from apps.outbox.registry import subscribe
from apps.suppliers.events import PurchaseOrderFailed, SupplierConnectionEnding
from apps.tenants.selectors import store_current


@subscribe(OrderPaid, atomic=False)
def on_order_paid_tell_shopper(*, event: OrderPaid) -> None:
    services.message_send(
        kind=MessageKind.ORDER_CONFIRMATION,
        subject_id=event.order_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(OrderPaid, atomic=False)
def on_order_paid_tell_merchant(*, event: OrderPaid) -> None:
    services.message_send(
        kind=MessageKind.ORDER_PAID_MERCHANT,
        subject_id=event.order_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(CustomerErased)
def on_customer_erased(*, event: CustomerErased) -> None:
    services.recipients_forget(email_digest=event.email_digest, store_id=store_current().id, before=event.at)


@subscribe(OrderHeld, atomic=False)
def on_order_held_tell_merchant(*, event: OrderHeld) -> None:
    services.message_send(
        kind=MessageKind.ORDER_HELD_MERCHANT,
        subject_id=event.order_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(OrderFulfilled, atomic=False)
def on_order_fulfilled_tell_shopper(*, event: OrderFulfilled) -> None:
    if not event.is_notified:
        return
    services.message_send(
        kind=MessageKind.ORDER_SHIPPED,
        subject_id=event.fulfillment_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(OrderDelivered, atomic=False)
def on_order_delivered_tell_shopper(*, event: OrderDelivered) -> None:
    services.message_send(
        kind=MessageKind.ORDER_DELIVERED,
        subject_id=event.order_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(OrderRefunded, atomic=False)
def on_order_refunded_tell_shopper(*, event: OrderRefunded) -> None:
    services.message_send(
        kind=MessageKind.ORDER_REFUNDED,
        subject_id=event.refund_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(SignInRequested, atomic=False)
def on_sign_in_requested(*, event: SignInRequested) -> None:
    services.message_send(
        kind=MessageKind.CUSTOMER_SIGN_IN,
        subject_id=event.request_id,
        store=store_current(),
        now=timezone.now(),
    )


@subscribe(VariantRestocked, atomic=False)
def on_variant_restocked_tell_who_asked(*, event: VariantRestocked) -> None:
    services.back_in_stock_tell(variant_id=event.variant_id, store=store_current(), now=timezone.now())


@subscribe(PurchaseOrderFailed, atomic=False)
def on_purchase_failed_tell_merchant(*, event: PurchaseOrderFailed) -> None:
    """One mail for each question; what was answered meanwhile is not told."""
    for subject_id in exceptions_to_tell(purchase_order_id=event.purchase_order_id):
        services.message_send(
            kind=MessageKind.PURCHASE_EXCEPTION,
            subject_id=subject_id,
            store=store_current(),
            now=timezone.now(),
        )


@subscribe(SupplierConnectionEnding, atomic=False)
def on_connection_ending_tell_owners(*, event: SupplierConnectionEnding) -> None:
    """One mail for each owner; what was sent before a failure is not sent again."""
    store = store_current()
    for subject_id in endings_to_tell(store=store, provider=event.provider):
        services.message_send(
            kind=MessageKind.CONNECTION_ENDING, subject_id=subject_id, store=store, now=timezone.now()
        )

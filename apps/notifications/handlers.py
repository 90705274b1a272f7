"""Who is told when an order was paid or held. One handler per mail, so that none waits for another."""

from django.utils import timezone

from apps.notifications import services
from apps.notifications.types import MessageKind
from apps.orders.events import OrderHeld, OrderPaid
from apps.outbox.registry import subscribe
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


@subscribe(OrderHeld, atomic=False)
def on_order_held_tell_merchant(*, event: OrderHeld) -> None:
    services.message_send(
        kind=MessageKind.ORDER_HELD_MERCHANT,
        subject_id=event.order_id,
        store=store_current(),
        now=timezone.now(),
    )

"""What payments do when something happened elsewhere."""

from django.utils import timezone

from apps.orders.events import OrderCancelled
from apps.outbox.registry import subscribe
from apps.payments import services
from apps.payments.events import StripeEventReceived


@subscribe(StripeEventReceived, queue="payments", atomic=False)
def on_stripe_event(*, event: StripeEventReceived) -> None:
    services.stripe_event_process(stripe_event_id=event.stripe_event_id, now=timezone.now())


@subscribe(OrderCancelled, queue="payments", atomic=False)
def on_order_cancelled(*, event: OrderCancelled) -> None:
    """Close what can still be paid; what was paid goes back."""
    now = timezone.now()
    services.sessions_close(order_id=event.order_id, now=now)
    services.sessions_settle(order_id=event.order_id, now=now)

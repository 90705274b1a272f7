"""What payments do when something happened elsewhere."""

from django.utils import timezone

from apps.accounts.mails import account_mail_send
from apps.accounts.selectors import owner_emails
from apps.orders.events import OrderCancelled, RefundRequested
from apps.outbox.registry import subscribe
from apps.payments import services
from apps.payments.events import PayoutsChanged, StripeEventReceived
from apps.payments.mails import payouts_lost
from apps.payments.types import PayoutState
from apps.tenants.selectors import store_current, store_get


@subscribe(StripeEventReceived, queue="payments", atomic=False)
def on_stripe_event(*, event: StripeEventReceived) -> None:
    services.stripe_event_process(stripe_event_id=event.stripe_event_id, now=timezone.now())


@subscribe(OrderCancelled, queue="payments", atomic=False)
def on_order_cancelled(*, event: OrderCancelled) -> None:
    """Close what can still be paid; what was paid goes back."""
    now = timezone.now()
    services.sessions_close(order_id=event.order_id, now=now)
    services.sessions_settle(order_id=event.order_id, now=now)


@subscribe(RefundRequested, queue="payments", atomic=False)
def on_refund_requested(*, event: RefundRequested) -> None:
    """Ask Stripe for a refund that was not begun yet; the one who asked for it is usually faster."""
    services.refund_submit(refund_id=event.refund_id, store_id=store_current().id, now=timezone.now())


@subscribe(PayoutsChanged, atomic=False, public=True)
def on_payouts_changed(*, event: PayoutsChanged) -> None:
    """Tell the owners when their shop cannot take payments any more."""
    store = store_get(store_id=event.store_id)
    if event.state in (PayoutState.RESTRICTED, PayoutState.DEAUTHORISED) and event.was == PayoutState.READY:
        for address in owner_emails(merchant_id=store.merchant_id):
            account_mail_send(to=address, mail=payouts_lost(store_name=store.name))


@subscribe(PayoutsChanged, queue="payments", atomic=False, public=True)
def on_payouts_ready_resume_refunds(*, event: PayoutsChanged) -> None:
    """Send the refunds that waited for the account to be connected again."""
    if event.state == PayoutState.READY:
        services.refunds_resume(store_id=event.store_id, now=timezone.now())

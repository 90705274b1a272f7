"""What billing does when something happened: events are worked off, owners are told."""

from django.utils import timezone

from apps.accounts.mails import account_mail_send
from apps.accounts.selectors import owner_emails
from apps.billing import services
from apps.billing.events import BillingEventReceived, BillingNoticeDue
from apps.billing.mails import notice_mail
from apps.outbox.registry import subscribe


@subscribe(BillingEventReceived, queue="payments", atomic=False, public=True)
def on_billing_event(*, event: BillingEventReceived) -> None:
    services.billing_event_process(billing_event_id=event.billing_event_id, now=timezone.now())


@subscribe(BillingNoticeDue, atomic=False, public=True)
def on_billing_notice(*, event: BillingNoticeDue) -> None:
    mail = notice_mail(event.kind)
    for address in owner_emails(merchant_id=event.merchant_id):
        account_mail_send(to=address, mail=mail)

"""What follows from facts about shoppers."""

from apps.customers.consent_mails import confirmation_send
from apps.customers.consent_selectors import confirmation_of
from apps.customers.consent_services import consent_mailed
from apps.customers.events import ConsentRequested
from apps.outbox.registry import subscribe
from apps.tenants.selectors import store_current


@subscribe(ConsentRequested, atomic=False)
def on_consent_requested(*, event: ConsentRequested) -> None:
    confirmation = confirmation_of(consent_id=event.consent_id, number=event.number)
    if confirmation is None:
        return
    confirmation_send(confirmation=confirmation, store=store_current())
    consent_mailed(consent_id=event.consent_id, number=event.number)

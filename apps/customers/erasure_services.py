"""The right to erasure: an address leaves everything of a shop but its orders."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower

from apps.audit.services import entry_record
from apps.customers.alert_services import stock_alerts_erase
from apps.customers.consent_tokens import email_digest
from apps.customers.consent_types import ConsentState
from apps.customers.events import CustomerErased
from apps.customers.models import Consent, ConsentRecord, Customer, Erasure, SignInRequest
from apps.outbox.services import event_publish, events_forget
from tenancy.digests import address_digest


@transaction.atomic
def consent_erase(*, email: str, store_id: UUID, now: datetime) -> int:
    """Take an address out of consent, proofs, wishes, the account and waiting events; carts and mails by event.

    Digest, wording and time of the proofs stay, and so do orders, which the law wants kept. Returns how many
    proofs remain. An erased address is unknown, so it gets nothing; a new consent or order is somebody new.
    """
    address, digest = email.strip().lower(), email_digest(email)
    # The customer first, as a change of consent does.
    customers = Customer.objects.select_for_update().annotate(address=Lower("email")).filter(address=address)
    customer = customers.first()
    had_left = _consents_erase(address)
    _account_erase(address, customer=customer)
    kept = ConsentRecord.objects.filter(email_digest=digest).update(
        email="", ip_address=None, user_agent="", erased_at=now
    )
    proof = address_digest(store_id=store_id, email=email)
    Erasure.objects.update_or_create(email_digest=proof, defaults={"at": now})
    events_forget(email=address, store_id=store_id)
    event_publish(
        event=CustomerErased(
            email_digest=proof,
            customer_id=customer.pk if customer else None,
            had_left=had_left,
            at=now,
        ),
        store_id=store_id,
    )
    # The log names the digest: whoever shows the address can find the entry, and nobody else knows whose it was.
    entry_record(
        verb="consent.erased",
        object_type="consent",
        object_id=digest[:32],
        store_id=store_id,
        after={"proofs_kept": kept},
    )
    return kept


def _consents_erase(address: str) -> bool:
    """Delete what an address allows; says whether it had left."""
    rows = Consent.objects.annotate(address=Lower("email")).filter(address=address)
    states = set(rows.select_for_update(of=("self",)).values_list("state", flat=True))
    rows.delete()
    return ConsentState.UNSUBSCRIBED in states


def _account_erase(address: str, *, customer: Customer | None) -> None:
    """Delete account, kept addresses, sessions, links and wishes; orders stay without their customer."""
    stock_alerts_erase(email=address)
    SignInRequest.objects.annotate(address=Lower("email")).filter(address=address).delete()
    if customer is not None:
        customer.delete()

"""The right to erasure: a person leaves this service as the core says, and nothing but figures stays.

An answer of the core that was asked for before, a mail in a worker's hands, an event of the mail service that comes
after: each finds the erasure here and brings nothing back.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from automation.email.models import (
    CartWatch,
    Contact,
    EmailEvent,
    Enrolment,
    Erasure,
    FlowSignal,
    Message,
    SegmentMember,
    Suppression,
    WebhookCall,
)
from automation.email.services.leaving import contacts_leave
from automation.email.types import CallState, MessageState, Reason, SignalState, SuppressionReason
from automation.registry.selectors import store_current
from tenancy.digests import address_digest, digest_of

# One lock per store: whoever writes down people shares it, an erasure has it alone.
LOCK = "SELECT pg_advisory_xact_lock{shared}(hashtextextended('email.erasure:' || current_schema(), 0))"
WORDS = [*Reason.values, *SuppressionReason.values]
NOBODY: dict[str, Any] = {
    "customer_id": None,
    "name": "",
    "locale": "",
    "time_zone": "",
    "country": "",
    "consent_state": "",
    "consent_at": None,
    "tags": [],
    "orders_count": 0,
    "last_order_at": None,
    "last_marketing_at": None,
    "soft_bounces": 0,
    "offered": {},
}


def person_erase(
    *,
    event_id: UUID,
    email_digest: str,
    customer_id: UUID | None,
    had_left: bool,
    store_id: UUID,
    now: datetime,
) -> bool:
    """Erase the person with this digest from the current store; says whether it was new. Once per event.

    Their ways end, unsent mails and calls are cancelled, what was sent loses address and content; figures stay.
    Who had left or was suppressed stays so by the digest. Somebody who comes back is a new person.
    """
    with transaction.atomic():
        _lock()
        if Erasure.objects.filter(pk=event_id).exists():
            return False
        people = Contact.objects.annotate(digest=digest_of("email", store_id=store_id))
        contact = people.select_for_update(of=("self",)).filter(digest=email_digest).first()
        _suppression_keep(email_digest, contact=contact, had_left=had_left, store_id=store_id, now=now)
        _signals_erase(email_digest, customer_id=customer_id, store_id=store_id)
        is_done = contact is None or _contact_erase(contact, now=now)
        Erasure.objects.create(
            id=event_id,
            email_digest=email_digest,
            contact_id=contact.pk if contact else None,
            heard_at=now,
            done_at=now if is_done else None,
        )
    return True


def erasures_finish(*, now: datetime) -> int:
    """Finish erasures that had to wait for a mail that was being handed over; returns how many were finished."""
    finished = 0
    for pk in Erasure.objects.filter(done_at__isnull=True).order_by("pk").values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            _lock()
            row = Erasure.objects.get(pk=pk)
            people = Contact.objects.select_for_update().filter(erased_at__isnull=False)
            contact = people.filter(pk=row.contact_id).first() if row.contact_id else None
            if contact is None or _contact_erase(contact, now=now):
                finished += Erasure.objects.filter(pk=pk, done_at__isnull=True).update(done_at=now)
    return finished


def people_hold() -> None:
    """Let no erasure begin before this transaction ends. Before the first lock of a row."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(shared="_shared"))


def addresses_outdated(*, emails: Iterable[str], asked_at: datetime) -> set[str]:
    """Return those addresses, in lower case, that were erased after the core was asked about them.

    What it answered then must not be written down. Call after `people_hold`. One query, nearly always.
    """
    digests = set(Erasure.objects.filter(heard_at__gte=asked_at).values_list("email_digest", flat=True))
    if not digests:
        return set()
    store_id = store_current().id
    lower = {email.strip().lower() for email in emails}
    return {email for email in lower if address_digest(store_id=store_id, email=email) in digests}


def digest_erased(*, contact_id: UUID) -> str:
    """Return what stands for the address of an erased person, "" when they are none."""
    row = Erasure.objects.filter(contact_id=contact_id).first()
    return row.email_digest if row else ""


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(shared=""))


def _suppression_keep(
    email_digest: str, *, contact: Contact | None, had_left: bool, store_id: UUID, now: datetime
) -> None:
    """Let the list hold on by the digest. There is nobody left whom the core could be told of."""
    rows = Suppression.objects.annotate(digest=digest_of("email", store_id=store_id))
    found = rows.filter(digest=email_digest).first()
    has_left = had_left or (contact is not None and contact.consent_state == "UNSUBSCRIBED")
    known = Suppression.objects.filter(email_digest=email_digest)
    if found is not None and not known.exists():
        Suppression.objects.filter(pk=found.pk).update(
            email=None, email_digest=email_digest, note="", told_at=found.told_at or now
        )
    elif found is not None:
        # Erased before, listed again, erased again: one row stays.
        known.update(reason=found.reason, told_at=now)
        found.delete()
    elif has_left and not known.exists():
        Suppression.objects.create(
            email_digest=email_digest, reason=SuppressionReason.UNSUBSCRIBED, created_at=now, told_at=now
        )


def _signals_erase(email_digest: str, *, customer_id: UUID | None, store_id: UUID) -> None:
    """Empty the facts that name the person. Their ids stay, so that a repeat is none."""
    rows = FlowSignal.objects.annotate(
        digest=digest_of(KeyTextTransform("email", "payload"), store_id=store_id)
    )
    mine = Q(digest=email_digest)
    if customer_id is not None:
        mine |= Q(payload__customer_id=str(customer_id))
    ids = list(rows.filter(mine).order_by("pk").values_list("pk", flat=True))
    FlowSignal.objects.filter(pk__in=ids).update(
        payload={}, state=SignalState.DONE, leased_until=None, error=""
    )


def _contact_erase(contact: Contact, *, now: datetime) -> bool:
    """Take a locked person out of everything; False while a mail to them is being handed over. Again is safe."""
    contacts_leave(contact_ids=[contact.pk], reason=Reason.ERASED, now=now)
    CartWatch.objects.filter(contact=contact).delete()
    SegmentMember.objects.filter(contact=contact).delete()
    _calls_erase(contact, now=now)
    Enrolment.objects.filter(contact=contact).update(context={}, subject="")
    mails = Message.objects.filter(contact=contact)
    # What is being handed over belongs to its worker until it has its answer, or the lease is over.
    settled = mails.exclude(state=MessageState.SENDING)
    _words_forget(settled)
    settled.update(email="", subject="", variables={}, provider_id="")
    events = EmailEvent.objects.filter(contact=contact)
    _words_forget(events)
    events.exclude(detail={}).update(detail={})
    if contact.erased_at is None:
        Contact.objects.filter(pk=contact.pk).update(
            **NOBODY, email=f"erased:{contact.pk}", erased_at=now, updated_at=now
        )
    return not mails.filter(state=MessageState.SENDING).exists()


def _words_forget(rows: QuerySet[Any]) -> None:
    """Keep reasons that are words of ours, forget what others wrote: it may name the person."""
    rows.exclude(reason="").exclude(reason__in=WORDS).update(reason="")


def _calls_erase(contact: Contact, *, now: datetime) -> None:
    calls = WebhookCall.objects.filter(contact=contact)
    calls.filter(state__in=[CallState.QUEUED, CallState.SENDING]).update(
        state=CallState.FAILED, outcome=Reason.ERASED, leased_until=None, ended_at=now
    )
    calls.exclude(body={}).update(body={})

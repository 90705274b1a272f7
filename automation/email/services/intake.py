"""What the mail service tells: stored once per event, each row for itself, in force at once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from automation.email.models import Contact, EmailEvent, Message
from automation.email.services.erasing import digest_erased
from automation.email.services.hearing import way_hears
from automation.email.services.reading import settings_get
from automation.email.services.suppressing import erased_suppress, suppress
from automation.email.types import EventKind, MessageState, SuppressionReason
from automation.registry.selectors import store_find
from tenancy.context import store_context

logger = logging.getLogger(__name__)

# Scanners open and click everything within a moment of the delivery.
MACHINE_WITHIN = timedelta(seconds=5)
MACHINES = (
    "googleimageproxy",
    "yahoomailproxy",
    "barracuda",
    "proofpoint",
    "mimecast",
    "bot",
    "scanner",
    "curl",
)
KINDS = {
    "queued": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "bounced": EventKind.BOUNCED,
    "rejected": EventKind.BOUNCED,
    "failed": EventKind.BOUNCED,
    "opened": EventKind.OPENED,
    "clicked": EventKind.CLICKED,
    "complained": EventKind.COMPLAINED,
    "unsubscribed": EventKind.UNSUBSCRIBED,
}


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One event of the mail service, its words translated. `is_hard` tells a dead mailbox from a full one."""

    id: str
    kind: str
    at: datetime
    store_id: str
    message_id: str
    is_hard: bool = False
    words: str = ""
    url: str = ""
    user_agent: str = ""


def events_take(*, provider: str, events: Iterable[ProviderEvent], now: datetime) -> dict[str, int]:
    """Take a batch; returns how many were new, repeated and refused.

    One bad row fails nobody else. Raises only what a repeat can cure: a database that is away.
    """
    counts = {"new": 0, "repeated": 0, "refused": 0}
    for event in events:
        try:
            counts[_take(provider, event, now)] += 1
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("an event of %s could not be taken", provider)
            counts["refused"] += 1
    return counts


def _take(provider: str, event: ProviderEvent, now: datetime) -> str:
    store = store_find(store_id=UUID(event.store_id))
    if store is None or not event.id:
        return "refused"
    message_id = UUID(event.message_id)
    with store_context(store.schema_name), transaction.atomic():
        message = Message.objects.select_related("contact", "enrolment").filter(pk=message_id).first()
        if message is None or event.kind not in KINDS:
            return "refused"
        # The person first, as everywhere: sends and leaving wait for each other here.
        contact = Contact.objects.select_for_update().get(pk=message.contact_id)
        message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
        row = _row(provider, event, message, contact)
        if contact.erased_at is not None:
            row.reason, row.detail = "", {}
        if EmailEvent.objects.filter(provider_event=row.provider_event).exists():
            return "repeated"
        row.save()
        _effect(event, message, contact, row, now)
    return "new"


def _row(provider: str, event: ProviderEvent, message: Message, contact: Contact) -> EmailEvent:
    return EmailEvent(
        kind=KINDS[event.kind],
        reason=event.words[:300],
        at=event.at,
        contact=contact,
        flow_id=message.enrolment.flow_id if message.enrolment else None,
        enrolment_id=message.enrolment_id,
        message=message,
        node=message.node,
        detail={"url": event.url[:500]} if event.url else {},
        is_machine=_is_machine(event, message),
        provider_event=f"{provider}:{event.id}"[:160],
    )


def _is_machine(event: ProviderEvent, message: Message) -> bool:
    if event.kind not in {"opened", "clicked"}:
        return False
    agent = event.user_agent.lower()
    soon = message.delivered_at or message.sent_at
    return any(name in agent for name in MACHINES) or bool(soon and event.at < soon + MACHINE_WITHIN)


def _effect(event: ProviderEvent, message: Message, contact: Contact, row: EmailEvent, now: datetime) -> None:
    if message.state in {MessageState.SENDING, MessageState.UNCERTAIN}:
        # The service has it: what was uncertain is so no more.
        message.state, message.sent_at, message.reason = MessageState.SENT, message.sent_at or now, ""
        message.leased_until = None
    if event.kind == "delivered":
        message.delivered_at = message.delivered_at or event.at
        contact.soft_bounces = 0
    elif event.kind == "opened" and not row.is_machine:
        message.opened_at = message.opened_at or event.at
    elif event.kind == "clicked" and not row.is_machine:
        message.clicked_at = message.clicked_at or event.at
    elif event.kind in {"bounced", "rejected", "failed"}:
        _bounced(event, contact, now)
    elif event.kind in {"complained", "unsubscribed"}:
        _left(event, contact, now)
    if message.enrolment_id and event.kind in {"opened", "clicked"} and not row.is_machine:
        # Who clicked has opened, also where pictures are not loaded.
        heard = {"opened"} if event.kind == "opened" else {"opened", "clicked"}
        way_hears(enrolment_id=message.enrolment_id, events=heard, at=event.at, now=now)
    message.save(
        update_fields=[
            "state",
            "sent_at",
            "reason",
            "leased_until",
            "delivered_at",
            "opened_at",
            "clicked_at",
        ]
    )
    contact.save(update_fields=["soft_bounces"])


def _bounced(event: ProviderEvent, contact: Contact, now: datetime) -> None:
    if event.is_hard:
        _suppress(event, contact, SuppressionReason.HARD_BOUNCE, now)
        return
    contact.soft_bounces += 1
    if contact.soft_bounces >= settings_get().soft_bounce_limit:
        _suppress(event, contact, SuppressionReason.SOFT_BOUNCES, now)


def _left(event: ProviderEvent, contact: Contact, now: datetime) -> None:
    complained = event.kind == "complained"
    reason = SuppressionReason.COMPLAINT if complained else SuppressionReason.UNSUBSCRIBED
    _suppress(event, contact, reason, now)


def _suppress(event: ProviderEvent, contact: Contact, reason: SuppressionReason, now: datetime) -> None:
    if contact.erased_at is None:
        suppress(emails=[contact.email], reason=reason, now=now, note=event.words)
        return
    digest = digest_erased(contact_id=contact.pk)
    if digest:
        erased_suppress(email_digest=digest, reason=reason, now=now)

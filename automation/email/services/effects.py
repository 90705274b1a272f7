"""What each fact of the feed means: consent, carts left and bought, entries into flows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from automation.core_client.mail import CorePerson
from automation.email.models import CartWatch, Contact, EmailEvent, EmailFlow, FlowSignal, Suppression
from automation.email.services.enrolling import Wish, enrolments_make, flows_on, published
from automation.email.services.guarding import SUBSCRIBED, UNSUBSCRIBED, Rules
from automation.email.services.hearing import people_hear
from automation.email.services.interest import is_wanted, product_context
from automation.email.services.leaving import buyers_leave, contacts_leave
from automation.email.types import EventKind, Json, Reason, SuppressionReason
from tenancy.digests import address_digest

TRIGGERS = {
    "customer.registered": "customer_registered",
    "cart.changed": "cart_changed",
    "checkout.started": "checkout_started",
    "order.paid": "order_paid",
    "order.fulfilled": "order_fulfilled",
    "order.delivered": "order_delivered",
    "order.refunded": "order_refunded",
    "interest.price_dropped": "price_dropped",
    "interest.back_in_stock": "back_in_stock",
}
# What steps can wait for, by the fact that tells of it.
AWAITED = {
    "order.paid": "ordered",
    "order.fulfilled": "order_fulfilled",
    "order.delivered": "order_delivered",
    "checkout.started": "checkout_started",
}
# Activity counts forward only, and a cart that was bought stays bought, in whatever order facts arrive.
CART_SEEN = """
    INSERT INTO email_cartwatch (cart_id, contact_id, active_at, offered) VALUES (%s, %s, %s, '{}')
    ON CONFLICT (cart_id) DO UPDATE SET
        contact_id = CASE WHEN excluded.active_at >= email_cartwatch.active_at
                          THEN excluded.contact_id ELSE email_cartwatch.contact_id END,
        offered = CASE WHEN excluded.active_at > email_cartwatch.active_at
                       THEN '{}' ELSE email_cartwatch.offered END,
        active_at = greatest(excluded.active_at, email_cartwatch.active_at)
"""


@dataclass
class _Batch:
    """What a batch of facts comes to."""

    rules: Rules
    wishes: list[Wish] = field(default_factory=list)
    events: list[EmailEvent] = field(default_factory=list)
    bought: dict[UUID, datetime] = field(default_factory=dict)
    left: set[UUID] = field(default_factory=set)
    heard: dict[tuple[UUID, str], datetime] = field(default_factory=dict)
    flows: dict[str, list[EmailFlow]] = field(default_factory=dict)

    def hear(self, contact: Contact, event: str, at: datetime) -> None:
        key = (contact.pk, event)
        self.heard[key] = max(at, self.heard.get(key, at))

    def flows_of(self, trigger: str) -> list[EmailFlow]:
        if trigger not in self.flows:
            self.flows[trigger] = flows_on(trigger=trigger)
        return self.flows[trigger]


def batch_apply(
    *,
    signals: list[FlowSignal],
    people: Mapping[str, CorePerson],
    contacts: Mapping[str, Contact],
    rules: Rules,
) -> None:
    """Apply facts in the order they happened. Call in a transaction that has locked the contacts."""
    batch = _Batch(rules)
    for signal in signals:
        person = people[str(signal.pk)]
        contact = contacts.get(person.email.lower())
        if contact is None:
            batch.events.append(_nobody(signal, rules.now))
        elif signal.name == "customer.consent_changed":
            _consent(signal, contact, person, batch)
        else:
            _happened(signal, contact, person, batch)
    # Leaving first: who bought or left in this very batch enters nothing that it rules out.
    contacts_leave(contact_ids=batch.left, reason=Reason.UNSUBSCRIBED, now=rules.now)
    buyers_leave(bought=batch.bought, now=rules.now)
    people_hear(heard=batch.heard, now=rules.now)
    EmailEvent.objects.bulk_create(batch.events)
    enrolments_make(wishes=batch.wishes, rules=batch.rules)


def _nobody(signal: FlowSignal, now: datetime) -> EmailEvent:
    return EmailEvent(
        kind=EventKind.NOT_ENROLLED, reason=Reason.NO_ADDRESS, at=now, detail={"fact": signal.name}
    )


def _consent(signal: FlowSignal, contact: Contact, person: CorePerson, batch: _Batch) -> None:
    if str(signal.payload.get("channel", "EMAIL")) != "EMAIL":
        return
    state = str(signal.payload.get("state", ""))
    if contact.consent_at is None or signal.at > contact.consent_at:
        contact.consent_at = signal.at
        contact.save(update_fields=["consent_at"])
    kinds = {SUBSCRIBED: EventKind.SUBSCRIBED, UNSUBSCRIBED: EventKind.UNSUBSCRIBED}
    if state in kinds:
        batch.events.append(EmailEvent(kind=kinds[state], at=signal.at, contact_id=contact.pk))
    # The core's word of now decides: a late "subscribed" does not outlive a later "unsubscribed".
    if person.consent_state == UNSUBSCRIBED:
        batch.left.add(contact.pk)
    elif state == SUBSCRIBED and person.consent_state == SUBSCRIBED:
        # They came back by themselves; a bounce or a complaint stays.
        digest = address_digest(store_id=batch.rules.store.id, email=contact.email)
        lifted, _ = Suppression.objects.filter(
            Q(email=contact.email) | Q(email_digest=digest),
            reason=SuppressionReason.UNSUBSCRIBED,
            created_at__lt=signal.at,
        ).delete()
        if lifted:
            batch.rules = replace(batch.rules, suppressed=batch.rules.suppressed - {contact.email})
        batch.hear(contact, "subscribed", signal.at)
        _wish("consent_given", signal, contact, person, batch)


def _happened(signal: FlowSignal, contact: Contact, person: CorePerson, batch: _Batch) -> None:
    cart_id, order_id = signal.payload.get("cart_id"), signal.payload.get("order_id")
    subject, context = "", {}
    if signal.name in {"cart.changed", "checkout.started"} and cart_id:
        with connection.cursor() as cursor:
            cursor.execute(CART_SEEN, [UUID(str(cart_id)), contact.pk, signal.at])
        subject, context = f"cart:{cart_id}", {"cart_id": str(cart_id)}
    if order_id:
        subject, context = f"order:{order_id}", {"order_id": str(order_id)}
        if signal.payload.get("fulfillment_id"):
            subject += f":{signal.payload['fulfillment_id']}"
        if signal.payload.get("refund_id"):
            subject += f":{signal.payload['refund_id']}"
    if signal.name == "order.paid":
        _bought(signal, contact, batch)
    if signal.name in AWAITED:
        batch.hear(contact, AWAITED[signal.name], signal.at)
    if signal.payload.get("variant_id"):
        # The fact's own number is in it: the same thing may drop in price again some day.
        subject, context = f"thing:{signal.pk}", product_context(signal.payload)
    _wish(TRIGGERS[signal.name], signal, contact, person, batch, subject=subject, context=context)


def _bought(signal: FlowSignal, contact: Contact, batch: _Batch) -> None:
    batch.bought[contact.pk] = max(signal.at, batch.bought.get(contact.pk, signal.at))
    # A purchase closes every cart this person left before it; what they fill afterwards is watched anew.
    CartWatch.objects.filter(contact=contact, closed_at__isnull=True, active_at__lte=signal.at).update(
        closed_at=signal.at
    )
    if contact.last_order_at is None or contact.last_order_at < signal.at:
        contact.last_order_at, contact.offered = signal.at, {}
        contact.save(update_fields=["last_order_at", "offered"])


def _wish(
    trigger: str,
    signal: FlowSignal,
    contact: Contact,
    person: CorePerson,
    batch: _Batch,
    *,
    subject: str = "",
    context: Json | None = None,
) -> None:
    for flow in batch.flows_of(trigger):
        if not is_wanted(trigger=published(flow).definition["trigger"], payload=signal.payload):
            continue
        batch.wishes.append(
            Wish(
                flow=flow,
                contact=contact,
                person=person,
                at=signal.at,
                subject=subject,
                context=context or {},
            )
        )

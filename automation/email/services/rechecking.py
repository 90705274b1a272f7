"""A message that had to wait is decided anew before it goes out: minutes or hours may have passed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.mail import CorePerson, PersonWanted
from automation.email.filling import variables_of
from automation.email.models import Contact, EmailEvent, Message
from automation.email.services.contacts import contacts_refresh
from automation.email.services.facts import people_ask
from automation.email.services.guarding import Rules, goal_reason, quiet_end, stop_reason
from automation.email.services.reading import rules_read
from automation.email.types import EventKind, Json, MessageState, Reason
from automation.registry.types import StoreInfo


def messages_recheck(
    *, message_ids: list[UUID], core: Core, store: StoreInfo, now: datetime, fresh: timedelta
) -> list[UUID]:
    """Return which claimed messages may go out; decisions older than `fresh` are made anew with the core's word.

    What is not allowed any more is cancelled with its reason; what falls into quiet hours waits for their end; a
    cart is filled in at today's prices. Raises what the core raises.
    """
    rows = Message.objects.select_related("contact", "enrolment__version").filter(pk__in=message_ids)
    old = [row for row in rows if row.checked_at < now - fresh and row.enrolment is not None]
    if not old:
        return message_ids
    people = people_ask(core=core, store=store, wanted=[_wanted(row) for row in old])
    stopped: set[UUID] = set()
    with transaction.atomic():
        contacts = contacts_refresh(people=people.values(), now=now)
        rules = rules_read(store=store, emails=contacts, now=now)
        held = Message.objects.select_for_update(of=("self",)).select_related("enrolment__version", "contact")
        for row in held.filter(pk__in=[one.pk for one in old], state=MessageState.CLAIMED).order_by("pk"):
            person = people[str(row.pk)]
            contact = contacts.get(person.email.lower(), row.contact)
            if not _may_go(row, contact=contact, person=person, rules=rules):
                stopped.add(row.pk)
    return [pk for pk in message_ids if pk not in stopped]


def _context(row: Message) -> Json:
    return row.enrolment.context if row.enrolment else {}


def _wanted(row: Message) -> PersonWanted:
    context = _context(row)
    return PersonWanted(
        key=str(row.pk),
        email=row.contact.email,
        cart_id=UUID(context["cart_id"]) if context.get("cart_id") else None,
        order_id=UUID(context["order_id"]) if context.get("order_id") else None,
        variant_id=UUID(context["variant_id"]) if context.get("variant_id") else None,
    )


def _may_go(row: Message, *, contact: Contact, person: CorePerson, rules: Rules) -> bool:
    enrolment = row.enrolment
    if enrolment is None:
        return True  # a test mail waits for nothing
    flow = enrolment.version.definition
    reason = stop_reason(person=person, contact=contact, flow=flow, rules=rules) or goal_reason(
        person=person,
        contact=contact,
        flow=flow,
        entered_at=enrolment.entered_at,
        context=_context(row),
    )
    if reason:
        row.state, row.reason, row.leased_until = MessageState.CANCELLED, reason, None
        row.save(update_fields=["state", "reason", "leased_until"])
        _tell(row, EventKind.CANCELLED, reason, rules.now)
        return False
    quiet = quiet_end(contact=contact, flow=flow, rules=rules)
    if quiet is not None:
        row.state, row.due_at, row.leased_until = MessageState.QUEUED, quiet, None
        row.save(update_fields=["state", "due_at", "leased_until"])
        _tell(row, EventKind.POSTPONED, Reason.QUIET_HOURS, rules.now)
        return False
    row.checked_at = rules.now
    row.variables = variables_of(
        person=person,
        store=rules.store,
        settings=rules.settings,
        discount_code=str(row.variables.get("discount.code", "")),
        context=_context(row),
    )
    row.save(update_fields=["checked_at", "variables"])
    return True


def _tell(row: Message, kind: EventKind, reason: str, now: datetime) -> None:
    EmailEvent.objects.create(
        kind=kind,
        reason=reason,
        at=now,
        contact_id=row.contact_id,
        flow_id=row.enrolment.flow_id if row.enrolment else None,
        enrolment_id=row.enrolment_id,
        message=row,
        node=row.node,
    )

"""Leaving flows at once: an unsubscribe, a suppression, a purchase, a flow switched off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from automation.email.models import EmailEvent, Enrolment, Message
from automation.email.types import EnrolmentState, EventKind, MessageState, Reason

WAITING = (MessageState.QUEUED, MessageState.CLAIMED)


def contacts_leave(*, contact_ids: Iterable[UUID], reason: str, now: datetime) -> int:
    """End every way of these people, and cancel what is not yet handed over; returns how many ways ended.

    Call in a transaction that has locked the contacts.
    """
    ids = list(contact_ids)
    if not ids:
        return 0
    messages_cancel(messages=Message.objects.filter(contact_id__in=ids), reason=reason, now=now)
    return enrolments_end(rows=Enrolment.objects.filter(contact_id__in=ids), reason=reason, now=now)


def buyers_leave(*, bought: dict[UUID, datetime], now: datetime) -> int:
    """End the ways whose goal is a purchase, of people who bought after they entered; returns how many."""
    if not bought:
        return 0
    mine = Q()
    for contact_id, moment in bought.items():
        mine |= Q(contact_id=contact_id, entered_at__lte=moment)
    rows = Enrolment.objects.filter(mine, version__definition__settings__exit_on__contains=["ordered"])
    messages_cancel(
        messages=Message.objects.filter(enrolment__in=rows.values("pk")), reason=Reason.ORDERED, now=now
    )
    return enrolments_end(rows=rows, reason=Reason.ORDERED, now=now)


def enrolments_end(*, rows: QuerySet[Enrolment], reason: str, now: datetime) -> int:
    """End active ways with a reason, each with its event; returns how many."""
    active = rows.filter(state=EnrolmentState.ACTIVE)
    found = list(
        active.select_for_update(of=("self",)).order_by("pk").values("pk", "contact_id", "flow_id", "node")
    )
    Enrolment.objects.filter(pk__in=[row["pk"] for row in found], state=EnrolmentState.ACTIVE).update(
        state=EnrolmentState.EXITED, reason=reason, ended_at=now, leased_until=None
    )
    EmailEvent.objects.bulk_create(
        EmailEvent(
            kind=EventKind.EXITED,
            reason=reason,
            at=now,
            contact_id=row["contact_id"],
            flow_id=row["flow_id"],
            enrolment_id=row["pk"],
            node=row["node"],
        )
        for row in found
    )
    return len(found)


def messages_cancel(*, messages: QuerySet[Message], reason: str, now: datetime) -> int:
    """Cancel messages that nobody has begun to hand over, each with its event; returns how many."""
    waiting = messages.filter(state__in=WAITING).select_for_update(of=("self",)).order_by("pk")
    found: list[Any] = list(waiting.values("pk", "contact_id", "enrolment_id", "node", "enrolment__flow_id"))
    Message.objects.filter(pk__in=[row["pk"] for row in found]).update(
        state=MessageState.CANCELLED, reason=reason, leased_until=None
    )
    EmailEvent.objects.bulk_create(
        EmailEvent(
            kind=EventKind.CANCELLED,
            reason=reason,
            at=now,
            contact_id=row["contact_id"],
            flow_id=row["enrolment__flow_id"],
            enrolment_id=row["enrolment_id"],
            message_id=row["pk"],
            node=row["node"],
        )
        for row in found
    )
    return len(found)

"""Waking ways that wait for something to happen."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Least

from automation.email.models import Enrolment
from automation.email.types import EnrolmentState


def people_hear(*, heard: Mapping[tuple[UUID, str], datetime], now: datetime) -> int:
    """Wake the ways of people that wait for what they did, by `(contact id, event)` and when; returns how many.

    What happened before a way began to wait is not what it waits for. Call with the contacts locked.
    """
    if not heard:
        return 0
    waiting = Enrolment.objects.filter(state=EnrolmentState.ACTIVE, contact_id__in={key[0] for key in heard})
    woken = 0
    for pair in set(waiting.exclude(waits_for="").values_list("contact_id", "waits_for")) & heard.keys():
        rows = waiting.filter(contact_id=pair[0], waits_for=pair[1], waits_since__lte=heard[pair])
        woken += rows.update(heard_at=heard[pair], due_at=Least("due_at", Value(now)))
    return woken


def way_hears(*, enrolment_id: UUID, events: set[str], at: datetime, now: datetime) -> None:
    """Wake one way that waits for what its person did with its mails. Call with the contact locked."""
    rows = Enrolment.objects.filter(pk=enrolment_id, state=EnrolmentState.ACTIVE, waits_for__in=events)
    rows.update(heard_at=at, due_at=Least("due_at", Value(now)))

"""Letting staff in: once for each hand-over, for half an hour."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from automation.staff.models import Entry, Person
from automation.staff.types import HandOver, HandOverRefused
from tenancy.context import public_context

# So long after the core has ended somebody's right they are out here, too; until then the core is asked again.
SESSION_LENGTH = timedelta(minutes=30)
# Longer than a hand-over is good: only an expired one may be forgotten.
KEPT = timedelta(days=400)


def entry_open(*, handover: HandOver, address: str, now: datetime) -> Entry:
    """Use a hand-over, and know the person as the core named them. Raises HandOverRefused the second time."""
    if handover.expires_at <= now:
        raise HandOverRefused
    with public_context(), transaction.atomic():
        person, _ = Person.objects.update_or_create(
            pk=handover.person_id,
            defaults={"email": handover.email, "may_operate": handover.may_operate, "entered_at": now},
        )
        try:
            with transaction.atomic():
                entry = Entry.objects.create(
                    handover_id=handover.id,
                    person=person,
                    may_operate=handover.may_operate,
                    address=address[:64],
                    entered_at=now,
                    ends_at=now + SESSION_LENGTH,
                )
        except IntegrityError:
            raise HandOverRefused from None
        Session.objects.filter(expire_date__lt=now).delete()
        Entry.objects.filter(entered_at__lt=now - KEPT).delete()
    return entry


def person_put_out(*, person_id: UUID, now: datetime) -> None:
    """End whatever the person has open here, at once; whether they come in again is the core's word."""
    with public_context():
        Entry.objects.filter(person_id=person_id, ends_at__gt=now).update(ends_at=now)


def entry_is_open(*, entry_id: str, person_id: str, now: datetime) -> bool:
    """Say whether the entry a session names is this person's and not over."""
    with public_context():
        return Entry.objects.filter(pk=entry_id, person_id=person_id, ends_at__gt=now).exists()

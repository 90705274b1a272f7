"""Addresses that get nothing: by bounce, complaint, by hand or by list. In force with the commit."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from automation.core_client.client import Core
from automation.email.models import Contact, EmailEvent, Suppression
from automation.email.services.contacts import contacts_locked
from automation.email.services.leaving import contacts_leave
from automation.email.services.reading import suppressed_find
from automation.email.types import (
    EventKind,
    Reason,
    SuppressionFileUnreadable,
    SuppressionReason,
    SuppressionUnknown,
)
from automation.registry.selectors import store_current
from automation.registry.types import StoreInfo
from tenancy.digests import address_digest

MOST_ROWS = 50_000
TOLD = {SuppressionReason.COMPLAINT: "COMPLAINT", SuppressionReason.UNSUBSCRIBED: "PROVIDER"}


def suppress(*, emails: Iterable[str], reason: str, now: datetime, note: str = "") -> int:
    """Put addresses on the list, end their ways and cancel what waits; returns how many were new.

    The first reason stays, but a complaint replaces a softer one.
    """
    wanted = sorted({email.strip().lower() for email in emails if email.strip()})
    with transaction.atomic():
        people = list(contacts_locked().filter(email__in=wanted))
        known = suppressed_find(emails=wanted, store_id=store_current().id)
        rows = [
            Suppression(email=email, reason=reason, note=note[:200], created_at=now)
            for email in wanted
            if email not in known
        ]
        Suppression.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        if reason == SuppressionReason.COMPLAINT:
            Suppression.objects.filter(email__in=known).update(reason=reason, told_at=None)
            digests = [address_digest(store_id=store_current().id, email=email) for email in known]
            Suppression.objects.filter(email_digest__in=digests).update(reason=reason)
        contacts_leave(contact_ids=[person.pk for person in people], reason=Reason.SUPPRESSED, now=now)
        EmailEvent.objects.bulk_create(
            EmailEvent(kind=EventKind.SUPPRESSED, reason=reason, at=now, contact_id=person.pk)
            for person in people
            if person.email not in known
        )
    return len(rows)


def erased_suppress(*, email_digest: str, reason: str, now: datetime) -> None:
    """Put an erased address on the list by what stands for it; a complaint replaces a softer reason."""
    row = Suppression(email_digest=email_digest, reason=reason, created_at=now, told_at=now)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    if reason == SuppressionReason.COMPLAINT:
        Suppression.objects.filter(email_digest=email_digest).update(reason=reason)


@transaction.atomic
def suppression_lift(*, suppression_id: UUID, now: datetime) -> None:
    """Take an address off the list; its soft bounces begin anew. Raises SuppressionUnknown.

    A person who complained or left stays unsubscribed in the core: only they can come back.
    """
    row = Suppression.objects.select_for_update().filter(pk=suppression_id).first()
    if row is None:
        raise SuppressionUnknown
    contacts_locked().filter(email=row.email)
    Contact.objects.filter(email=row.email).update(soft_bounces=0, updated_at=now)
    row.delete()


def suppressions_import(*, content: bytes, now: datetime) -> tuple[int, list[int]]:
    """Add the addresses of a list (CSV with a column `email`, or one address a line).

    Returns how many were new and the numbers of lines that hold no address. Raises SuppressionFileUnreadable.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SuppressionFileUnreadable("The file is not UTF-8 text.") from error
    found, wrong = [], []
    for number, email in _addresses(text):
        if number > MOST_ROWS:
            raise SuppressionFileUnreadable(f"The list has more than {MOST_ROWS} lines. Split it.")
        try:
            validate_email(email)
        except ValidationError:
            wrong.append(number)
            continue
        found.append(email)
    made = 0
    for start in range(0, len(found), 1000):
        made += suppress(emails=found[start : start + 1000], reason=SuppressionReason.IMPORTED, now=now)
    return made, wrong[:100]


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    rows = csv.reader(io.StringIO(text))
    column = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if number == 1 and "email" in [cell.lower() for cell in cells]:
            column = [cell.lower() for cell in cells].index("email")
            continue
        if any(cells):
            yield number, cells[column] if column < len(cells) else ""


def suppressions_tell(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Tell the core of complaints and the mail service's unsubscribes, which end consent; returns how many."""
    told = 0
    waiting = Suppression.objects.filter(told_at__isnull=True, email__isnull=False, reason__in=list(TOLD))
    for row in waiting.order_by("created_at", "pk")[:100]:
        core.mail_leave(
            store_id=store.id,
            email=row.email or "",
            source=TOLD[SuppressionReason(row.reason)],
            idempotency_key=f"leave-{row.pk}-{row.reason}",
        )
        told += Suppression.objects.filter(pk=row.pk, reason=row.reason).update(told_at=now)
    return told

"""The replica of people: made and refreshed from what the core says."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from automation.core_client.mail import CorePerson
from automation.email.models import Contact
from automation.email.services.erasing import addresses_outdated, people_hold
from automation.email.types import ContactUnknown
from tenancy.ids import uuid7

# What the core does not know stays as it was known here; consent is always the core's.
UPSERT = """
    INSERT INTO email_contact (id, email, customer_id, name, locale, time_zone, country, consent_state, consent_at,
                               tags, orders_count, last_order_at, soft_bounces, offered, created_at,
                               updated_at)
    SELECT row.id, row.email, row.customer_id, row.name, row.locale, row.time_zone, row.country,
           row.consent_state, NULL, '[]', row.orders_count, row.last_order_at, 0, '{}', %(now)s, %(now)s
    FROM unnest(%(id)s::uuid[], %(email)s::text[], %(customer_id)s::uuid[], %(name)s::text[], %(locale)s::text[],
                %(time_zone)s::text[], %(country)s::text[], %(consent_state)s::text[], %(orders_count)s::int[],
                %(last_order_at)s::timestamptz[])
        AS row (id, email, customer_id, name, locale, time_zone, country, consent_state, orders_count,
                last_order_at)
    ORDER BY row.email
    ON CONFLICT (email) DO UPDATE SET
        customer_id = coalesce(excluded.customer_id, email_contact.customer_id),
        name = coalesce(nullif(excluded.name, ''), email_contact.name),
        locale = coalesce(nullif(excluded.locale, ''), email_contact.locale),
        time_zone = coalesce(nullif(excluded.time_zone, ''), email_contact.time_zone),
        country = coalesce(nullif(excluded.country, ''), email_contact.country),
        consent_state = excluded.consent_state,
        orders_count = greatest(excluded.orders_count, email_contact.orders_count),
        offered = CASE WHEN excluded.last_order_at > email_contact.last_order_at
                       THEN '{}' ELSE email_contact.offered END,
        last_order_at = greatest(excluded.last_order_at, email_contact.last_order_at),
        updated_at = excluded.updated_at
"""


def contacts_refresh(*, people: Iterable[CorePerson], now: datetime) -> dict[str, Contact]:
    """Make or refresh the contacts of these people in one statement; returns them, locked, by address.

    `now` is a moment before the core was asked: who was erased since is left out.

    Call in a transaction. Locks are taken in the order of addresses, so that two workers never wait in a circle.
    """
    people_hold()
    rows = {person.email.lower(): person for person in people if person.email}
    for outdated in addresses_outdated(emails=rows, asked_at=now):
        del rows[outdated]
    if not rows:
        return {}
    ordered = [rows[email] for email in sorted(rows)]
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            {
                "now": now,
                "id": [uuid7() for _ in ordered],
                "email": sorted(rows),
                "customer_id": [person.customer_id for person in ordered],
                "name": [person.name[:120] for person in ordered],
                "locale": [person.locale[:10] for person in ordered],
                "time_zone": [person.time_zone[:50] for person in ordered],
                "country": [person.country[:2] for person in ordered],
                "consent_state": [person.consent_state for person in ordered],
                "orders_count": [person.orders_count for person in ordered],
                "last_order_at": [person.last_paid_at for person in ordered],
            },
        )
    return {contact.email: contact for contact in contacts_locked().filter(email__in=list(rows))}


def contacts_locked() -> QuerySet[Contact]:
    """Return contacts locked in the one order everybody keeps."""
    return Contact.objects.select_for_update(of=("self",)).order_by("email")


def contact_get(*, contact_id: UUID) -> Contact:
    """Return somebody. Raises ContactUnknown."""
    contact = Contact.objects.filter(pk=contact_id, erased_at__isnull=True).first()
    if contact is None:
        raise ContactUnknown
    return contact

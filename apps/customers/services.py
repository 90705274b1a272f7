"""Writes of customers."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from tenancy.ids import uuid7

# One statement, so that two first orders of one address at the same moment meet in one row. A name or phone
# already known is kept when the new order gives none.
UPSERT = """
    INSERT INTO customers_customer (id, email, name, phone, created_at, updated_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (lower(email)) DO UPDATE SET
        name = CASE WHEN excluded.name = '' THEN customers_customer.name ELSE excluded.name END,
        phone = CASE WHEN excluded.phone = '' THEN customers_customer.phone ELSE excluded.phone END,
        updated_at = excluded.updated_at
    RETURNING id
"""


def customer_ensure(*, email: str, name: str, phone: str, now: datetime) -> UUID:
    """Return the id of the customer with this e-mail (case ignored), made or brought up to date.

    Runs in the caller's transaction. The address keeps the spelling of the first order.
    """
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [uuid7(), email, name, phone, now, now])
        row: tuple[UUID] = cursor.fetchone()
    return row[0]

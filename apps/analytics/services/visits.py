"""Visits: counted without a cookie and without keeping anything that names a person."""

import hashlib
import hmac
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from apps.analytics.models import Visit
from apps.analytics.sources import Source
from apps.analytics.types import Stage
from tenancy.ids import uuid7

# A new visitor of the day is inserted; a known one only moves forward. One statement, no read before.
UPSERT = """
    INSERT INTO analytics_visit
        (id, day, visitor, source, medium, campaign, landing, started_at, carted_at, checkout_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (day, visitor) DO UPDATE SET
        carted_at = COALESCE(analytics_visit.carted_at, excluded.carted_at),
        checkout_at = COALESCE(analytics_visit.checkout_at, excluded.checkout_at)
    WHERE (analytics_visit.carted_at IS NULL AND excluded.carted_at IS NOT NULL)
       OR (analytics_visit.checkout_at IS NULL AND excluded.checkout_at IS NOT NULL)
"""


def visitor_key(*, store_id: UUID, day: date, address: str, agent: str) -> str:
    """Return who this is today, as a digest nobody can turn back: its key is derived from the day."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"visit:{day}:{store_id}".encode(), hashlib.sha256).digest()
    return hmac.new(key, f"{address}\n{agent}".encode(), hashlib.sha256).hexdigest()[:32]


def visit_record(*, day: date, visitor: str, source: Source, landing: str, stage: str, now: datetime) -> None:
    """Note that a visitor is here and how far (VISIT, CART or CHECKOUT). The first source of the day is kept."""
    carted = now if stage in {Stage.CART, Stage.CHECKOUT} else None
    checkout = now if stage == Stage.CHECKOUT else None
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            [uuid7(), day, visitor, source.name, source.medium, source.campaign, landing[:200], now, carted, checkout],
        )  # fmt: skip


def visit_order(*, day: date, visitor: str, order_id: UUID, now: datetime) -> None:
    """Tie an order to the visit it came from, when that visit was counted."""
    Visit.objects.filter(day=day, visitor=visitor).update(order_id=order_id, checkout_at=now)


def visit_paid(*, order_id: UUID, now: datetime) -> None:
    """Note that a visit ended in a paid order. Again: no change."""
    Visit.objects.filter(order_id=order_id, paid_at__isnull=True).update(paid_at=now)

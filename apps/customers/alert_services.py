"""Asking to be told when something can be bought again: one mail about one thing, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from apps.customers.consent_types import ConsentEmailInvalid
from apps.customers.models import StockAlert
from tenancy.ids import uuid7

# An address that somebody else types in gets no flood: so many things can be waited for at once.
MOST_WAITING = 20
KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class StockAlertInfo:
    """Who asked for what, and when."""

    id: UUID
    email: str
    variant_id: UUID
    locale: str
    asked_at: datetime


def stock_alert_request(*, email: str, variant_id: UUID, locale: str, now: datetime) -> bool:
    """Note that an address wants to hear once when a variant is back; says whether that is new.

    The same wish again, and one too many, change nothing: the answer to a visitor must look the same. It allows
    one mail about this thing and no news. Raises ConsentEmailInvalid.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ConsentEmailInvalid from error
    if len(email) > 254 or not email.isascii():
        raise ConsentEmailInvalid
    waiting = _of(email).filter(told_at__isnull=True)
    if waiting.count() >= MOST_WAITING:
        return False
    row = StockAlert(id=uuid7(), email=email, variant_id=variant_id, locale=locale[:10], asked_at=now)
    StockAlert.objects.bulk_create([row], ignore_conflicts=True)
    return StockAlert.objects.filter(pk=row.pk).exists()


@transaction.atomic
def stock_alerts_claim(*, variant_id: UUID, now: datetime, limit: int = 500) -> list[UUID]:
    """Take the wishes for a variant that is back, oldest first, each once in its life; returns their ids.

    Wishes older than half a year are forgotten and not answered.
    """
    StockAlert.objects.filter(told_at__isnull=True, asked_at__lt=now - KEPT).delete()
    rows = StockAlert.objects.select_for_update(of=("self",), skip_locked=True)
    open_rows = rows.filter(variant_id=variant_id, told_at__isnull=True).order_by("asked_at", "pk")
    ids = list(open_rows.values_list("pk", flat=True)[:limit])
    StockAlert.objects.filter(pk__in=ids).update(told_at=now)
    return ids


def stock_alert_get(*, alert_id: UUID) -> StockAlertInfo | None:
    """Return one wish, or None when it was erased."""
    row = StockAlert.objects.filter(pk=alert_id).first()
    if row is None:
        return None
    return StockAlertInfo(row.pk, row.email, row.variant_id, row.locale, row.asked_at)


def stock_alert_emails(*, variant_id: UUID, told_since: datetime) -> Sequence[str]:
    """Return, in lower case, who waits for a variant or was told of it since then."""
    rows = StockAlert.objects.filter(variant_id=variant_id)
    wanted = rows.filter(told_at__isnull=True) | rows.filter(told_at__gte=told_since)
    return sorted(set(wanted.annotate(address=Lower("email")).values_list("address", flat=True)))


def stock_alerts_erase(*, email: str) -> int:
    """Delete every wish of an address (right to erasure); returns how many."""
    return _of(email).delete()[0]


def _of(email: str) -> QuerySet[StockAlert]:
    return StockAlert.objects.annotate(address=Lower("email")).filter(address=email.strip().lower())

"""What sold in the last days is checked every hour, the most wanted first; never more than a bounded number."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from automation.core_client.client import Core
from automation.registry.types import StoreInfo
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierNotConnected,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.sync.services.asking import product_ask, rows_free, rows_told
from tenancy.ids import uuid7

SOLD_WITHIN_DAYS = 7
# A supplier's answer costs a call of its daily quota: an hour checks this many variants at most.
MOST = 50
# A round an hour, with room for one that begins some minutes early.
DUE = timedelta(minutes=50)
# Longer than the pause between two rounds, so that rounds that do not run are seen as overdue.
KEPT = timedelta(hours=25)


def best_sellers_choose(*, store: StoreInfo, core: Core, now: datetime) -> int:
    """Mark the mapped variants that sold in the last days, at most fifty, and no others; returns how many.

    Raises CoreUnavailable.
    """
    if not MappedVariant.objects.exists():
        return 0
    sold = [
        row.variant_id for row in core.variants_selling(store_id=store.id, days=SOLD_WITHIN_DAYS, limit=500)
    ]
    mapped = set(
        MappedVariant.objects.filter(variant_id__in=sold).order_by().values_list("variant_id", flat=True)
    )
    chosen = [variant_id for variant_id in sold if variant_id in mapped][:MOST]
    wanted = MappedVariant.objects.filter(variant_id__in=chosen)
    MappedVariant.objects.filter(hourly_until__isnull=False).exclude(variant_id__in=chosen).update(
        hourly_until=None
    )
    wanted.update(hourly_until=now + KEPT)
    return len(chosen)


def best_sellers_work(*, store: StoreInfo, core: Core, now: datetime, fits: Callable[[], bool]) -> bool:
    """Check the marked products that are due while time is left; returns whether some are left.

    Each product is taken by one worker and tried once an hour. A supplier that asks to slow down, or is not
    connected any more, ends the hour: the night checks the rest. Raises CoreUnavailable.
    """
    run_id = uuid7()
    while fits():
        rows = _next(now)
        if not rows:
            return False
        if _is_taken(rows, now):
            continue
        try:
            product_ask(rows=rows, store=store, core=core, now=now, run_id=run_id)
        except (SupplierRateLimited, SupplierNotConnected, SupplierTokenExpired):
            rows_free(rows=rows)
            return False
        except (SupplierAway, SupplierRejected) as error:
            rows_told(rows=rows, message=error.message)
    return _due(now).exists()


def _due(now: datetime) -> QuerySet[MappedVariant]:
    return MappedVariant.objects.filter(
        Q(checked_at__isnull=True) | Q(checked_at__lte=now - DUE),
        Q(tried_at__isnull=True) | Q(tried_at__lte=now - DUE),
        hourly_until__gt=now,
    )


def _next(now: datetime) -> list[MappedVariant]:
    """Return all mapped variants of the marked product that was heard of longest ago."""
    oldest = (
        _due(now)
        .order_by(F("checked_at").asc(nulls_first=True), "pk")
        .values("provider", "supplier_product_id", "product_id")
        .first()
    )
    return list(MappedVariant.objects.filter(**oldest).order_by("pk")) if oldest else []


def _is_taken(rows: list[MappedVariant], now: datetime) -> bool:
    """Take the product, unless another worker has just done so."""
    ids: list[UUID] = [row.pk for row in rows]
    free = Q(tried_at__isnull=True) | Q(tried_at__lte=now - DUE)
    return not MappedVariant.objects.filter(free, pk__in=ids).update(tried_at=now)

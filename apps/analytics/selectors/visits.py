"""The way from a visit to a paid order, and where visits come from."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from apps.analytics.models import SaleEntry, Visit
from apps.analytics.types import Period, Scope
from apps.money.types import Money

MOST_SOURCES = 500


@dataclass(frozen=True, slots=True)
class Funnel:
    """Visits of a period and how many of them came how far. One visitor on one day is one visit."""

    visits: int
    carts: int
    checkouts: int
    paid: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of visits; `sales` is what its orders were paid, less what went back."""

    name: str
    medium: str
    campaign: str
    visits: int
    carts: int
    checkouts: int
    paid: int
    sales: Money


STAGES = {
    "visits": Count("pk"),
    "carts": Count("pk", filter=Q(carted_at__isnull=False) | Q(checkout_at__isnull=False)),
    "checkouts": Count("pk", filter=Q(checkout_at__isnull=False)),
    "paid": Count("pk", filter=Q(paid_at__isnull=False)),
}


def funnel_report(*, period: Period) -> Funnel:
    """Return how far the visits of a period came. One query."""
    rows = Visit.objects.filter(day__range=(period.first, period.last))
    return Funnel(**rows.aggregate(**STAGES))


def source_report(*, scope: Scope, limit: int) -> list[SourceRow]:
    """Return sources by visits, most first. Three queries: visits, their paid orders, the sales of those."""
    period, currency = scope.period, scope.currency
    visits = Visit.objects.filter(day__range=(period.first, period.last))
    grouped = visits.values("source", "medium", "campaign").annotate(**STAGES)
    found = grouped.order_by(F("visits").desc(), "source", "medium", "campaign")[:limit]
    rows = [dict[str, Any](row) for row in found]
    sales = _sales(visits, currency)
    return [
        SourceRow(
            name=row["source"],
            medium=row["medium"],
            campaign=row["campaign"],
            **{stage: row[stage] for stage in STAGES},
            sales=Money(sales.get((row["source"], row["medium"], row["campaign"]), 0), currency),
        )
        for row in rows
    ]


def _sales(visits: QuerySet[Visit], currency: str) -> dict[tuple[str, str, str], int]:
    orders = {
        order_id: (source, medium, campaign)
        for order_id, source, medium, campaign in visits.filter(
            paid_at__isnull=False, order_id__isnull=False
        ).values_list("order_id", "source", "medium", "campaign")
        if order_id
    }
    sums: dict[tuple[str, str, str], int] = {}
    entries = SaleEntry.objects.filter(order_id__in=list(orders), currency=currency)
    for order_id, gross in entries.values_list("order_id", "gross_minor").iterator(chunk_size=2_000):
        key = orders[order_id]
        sums[key] = sums.get(key, 0) + gross
    return sums

"""Sales by day, the entries behind each number, and what sold best."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from apps.analytics.models import SaleEntry, SaleLine
from apps.analytics.selectors.periods import bounds_of, time_zone_of
from apps.analytics.types import EntryKind, Period, Scope
from apps.money.types import Money

MOST_PRODUCTS = 1_000
SUMS = {
    "orders": Count("pk", filter=Q(kind=EntryKind.SALE)),
    "gross": Sum("gross_minor", filter=Q(kind=EntryKind.SALE), default=0),
    "refunds": Sum("gross_minor", filter=Q(kind=EntryKind.REFUND), default=0),
    "tax": Sum("tax_minor", default=0),
    "shipping": Sum("shipping_minor", default=0),
    "discounts": Sum("discount_minor", default=0),
    "net": Sum("net_minor", default=0),
}


@dataclass(frozen=True, slots=True)
class SalesDay:
    """`gross` was paid, `refunds` (negative) went back; `net` = gross + refunds − tax."""

    date: date
    orders: int
    gross: Money
    refunds: Money
    tax: Money
    shipping: Money
    discounts: Money
    net: Money


@dataclass(frozen=True, slots=True)
class SalesReport:
    """Every day of the period, also those without sales; `total` sums them, `before` sums the period before."""

    first: date
    last: date
    time_zone: str
    days: tuple[SalesDay, ...]
    total: SalesDay
    before: SalesDay


@dataclass(frozen=True, slots=True)
class EntryRow:
    id: UUID
    kind: str
    order_id: UUID
    order_number: int
    at: datetime
    gross: Money
    tax: Money
    net: Money


@dataclass(frozen=True, slots=True)
class ProductSales:
    product_id: UUID
    title: str
    quantity: int
    orders: int
    total: Money


def _entries(scope: Scope) -> QuerySet[SaleEntry]:
    start, end = bounds_of(period=scope.period, zone=time_zone_of(scope.time_zone))
    return SaleEntry.objects.filter(at__gte=start, at__lt=end, currency=scope.currency)


def sales_report(*, scope: Scope) -> SalesReport:
    """Return sales by day of the store's calendar, with totals and the period before. Two queries."""
    period, currency, zone = scope.period, scope.currency, time_zone_of(scope.time_zone)
    grouped = _entries(scope).annotate(day=TruncDate("at", tzinfo=zone)).values("day").annotate(**SUMS)
    found: dict[date, dict[str, Any]] = {row["day"]: dict(row) for row in grouped}
    earlier = Period(period.first - timedelta(days=period.days), period.first - timedelta(days=1))
    days = tuple(
        _day(day, found.get(day, {}), currency)
        for day in (period.first + timedelta(days=offset) for offset in range(period.days))
    )
    return SalesReport(
        first=period.first,
        last=period.last,
        time_zone=zone.key,
        days=days,
        total=_day(period.last, _added(list(found.values())), currency),
        before=_day(earlier.last, _entries(replace(scope, period=earlier)).aggregate(**SUMS), currency),
    )


def _added(rows: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in SUMS}


def _day(day: date, sums: dict[str, int], currency: str) -> SalesDay:
    amounts = {name: Money(sums.get(name, 0), currency) for name in SUMS if name != "orders"}
    return SalesDay(date=day, orders=sums.get("orders", 0), **amounts)


COLUMNS = (
    "id",
    "kind",
    "order_id",
    "order_number",
    "at",
    "currency",
    "gross_minor",
    "tax_minor",
    "net_minor",
)


def _entry(row: tuple[Any, ...]) -> EntryRow:
    id_, kind, order_id, order_number, at, currency, *amounts = row
    gross, tax, net = (Money(amount, currency) for amount in amounts)
    return EntryRow(id_, kind, order_id, order_number, at, gross, tax, net)


class EntryRows:
    """A sliceable list of ledger entries, newest first, for paging."""

    def __init__(self, rows: QuerySet[SaleEntry]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: slice) -> list[EntryRow]:
        return [_entry(row) for row in self._rows.order_by("-at", "-id").values_list(*COLUMNS)[part]]


def entries_of(*, scope: Scope, kind: str = "") -> EntryRows:
    """Return the entries behind the numbers of a period: their sums are the report's sums. Two queries a page."""
    rows = _entries(scope)
    return EntryRows(rows.filter(kind=kind) if kind else rows)


def entries_stream(*, scope: Scope) -> Iterator[EntryRow]:
    """Yield every entry of a period in order of time, without holding them."""
    rows = _entries(scope).order_by("at", "id").values_list(*COLUMNS)
    return (_entry(row) for row in rows.iterator(chunk_size=2_000))


def top_products(*, scope: Scope, limit: int) -> list[ProductSales]:
    """Return what sold most by amount (line prices, without shipping, before discounts and refunds). One query."""
    start, end = bounds_of(period=scope.period, zone=time_zone_of(scope.time_zone))
    rows = (
        SaleLine.objects.filter(entry__at__gte=start, entry__at__lt=end, entry__currency=scope.currency)
        .values("product_id")
        .annotate(
            name=Max("title"),
            pieces=Sum("quantity"),
            orders=Count("entry", distinct=True),
            total=Sum(F("total_minor")),
        )
        .order_by("-total", "product_id")[:limit]
    )
    return [
        ProductSales(
            row["product_id"], row["name"], row["pieces"], row["orders"], Money(row["total"], scope.currency)
        )
        for row in rows
    ]

"""Reads of purchase orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from apps.money.types import Money
from apps.suppliers.models import PurchaseOrder, PurchaseOrderLine, PurchaseSettings
from apps.suppliers.querysets import PurchaseOrderQuerySet
from apps.suppliers.selectors.offers import money_or_none
from apps.suppliers.types import (
    PurchaseEventInfo,
    PurchaseInfo,
    PurchaseLineInfo,
    PurchaseSettingsInfo,
    PurchaseStatus,
    PurchaseUnknown,
    QuoteInfo,
    fixes_of,
)


@dataclass(frozen=True, slots=True)
class PurchaseSummary:
    """How many wait, are under way and need a person; `overdue` are past their time."""

    held: int
    placing: int
    under_way: int
    exceptions: int
    overdue: int


class PurchaseRows:
    """Purchase orders as a list that is counted and cut by the database."""

    def __init__(self, rows: PurchaseOrderQuerySet) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: Any) -> list[PurchaseInfo]:
        rows = self._rows[part].select_related("supplier").prefetch_related("lines")
        return [purchase_info(row) for row in rows]

    def __iter__(self) -> Iterator[PurchaseInfo]:
        return iter(self[:])


def purchase_settings_get() -> PurchaseSettingsInfo:
    """Return how this store buys; the defaults where nobody has changed them."""
    row = PurchaseSettings.objects.filter(pk=1).first() or PurchaseSettings()
    return PurchaseSettingsInfo(
        is_automatic=row.is_automatic,
        hold_minutes=row.hold_minutes,
        sla_hours=row.sla_hours,
        fallback_phone=row.fallback_phone,
        note=row.note,
    )


def purchase_info(row: PurchaseOrder, *, with_timeline: bool = False) -> PurchaseInfo:
    """Return a purchase order as plain data; supplier and lines are loaded or will be."""
    copied = {
        name: getattr(row, name)
        for name in (
            "reference", "order_id", "order_number", "ship_from", "status", "hold_until", "shipping_code",
            "days_min", "days_max", "is_paid", "payment_error", "pay_url", "pay_until", "waiting_message",
            "next_attempt_at", "exception_reason", "exception_code", "exception_message", "exception_at",
            "exception_due_at", "attempts", "first_attempt_at", "claimed_until", "claim_token",
            "tracking_checks", "created_at", "placed_at", "shipped_at", "delivered_at", "shipping_address",
            "email", "note",
        )
    }  # fmt: skip
    timeline = row.timeline.order_by("at", "pk") if with_timeline else ()
    return PurchaseInfo(
        **copied,
        id=row.pk,
        provider=row.supplier.provider,
        supplier_name=row.supplier.name,
        is_due=row.status == PurchaseStatus.READY
        or (row.status == PurchaseStatus.HELD and row.hold_until <= timezone.now()),
        cost=money_or_none(minor=row.cost_minor, currency=row.currency),
        shipping_cost=money_or_none(minor=row.shipping_cost_minor, currency=row.shipping_currency),
        supplier_order_ids=tuple(row.supplier_order_ids),
        fixes=tuple(fixes_of(status=row.status, reason=row.exception_reason)),
        lines=tuple(_line(line, row.currency) for line in row.lines.all() if line.quantity),
        quote=_quote(row.quote),
        timeline=tuple(PurchaseEventInfo(at=event.at, message=event.message) for event in timeline),
    )


def _quote(kept: dict[str, Any] | None) -> QuoteInfo | None:
    if not kept:
        return None
    names = ("planned_cost", "planned_shipping_cost", "cost", "shipping_cost", "landed", "sold")
    money = {name: Money.parse(**kept[name]) if kept[name] else None for name in names}
    return QuoteInfo(
        **money,  # type: ignore[arg-type] # a quote always has a cost
        margin_basis_points=kept["margin_basis_points"],
        floor_basis_points=kept["floor_basis_points"],
        quoted_at=datetime.fromisoformat(kept["quoted_at"]),
    )


def _line(row: PurchaseOrderLine, currency: str) -> PurchaseLineInfo:
    return PurchaseLineInfo(
        id=row.pk,
        order_line_id=row.order_line_id,
        variant_id=row.variant_id,
        offer_id=row.offer_id,
        title=row.title,
        variant_title=row.variant_title,
        sku=row.sku,
        quantity=row.quantity,
        supplier_product_id=row.supplier_product_id,
        supplier_sku_id=row.supplier_sku_id,
        sku_attr=row.sku_attr,
        unit_cost=money_or_none(minor=row.unit_cost_minor, currency=currency),
        image_url=row.image_url,
    )


def purchase_get(*, purchase_order_id: UUID) -> PurchaseInfo:
    """Return one purchase order with its timeline. Raises PurchaseUnknown."""
    row = PurchaseOrder.objects.select_related("supplier").filter(pk=purchase_order_id).first()
    if row is None:
        raise PurchaseUnknown
    return purchase_info(row, with_timeline=True)


def purchase_order_of(*, purchase_order_id: UUID) -> UUID:
    """Return the order a purchase is for. Raises PurchaseUnknown."""
    found = PurchaseOrder.objects.filter(pk=purchase_order_id).values_list("order_id", flat=True).first()
    if found is None:
        raise PurchaseUnknown
    return found


def purchases_list(
    *, search: str = "", status: str = "", only_exceptions: bool = False, order_id: UUID | None = None
) -> PurchaseRows:
    """Return purchase orders, newest first; those with an exception by urgency."""
    rows = PurchaseOrder.objects.all()
    rows = rows.with_exception() if only_exceptions else rows.order_by("-created_at", "-pk")
    if status:
        rows = rows.filter(status=status)
    if order_id:
        rows = rows.filter(order_id=order_id)
    if search:
        number = search.lstrip("#")
        by_number = Q(order_number=int(number)) if number.isdigit() and len(number) < 10 else Q(pk__in=[])
        rows = rows.filter(
            by_number | Q(reference__icontains=search) | Q(supplier_order_ids__contains=[search])
        )
    return PurchaseRows(rows)


def purchases_of_order(*, order_id: UUID) -> list[PurchaseInfo]:
    """Return the purchase orders of one order, oldest first."""
    rows = PurchaseOrder.objects.filter(order_id=order_id).order_by("pk")
    return PurchaseRows(rows)[:100]


def purchases_due(*, now: datetime, limit: int) -> list[PurchaseInfo]:
    """Return what is to be placed now, oldest first."""
    is_automatic = purchase_settings_get().is_automatic
    return PurchaseRows(PurchaseOrder.objects.due(now=now, is_automatic=is_automatic))[:limit]


def purchases_to_follow(*, now: datetime, limit: int) -> list[PurchaseInfo]:
    """Return what is to be asked for at the supplier now, the longest waiting first."""
    return PurchaseRows(PurchaseOrder.objects.to_follow(now=now))[:limit]


def purchase_summary(*, now: datetime) -> PurchaseSummary:
    """Return the counts. One query."""
    is_exception = ~Q(exception_reason="")
    counts = PurchaseOrder.objects.aggregate(
        held=Count("pk", filter=Q(status__in=[PurchaseStatus.HELD, PurchaseStatus.READY])),
        placing=Count("pk", filter=Q(status=PurchaseStatus.PLACING)),
        under_way=Count("pk", filter=Q(status__in=["PLACED", "PAID", "SHIPPED"])),
        exceptions=Count("pk", filter=is_exception),
        overdue=Count("pk", filter=is_exception & Q(exception_due_at__lt=now)),
    )
    return PurchaseSummary(**counts)

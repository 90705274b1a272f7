"""What a person changes of variants' numbers belongs into the same history as what machines change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.audit.actor import actor_current
from apps.catalog.models import PriceLog, Variant
from apps.catalog.types.writing import WriterKind

BATCH = 1000


def columns_of_numbers(row: Variant) -> dict[str, Any]:
    """Return the numbers of a variant that machines may change and people may lock."""
    return {
        "price": row.price_minor,
        "compare_at_price": row.compare_at_minor,
        "cost": row.cost_minor,
        "stock_quantity": (row.is_stock_tracked, row.stock_on_hand),
    }


def edits_log(*, rows: Sequence[Variant], before: Mapping[UUID, dict[str, Any]], currency: str) -> None:
    """Write down the price, cost or stock of known variants that is another one now. One statement a thousand."""
    label, at = actor_current().label[:100], timezone.now()
    entries = [
        _entry(row=row, was=before[row.pk], currency=currency, label=label, at=at)
        for row in rows
        if row.pk in before and columns_of_numbers(row) != before[row.pk]
    ]
    if entries:
        PriceLog.objects.bulk_create(entries, batch_size=BATCH)


def _entry(*, row: Variant, was: dict[str, Any], currency: str, label: str, at: Any) -> PriceLog:
    was_tracked, was_on_hand = was["stock_quantity"]
    is_stock = (was_tracked, was_on_hand) != (row.is_stock_tracked, row.stock_on_hand)
    return PriceLog(
        product_id=row.product_id,
        variant_id=row.pk,
        writer=WriterKind.PERSON,
        label=label,
        currency=currency,
        price_before_minor=was["price"],
        price_after_minor=row.price_minor,
        cost_before_minor=was["cost"],
        cost_after_minor=row.cost_minor,
        stock_before=was_on_hand - row.stock_reserved if is_stock and was_tracked else None,
        stock_after=row.stock_on_hand - row.stock_reserved if is_stock and row.is_stock_tracked else None,
        at=at,
    )

"""Who wrote what: histories of numbers and texts, and all numbers for machines that reckon with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from apps.catalog.models import PriceLog, Product, ProductRevision
from apps.catalog.selectors.product_detail import OPTIONS_JSON, options_of, value_names, variant_title
from apps.catalog.types.errors import ProductUnknown
from apps.catalog.types.writing import PriceRecord, Revision
from apps.money.types import Money

_NUMBERS = f"""
    SELECT v.id, p.id, p.title, p.status, p.product_type, p.vendor, p.external_reference, p.currency,
        v.option_value_ids, v.sku, v.price_minor, v.compare_at_minor, v.cost_minor,
        v.stock_on_hand - v.stock_reserved, v.is_stock_tracked, v.locked_fields,
        ARRAY(SELECT m.collection_id FROM catalog_collectionproduct m WHERE m.product_id = p.id ORDER BY 1),
        {OPTIONS_JSON}
    FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
    WHERE v.id > %(after)s
      AND (%(products)s::uuid[] IS NULL OR p.id = ANY(%(products)s))
      AND (%(variants)s::uuid[] IS NULL OR v.id = ANY(%(variants)s))
      AND (%(collection)s::uuid IS NULL OR EXISTS (
          SELECT FROM catalog_collectionproduct m WHERE m.product_id = p.id AND m.collection_id = %(collection)s))
    ORDER BY v.id LIMIT %(limit)s
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantNumbers:
    """A variant with what price rules and syncs need of it and of its product."""

    id: UUID
    product_id: UUID
    product_title: str
    product_status: str
    product_type: str
    vendor: str
    external_reference: str | None
    title: str
    sku: str
    price: Money
    compare_at_price: Money | None
    cost: Money | None
    stock_quantity: int
    is_stock_tracked: bool
    locked_fields: tuple[str, ...]
    collection_ids: tuple[UUID, ...]


def variants_numbers(
    *,
    after: UUID | None,
    limit: int,
    product_ids: Collection[UUID] | None = None,
    variant_ids: Collection[UUID] | None = None,
    collection_id: UUID | None = None,
) -> list[VariantNumbers]:
    """Return variants of the store in the order of their ids, after `after`, in one statement."""
    values = {
        "after": after or UUID(int=0),
        "products": list(product_ids) if product_ids is not None else None,
        "variants": list(variant_ids) if variant_ids is not None else None,
        "collection": collection_id,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, values)
        return [_numbers(row) for row in cursor.fetchall()]


def _numbers(row: Any) -> VariantNumbers:
    names = value_names(options_of(row[17] if isinstance(row[17], str | None) else json.dumps(row[17])))
    currency = row[7]

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return VariantNumbers(
        id=row[0],
        product_id=row[1],
        product_title=row[2],
        product_status=row[3],
        product_type=row[4],
        vendor=row[5],
        external_reference=row[6],
        title=variant_title([names[str(value)] for value in row[8]]),
        sku=row[9],
        price=Money(row[10], currency),
        compare_at_price=money(row[11]),
        cost=money(row[12]),
        stock_quantity=max(0, row[13]),
        is_stock_tracked=row[14],
        locked_fields=tuple(row[15]),
        collection_ids=tuple(row[16]),
    )


def price_log_list(
    *,
    product_id: UUID | None = None,
    variant_id: UUID | None = None,
    run_id: UUID | None = None,
    is_refused: bool | None = None,
) -> QuerySet[PriceLog]:
    """Return the history of numbers, newest first, for paging; rows become records with `price_records`."""
    wanted = {"product_id": product_id, "variant_id": variant_id, "run_id": run_id, "is_refused": is_refused}
    rows = PriceLog.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    return rows.order_by("-at", "-pk")


def price_records(rows: Sequence[PriceLog]) -> list[PriceRecord]:
    """Return rows of the history as plain data, with the names their variants have now ("" once gone). One query."""
    named = {
        row.id: row
        for row in variants_numbers(after=None, limit=len(rows), variant_ids={row.variant_id for row in rows})
    }
    return [_record(row, named.get(row.variant_id)) for row in rows]


def _record(row: PriceLog, variant: VariantNumbers | None) -> PriceRecord:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return PriceRecord(
        id=row.pk,
        product_id=row.product_id,
        variant_id=row.variant_id,
        product_title=variant.product_title if variant else "",
        variant_title=variant.title if variant else "",
        writer=row.writer,
        label=row.label,
        reason=row.reason,
        run_id=row.run_id,
        is_refused=row.is_refused,
        code=row.code,
        price_before=money(row.price_before_minor),
        price_after=money(row.price_after_minor),
        cost_before=money(row.cost_before_minor),
        cost_after=money(row.cost_after_minor),
        stock_before=row.stock_before,
        stock_after=row.stock_after,
        floor=money(row.floor_minor),
        source=row.source,
        at=row.at,
    )


def revision_list(*, product_id: UUID) -> list[Revision]:
    """Return the kept revisions of a product's texts, newest first. Raises ProductUnknown."""
    if not Product.objects.filter(pk=product_id).exists():
        raise ProductUnknown
    rows = ProductRevision.objects.filter(product_id=product_id).order_by("-at", "-pk")
    return [
        Revision(
            id=row.pk, writer=row.writer, label=row.label, run_id=row.run_id, fields=row.fields, at=row.at
        )
        for row in rows
    ]

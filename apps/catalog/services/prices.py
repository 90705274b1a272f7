"""Numbers of many variants at once, as machines change them: locked ones stay, none goes below the margin floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.catalog.events import ProductUpdated
from apps.catalog.margin import floor_minor
from apps.catalog.models import PriceLog, Product, Variant
from apps.catalog.selectors.margins import margin_floor_get
from apps.catalog.services.news import news_tell, numbers_of
from apps.catalog.types.errors import CurrencyChanging
from apps.catalog.types.inputs import Unset
from apps.catalog.types.statuses import MAX_STOCK
from apps.catalog.types.writing import (
    MAX_CHANGES,
    PriceChange,
    PriceOutcome,
    RefusedField,
    Writer,
    below_floor_sentence,
)
from apps.money.types import MAX_MINOR, Money
from apps.outbox.services import event_publish
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.errors import Invalid
from tenancy.ids import uuid7

_WRITTEN = ["price_minor", "compare_at_minor", "cost_minor", "stock_on_hand", "is_stock_tracked"]
_RANGE = """
    UPDATE catalog_product p SET price_min_minor = v.low, price_max_minor = v.high,
        updated_at = statement_timestamp()
    FROM (SELECT product_id, min(price_minor) AS low, max(price_minor) AS high
          FROM catalog_variant WHERE product_id = ANY(%s) GROUP BY product_id) v
    WHERE p.id = v.product_id
"""
LOCKED = "A person has set this, so it stays as it is."


@dataclass(slots=True)
class _Row:
    """One variant under change: its row, what was asked, what became of it."""

    change: PriceChange
    variant: Variant
    currency: str
    basis_points: int
    applied: list[str] = field(default_factory=list)
    refused: list[RefusedField] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    refused_price: int | None = None

    def money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.currency)

    @property
    def floor(self) -> int | None:
        cost = self.variant.cost_minor
        return None if cost is None else floor_minor(cost_minor=cost, margin_basis_points=self.basis_points)

    def refuse(self, name: str, code: str, message: str) -> None:
        self.refused.append(RefusedField(field=name, code=code, message=message))


def prices_change(*, changes: Sequence[PriceChange], writer: Writer) -> list[PriceOutcome]:
    """Change the numbers of up to 500 variants in one transaction; returns one outcome each, in the given order.

    A field a person has set stays for every other writer; a price below the margin floor at the (new) cost, of 0,
    or over one that differs from `expected_price` is refused; each change and each refused price is written to
    the variant's history with writer and reason. A cost is a fact and always taken: `is_below_floor` then says
    that the price no longer holds the margin. Raises Invalid for another currency, doubles and absurd numbers,
    CurrencyChanging.
    """
    store = store_current()
    _checked(changes=changes, currency=store.currency)
    with transaction.atomic(durable=True):
        rows = _rows(changes=changes, currency=store.currency)
        before = {row.variant.pk: numbers_of(row.variant) for row in rows.values()}
        for row in rows.values():
            _numbers_set(row=row, writer=writer)
        touched = [row for row in rows.values() if row.applied]
        Variant.objects.bulk_update([row.variant for row in touched], _WRITTEN, batch_size=MAX_CHANGES)
        _log(rows=list(rows.values()), writer=writer)
        news_tell(before=before, after=[row.variant for row in touched])
        _products_follow(product_ids={row.variant.product_id for row in touched}, store_id=store.id)
    return [_outcome(change=change, row=rows.get(change.variant_id)) for change in changes]


def _checked(*, changes: Sequence[PriceChange], currency: str) -> None:
    faults: dict[str, list[str]] = {}
    seen: set[UUID] = set()
    if not 1 <= len(changes) <= MAX_CHANGES:
        faults["changes"] = [f"1 to {MAX_CHANGES} changes."]
    for index, change in enumerate(changes):
        if change.variant_id in seen:
            faults[f"changes.{index}.variant_id"] = ["This variant is given twice."]
        seen.add(change.variant_id)
        faults |= {f"changes.{index}.{name}": said for name, said in _faults(change, currency).items()}
    if faults:
        raise Invalid(fields=faults)


def _faults(change: PriceChange, currency: str) -> dict[str, list[str]]:
    faults = {}
    for name in ("price", "compare_at_price", "cost", "expected_price"):
        amount = getattr(change, name)
        if isinstance(amount, Money) and amount.currency != currency:
            faults[name] = [f"Prices of this store are in {currency}."]
        elif isinstance(amount, Money) and not 0 <= amount.amount_minor <= MAX_MINOR:
            faults[name] = ["From 0 to 99,999,999.99."]
    stock = change.stock_quantity
    if isinstance(stock, int) and not 0 <= stock <= MAX_STOCK:
        faults["stock_quantity"] = [f"A whole number from 0 to {MAX_STOCK}."]
    return faults


def _rows(*, changes: Sequence[PriceChange], currency: str) -> dict[UUID, _Row]:
    """Lock products, then variants, each in the order everybody takes them."""
    wanted = {change.variant_id: change for change in changes}
    product_ids = set(
        Variant.objects.filter(pk__in=list(wanted)).order_by().values_list("product_id", flat=True)
    )
    products = {row.pk: row for row in Product.objects.filter(pk__in=product_ids).only("currency").locked()}
    if any(row.currency != currency for row in products.values()):
        raise CurrencyChanging(retry_after=2)
    basis_points = margin_floor_get()
    return {
        row.pk: _Row(change=wanted[row.pk], variant=row, currency=currency, basis_points=basis_points)
        for row in Variant.objects.filter(pk__in=list(wanted), product_id__in=list(products)).locked()
    }


def _numbers_set(*, row: _Row, writer: Writer) -> None:
    variant, change = row.variant, row.change
    row.before = {
        "price": variant.price_minor,
        "cost": variant.cost_minor,
        "stock": variant.stock_on_hand - variant.stock_reserved,
    }
    locked = set() if writer.is_person else set(variant.locked_fields)
    if isinstance(change.cost, Money) and _is_free(row, "cost", locked):
        _set(row, "cost", "cost_minor", change.cost.amount_minor)
    if isinstance(change.stock_quantity, int) and _is_free(row, "stock_quantity", locked):
        _stock_set(row, change.stock_quantity)
    if isinstance(change.price, Money) and _is_free(row, "price", locked):
        _price_set(row, change.price.amount_minor)
    if not isinstance(change.compare_at_price, Unset) and _is_free(row, "compare_at_price", locked):
        asked = change.compare_at_price.amount_minor if change.compare_at_price else None
        # One that is no higher than the price would be a reduction that is none.
        _set(
            row, "compare_at_price", "compare_at_minor",
            asked if asked is not None and asked > variant.price_minor else None,
        )  # fmt: skip


def _is_free(row: _Row, name: str, locked: set[str]) -> bool:
    if name in locked:
        row.refuse(name, "locked", LOCKED)
    return name not in locked


def _set(row: _Row, name: str, column: str, value: int | None) -> None:
    if getattr(row.variant, column) != value:
        setattr(row.variant, column, value)
        row.applied.append(name)


def _stock_set(row: _Row, quantity: int) -> None:
    """What can be sold; units reserved by running checkouts stay reserved on top of it."""
    variant = row.variant
    if not variant.is_stock_tracked or variant.stock_on_hand != quantity + variant.stock_reserved:
        variant.is_stock_tracked, variant.stock_on_hand = True, quantity + variant.stock_reserved
        row.applied.append("stock_quantity")


def _price_set(row: _Row, price: int) -> None:
    variant, expected = row.variant, row.change.expected_price
    floor = row.floor
    if isinstance(expected, Money) and expected.amount_minor != variant.price_minor:
        row.refuse("price", "changed", "The price is another one by now.")
    elif price == 0:
        row.refuse("price", "price_missing", "A price is above zero.")
    elif floor is not None and price < floor and variant.cost_minor is not None:
        row.refused_price = price
        row.refuse(
            "price",
            "below_margin_floor",
            below_floor_sentence(
                price=Money(price, row.currency),
                cost=Money(variant.cost_minor, row.currency),
                floor=Money(floor, row.currency),
            ),
        )
    else:
        _set(row, "price", "price_minor", price)


def _log(*, rows: Sequence[_Row], writer: Writer) -> None:
    at = timezone.now()
    entries = [_entry(row=row, writer=writer, at=at) for row in rows if row.applied]
    for row in rows:
        if row.refused_price is not None:
            refused = _entry(row=row, writer=writer, at=at)
            refused.id, refused.is_refused, refused.code = uuid7(), True, "below_margin_floor"
            refused.price_before_minor = row.variant.price_minor
            refused.price_after_minor, refused.floor_minor = row.refused_price, row.floor
            refused.cost_after_minor = row.variant.cost_minor
            refused.stock_before = refused.stock_after = None
            entries.append(refused)
    PriceLog.objects.bulk_create(entries, batch_size=MAX_CHANGES)


def _entry(*, row: _Row, writer: Writer, at: Any) -> PriceLog:
    variant = row.variant
    is_stock = "stock_quantity" in row.applied
    return PriceLog(
        product_id=variant.product_id,
        variant_id=variant.pk,
        writer=writer.kind,
        label=writer.label[:100],
        reason=writer.reason[:300],
        run_id=writer.run_id,
        currency=row.currency,
        price_before_minor=row.before["price"],
        price_after_minor=variant.price_minor,
        cost_before_minor=row.before["cost"],
        cost_after_minor=variant.cost_minor,
        stock_before=row.before["stock"] if is_stock else None,
        stock_after=variant.stock_on_hand - variant.stock_reserved if is_stock else None,
        floor_minor=row.floor,
        source=row.change.source,
        at=at,
    )


def _products_follow(*, product_ids: set[UUID], store_id: UUID) -> None:
    if not product_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_RANGE, [sorted(product_ids)])
    for product_id in sorted(product_ids):
        event_publish(event=ProductUpdated(product_id=product_id), store_id=store_id)
    store_version_bump(store_id=store_id)


def _outcome(*, change: PriceChange, row: _Row | None) -> PriceOutcome:
    if row is None:
        gone = RefusedField(
            field="variant_id", code="variant_unknown", message="There is no such variant any more."
        )
        return PriceOutcome(variant_id=change.variant_id, status="REFUSED", refused=(gone,))
    floor = row.floor
    status = "APPLIED" if row.applied else "REFUSED" if row.refused else "UNCHANGED"
    return PriceOutcome(
        variant_id=change.variant_id,
        status=status,
        applied=tuple(row.applied),
        refused=tuple(row.refused),
        price=row.money(row.variant.price_minor),
        cost=row.money(row.variant.cost_minor),
        floor=row.money(floor),
        is_below_floor=floor is not None and row.variant.price_minor < floor,
    )

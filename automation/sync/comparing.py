"""What a supplier's new answer means against what is mapped: pure, so that every odd answer can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.sync.types import EventKind, Suspicion

JUMP = 10


@dataclass(frozen=True, slots=True)
class Known:
    """A mapped variant as it was last heard of."""

    sku_id: str
    cost: Decimal | None
    currency: str
    stock: int | None
    state: str = "OK"


@dataclass(frozen=True, slots=True)
class Found:
    """An event of one mapped variant, with the numbers before and after as text."""

    sku_id: str
    kind: EventKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer is held back."""

    suspicion: Suspicion
    before: str
    after: str


def variants_by_sku(*, product: SupplierProduct) -> dict[str, SupplierVariant]:
    """Return a supplier's variants by their SKU ids."""
    return {row.sku_id: row for row in product.variants if isinstance(row, SupplierVariant)}


def doubt_of(*, known: Sequence[Known], product: SupplierProduct) -> Doubt | None:
    """Return why the whole answer is not to be believed: no SKUs, another currency, cost 0, a jump over tenfold."""
    there = variants_by_sku(product=product)
    if not there:
        return Doubt(Suspicion.NO_SKUS, str(len(known)), "0")
    for row in known:
        if row.currency and product.currency and row.currency != product.currency:
            return Doubt(Suspicion.CURRENCY, row.currency, product.currency)
        found = there.get(row.sku_id)
        if found is None:
            continue
        if found.cost is None or found.cost <= 0:
            return Doubt(Suspicion.COST_ZERO, _text(row.cost), _text(found.cost))
        if row.cost and (found.cost > row.cost * JUMP or found.cost * JUMP < row.cost):
            return Doubt(Suspicion.COST_JUMP, _text(row.cost), _text(found.cost))
    return None


def events_of(*, known: Sequence[Known], product: SupplierProduct) -> list[Found]:
    """Return what happened to each mapped variant since it was last heard of."""
    there = variants_by_sku(product=product)
    events: list[Found] = []
    for row in known:
        found = there.get(row.sku_id)
        if found is None:
            if row.state != "GONE":
                events.append(Found(row.sku_id, EventKind.VARIANT_GONE, "there", "gone"))
            continue
        events += _of_variant(row, found)
    return events


def _of_variant(row: Known, found: SupplierVariant) -> list[Found]:
    events = []
    if row.cost is not None and found.cost is not None and found.cost != row.cost:
        kind = EventKind.COST_UP if found.cost > row.cost else EventKind.COST_DOWN
        events.append(Found(row.sku_id, kind, _text(row.cost), _text(found.cost)))
    is_out, was_out = variant_is_out(variant=found), row.state in {"OUT_OF_STOCK", "GONE"} or row.stock == 0
    if is_out and not was_out:
        events.append(Found(row.sku_id, EventKind.OUT_OF_STOCK, str(row.stock), "0"))
    elif was_out and not is_out:
        events.append(Found(row.sku_id, EventKind.BACK_IN_STOCK, "0", str(found.quantity)))
    return events


def variant_is_out(*, variant: SupplierVariant) -> bool:
    """Say whether a supplier's variant cannot be bought now."""
    return variant.quantity == 0 or variant.available is False


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"

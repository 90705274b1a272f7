"""What an order holds of the catalog's stock. Callers hold the order's row."""

from collections import Counter
from uuid import UUID

from apps.catalog import services as catalog
from apps.catalog.types import OutOfStock
from apps.orders.models import Order

Lines = list[tuple[UUID, int]]


def held_lines(order: Order) -> Lines:
    """Return `(variant_id, quantity)` of an order, one entry per variant, by ascending variant."""
    return merged(order.lines.values_list("variant_id", "quantity"))


def merged(lines: object) -> Lines:
    """Sum quantities per variant and sort by variant: all writers lock stock rows in this order."""
    quantities: Counter[UUID] = Counter()
    for variant_id, quantity in lines:  # type: ignore[attr-defined]
        quantities[variant_id] += quantity
    return sorted(quantities.items())


def reservation_move(*, before: Lines, after: Lines) -> None:
    """Reserve and release the differences. Raises OutOfStock naming every variant that is short."""
    old, new = dict(before), dict(after)
    short: list[UUID] = []
    for variant_id in sorted(old.keys() | new.keys()):
        change = new.get(variant_id, 0) - old.get(variant_id, 0)
        try:
            if change > 0:
                catalog.stock_reserve(lines=[(variant_id, change)])
            elif change < 0:
                catalog.stock_release(lines=[(variant_id, -change)])
        except OutOfStock as error:
            short += error.variant_ids
    if short:
        raise OutOfStock(short)

"""Lines of all orders, for sheets: one row a line, the order's own facts on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.money.types import Money
from apps.orders.models import OrderLine
from apps.orders.types import Address

_FACTS = (
    "number",
    "placed_at",
    "payment_status",
    "fulfillment_status",
    "email",
    "customer_name",
    "discount_code",
)
_SUMS = ("subtotal_minor", "shipping_minor", "tax_minor", "discount_minor", "total_minor", "refunded_minor")
_LINE = ("title", "variant_title", "sku", "quantity")
_PRICES = ("unit_price_minor", "line_total_minor")
_COLUMNS = (
    *(f"order__{name}" for name in (*_FACTS, "shipping_address", "currency", *_SUMS)),
    *_LINE,
    *_PRICES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line with the order it stands in; sums are the order's, the last two the line's."""

    number: int
    placed_at: datetime
    payment_status: str
    fulfillment_status: str
    email: str
    customer_name: str
    discount_code: str
    address: Address
    subtotal: Money
    shipping: Money
    tax: Money
    discount: Money
    total: Money
    refunded: Money
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: Money
    line_total: Money


def sold_lines_stream(*, piece: int = 1_000) -> Iterator[SoldLine]:
    """Yield the lines of all orders, oldest order first; `piece` of them are in memory at a time."""
    rows = OrderLine.objects.order_by("order__number", "position").values_list(*_COLUMNS)
    for row in rows.iterator(chunk_size=piece):
        found = dict(zip(_COLUMNS, row, strict=True))
        currency = found["order__currency"]
        values: dict[str, Any] = {name: found[f"order__{name}"] for name in _FACTS}
        values |= {name: found[name] for name in _LINE}
        values |= {name.removesuffix("_minor"): Money(found[f"order__{name}"], currency) for name in _SUMS}
        values |= {name.removesuffix("_minor"): Money(found[name], currency) for name in _PRICES}
        yield SoldLine(**values, address=Address(**found["order__shipping_address"]))

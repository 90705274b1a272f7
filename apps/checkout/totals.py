"""The one place where an order's sums are made. Pure, whole minor units, no rounding anywhere.

Discount and tax are slots: given in minor units by whoever computes them, zero in this milestone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_QUANTITY = 999
MAX_LINES = 100


class TotalsInvalid(ValueError):
    """A quantity, price, shipping, discount or tax that no order can have; the message says which."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity of one variant at the catalog's price, in minor units."""

    quantity: int
    unit_price_minor: int

    @property
    def total_minor(self) -> int:
        return self.quantity * self.unit_price_minor


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in minor units: `total = subtotal - discount + shipping + tax`, each part at least zero."""

    subtotal_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    items_count: int


def totals(
    lines: Iterable[PricedLine], *, shipping_minor: int = 0, discount_minor: int = 0, tax_minor: int = 0
) -> Totals:
    """Return the exact sums. A discount is cut to the subtotal, so that no part and no sum is negative.

    The order of the lines does not matter. Raises TotalsInvalid for negative amounts and for quantities
    outside 1–999.
    """
    subtotal, items = 0, 0
    for line in lines:
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise TotalsInvalid(f"quantity {line.quantity} is outside 1–{MAX_QUANTITY}")
        if line.unit_price_minor < 0:
            raise TotalsInvalid("a price is negative")
        subtotal += line.total_minor
        items += line.quantity
    if min(shipping_minor, discount_minor, tax_minor) < 0:
        raise TotalsInvalid("shipping, discount and tax are not negative")
    discount = min(discount_minor, subtotal)
    return Totals(
        subtotal_minor=subtotal,
        discount_minor=discount,
        shipping_minor=shipping_minor,
        tax_minor=tax_minor,
        total_minor=subtotal - discount + shipping_minor + tax_minor,
        items_count=items,
    )

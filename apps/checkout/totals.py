"""The one place where an order's sums are made. Pure, whole minor units.

Rounding happens twice at most: once for a percentage of discount, once for the tax of the whole order, each half
up. Lines get their shares by largest remainder, so that shares always add up to the sum they are shares of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_QUANTITY = 999
MAX_LINES = 100
# Rates are thousandths of a percent: 19 % is 19,000, 8.375 % is 8,375.
WHOLE = 100_000


class TotalsInvalid(ValueError):
    """A quantity, price, shipping, discount or tax that no order can have; the message says which."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity of one variant at the catalog's price, in minor units."""

    quantity: int
    unit_price_minor: int
    is_discountable: bool = True

    @property
    def total_minor(self) -> int:
        return self.quantity * self.unit_price_minor


@dataclass(frozen=True, slots=True)
class DiscountTerms:
    """What a discount gives: a share of the discountable lines, an amount off them, or shipping for nothing."""

    percent_milli: int = 0
    amount_minor: int = 0
    is_shipping_free: bool = False


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """How an order is taxed. Inclusive: prices contain the tax already, so it is not added to the total."""

    rate_milli: int = 0
    is_inclusive: bool = False
    is_on_shipping: bool = False


@dataclass(frozen=True, slots=True)
class LineShare:
    """What of the order's discount and tax falls on one line."""

    discount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in minor units, each part at least zero.

    `total = subtotal - discount + shipping`, plus `tax` unless it is inclusive. `lines` follow the lines given;
    their discounts add up to `discount_minor`, their taxes and `shipping_tax_minor` to `tax_minor`.
    """

    subtotal_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    items_count: int
    shipping_tax_minor: int
    is_tax_inclusive: bool
    lines: tuple[LineShare, ...]


NO_DISCOUNT = DiscountTerms()
NO_TAX = TaxTerms()


def totals(
    lines: Iterable[PricedLine],
    *,
    shipping_minor: int = 0,
    discount: DiscountTerms = NO_DISCOUNT,
    tax: TaxTerms = NO_TAX,
) -> Totals:
    """Return the exact sums. A discount is cut to what it applies to, so that no part and no sum is negative.

    The order of the lines changes no sum. Raises TotalsInvalid for negative amounts, for quantities outside
    1–999, for a discount over 100 % and for a tax over 100 %.
    """
    given = list(lines)
    _check(given, shipping_minor=shipping_minor, discount=discount, tax=tax)
    shipping = 0 if discount.is_shipping_free else shipping_minor
    discounts = _discounts(given, discount)
    bases = [line.total_minor - cut for line, cut in zip(given, discounts, strict=True)]
    taxed = [*bases, shipping if tax.is_on_shipping else 0]
    tax_minor = tax_of(sum(taxed), tax=tax)
    *line_taxes, shipping_tax = allocate(tax_minor, taxed)
    return Totals(
        subtotal_minor=sum(line.total_minor for line in given),
        discount_minor=sum(discounts),
        shipping_minor=shipping,
        tax_minor=tax_minor,
        total_minor=sum(bases) + shipping + (0 if tax.is_inclusive else tax_minor),
        items_count=sum(line.quantity for line in given),
        shipping_tax_minor=shipping_tax,
        is_tax_inclusive=tax.is_inclusive,
        lines=tuple(LineShare(*share) for share in zip(discounts, line_taxes, strict=True)),
    )


def _check(
    lines: Sequence[PricedLine], *, shipping_minor: int, discount: DiscountTerms, tax: TaxTerms
) -> None:
    for line in lines:
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise TotalsInvalid(f"quantity {line.quantity} is outside 1–{MAX_QUANTITY}")
        if line.unit_price_minor < 0:
            raise TotalsInvalid("a price is negative")
    if min(shipping_minor, discount.amount_minor) < 0:
        raise TotalsInvalid("shipping and discount are not negative")
    if not 0 <= discount.percent_milli <= WHOLE or not 0 <= tax.rate_milli <= WHOLE:
        raise TotalsInvalid("a share is between 0 and 100 %")


def _discounts(lines: Sequence[PricedLine], discount: DiscountTerms) -> list[int]:
    weights = [line.total_minor if line.is_discountable else 0 for line in lines]
    most = sum(weights)
    wanted = _half_up(most * discount.percent_milli, WHOLE) + discount.amount_minor
    return allocate(min(wanted, most), weights)


def tax_of(base_minor: int, *, tax: TaxTerms) -> int:
    """Return the tax on a sum: contained in it when inclusive, to be added to it otherwise.

    Both agree: for what an exclusive order comes to with its tax, the contained tax is the same amount.
    """
    whole = WHOLE + tax.rate_milli if tax.is_inclusive else WHOLE
    return _half_up(base_minor * tax.rate_milli, whole)


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split a sum over weights in proportion; the parts add up to it exactly, ties go to the first.

    No part exceeds its weight while the sum does not exceed the weights' sum. Without any weight all is zero.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total_minor * weight // whole for weight in weights]
    left = total_minor - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total_minor * weights[place] % whole))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)

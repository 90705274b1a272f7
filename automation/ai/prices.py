"""What a model costs: US dollars per million tokens, with the day the price began.

From public price pages (some figures conflict between sources): the ledger stores tokens and the price used, so a
correction here never rewrites history.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens, in and out."""

    valid_from: date
    input_usd: Decimal
    output_usd: Decimal


# Longest matching prefix of the model's name wins; of its prices the newest that had begun.
PRICES = {
    "claude-haiku": (Price(date(2025, 10, 15), Decimal(1), Decimal(5)),),
    "claude-sonnet": (Price(date(2025, 9, 29), Decimal(3), Decimal(15)),),
    "claude-opus": (
        Price(date(2025, 5, 22), Decimal(15), Decimal(75)),
        Price(date(2025, 11, 24), Decimal(5), Decimal(25)),
    ),
}
UNKNOWN = Price(date(2025, 1, 1), Decimal(15), Decimal(75))
CACHE_READ, CACHE_WRITE = Decimal("0.1"), Decimal("1.25")


def price_of(model: str, *, on: date | None = None) -> Price:
    """Return the price of a model on a day (default: the newest price known).

    An unknown model, and a day before its first price, count as the dearest, so that budgets hold.
    """
    matches = [prefix for prefix in PRICES if model.startswith(prefix)]
    if not matches:
        return UNKNOWN
    begun = [price for price in PRICES[max(matches, key=len)] if on is None or price.valid_from <= on]
    return max(begun, key=lambda price: price.valid_from, default=UNKNOWN)


def cost_micros(
    *, price: Price, input_tokens: int, output_tokens: int, cache_read: int = 0, cache_write: int = 0
) -> int:
    """Return millionths of a US dollar, rounded up: one dollar a million tokens is one micro a token."""
    total = (
        input_tokens * price.input_usd
        + cache_read * price.input_usd * CACHE_READ
        + cache_write * price.input_usd * CACHE_WRITE
        + output_tokens * price.output_usd
    )
    return int(total.to_integral_value(rounding=ROUND_CEILING))

"""Turning a source's amounts into the draft's: pure, so that it can be tried with every odd number."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from automation.core_client.types import VariantDraft
from automation.suppliers.types import SourceProduct, SourceVariant

ZERO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
MAX_AMOUNT = Decimal("99999999.99")
MAX_STOCK = 1_000_000


def amount_round(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's decimals (ISO 4217)."""
    digits = 0 if currency in ZERO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def amount_is_sane(amount: Decimal | None) -> bool:
    """Say whether an amount can be a price: finite, not negative, below 100 million (reliability.md, E15)."""
    return amount is not None and amount.is_finite() and 0 <= amount <= MAX_AMOUNT


def _compare_at(variant: SourceVariant, price: Decimal, currency: str) -> Decimal | None:
    amount = variant.compare_at_price
    if amount is None or not amount_is_sane(amount):
        return None
    rounded = amount_round(amount, currency)
    return rounded if rounded > price else None


def variant_draft(*, variant: SourceVariant, currency: str) -> VariantDraft:
    """Return the draft of one variant; an absurd or missing price becomes 0 and must be set by a person."""
    price = (
        amount_round(variant.price, currency)
        if variant.price is not None and amount_is_sane(variant.price)
        else Decimal(0)
    )
    quantity = variant.quantity
    if quantity is None and variant.available is False:
        quantity = 0
    cost = variant.cost
    return VariantDraft(
        option_values=variant.option_values,
        price=amount_round(price, currency),
        sku=variant.sku[:100],
        barcode=variant.barcode[:50],
        compare_at_price=_compare_at(variant, price, currency),
        cost=amount_round(cost, currency) if cost is not None and amount_is_sane(cost) else None,
        weight_grams=variant.grams
        if variant.grams is not None and 0 <= variant.grams <= 10_000_000
        else None,
        stock_quantity=None if quantity is None else max(0, min(quantity, MAX_STOCK)),
    )


def priced(*, variant: SourceVariant, made: Mapping[str, Any]) -> SourceVariant:
    """Return the variant with the amounts the price step made, as text in the store's currency; None = none."""

    def amount(name: str) -> Decimal | None:
        return None if made[name] is None else Decimal(made[name])

    return replace(variant, price=amount("price"), compare_at_price=amount("compare_at"), cost=amount("cost"))


def price_notes(*, product: SourceProduct, currency: str, is_priced: bool = False) -> list[str]:
    """Return what a person must know about the prices taken over; nothing of those the price step made."""
    if is_priced:
        return []
    notes = []
    if any(not amount_is_sane(variant.price) for variant in product.variants) or not product.variants:
        notes.append("The source names no usable price for every variant. Set it before publishing.")
    if product.currency and product.currency != currency:
        notes.append(
            f"The source is in {product.currency}, the store in {currency}: amounts were taken over unchanged. "
            "Check the prices before publishing."
        )
    return notes

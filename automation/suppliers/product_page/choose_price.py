"""Reconciles what machines are told about the price with what shoppers see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.evidence import PriceEvidence
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.money import (
    country_currency,
    currency_fits,
    sign_currency,
)
from automation.suppliers.product_page.price_attributes import attribute_prices
from automation.suppliers.product_page.types import ExtractedPrice, FieldConfidence
from automation.suppliers.product_page.visible_price import (
    VisiblePrice,
    visible_prices,
)

THRESHOLD = 0.5
_VISIBLE_ONLY = 0.85
_SEEN_SCORE = 0.45


@dataclass(slots=True)
class _Claim:
    """One amount with all that speaks for it."""

    amount: Decimal
    weight: float
    source: str
    currency: str | None
    sources: set[str]


def price_choose(
    layout: Layout,
    claims: list[PriceEvidence],
    compare: list[PriceEvidence],
    country: str | None,
    ids: set[str],
) -> tuple[ExtractedPrice | None, FieldConfidence | None]:
    """Return the current price and how sure it is; None when nothing is believable.

    A machine-readable amount gains when it is seen near the title and loses when the page shows it
    only struck out; a page that shows a lower current price beside a struck one wins over both.
    """
    seen = visible_prices(layout, country)
    if claims:
        # A price that no shopper sees says nothing against what the page declares.
        seen = [price for price in seen if not price.is_hidden]
    merged = _merge(claims)
    _add_attributes(layout, merged, ids)
    _weigh_against_page(merged, seen, claims)
    _add_visible(merged, seen)
    ranked = sorted(merged.values(), key=lambda claim: -claim.weight)
    ranked = [claim for claim in ranked if claim.amount > 0]
    if not ranked or ranked[0].weight < THRESHOLD:
        return None, None
    best = ranked[0]
    currency = _currency(best, claims, seen, country)
    compare_at = _compare_at(best.amount, compare, seen)
    price = ExtractedPrice(best.amount, currency, compare_at)
    return price, FieldConfidence(round(min(best.weight, 0.99), 2), best.source)


def _merge(claims: list[PriceEvidence]) -> dict[Decimal, _Claim]:
    merged: dict[Decimal, _Claim] = {}
    for claim in claims:
        known = merged.get(claim.amount)
        if known is None:
            merged[claim.amount] = _Claim(
                claim.amount, claim.weight, claim.source, claim.currency, {claim.source}
            )
            continue
        if claim.source not in known.sources:
            known.weight += 0.12 * claim.weight
            known.sources.add(claim.source)
        known.currency = known.currency or claim.currency
        if claim.weight > known.weight:
            known.weight, known.source = claim.weight, claim.source
    return merged


def _add_attributes(layout: Layout, merged: dict[Decimal, _Claim], ids: set[str]) -> None:
    for amount, element in attribute_prices(layout):
        # An element that also carries the identifier of the page's address is about this product.
        weight = 0.58 if ids and ids & set(element.attrs.values()) else 0.4
        known = merged.get(amount)
        if known is None:
            merged[amount] = _Claim(amount, weight, "attribute", None, {"attribute"})
        elif "attribute" not in known.sources:
            known.sources.add("attribute")
            known.weight += 0.05


def _weigh_against_page(
    merged: dict[Decimal, _Claim], seen: list[VisiblePrice], claims: list[PriceEvidence]
) -> None:
    """Raise amounts the page shows as current, lower those it shows only as former."""
    current = {price.amount: price for price in reversed(seen) if not price.is_old}
    former = {price.amount for price in seen if price.is_old and price.score > 0.3}
    own = {claim.amount: claim.element for claim in claims if claim.element is not None}
    for amount, claim in merged.items():
        shown = current.get(amount)
        if shown is not None and shown.score >= _SEEN_SCORE:
            claim.weight += 0.15 + 0.15 * min(shown.score, 1.0)
        elif amount in former or _is_struck(own.get(amount)):
            claim.weight -= 0.35
        elif any(price.score >= 0.7 and not price.is_old for price in seen):
            claim.weight -= 0.1


def _is_struck(element: Element | None) -> bool:
    return element is not None and element.struck


def _add_visible(merged: dict[Decimal, _Claim], seen: list[VisiblePrice]) -> None:
    """Let the best visible prices stand on their own, weaker than confirmed machine claims."""
    for price in seen[:8]:
        if price.is_old:
            continue
        weight = price.score * _VISIBLE_ONLY
        known = merged.get(price.amount)
        if known is None:
            merged[price.amount] = _Claim(price.amount, weight, "visible", price.currency, {"visible"})
        elif known.weight < weight:
            known.weight, known.source = weight, "visible"


def _currency(
    best: _Claim, claims: list[PriceEvidence], seen: list[VisiblePrice], country: str | None
) -> str | None:
    """Return the ISO code: declared for this amount, written beside it, declared for another
    amount, else that of the country."""
    if best.currency:
        return best.currency
    signs = [price.sign for price in seen if price.amount == best.amount and price.sign]
    written = _written_currency(signs[0] if signs else None, country)
    declared = next((claim.currency for claim in claims if claim.currency), None)
    return written or declared or country_currency(country)


def _written_currency(sign: str | None, country: str | None) -> str | None:
    if not sign:
        return None
    local = country_currency(country)
    if local and currency_fits(sign, local):
        return local
    return sign_currency(sign, country)


def _compare_at(amount: Decimal, compare: list[PriceEvidence], seen: list[VisiblePrice]) -> Decimal | None:
    """Return the former price: structured, else the nearest struck one that is higher."""
    for claim in sorted(compare, key=lambda one: -one.weight):
        if amount < claim.amount < amount * 20:
            return claim.amount
    former = [price for price in seen if price.is_old and amount < price.amount < amount * 10]
    former = [price for price in former if price.score >= 0.4]
    return former[0].amount if former else None

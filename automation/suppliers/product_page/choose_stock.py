"""Decides whether the product can be bought now."""

from __future__ import annotations

from automation.suppliers.product_page.evidence import StockEvidence
from automation.suppliers.product_page.types import Availability, FieldConfidence


def stock_choose(claims: list[StockEvidence]) -> tuple[Availability, FieldConfidence]:
    """Weigh claims of each kind of source against each other; unknown counts as in stock."""
    strengths = {state: _strength(claims, state) for state in ("InStock", "OutOfStock")}
    if strengths["OutOfStock"] > max(strengths["InStock"], 0.3):
        margin = strengths["OutOfStock"] - strengths["InStock"]
        return "OutOfStock", _confidence(claims, "OutOfStock", margin)
    if strengths["InStock"] == 0:
        return "InStock", FieldConfidence(0.4, "default")
    margin = strengths["InStock"] - strengths["OutOfStock"]
    return "InStock", _confidence(claims, "InStock", margin)


def _strength(claims: list[StockEvidence], state: str) -> float:
    by_source: dict[str, float] = {}
    for claim in claims:
        if claim.availability == state:
            by_source[claim.source] = max(by_source.get(claim.source, 0.0), claim.weight)
    strengths = sorted(by_source.values(), reverse=True)
    return strengths[0] + sum(0.3 * weight for weight in strengths[1:]) if strengths else 0.0


def _confidence(claims: list[StockEvidence], state: str, margin: float) -> FieldConfidence:
    best = max((one for one in claims if one.availability == state), key=lambda one: one.weight)
    return FieldConfidence(round(max(0.35, min(0.5 + margin / 2, 0.99)), 2), best.source)

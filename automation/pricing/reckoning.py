"""Prices out of costs: pure, in whole minor units, so that every odd number can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from automation.core_client.money import exponent, minor_of
from automation.pricing.types import MAX_MINOR, Priced, RateUsed, Rule, RuleKind, RuleScope, Tier


def rule_for(*, rules: Sequence[Rule], priced: Priced) -> Rule | None:
    """Return the first rule in the merchant's order that covers the product."""
    return next((rule for rule in rules if rule_covers(rule=rule, priced=priced)), None)


def rule_covers(*, rule: Rule, priced: Priced) -> bool:
    """Say whether the rule's scope holds the product."""
    if rule.scope == RuleScope.COLLECTION:
        return rule.scope_value in {str(one) for one in priced.collection_ids}
    if rule.scope == RuleScope.PRODUCT_TYPE:
        return rule.scope_value.casefold() == priced.product_type.casefold()
    if rule.scope == RuleScope.SUPPLIER:
        return rule.scope_value.upper() == priced.supplier.upper()
    return True


def price_of(*, rule: Rule, cost_minor: int, currency: str) -> int:
    """Return the price of a cost: rounded half up to the minor unit, then up to the rule's ending; at least 1."""
    multiplier, fixed = _terms(rule, cost_minor)
    exact = Decimal(cost_minor) * multiplier + fixed
    whole = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return min(MAX_MINOR, ended(price_minor=max(1, whole), ending_minor=rule.ending_minor, currency=currency))


def compare_at_of(*, rule: Rule, price_minor: int, currency: str) -> int | None:
    """Return the compare-at price, or None where the rule makes none."""
    if rule.compare_at_multiplier is None:
        return None
    exact = Decimal(price_minor) * rule.compare_at_multiplier
    whole = int(exact.quantize(Decimal(1), rounding=ROUND_CEILING))
    made = ended(price_minor=whole, ending_minor=rule.ending_minor, currency=currency)
    return made if price_minor < made <= MAX_MINOR else None


def _terms(rule: Rule, cost_minor: int) -> tuple[Decimal, int]:
    if rule.kind == RuleKind.FIXED:
        return Decimal(1), rule.fixed_minor
    if rule.kind == RuleKind.TIERS:
        tier = tier_of(tiers=rule.tiers, cost_minor=cost_minor)
        return tier.multiplier, tier.fixed_minor
    return rule.multiplier, rule.fixed_minor


def tier_of(*, tiers: Sequence[Tier], cost_minor: int) -> Tier:
    """Return the tier of a cost. Tiers ascend and the last is open."""
    return next(tier for tier in tiers if tier.up_to_minor is None or cost_minor <= tier.up_to_minor)


def ended(*, price_minor: int, ending_minor: int | None, currency: str) -> int:
    """Return the least amount that is no lower and has the ending (None leaves it)."""
    if ending_minor is None:
        return price_minor
    unit = ending_unit(currency)
    made = price_minor - price_minor % unit + ending_minor
    return made if made >= price_minor else made + unit


def ending_unit(currency: str) -> int:
    """Return what endings repeat in: whole units of the currency, and hundreds where it has no decimals."""
    return 10 ** max(2, exponent(currency))


def converted(*, amount: Decimal, rate: RateUsed) -> int:
    """Return an amount of `rate.base` in minor units of `rate.quote`, rounded half up once."""
    return minor_of(amount * rate.rate, rate.quote)


def floor_of(*, cost_minor: int, margin_basis_points: int) -> int:
    """Return the least price at which the margin is held; the core refuses what is below."""
    return -(-cost_minor * 10_000 // (10_000 - margin_basis_points))

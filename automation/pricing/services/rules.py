"""Write price rules; quote a price by them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from automation.pricing.models import PriceRule
from automation.pricing.reckoning import compare_at_of, converted, ending_unit, price_of, rule_for
from automation.pricing.selectors import rule_of, rules_active
from automation.pricing.services.rates import rate_get
from automation.pricing.types import (
    MAX_RULES,
    MAX_TIERS,
    Priced,
    Quote,
    Rule,
    RuleInvalid,
    RuleKind,
    RuleScope,
    RuleUnknown,
    TooManyRules,
)


@transaction.atomic
def rule_create(*, rule: Rule, currency: str, is_active: bool, now: datetime) -> PriceRule:
    """Add a rule after the others. Raises RuleInvalid, TooManyRules."""
    _checked(rule, currency)
    last = PriceRule.objects.aggregate(last=Max("position"))["last"]
    if PriceRule.objects.count() >= MAX_RULES:
        raise TooManyRules
    return PriceRule.objects.create(
        **_columns(rule),
        position=0 if last is None else last + 1,
        is_active=is_active,
        created_at=now,
        changed_at=now,
    )


@transaction.atomic
def rule_change(
    *, rule_id: UUID, rule: Rule, currency: str, is_active: bool, position: int | None, now: datetime
) -> PriceRule:
    """Change a rule; prices stay until a run is applied. Raises RuleUnknown, RuleInvalid."""
    _checked(rule, currency)
    row = PriceRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise RuleUnknown
    for name, value in _columns(rule).items():
        setattr(row, name, value)
    row.is_active, row.changed_at = is_active, now
    row.save()
    if position is not None:
        _moved(row, position)
    return row


def _moved(row: PriceRule, position: int) -> None:
    others = list(PriceRule.objects.exclude(pk=row.pk).order_by("position", "pk"))
    others.insert(min(position, len(others)), row)
    for place, other in enumerate(others):
        other.position = place
    PriceRule.objects.bulk_update(others, ["position"])


def rule_delete(*, rule_id: UUID) -> None:
    """Delete a rule; runs keep what they used. Raises RuleUnknown."""
    deleted, _ = PriceRule.objects.filter(pk=rule_id).delete()
    if not deleted:
        raise RuleUnknown


def _columns(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "multiplier": rule.multiplier,
        "fixed_minor": rule.fixed_minor,
        "tiers": [
            {
                "up_to_minor": tier.up_to_minor,
                "multiplier": str(tier.multiplier),
                "fixed_minor": tier.fixed_minor,
            }
            for tier in rule.tiers
        ],
        "ending_minor": rule.ending_minor,
        "compare_at_multiplier": rule.compare_at_multiplier,
        "scope": rule.scope,
        "scope_value": rule.scope_value,
    }


def _checked(rule: Rule, currency: str) -> None:
    if rule.ending_minor is not None and not 0 <= rule.ending_minor < ending_unit(currency):
        raise RuleInvalid("ending", f"Below {ending_unit(currency)} minor units.")
    if rule.scope != RuleScope.ALL and not rule.scope_value:
        raise RuleInvalid("scope_value", "Say which one this rule is for.")
    if rule.kind == RuleKind.TIERS:
        _tiers_checked(rule)


def _tiers_checked(rule: Rule) -> None:
    limits = [tier.up_to_minor for tier in rule.tiers]
    if not 1 <= len(limits) <= MAX_TIERS:
        raise RuleInvalid("tiers", f"1 to {MAX_TIERS} tiers.")
    if limits[-1] is not None or any(limit is None for limit in limits[:-1]):
        raise RuleInvalid("tiers", "Only the last tier is open at the top.")
    closed = [limit for limit in limits if limit is not None]
    if closed != sorted(set(closed)):
        raise RuleInvalid("tiers", "Each tier ends above the one before it.")


def price_quote(
    *,
    cost: Decimal,
    cost_currency: str,
    currency: str,
    priced: Priced,
    now: datetime,
    rules: Sequence[Rule] | None = None,
) -> Quote:
    """Return the price that the store's rules make of a supplier's cost, with rule and rate.

    Raises RateUnknown. Never inside a transaction: it may ask for a rate.
    """
    rate = rate_get(base=cost_currency, quote=currency, now=now)
    cost_minor = converted(amount=cost, rate=rate)
    rule = rule_for(rules=rules_active() if rules is None else rules, priced=priced)
    if rule is None:
        return Quote(cost_minor=cost_minor, price_minor=None, compare_at_minor=None, rule_name="", rate=rate)
    price = price_of(rule=rule, cost_minor=cost_minor, currency=currency)
    return Quote(
        cost_minor=cost_minor,
        price_minor=price,
        compare_at_minor=compare_at_of(rule=rule, price_minor=price, currency=currency),
        rule_name=rule.name,
        rate=rate,
    )


def rules_snapshot() -> list[dict[str, Any]]:
    """Return the active rules as a run keeps them."""
    return [
        _columns(rule_of(row)) | {"multiplier": str(row.multiplier), "compare_at_multiplier": _text(row)}
        for row in PriceRule.objects.filter(is_active=True).order_by("position", "pk")
    ]


def _text(row: PriceRule) -> str | None:
    return None if row.compare_at_multiplier is None else str(row.compare_at_multiplier)

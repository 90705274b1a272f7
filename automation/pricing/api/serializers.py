"""Shapes of pricing on the wire. Amounts are `{"amount", "currency"}`, multipliers decimal text."""

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from automation.core_client.money import decimal_of, exponent, minor_of, wire_of
from automation.pricing.models import PriceRule, PriceRun, PriceRunLine
from automation.pricing.selectors import RateKnown
from automation.pricing.types import MAX_TIERS, LineState, Rule, RuleKind, RuleScope, RunState, Tier

AMOUNT = re.compile(r"^-?\d{1,8}(\.\d{1,3})?$")


class AmountField(serializers.CharField):
    """A decimal amount of the store's currency as text; minor units inside."""

    def to_internal_value(self, data: Any) -> int:  # type: ignore[override] # text outside, minor units inside
        text = super().to_internal_value(data)
        currency = str(self.context["currency"])
        if not AMOUNT.match(text) or len(text.partition(".")[2]) > exponent(currency):
            raise serializers.ValidationError(f"A decimal amount in {currency}, such as 4.90.")
        return minor_of(Decimal(text), currency)


class TierInput(serializers.Serializer):
    up_to = AmountField(allow_null=True)
    multiplier = serializers.DecimalField(max_digits=8, decimal_places=4, min_value=Decimal("0.01"))
    fixed = AmountField(required=False, default="0")


class PriceRuleInput(serializers.Serializer):
    """`ending` is what prices end in, in minor units (99 → x.99)."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=RuleKind.choices)
    multiplier = serializers.DecimalField(
        max_digits=8, decimal_places=4, min_value=Decimal("0.01"), required=False, default=Decimal(1)
    )
    fixed = AmountField(required=False, default="0")
    tiers = TierInput(many=True, required=False, max_length=MAX_TIERS)  # type: ignore[call-arg] # of its list
    ending = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)
    compare_at_multiplier = serializers.DecimalField(
        max_digits=8, decimal_places=4, min_value=Decimal(1), required=False, allow_null=True
    )
    scope = serializers.ChoiceField(choices=RuleScope.choices, required=False, default=RuleScope.ALL)
    scope_value = serializers.CharField(max_length=255, required=False, allow_blank=True, default="")
    is_active = serializers.BooleanField(required=False, default=True)
    position = serializers.IntegerField(min_value=0, max_value=100, required=False)


def rule_from(data: dict[str, Any]) -> Rule:
    """Return validated data as the rule the services take."""
    return Rule(
        name=data["name"],
        kind=data["kind"],
        multiplier=data["multiplier"],
        fixed_minor=_minor(data["fixed"]),
        tiers=tuple(
            Tier(up_to_minor=row["up_to"], multiplier=row["multiplier"], fixed_minor=_minor(row["fixed"]))
            for row in data.get("tiers", ())
        ),
        ending_minor=data.get("ending"),
        compare_at_multiplier=data.get("compare_at_multiplier"),
        scope=data["scope"],
        scope_value=data["scope_value"],
    )


def _minor(value: Any) -> int:
    """A default is not run through the field."""
    return value if isinstance(value, int) else 0


class TierOutput(serializers.Serializer):
    up_to = serializers.CharField(allow_null=True)
    multiplier = serializers.CharField()
    fixed = serializers.CharField()


class PriceRuleOutput(serializers.Serializer):
    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=RuleKind.choices)
    multiplier = serializers.CharField()
    fixed = serializers.CharField()
    tiers = TierOutput(many=True)
    ending = serializers.IntegerField(allow_null=True)
    compare_at_multiplier = serializers.CharField(allow_null=True)
    scope = serializers.ChoiceField(choices=RuleScope.choices)
    scope_value = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    position = serializers.IntegerField()


def _decimal(value: Decimal | str) -> str:
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rule_view(row: PriceRule, currency: str) -> dict[str, Any]:
    """Return a stored rule as `PriceRuleOutput` takes it."""

    def amount(minor: int | None) -> str | None:
        return None if minor is None else f"{decimal_of(minor, currency):f}"

    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "multiplier": _decimal(row.multiplier),
        "fixed": amount(row.fixed_minor),
        "tiers": [
            {
                "up_to": amount(tier["up_to_minor"]),
                "multiplier": _decimal(tier["multiplier"]),
                "fixed": amount(tier["fixed_minor"]),
            }
            for tier in row.tiers
        ],
        "ending": row.ending_minor,
        "compare_at_multiplier": None
        if row.compare_at_multiplier is None
        else _decimal(row.compare_at_multiplier),
        "scope": row.scope,
        "scope_value": row.scope_value,
        "is_active": row.is_active,
        "position": row.position,
    }


class PriceRunInput(serializers.Serializer):
    """Without a word, all products of the store."""

    product_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200, min_length=1
    )
    rule_id = serializers.UUIDField(required=False, allow_null=True)


class WireMoneyOutput(serializers.Serializer):
    amount = serializers.CharField()
    currency = serializers.CharField()


class PriceRunOutput(serializers.Serializer):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=RunState.choices)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Lines by state.")
    rule_names = serializers.ListField(child=serializers.CharField())
    margin_basis_points = serializers.IntegerField()
    message = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


def run_view(run: PriceRun, counts: dict[str, int]) -> dict[str, Any]:
    """Return a run as `PriceRunOutput` takes it."""
    return {
        "id": run.pk,
        "state": run.state,
        "counts": counts,
        "rule_names": [rule["name"] for rule in run.rules],
        "margin_basis_points": run.margin_basis_points,
        "message": run.message,
        "created_at": run.created_at,
        "ended_at": run.ended_at,
    }


class PriceLineOutput(serializers.Serializer):
    id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product_title = serializers.CharField()
    variant_title = serializers.CharField(allow_blank=True)
    rule_name = serializers.CharField(allow_blank=True)
    cost = WireMoneyOutput(allow_null=True)
    before = WireMoneyOutput()
    after = WireMoneyOutput(allow_null=True)
    compare_before = WireMoneyOutput(allow_null=True)
    compare_after = WireMoneyOutput(allow_null=True)
    floor = WireMoneyOutput(allow_null=True)
    margin = serializers.CharField(allow_null=True, help_text="Of the new price, in percent.")
    state = serializers.ChoiceField(choices=LineState.choices)
    message = serializers.CharField(allow_blank=True)


def line_view(line: PriceRunLine, currency: str) -> dict[str, Any]:
    """Return a line as `PriceLineOutput` takes it."""
    margin = None
    if line.after_minor and line.cost_minor is not None:
        share = Decimal(line.after_minor - line.cost_minor) * 100 / line.after_minor
        margin = f"{share.quantize(Decimal('0.1')):f}"
    return {
        "id": line.pk,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "product_title": line.product_title,
        "variant_title": line.variant_title,
        "rule_name": line.rule_name,
        "cost": wire_of(line.cost_minor, currency),
        "before": wire_of(line.before_minor, currency),
        "after": wire_of(line.after_minor, currency),
        "compare_before": wire_of(line.compare_before_minor, currency),
        "compare_after": wire_of(line.compare_after_minor, currency),
        "floor": wire_of(line.floor_minor, currency),
        "margin": margin,
        "state": line.state,
        "message": line.message,
    }


class RateOutput(serializers.Serializer):
    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    provider = serializers.CharField()
    valid_on = serializers.DateField()
    fetched_at = serializers.DateTimeField()
    is_used = serializers.BooleanField(help_text="Costs in this currency are reckoned with it now.")
    is_too_old = serializers.BooleanField(help_text="Older than a week, so no price is made with it.")


def rate_view(known: RateKnown) -> dict[str, Any]:
    """Return a rate as `RateOutput` takes it."""
    names = ("base", "quote", "provider", "valid_on", "fetched_at")
    return {name: getattr(known.row, name) for name in names} | {
        "rate": _decimal(known.row.rate),
        "is_used": known.is_used,
        "is_too_old": known.is_too_old,
    }


class RateInput(serializers.Serializer):
    """The merchant's own rate into the store's currency; null takes it away."""

    base = serializers.RegexField(r"^[A-Z]{3}$")
    rate = serializers.DecimalField(
        max_digits=20, decimal_places=10, min_value=Decimal("0.0000000001"), allow_null=True
    )

"""What a segment's rules may say, and the query they come to."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from jsonschema import Draft202012Validator

from automation.email.flow_schema import TAG
from automation.email.types import Json

COUNT = {"type": "integer", "minimum": 0, "maximum": 1000}
DAYS = {"type": "integer", "minimum": 1, "maximum": 3650}


def _rule(check: str, **properties: Any) -> Json:
    return {
        "type": "object",
        "properties": {"check": {"const": check}, **properties},
        "required": ["check", *properties],
        "additionalProperties": False,
    }


RULES: dict[str, Json] = {
    "is_subscribed": _rule("is_subscribed"),
    "has_tag": _rule("has_tag", tag=TAG),
    "has_no_tag": _rule("has_no_tag", tag=TAG),
    "country_is": _rule("country_is", country={"type": "string", "pattern": "^[A-Z]{2}$"}),
    "orders_at_least": _rule("orders_at_least", count=COUNT),
    "orders_at_most": _rule("orders_at_most", count=COUNT),
    "ordered_within": _rule("ordered_within", days=DAYS),
    "not_ordered_for": _rule("not_ordered_for", days=DAYS),
}
_SHAPE = Draft202012Validator(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": 10,
        "items": {"type": "object", "properties": {"check": {"enum": list(RULES)}}, "required": ["check"]},
    }
)
_EACH = {check: Draft202012Validator(schema) for check, schema in RULES.items()}


def rule_problems(rules: Any) -> list[str]:
    """Return what is wrong with rules, each with its place."""
    problems = [error.message[:200] for error in _SHAPE.iter_errors(rules)]
    if problems:
        return problems
    return [
        f"Rule {place + 1}: {error.message[:200]}"
        for place, rule in enumerate(rules)
        for error in _EACH[rule["check"]].iter_errors(rule)
    ]


def rules_query(rules: list[Json], *, now: datetime) -> Q:
    """Return the condition on contacts: every rule holds."""
    query = Q()
    for rule in rules:
        query &= _query(rule, now)
    return query


def _query(rule: Json, now: datetime) -> Q:
    check = rule["check"]
    if check == "is_subscribed":
        return Q(consent_state="SUBSCRIBED")
    if check in {"has_tag", "has_no_tag"}:
        tagged = Q(tags__contains=[rule["tag"]])
        return tagged if check == "has_tag" else ~tagged
    if check == "country_is":
        return Q(country=rule["country"])
    if check == "orders_at_least":
        return Q(orders_count__gte=rule["count"])
    if check == "orders_at_most":
        return Q(orders_count__lte=rule["count"])
    since = now - timedelta(days=rule["days"])
    # Who never ordered has not stayed away.
    return Q(last_order_at__gte=since) if check == "ordered_within" else Q(last_order_at__lt=since)

"""Prices out of costs, exact in minor units. PRC-01."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.pricing.reckoning import (
    compare_at_of,
    converted,
    ended,
    ending_unit,
    floor_of,
    price_of,
    rule_for,
)
from automation.pricing.types import Priced, RateUsed, Rule, RuleKind, RuleScope, Tier

COSTS = st.integers(0, 10**8)
MULTIPLIERS = st.decimals("0.01", "50", places=4)
ENDINGS = st.none() | st.integers(0, 99)
TIERED = Rule(
    name="Tiers",
    kind=RuleKind.TIERS,
    tiers=(Tier(1000, Decimal(3)), Tier(5000, Decimal("2.5")), Tier(None, Decimal("1.5"), 200)),
)


@pytest.mark.parametrize(
    ("rule", "cost", "price"),
    [
        (Rule(name="Double"), 805, 1610),
        (Rule(name="Double and end", ending_minor=99), 805, 1699),
        (Rule(name="End reached", ending_minor=10), 805, 1610),
        (Rule(name="Half cents go up", multiplier=Decimal("1.005")), 100, 101),
        (Rule(name="Fixed", kind=RuleKind.FIXED, fixed_minor=750), 805, 1555),
        (Rule(name="Both", multiplier=Decimal("1.5"), fixed_minor=300), 1000, 1800),
        (Rule(name="Never nothing", multiplier=Decimal("0.01")), 0, 1),
        (TIERED, 1000, 3000),
        (TIERED, 1001, 2503),
        (TIERED, 5000, 12500),
        (TIERED, 5001, 7702),
    ],
)
def test_prc_01_a_price_follows_its_rule(rule: Rule, cost: int, price: int) -> None:
    assert price_of(rule=rule, cost_minor=cost, currency="EUR") == price


@given(cost=COSTS, multiplier=MULTIPLIERS, fixed=st.integers(0, 10**6), ending=ENDINGS)
def test_prc_01_rounding_is_exact_and_an_ending_never_lowers(
    cost: int, multiplier: Decimal, fixed: int, ending: int | None
) -> None:
    rule = Rule(name="Any", multiplier=multiplier, fixed_minor=fixed, ending_minor=ending)

    price = price_of(rule=rule, cost_minor=cost, currency="EUR")

    exact = max(1, int((multiplier * cost + fixed).quantize(Decimal(1), rounding=ROUND_HALF_UP)))
    assert isinstance(price, int)
    assert exact <= price < exact + 100
    assert price == exact if ending is None else price % 100 == ending


@given(costs=st.lists(COSTS, min_size=2, max_size=2), multiplier=MULTIPLIERS, ending=ENDINGS)
def test_prc_01_a_higher_cost_never_makes_a_lower_price(
    costs: list[int], multiplier: Decimal, ending: int | None
) -> None:
    rule = Rule(name="Any", multiplier=multiplier, ending_minor=ending)
    low, high = sorted(costs)

    assert price_of(rule=rule, cost_minor=low, currency="EUR") <= price_of(
        rule=rule, cost_minor=high, currency="EUR"
    )


@given(price=st.integers(1, 10**9), ending=st.integers(0, 99))
def test_an_ending_is_the_nearest_above(price: int, ending: int) -> None:
    made = ended(price_minor=price, ending_minor=ending, currency="EUR")

    assert made % 100 == ending
    assert 0 <= made - price < 100


@given(cost=st.integers(1, 10**8), margin=st.integers(0, 9500))
def test_prc_03_the_floor_holds_the_margin_and_one_less_does_not(cost: int, margin: int) -> None:
    floor = floor_of(cost_minor=cost, margin_basis_points=margin)

    assert (floor - cost) * 10_000 >= margin * floor
    assert (floor - 1 - cost) * 10_000 < margin * (floor - 1)


def test_endings_follow_the_currency() -> None:
    assert [ending_unit(code) for code in ("EUR", "JPY", "KWD")] == [100, 100, 1000]
    assert price_of(rule=Rule(name="Yen", ending_minor=80), cost_minor=512, currency="JPY") == 1080
    assert price_of(rule=Rule(name="Dinar", ending_minor=990), cost_minor=1500, currency="KWD") == 3990


@pytest.mark.parametrize(
    ("amount", "rate", "quote", "minor"),
    [("3.20", "0.8583690987", "EUR", 275), ("10", "172.10", "JPY", 1721), ("1", "0.3055", "KWD", 306)],
)
def test_prc_01_a_cost_is_converted_and_rounded_once(amount: str, rate: str, quote: str, minor: int) -> None:
    from datetime import date

    used = RateUsed("USD", quote, Decimal(rate), "ECB", date(2026, 8, 21))

    assert converted(amount=Decimal(amount), rate=used) == minor
    assert used.source() == {
        "currency": "USD",
        "rate": rate.rstrip("0").rstrip(".") if "." in rate else rate,
        "provider": "ECB",
        "rate_on": "2026-08-21",
    }


def test_prc_01_the_first_rule_that_covers_counts() -> None:
    shoes = Rule(name="Shoes", scope=RuleScope.PRODUCT_TYPE, scope_value="Shoes")
    express = Rule(name="Express", scope=RuleScope.SUPPLIER, scope_value="aliexpress")
    everything = Rule(name="All")
    rules = [shoes, express, everything]

    def name(**priced: Any) -> str:
        found = rule_for(rules=rules, priced=Priced(**priced))
        return found.name if found else ""

    assert name(product_type="shoes", supplier="ALIEXPRESS") == "Shoes"
    assert name(product_type="Hats", supplier="ALIEXPRESS") == "Express"
    assert name(product_type="Hats", supplier="CJ") == "All"
    assert rule_for(rules=[shoes], priced=Priced(product_type="Hats")) is None


def test_a_compare_at_price_is_only_made_above_the_price() -> None:
    rule = Rule(name="Reduced", compare_at_multiplier=Decimal("1.25"), ending_minor=99)

    assert compare_at_of(rule=rule, price_minor=1999, currency="EUR") == 2499
    assert compare_at_of(rule=Rule(name="None"), price_minor=1999, currency="EUR") is None
    same = Rule(name="Same", compare_at_multiplier=Decimal(1))
    assert compare_at_of(rule=same, price_minor=1999, currency="EUR") is None

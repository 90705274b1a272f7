"""RES-03, RES-04: numbers come from code, weights are documented, missing data is said and never filled in."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.research.scoring import WEIGHTS, flags_of, score_of
from automation.research.types import Facts, Part

ID = UUID(int=7)
FULL: dict[str, Any] = {
    "currency": "EUR",
    "cost": Decimal(10),
    "freight": Decimal(2),
    "days_max": 12,
    "orders_count": 999,
    "rating": 4.8,
    "listings": 3,
    "mentions": 10,
    "trend": (10.0,) * 16,
    "title": "Walnut desk lamp",
}


def facts(**changes: Any) -> Facts:
    values = {key: value for key, value in (FULL | changes).items() if value is not None}
    return Facts(**values, evidence=dict.fromkeys(values, ID))


def part(name: Part, **changes: Any) -> Any:
    return next(one for one in score_of(facts(**changes), markup=Decimal("2.5")).parts if one.part == name)


def test_res_03_weights_are_those_documented_and_add_up_to_one() -> None:
    assert WEIGHTS == {
        Part.DEMAND: 0.30,
        Part.MARGIN: 0.25,
        Part.TREND: 0.20,
        Part.COMPETITION: 0.15,
        Part.RISK: 0.10,
    }
    assert abs(sum(WEIGHTS.values()) - 1) < 1e-9


@pytest.mark.parametrize(
    ("name", "changes", "score"),
    [
        (Part.DEMAND, {"orders_count": 9_999, "mentions": None}, 100),
        (Part.DEMAND, {"orders_count": 999, "mentions": None}, 75),
        (Part.DEMAND, {"orders_count": 0, "mentions": None}, 0),
        (Part.DEMAND, {"orders_count": 999, "mentions": 10}, 68),
        (Part.MARGIN, {"cost": Decimal(10), "freight": Decimal("1.75")}, 80),
        (Part.MARGIN, {"cost": Decimal(10), "freight": Decimal(12)}, 0),
        (Part.COMPETITION, {"listings": 1}, 100),
        (Part.COMPETITION, {"listings": 11}, 50),
        (Part.COMPETITION, {"listings": 60}, 0),
        (Part.TREND, {"trend": (10.0,) * 16}, 50),
        (Part.TREND, {"trend": (10.0,) * 12 + (20.0,) * 4}, 100),
        (Part.TREND, {"trend": (10.0,) * 12 + (5.0,) * 4}, 0),
        (Part.RISK, {"rating": 4.8, "days_max": 7}, 100),
        (Part.RISK, {"rating": 3.5, "days_max": 40}, 0),
        (Part.RISK, {"rating": 4.8, "days_max": 7, "title": "Lithium battery lamp"}, 67),
    ],
)
def test_res_03_each_part_follows_its_rule(name: Part, changes: dict[str, Any], score: int) -> None:
    assert part(name, **changes).score == score


def test_res_04_a_missing_source_gives_its_weight_to_the_others_and_says_so() -> None:
    found = score_of(facts(trend=(), mentions=None), markup=Decimal("2.5"))

    parts = {one.part: one for one in found.parts}
    assert parts[Part.TREND].score is None
    assert parts[Part.TREND].says == "No evidence; its 20 % of the weight went to the other parts."
    assert parts[Part.DEMAND].weight == pytest.approx(0.30 / 0.80)
    assert (found.coverage, found.quality) == (80, "GOOD")


def test_res_04_with_all_sources_off_there_is_no_score() -> None:
    found = score_of(Facts(title="Lamp"), markup=Decimal("2.5"))

    assert (found.score, found.coverage, found.quality) == (None, 0, "NONE")
    assert all(one.score is None for one in found.parts)


def test_res_04_delivery_in_another_currency_is_not_added_up() -> None:
    assert part(Part.MARGIN, freight=None).score is None


def test_res_05_every_number_names_its_evidence() -> None:
    found = score_of(facts(), markup=Decimal("2.5"))

    assert all(one.evidence_ids == (ID,) for one in found.parts)


maybe = st.one_of(st.none(), st.integers(0, 10**7))


@given(
    orders=maybe,
    mentions=maybe,
    listings=maybe,
    rating=st.one_of(st.none(), st.floats(0, 5)),
    days=st.one_of(st.none(), st.integers(0, 365)),
    cost=st.one_of(st.none(), st.decimals("0.01", "10000", places=2)),
    freight=st.one_of(st.none(), st.decimals("0", "10000", places=2)),
    trend=st.one_of(st.just(()), st.lists(st.floats(0, 1000), min_size=16, max_size=60).map(tuple)),
    markup=st.decimals("1", "20", places=2),
)
def test_res_03_a_score_stays_between_0_and_100_and_weights_add_up(
    orders: Any,
    mentions: Any,
    listings: Any,
    rating: Any,
    days: Any,
    cost: Any,
    freight: Any,
    trend: Any,
    markup: Any,
) -> None:
    given_facts = Facts(
        currency="EUR", cost=cost, freight=freight, days_max=days, orders_count=orders, rating=rating,
        listings=listings, mentions=mentions, trend=trend, title="Lamp",
    )  # fmt: skip
    found = score_of(given_facts, markup=markup)

    known = [(one.score, one.weight) for one in found.parts if one.score is not None]
    scores = [score for score, _ in known]
    assert all(0 <= score <= 100 for score in scores)
    assert (found.score is None) == (not known)
    if found.score is not None:
        assert sum(weight for _, weight in known) == pytest.approx(1)
        assert min(scores) - 1 <= found.score <= max(scores) + 1


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_res_03_more_orders_never_lower_the_score(fewer: int, more: int) -> None:
    low = score_of(facts(orders_count=fewer), markup=Decimal("2.5")).score
    high = score_of(facts(orders_count=fewer + more), markup=Decimal("2.5")).score

    assert low is not None
    assert high is not None
    assert high >= low


@pytest.mark.parametrize(
    ("title", "flags"),
    [
        ("20000mAh Power Bank", ["battery"]),
        ("Baby toy with Disney print", ["brand", "children"]),
        ("Kitchen knife set", ["weapon"]),
        ("Walnut desk lamp", []),
        ("Penknifey blanket", []),
    ],
)
def test_res_08_risky_words_are_flagged(title: str, flags: list[str]) -> None:
    assert flags_of(title) == flags

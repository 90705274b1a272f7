"""RES-01, RES-02, RES-06, RES-10: a run a day, kept when a source fails, one candidate a thing, within its cost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from automation.research import selectors, services
from automation.research.models import Candidate, Criteria, Evidence, Run, RunStep
from automation.research.services.runs import MOST_ATTEMPTS
from automation.research.types import CandidateState, CriteriaInvalid, RunRunning, RunState, StepState
from automation.tests.research.world import World, supplier, work_off

pytestmark = pytest.mark.django_db
START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)


@pytest.fixture
def now() -> Any:
    """A clock that moves an hour each time it is read: pauses are over when looked at again."""
    ticks = count()
    return lambda: START + timedelta(hours=next(ticks))


@pytest.fixture
def criteria(in_store: Any) -> Criteria:
    return services.criteria_set(changes={"is_on": True, "keywords": ["lamp"]}, now=START)


@pytest.fixture
def world() -> World:
    return World(
        suppliers={
            "ALIEXPRESS": supplier(
                "ALIEXPRESS", "Walnut desk lamp", "Walnut Desk Lamps New", "Felt wall lamp"
            ),
            "CJ": supplier("CJ", "Walnut desk lamp", "Brass floor lamp", start=50),
        }
    )


def run_one(world: World, store: Any, now: Any, *, day: date = DAY) -> Run:
    run = services.run_start(day=day, now=now())
    work_off(run.pk, store=store, world=world, now=now)
    return Run.objects.get(pk=run.pk)


def test_res_01_a_day_is_researched_once_even_if_asked_twice(criteria: Any) -> None:
    services.run_start(day=DAY, now=START)

    with pytest.raises(RunRunning):
        services.run_start(day=DAY, now=START)
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "utc_hour", "is_due"),
    [
        ("Europe/Berlin", 4, True),
        ("Europe/Berlin", 3, False),
        ("America/New_York", 9, False),
        ("Asia/Tokyo", 21, True),
    ],
)
def test_res_01_it_runs_in_the_stores_own_morning(
    criteria: Any, store: Any, zone: str, utc_hour: int, is_due: bool
) -> None:
    from dataclasses import replace

    there = replace(store, time_zone=zone)

    due = selectors.run_is_due(store=there, now=datetime(2026, 5, 4, utc_hour, 30, tzinfo=UTC))

    assert (due is not None) == is_due


def test_res_01_switched_off_or_without_words_nothing_runs(criteria: Any, store: Any) -> None:
    services.criteria_set(changes={"is_on": False}, now=START)
    assert selectors.run_is_due(store=store, now=START + timedelta(hours=5)) is None
    with pytest.raises(CriteriaInvalid):
        services.criteria_set(changes={"is_on": True, "keywords": []}, now=START)


def test_res_01_what_was_found_is_kept_when_a_source_fails(
    criteria: Any, store: Any, world: World, now: Any
) -> None:
    world.away = {"CJ", "TRENDS"}
    run = run_one(world, store, now)

    assert run.state == RunState.PARTIAL
    assert {one.title for one in Candidate.objects.all()} == {"Walnut desk lamp", "Felt wall lamp"}
    health = {row["source"]: row for row in selectors.run_sources(run_id=run.pk)}
    assert (health["CJ"]["failed"], health["CJ"]["message"]) == (1, "CJ does not answer")
    assert health["ALIEXPRESS"]["answered"] == health["ALIEXPRESS"]["asked"]
    assert RunStep.objects.filter(source="TRENDS").get().attempts == MOST_ATTEMPTS


def test_res_04_with_every_source_off_there_is_no_candidate_and_no_number(
    criteria: Any, store: Any, now: Any
) -> None:
    run = run_one(World(off={"TRENDS", "REDDIT"}), store, now)

    assert (run.state, run.found) == (RunState.FAILED, 0)
    assert not Candidate.objects.exists()
    assert set(RunStep.objects.values_list("state", flat=True)) == {StepState.SKIPPED}


def test_res_06_the_same_thing_from_three_listings_is_one_candidate(
    criteria: Any, store: Any, world: World, now: Any
) -> None:
    run_one(world, store, now)

    walnut = Candidate.objects.get(title="Walnut desk lamp")
    assert sorted((offer["provider"], offer["product_id"][-2:]) for offer in walnut.offers) == [
        ("ALIEXPRESS", "01"),
        ("ALIEXPRESS", "02"),
        ("CJ", "50"),
    ]
    assert Candidate.objects.count() == 3
    competition = next(part for part in walnut.parts if part["part"] == "COMPETITION")
    assert competition["says"] == "2 others sell the same thing"


def test_res_06_what_was_put_away_or_seen_before_is_not_new_again(
    criteria: Any, store: Any, world: World, now: Any
) -> None:
    run_one(world, store, now)
    away = Candidate.objects.get(title="Felt wall lamp")
    services.candidate_reject(candidate_id=away.pk, now=now())

    run_one(world, store, now, day=DAY + timedelta(days=1))

    assert Candidate.objects.count() == 3
    assert dict(Candidate.objects.values_list("title", "state")) == {
        "Walnut desk lamp": CandidateState.SEEN,
        "Felt wall lamp": CandidateState.REJECTED,
        "Brass floor lamp": CandidateState.SEEN,
    }
    assert away.title not in [one.title for one in selectors.candidates_list()]


def test_res_02_criteria_are_kept_to(criteria: Any, store: Any, world: World, now: Any) -> None:
    services.criteria_set(changes={"excluded_brands": ["felt"], "price_max": Decimal(11)}, now=START)
    world.suppliers["ALIEXPRESS"].products |= supplier(
        "ALIEXPRESS", "Chrome lamp", start=9, rating=3.0
    ).products
    services.criteria_set(changes={"min_rating": Decimal("4.0")}, now=START)

    run_one(world, store, now)

    assert "Felt wall lamp" not in set(Candidate.objects.values_list("title", flat=True))
    assert "Chrome lamp" not in set(Candidate.objects.values_list("title", flat=True))


def test_res_02_bad_criteria_are_refused_at_their_field(in_store: Any) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"keywords": [f"word {n}" for n in range(6)]}, "keywords"),
        ({"price_min": Decimal(9), "price_max": Decimal(3)}, "price_max"),
    ]
    for changes, field in wrong:
        with pytest.raises(CriteriaInvalid) as error:
            services.criteria_set(changes=changes, now=START)
        assert list(error.value.fields or {}) == [field]


def test_res_05_each_part_of_a_score_opens_its_evidence(
    criteria: Any, store: Any, world: World, now: Any
) -> None:
    run_one(world, store, now)

    for candidate in Candidate.objects.all():
        assert candidate.score is not None
        for part in candidate.parts:
            rows = Evidence.objects.filter(pk__in=part["evidence_ids"])
            assert rows.exists(), part["part"]
            assert all(row.query and row.fetched_at and row.source for row in rows)


def test_res_04_delivery_is_reckoned_with_a_stored_rate_or_left_out(
    criteria: Any, store: Any, world: World, now: Any
) -> None:
    run_one(world, store, now)
    freight = Evidence.objects.filter(kind="FREIGHT").first()
    assert freight is not None
    assert (freight.facts["cost"], freight.facts["currency"]) == ("2.25", "EUR")
    assert freight.facts["converted"]["provider"] == "ECB"
    assert freight.snapshot["currency"] == "USD"

    world.off = {"RATES"}
    run_one(world, store, now, day=DAY + timedelta(days=1))
    parts = {part["part"]: part for part in Candidate.objects.first().parts}  # type: ignore[union-attr]
    assert parts["MARGIN"]["score"] is None


def test_res_10_the_verdict_cites_evidence_and_its_cost_is_counted(
    criteria: Any, store: Any, world: World, now: Any, claude: Any
) -> None:
    run = run_one(world, store, now)

    judged = Candidate.objects.exclude(judgement="")
    assert judged.exists()
    assert run.cost_micros > 0
    for candidate in judged:
        cited = {one for part in candidate.parts for one in part["evidence_ids"]}
        assert {reason["evidence_id"] for reason in candidate.reasons} <= cited


def test_res_10_a_run_stops_judging_at_its_cap_and_says_so(
    criteria: Any, store: Any, world: World, now: Any, claude: Any
) -> None:
    services.criteria_set(changes={"max_cost_micros": 1}, now=START)

    run = run_one(world, store, now)

    assert run.state == RunState.DONE
    assert Candidate.objects.exclude(judgement="").count() <= 1
    assert "cost cap" in run.note
    skipped = RunStep.objects.filter(kind="VERDICT", state=StepState.SKIPPED)
    assert skipped.count() == RunStep.objects.filter(kind="VERDICT").count() - 1


@pytest.mark.parametrize("mode", ["bad_json", "wrong_schema", "refusal", "truncated", "empty"])
def test_res_05_a_bad_answer_leaves_a_score_without_a_verdict(
    criteria: Any, store: Any, world: World, now: Any, claude: Any, mode: str
) -> None:
    claude.mood(mode)

    run = run_one(world, store, now)

    assert run.state == RunState.DONE
    assert Candidate.objects.filter(score__isnull=False).count() == 3
    assert not Candidate.objects.exclude(judgement="").exists()


def test_a_step_of_a_dead_worker_is_taken_up_again(criteria: Any, store: Any, world: World) -> None:
    run = services.run_start(day=DAY, now=START)
    from automation.research.services.runs import LEASE, _claim

    held = _claim(run.pk, START)
    assert held is not None
    later = START + LEASE + timedelta(seconds=1)
    work_off(run.pk, store=store, world=world, now=lambda: later)

    assert RunStep.objects.get(pk=held.pk).attempts == 2
    assert Run.objects.get(pk=run.pk).state == RunState.DONE

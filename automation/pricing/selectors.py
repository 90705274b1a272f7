"""Reads of pricing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, When

from automation.pricing.models import ExchangeRate, PriceRule, PriceRun, PriceRunLine
from automation.pricing.types import OWN, USABLE, LineState, Rule, RunUnknown, Tier

QUIET = [LineState.SAME, LineState.NO_RULE, LineState.NO_COST]
# Holds until a store has a rule of its own; shown as such.
DEFAULT_RULE = Rule(name="Default: double the cost", multiplier=Decimal(2), ending_minor=99)


@dataclass(frozen=True, slots=True)
class RateKnown:
    """An exchange rate; `is_too_old` ones are not reckoned with, nor is the bank's where there is an own one."""

    row: ExchangeRate
    is_used: bool
    is_too_old: bool


def rule_of(row: PriceRule) -> Rule:
    """Return a stored rule as the value the reckoning takes."""
    return Rule(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        multiplier=row.multiplier,
        fixed_minor=row.fixed_minor,
        tiers=tuple(
            Tier(
                up_to_minor=tier["up_to_minor"],
                multiplier=Decimal(tier["multiplier"]),
                fixed_minor=tier["fixed_minor"],
            )
            for tier in row.tiers
        ),
        ending_minor=row.ending_minor,
        compare_at_multiplier=row.compare_at_multiplier,
        scope=row.scope,
        scope_value=row.scope_value,
    )


def rules_all() -> list[PriceRule]:
    """Return all rules in the merchant's order."""
    return list(PriceRule.objects.order_by("position", "pk"))


def rules_active() -> list[Rule]:
    """Return the rules that count, in order; the default one for a store without any."""
    rows = rules_all()
    return [rule_of(row) for row in rows if row.is_active] if rows else [DEFAULT_RULE]


def runs_newest() -> QuerySet[PriceRun]:
    """Return all runs, newest first, for paging."""
    return PriceRun.objects.order_by("-created_at", "-id")


def run_get(*, run_id: UUID) -> PriceRun:
    """Return one run. Raises RunUnknown."""
    run = PriceRun.objects.filter(pk=run_id).first()
    if run is None:
        raise RunUnknown
    return run


def run_counts(*, run_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many lines of each run are in each state."""
    rows: Any = (
        PriceRunLine.objects.filter(run_id__in=run_ids).values("run_id", "state").annotate(number=Count("pk"))
    )
    counts: dict[UUID, dict[str, int]] = {run_id: {} for run_id in run_ids}
    for row in rows:
        counts[row["run_id"]][row["state"]] = row["number"]
    return counts


def lines_of(*, run_id: UUID, state: str = "") -> QuerySet[PriceRunLine]:
    """Return the lines of a run, changes first, for paging. Raises RunUnknown."""
    run_get(run_id=run_id)
    lines = PriceRunLine.objects.filter(run_id=run_id)
    if state:
        return lines.filter(state=state).order_by("product_title", "pk")
    is_quiet = Case(When(state__in=QUIET, then=1), default=0, output_field=IntegerField())
    return lines.annotate(is_quiet=is_quiet).order_by("is_quiet", "product_title", "pk")


def runs_open() -> list[UUID]:
    """Return runs that are being applied or undone."""
    rows = PriceRun.objects.filter(state__in=["APPLYING", "UNDOING"]).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:20])


def rates_known(*, now: datetime) -> list[RateKnown]:
    """Return the newest rate of each pair and provider, and which of a pair is reckoned with now."""
    rows = list(
        ExchangeRate.objects.order_by("base", "quote", "provider", "-fetched_at").distinct(
            "base", "quote", "provider"
        )
    )
    own = {(row.base, row.quote) for row in rows if row.provider == OWN}
    return [
        RateKnown(
            row=row,
            is_used=row.provider == OWN
            or ((row.base, row.quote) not in own and row.fetched_at >= now - USABLE),
            is_too_old=row.provider != OWN and row.fetched_at < now - USABLE,
        )
        for row in rows
    ]

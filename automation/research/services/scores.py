"""From evidence to scores: what is known of a candidate in this run, then the rules of `scoring`."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from automation.research.models import Candidate, Evidence, Run
from automation.research.scoring import score_of
from automation.research.types import Facts, SignalKind


def run_score(*, run: Run, now: datetime) -> list[Candidate]:
    """Score every candidate of a run and return them, best first. Two reads, one write."""
    own: dict[Any, list[Evidence]] = defaultdict(list)
    shared: dict[tuple[str, str], Evidence] = {}
    for row in Evidence.objects.filter(run=run).defer("snapshot").order_by("pk"):
        if row.candidate_id:
            own[row.candidate_id].append(row)
        else:
            shared[row.kind, row.query] = row
    candidates = list(Candidate.objects.filter(last_run=run))
    for one in candidates:
        _score(one, own[one.pk], shared, Decimal(run.criteria["markup"]), now)
    fields = ["score", "coverage", "quality", "parts", "updated_at"]
    Candidate.objects.bulk_update(candidates, fields, batch_size=200)
    return sorted(candidates, key=lambda one: (-(one.score if one.score is not None else -1), one.title))


def _score(
    one: Candidate,
    own: list[Evidence],
    shared: dict[tuple[str, str], Evidence],
    markup: Decimal,
    now: datetime,
) -> None:
    found = score_of(facts_of(one=one, own=own, shared=shared), markup=markup)
    one.score, one.coverage, one.quality = found.score, found.coverage, found.quality
    one.parts, one.updated_at = [part.as_json() for part in found.parts], now


class _Saying:
    """Facts with the evidence of each; what a source does not say is not there."""

    def __init__(self, title: str) -> None:
        self.facts: dict[str, Any] = {"title": title}
        self.evidence: dict[str, Any] = {}

    def say(self, row: Evidence | None, **values: Any) -> None:
        for name, value in values.items():
            if row is not None and value is not None:
                self.facts[name], self.evidence[name] = value, row.pk


def facts_of(*, one: Candidate, own: list[Evidence], shared: dict[tuple[str, str], Evidence]) -> Facts:
    """Return what the evidence says. Of several offers the cheapest counts, with its own delivery."""
    saying = _Saying(one.title)
    _say_offer(saying, own)
    listings = [row for row in own if row.kind == SignalKind.LISTINGS]
    if listings:
        saying.say(listings[-1], listings=sum(row.facts["listings"] for row in listings))
    trend = shared.get((SignalKind.TREND, one.keyword))
    saying.say(trend, trend=tuple(trend.facts["values"]) if trend else None)
    talk = shared.get((SignalKind.MENTIONS, one.keyword))
    if talk is not None:
        saying.say(talk, mentions=talk.facts["posts"], mentions_score=talk.facts["engagement"])
    return Facts(**saying.facts, evidence=saying.evidence)


def _say_offer(saying: _Saying, own: list[Evidence]) -> None:
    offer = _cheapest(own)
    if offer is None:
        return
    said = offer.facts
    saying.facts["currency"] = said["currency"] or ""
    cost = Decimal(said["cost"]) if said["cost"] else None
    saying.say(offer, cost=cost, orders_count=said["orders_count"], rating=said["rating"])
    freight = next((row for row in own if row.kind == SignalKind.FREIGHT and row.query == offer.query), None)
    # Two currencies are not added up: without a known rate delivery stays in its own.
    if freight is not None and freight.facts["currency"] == said["currency"]:
        saying.say(freight, freight=Decimal(freight.facts["cost"]), days_max=freight.facts["days_max"])


def _cheapest(own: list[Evidence]) -> Evidence | None:
    offers = [row for row in own if row.kind == SignalKind.OFFER]
    return min(offers, key=lambda row: Decimal(row.facts["cost"] or "Infinity"), default=None)

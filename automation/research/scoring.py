"""Scores from 0 to 100, computed by code out of stored evidence. The model never gives a number.

| part | weight | 0 | 100 | evidence |
|---|---|---|---|---|
| demand | 30 % | no orders, no talk | 10,000 orders; 20 posts a month | supplier's orders (70 %), Reddit (30 %) |
| margin | 25 % | 10 % or less is left | 60 % or more is left | supplier's price and freight, the merchant's mark-up |
| trend | 20 % | interest halved | interest doubled | last 4 weeks against the 12 before, one provider's scale |
| competition | 15 % | 20 sellers of the same thing | nobody else | listings of the same thing in the search |
| risk | 10 % | rating 3.5, 40 days, a risky word | rating 4.8, a week, none | supplier's rating, delivery time, title |

A part without evidence is left out and its weight is shared by the others in proportion, which is said beside the
score; with no evidence at all there is no score.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal

from automation.research.types import Facts, Part, PartScore, Quality, Score

WEIGHTS = {Part.DEMAND: 0.30, Part.MARGIN: 0.25, Part.TREND: 0.20, Part.COMPETITION: 0.15, Part.RISK: 0.10}
GOOD_COVERAGE, FAIR_COVERAGE = 80, 50
# What payment takes of a sale, about.
PAYMENT_SHARE = Decimal("0.03")
MARGIN_LOW, MARGIN_HIGH = 0.10, 0.60
RECENT_WEEKS, EARLIER_WEEKS = 4, 12
RISKY = {
    "battery": r"\bbatter(y|ies)\b|\blithium\b|\bpower ?bank\b",
    "medical": r"\bmedical\b|\btherap(y|eutic)\b|\bsupplement|\bvitamin|\bslimming\b",
    "food": r"\bfood\b|\bedible\b|\bsnack\b|\bcandy\b",
    "weapon": r"\bknife\b|\bknives\b|\bblade\b|\bpepper spray\b|\btaser\b",
    "brand": r"\bdisney\b|\bnike\b|\badidas\b|\bapple\b|\bpokemon\b|\bmarvel\b|\blego\b|\bnintendo\b|\bgucci\b",
    "children": r"\bbaby\b|\btoddler\b|\binfant\b|\btoys?\b",
}

Judged = tuple[float, str, tuple[str, ...]]


def score_of(facts: Facts, *, markup: Decimal) -> Score:
    """Return the score of what is known. `markup` is the merchant's price over cost, such as 2.5."""
    rules: dict[Part, Callable[[], Judged | None]] = {
        Part.DEMAND: lambda: _demand(facts),
        Part.MARGIN: lambda: _margin(facts, markup),
        Part.COMPETITION: lambda: _competition(facts),
        Part.TREND: lambda: _trend(facts),
        Part.RISK: lambda: _risk(facts),
    }
    judged = {part: rule() for part, rule in rules.items()}
    known = sum(WEIGHTS[part] for part, found in judged.items() if found is not None)
    parts = tuple(_part(part, judged[part], facts, known) for part in Part)
    coverage = round(100 * known)
    if known == 0:
        return Score(score=None, coverage=0, quality=Quality.NONE, parts=parts)
    total = sum(part.weight * part.score for part in parts if part.score is not None)
    return Score(score=math.floor(total + 0.5), coverage=coverage, quality=_quality(coverage), parts=parts)


def _part(part: Part, judged: Judged | None, facts: Facts, known: float) -> PartScore:
    if judged is None:
        share = f"{round(100 * WEIGHTS[part])} % of the weight"
        return PartScore(part, None, 0.0, f"No evidence; its {share} went to the other parts.")
    value, says, names = judged
    ids = tuple(dict.fromkeys(facts.evidence[name] for name in names if name in facts.evidence))
    return PartScore(part, math.floor(_bounded(value) + 0.5), WEIGHTS[part] / known, says, ids)


def _bounded(value: float) -> float:
    return min(100.0, max(0.0, value))


def _quality(coverage: int) -> str:
    if coverage >= GOOD_COVERAGE:
        return Quality.GOOD
    return Quality.FAIR if coverage >= FAIR_COVERAGE else Quality.POOR


def _demand(facts: Facts) -> Judged | None:
    """Orders on a logarithmic scale (10,000 = 100), talk on a linear one (20 posts = 100)."""
    rows: list[tuple[float, float, str, str]] = []
    if facts.orders_count is not None:
        value = _bounded(25 * math.log10(facts.orders_count + 1))
        rows.append((0.7, value, f"{facts.orders_count:,} orders at the supplier", "orders_count"))
    if facts.mentions is not None:
        rows.append((0.3, _bounded(5.0 * facts.mentions), f"{facts.mentions} posts a month", "mentions"))
    if not rows:
        return None
    weight = sum(share for share, *_ in rows)
    value = sum(share * part for share, part, *_ in rows) / weight
    return value, ", ".join(says for *_, says, _ in rows), tuple(name for *_, name in rows)


def _margin(facts: Facts, markup: Decimal) -> Judged | None:
    """What is left of the merchant's price after item, delivery and payment; both costs must be known."""
    if facts.cost is None or facts.freight is None or facts.cost <= 0:
        return None
    price = facts.cost * markup
    left = float((price - facts.cost - facts.freight - price * PAYMENT_SHARE) / price)
    value = 100 * (left - MARGIN_LOW) / (MARGIN_HIGH - MARGIN_LOW)
    says = (
        f"{round(100 * left)} % is left of {price:.2f} {facts.currency} after {facts.cost:.2f} for the item and "
        f"{facts.freight:.2f} for its delivery"
    )
    return value, says, ("cost", "freight")


def _competition(facts: Facts) -> Judged | None:
    if facts.listings is None:
        return None
    others = max(0, facts.listings - 1)
    said = {0: "nobody else sells it in this search", 1: "one other sells the same thing"}.get(
        others, f"{others} others sell the same thing"
    )
    return 100 - 5.0 * others, said, ("listings",)


def _trend(facts: Facts) -> Judged | None:
    """Twice the interest of the twelve weeks before is 100, the same 50, half of it 0."""
    if len(facts.trend) < RECENT_WEEKS + EARLIER_WEEKS:
        return None
    recent = facts.trend[-RECENT_WEEKS:]
    earlier = facts.trend[-RECENT_WEEKS - EARLIER_WEEKS : -RECENT_WEEKS]
    now, before = sum(recent) / RECENT_WEEKS, sum(earlier) / EARLIER_WEEKS
    if before <= 0:
        return None
    ratio = now / before
    value = 100.0 if ratio >= 2 else 0.0 if ratio <= 0.5 else 50 + 50 * math.log2(ratio)
    change = round(100 * (ratio - 1))
    said = "unchanged" if change == 0 else f"{'up' if change > 0 else 'down'} {abs(change)} %"
    return value, f"interest is {said} on the three months before", ("trend",)


def flags_of(title: str) -> list[str]:
    """Return the names of what a title gives reason to check: batteries, health, brands of others…"""
    return [name for name, pattern in RISKY.items() if re.search(pattern, title, re.IGNORECASE)]


def _risk(facts: Facts) -> Judged | None:
    values, said, names = [], [], []
    if facts.rating is not None:
        values.append(100 * (facts.rating - 3.5) / 1.3)
        said.append(f"rated {facts.rating:.1f}")
        names.append("rating")
    if facts.days_max is not None:
        values.append(100 * (40 - facts.days_max) / 33)
        said.append(f"up to {facts.days_max} days on the way")
        names.append("freight")
    if not values:
        return None
    flags = flags_of(facts.title)
    if flags:
        values.append(0.0)
        said.append(f"check: {', '.join(flags)}")
    return sum(_bounded(value) for value in values) / len(values), ", ".join(said), tuple(names)

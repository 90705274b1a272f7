"""Words of research: signals, sub-scores, states, refusals."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Conflict, Invalid, NotFound, Refused


class RunState(TextChoices):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


class StepKind(TextChoices):
    SEARCH = "SEARCH"
    DETAIL = "DETAIL"
    TREND = "TREND"
    MENTIONS = "MENTIONS"
    VERDICT = "VERDICT"


class StepState(TextChoices):
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class CandidateState(TextChoices):
    NEW = "NEW"
    SEEN = "SEEN"
    WATCHED = "WATCHED"
    IMPORTED = "IMPORTED"
    REJECTED = "REJECTED"


class SignalKind(TextChoices):
    """What a stored piece of evidence says."""

    OFFER = "OFFER"
    FREIGHT = "FREIGHT"
    TREND = "TREND"
    MENTIONS = "MENTIONS"
    LISTINGS = "LISTINGS"


class Part(TextChoices):
    """The sub-scores, in the order they are shown."""

    DEMAND = "DEMAND"
    MARGIN = "MARGIN"
    COMPETITION = "COMPETITION"
    TREND = "TREND"
    RISK = "RISK"


class Quality(TextChoices):
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"
    NONE = "NONE"


class Judgement(TextChoices):
    BUY = "BUY"
    WATCH = "WATCH"
    SKIP = "SKIP"


class AlertKind(TextChoices):
    PRICE = "PRICE"
    STOCK = "STOCK"
    TREND = "TREND"
    RATING = "RATING"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a candidate, each with the id of its evidence; None or empty = not known.

    Money is in `currency`, major units. `trend` is interest by week of one provider's scale, oldest first.
    """

    currency: str = ""
    cost: Decimal | None = None
    freight: Decimal | None = None
    days_max: int | None = None
    orders_count: int | None = None
    rating: float | None = None
    listings: int | None = None
    mentions: int | None = None
    mentions_score: int | None = None
    trend: tuple[float, ...] = ()
    title: str = ""
    evidence: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartScore:
    """One sub-score from 0 to 100, or None without evidence; `weight` is its share after redistribution."""

    part: str
    score: int | None
    weight: float
    says: str
    evidence_ids: tuple[UUID, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "score": self.score,
            "weight": round(self.weight, 4),
            "says": self.says,
            "evidence_ids": [str(one) for one in self.evidence_ids],
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The whole: None when nothing is known. `coverage` is the weight of what is known, in percent."""

    score: int | None
    coverage: int
    quality: str
    parts: tuple[PartScore, ...]


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """Interest by week, oldest first. Values of different `scale`s are never compared."""

    provider: str
    scale: str
    term: str
    values: tuple[float, ...]
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Mentions:
    """Posts of the last 30 days about a term: how many, and what their votes and comments add up to."""

    term: str
    posts: int
    engagement: int
    top: tuple[dict[str, Any], ...]
    fetched_at: datetime


class SourceAway(Exception):
    """A source does not answer or asks to slow down: try again later. `retry_after` in seconds."""

    def __init__(self, message: str, *, retry_after: float = 60.0) -> None:
        self.message, self.retry_after = message, retry_after
        super().__init__(message)


class SourceNotConnected(Exception):
    """The platform has no key of this source, and the store has given no data."""

    def __init__(self, message: str = "not connected") -> None:
        self.message = message
        super().__init__(message)


class CandidateUnknown(NotFound):
    message = "There is no such candidate."


class RunUnknown(NotFound):
    message = "There is no such run."


class WatchlistItemUnknown(NotFound):
    message = "There is no such item on the watch list."


class CriteriaInvalid(Invalid):
    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(fields={field_name: [sentence]})


class RunRunning(Conflict):
    code = "research_running"
    message = "Research of today is already running or done. It runs once a day."


class RunNotRetryable(Conflict):
    code = "research_not_retryable"
    message = "It still runs, or no question of it failed."


class RunEnded(Conflict):
    code = "research_ended"
    message = "This research has ended."


class TrendsFileInvalid(Refused):
    code = "trends_file_invalid"
    message = "This is no export of Google Trends (multiTimeline.csv)."

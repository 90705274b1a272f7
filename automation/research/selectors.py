"""Reads of research: plain rows for the API, counted queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from automation.ai.client import ai_is_connected
from automation.connections.selectors import connections_all
from automation.connections.types import WORKING, ConnectionInfo
from automation.registry.types import StoreInfo
from automation.research.models import (
    Candidate,
    Criteria,
    Evidence,
    Run,
    RunStep,
    UploadedTrend,
    WatchAlert,
    WatchlistItem,
)
from automation.research.types import CandidateState, CandidateUnknown, RunUnknown, StepState

# A candidate without a score stands behind every one that has one.
ORDERINGS: dict[str, tuple[Any, ...]] = {
    "-score": (F("score").desc(nulls_last=True), "title"),
    "-updated_at": ("-updated_at",),
    "price": (F("price").asc(nulls_last=True), "title"),
}


def criteria_get() -> Criteria:
    """Return what this store looks for; the defaults, unsaved, when nothing was said yet."""
    return Criteria.objects.filter(pk=1).first() or Criteria(updated_at=timezone.now())


def local_now(*, store: StoreInfo, now: datetime) -> datetime:
    """Return this moment by the store's clock; UTC when its zone does not exist."""
    try:
        return now.astimezone(ZoneInfo(store.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(ZoneInfo("UTC"))


def run_is_due(*, store: StoreInfo, now: datetime) -> date | None:
    """Return the store's date when its research of today is due and not begun, else None. Two queries."""
    criteria = Criteria.objects.filter(pk=1, is_on=True).first()
    local = local_now(store=store, now=now)
    if criteria is None or not criteria.keywords or local.hour < criteria.hour:
        return None
    return None if Run.objects.filter(day=local.date()).exists() else local.date()


def runs_open() -> list[UUID]:
    """Return the runs that are not over, oldest first."""
    return list(Run.objects.filter(finished_at=None).order_by("day").values_list("pk", flat=True)[:10])


def runs_newest() -> QuerySet[Run]:
    """Return runs, newest first."""
    return Run.objects.order_by("-day")


def run_get(*, run_id: UUID) -> Run:
    """Return a run. Raises RunUnknown."""
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise RunUnknown
    return found


def run_sources(*, run_id: UUID) -> list[dict[str, Any]]:
    """Return the health of each source in a run: how many questions were answered, and what it said last."""
    rows = (
        RunStep.objects.filter(run_id=run_id)
        .values("source")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(state=StepState.DONE)),
            failed=Count("pk", filter=Q(state=StepState.FAILED)),
            skipped=Count("pk", filter=Q(state=StepState.SKIPPED)),
        )
        .order_by("source")
    )
    said = dict(
        RunStep.objects.filter(run_id=run_id)
        .exclude(message="")
        .order_by("pk")
        .values_list("source", "message")
    )
    return [row | {"name": row["source"], "message": said.get(row["source"], "")} for row in rows]


def candidates_list(
    *, state: str = "", min_score: int | None = None, search: str = "", run_id: UUID | None = None,
    ordering: str = "-score",
) -> QuerySet[Candidate]:  # fmt: skip
    """Return candidates, best first. Without `state` those put away are left out."""
    rows = Candidate.objects.select_related("watched", "last_run")
    rows = rows.filter(state=state) if state else rows.exclude(state=CandidateState.REJECTED)
    if min_score is not None:
        rows = rows.filter(score__gte=min_score)
    if search:
        rows = rows.filter(title__icontains=search)
    if run_id is not None:
        rows = rows.filter(last_run_id=run_id)
    return rows.order_by(*ORDERINGS[ordering], "pk")


def candidate_get(*, candidate_id: UUID) -> Candidate:
    """Return a candidate. Raises CandidateUnknown."""
    found = Candidate.objects.select_related("watched", "last_run").filter(pk=candidate_id).first()
    if found is None:
        raise CandidateUnknown
    return found


def candidate_evidence(*, candidate: Candidate) -> list[Evidence]:
    """Return the evidence behind a candidate's score: its own of its last run, and that of its keyword."""
    rows = Evidence.objects.filter(run_id=candidate.last_run_id)
    own = Q(candidate=candidate) | Q(candidate=None, query=candidate.keyword)
    return list(rows.filter(own).order_by("pk")[:100])


def watchlist() -> QuerySet[WatchlistItem]:
    """Return watched candidates, those with unread alerts first."""
    unread = WatchAlert.objects.filter(item=OuterRef("pk"), is_read=False)
    rows = WatchlistItem.objects.select_related("candidate", "candidate__last_run").prefetch_related("alerts")
    return rows.annotate(has_news=Exists(unread)).order_by("-has_news", "-created_at")


def _supplier_state(row: ConnectionInfo) -> dict[str, Any]:
    note = (
        "fails and is left alone for a moment" if row.is_held_back else row.status.replace("_", " ").lower()
    )
    return {"name": row.provider, "is_connected": row.status in WORKING, "note": note}


def sources_state() -> list[dict[str, Any]]:
    """Return who can be asked: the store's suppliers, Google Trends, Reddit, Claude; each CONNECTED or not."""
    uploaded = UploadedTrend.objects.count()
    trends = bool(settings.GOOGLE_TRENDS_TOKEN or settings.SERPAPI_KEY)
    reddit = bool(settings.REDDIT_CLIENT_ID and settings.REDDIT_CLIENT_SECRET)
    return [
        *(_supplier_state(row) for row in connections_all()),
        {"name": "TRENDS", "is_connected": trends or uploaded > 0,
         "note": "" if trends else f"{uploaded} terms uploaded" if uploaded else "not connected"},
        {"name": "REDDIT", "is_connected": reddit, "note": "" if reddit else "not connected"},
        {"name": "CLAUDE", "is_connected": ai_is_connected(), "note": "" if ai_is_connected() else "not connected"},
    ]  # fmt: skip

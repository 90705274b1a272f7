"""A day's research: steps asked one by one, kept when a source fails, scored when all have answered."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from automation.ai.client import ai_is_connected
from automation.registry.types import StoreInfo
from automation.research.models import Candidate, Criteria, Run, RunStep
from automation.research.services import asking, judging
from automation.research.services.scores import run_score
from automation.research.sources import REDDIT, TRENDS, Sources
from automation.research.types import (
    CriteriaInvalid,
    RunEnded,
    RunNotRetryable,
    RunRunning,
    RunState,
    SourceAway,
    SourceNotConnected,
    StepKind,
    StepState,
)
from automation.suppliers.catalogue import (
    PROVIDERS,
    SupplierAway,
    SupplierError,
    SupplierNotConnected,
    SupplierRateLimited,
    SupplierTokenExpired,
)

# A worker that died gives its step back after this.
LEASE = timedelta(minutes=2)
# With the pauses between them, an hour and a half of a source being away.
MOST_ATTEMPTS = 9
LONGEST_PAUSE_SECONDS = 1800.0
JUDGED = 5
KEPT = (
    "keywords", "category", "price_min", "price_max", "ship_to", "min_rating", "max_days", "excluded_brands",
    "markup", "max_cost_micros",
)  # fmt: skip


@transaction.atomic
def run_start(*, day: date, now: datetime) -> Run:
    """Open the research of a day with its questions. Raises RunRunning (once a day) and CriteriaInvalid."""
    criteria = Criteria.objects.filter(pk=1).first()
    if criteria is None or not criteria.keywords:
        raise CriteriaInvalid("keywords", "Say what to look for first.")
    facts = {name: _plain(getattr(criteria, name)) for name in KEPT}
    try:
        with transaction.atomic():
            run = Run.objects.create(day=day, criteria=facts, created_at=now)
    except IntegrityError:
        raise RunRunning from None
    RunStep.objects.bulk_create(
        RunStep(run=run, kind=kind, source=source, query=keyword, due_at=now)
        for keyword in criteria.keywords
        for kind, source in [
            *((StepKind.SEARCH, provider) for provider in PROVIDERS),
            (StepKind.TREND, TRENDS),
            (StepKind.MENTIONS, REDDIT),
        ]
    )
    return run


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | list) or value is None else str(value)


def step_work_next(*, run_id: UUID, store: StoreInfo, sources: Sources, now: datetime) -> bool:
    """Ask the next question that is due; False when there is none. No transaction is open while it waits."""
    step = _claim(run_id, now)
    if step is None:
        return False
    try:
        if step.kind == StepKind.VERDICT:
            judging.verdict_ask(step=step, now=now)
        else:
            asking.step_ask(step=step, store=store, sources=sources, now=now)
    except (SourceNotConnected, SupplierNotConnected, SupplierTokenExpired) as error:
        _end(step, StepState.SKIPPED, error.message or "not connected")
    except judging.CapReached as error:
        _end(step, StepState.SKIPPED, str(error))
        Run.objects.filter(pk=run_id).update(note=str(error))
    except (SourceAway, SupplierAway, SupplierRateLimited) as error:
        _later(step, error.message, error.retry_after, now)
    except SupplierError as error:
        _end(step, StepState.FAILED, error.message)
    else:
        _end(step, StepState.DONE, "")
    return True


@transaction.atomic
def _claim(run_id: UUID, now: datetime) -> RunStep | None:
    due = RunStep.objects.select_for_update(skip_locked=True, of=("self",)).select_related("run", "candidate")
    step = due.filter(run_id=run_id, state=StepState.PENDING, due_at__lte=now).order_by("pk").first()
    if step is None:
        return None
    step.attempts += 1
    step.due_at = now + LEASE
    step.save(update_fields=["attempts", "due_at"])
    Run.objects.filter(pk=run_id, state=RunState.QUEUED).update(state=RunState.RUNNING, started_at=now)
    return step


def _end(step: RunStep, state: str, message: str) -> None:
    RunStep.objects.filter(pk=step.pk).update(state=state, message=message[:200])


def _later(step: RunStep, message: str, retry_after: float | None, now: datetime) -> None:
    if step.attempts >= MOST_ATTEMPTS:
        _end(step, StepState.FAILED, message)
        return
    pause = min(LONGEST_PAUSE_SECONDS, max(retry_after or 0.0, 30.0 * 2 ** (step.attempts - 1)))
    RunStep.objects.filter(pk=step.pk).update(due_at=now + timedelta(seconds=pause), message=message[:200])


@transaction.atomic
def run_retry(*, run_id: UUID, now: datetime) -> None:
    """Ask the questions that failed once more. Raises RunNotRetryable while it runs, or when none failed."""
    run = Run.objects.select_for_update().get(pk=run_id)
    failed = run.steps.filter(state=StepState.FAILED)
    if not run.finished_at or not failed.update(state=StepState.PENDING, attempts=0, due_at=now, message=""):
        raise RunNotRetryable
    run.state, run.finished_at, run.note = RunState.QUEUED, None, ""
    run.save(update_fields=["state", "finished_at", "note"])


@transaction.atomic
def run_stop(*, run_id: UUID, now: datetime) -> None:
    """Ask nothing more and end the run with what was found. Raises RunEnded."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.finished_at:
        raise RunEnded
    run.steps.filter(state=StepState.PENDING).update(state=StepState.SKIPPED, message="Stopped by staff.")
    _finish(run, now)
    Run.objects.filter(pk=run_id).update(note="Stopped by staff.")


@transaction.atomic
def run_settle(*, run_id: UUID, now: datetime) -> datetime | None:
    """Score when all questions are answered, then have the best judged, then end the run.

    Returns when the run wants to be worked on again, or None when it is over.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.finished_at:
        return None
    pending = run.steps.filter(state=StepState.PENDING).order_by("due_at").first()
    if pending is not None:
        return pending.due_at
    if not run.steps.filter(kind=StepKind.VERDICT).exists() and _judges_open(run, now):
        return now
    _finish(run, now)
    return None


def _judges_open(run: Run, now: datetime) -> bool:
    """Score everything; then open a question to the model for each of the best. False when there is none."""
    best = [one for one in run_score(run=run, now=now) if one.score is not None][:JUDGED]
    if not best or not ai_is_connected():
        return False
    RunStep.objects.bulk_create(
        RunStep(run=run, candidate=one, kind=StepKind.VERDICT, source="CLAUDE", query=str(one.pk), due_at=now)
        for one in best
    )
    return True


def _finish(run: Run, now: datetime) -> None:
    steps = list(run.steps.exclude(kind=StepKind.VERDICT).values_list("state", flat=True))
    answered = steps.count(StepState.DONE)
    run.state = (
        RunState.FAILED if not answered else RunState.PARTIAL if StepState.FAILED in steps else RunState.DONE
    )
    run.found = Candidate.objects.filter(last_run=run).count()
    run.finished_at = now
    run.save(update_fields=["state", "found", "finished_at"])

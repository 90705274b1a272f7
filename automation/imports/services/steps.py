"""One way to run a step: mark it running, do it, mark how it ended, keep time and cost."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Case, F, Value, When
from django.utils import timezone

from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.types import (
    ITEM_STEPS,
    JOB_STEPS,
    OutOfTime,
    StepFailed,
    StepName,
    StepStatus,
    TryLater,
)
from tenancy.errors import FilesUnavailable

DONE = (StepStatus.SUCCEEDED, StepStatus.SKIPPED)


class Skipped(Exception):
    """The step was not needed or not possible; `message` says why, the import goes on."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def steps_prepare(*, job: ImportJob, items: list[ImportItem] | None = None) -> None:
    """Create the steps of a job, or of its items, as PENDING; existing ones stay."""
    if items is None:
        rows = [ImportStep(job=job, item=None, name=name) for name in JOB_STEPS]
    else:
        rows = [ImportStep(job=job, item=item, name=name) for item in items for name in ITEM_STEPS]
    ImportStep.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def step_is_done(*, job: ImportJob, item: ImportItem | None, name: StepName) -> bool:
    """Say whether the step ended well before, so that a resumed import does not repeat it."""
    return ImportStep.objects.filter(job=job, item=item, name=name, status__in=DONE).exists()


def step_run(
    *, job: ImportJob, item: ImportItem | None, name: StepName, work: Callable[[], tuple[str, int]]
) -> None:
    """Run `work` as this step unless it is done. `work` returns (message, cost in micro dollars).

    Skipped ends it as SKIPPED; StepFailed and TryLater mark it FAILED or PENDING and are raised on. OutOfTime
    leaves it RUNNING: the next message goes on with it, and its time counts from its first beginning.
    """
    if step_is_done(job=job, item=item, name=name):
        return
    steps = ImportStep.objects.filter(job=job, item=item, name=name)
    # A step that is RUNNING was interrupted: it goes on.
    begun = Case(When(status=StepStatus.RUNNING, then=F("started_at")), default=Value(timezone.now()))
    steps.update(status=StepStatus.RUNNING, started_at=begun, finished_at=None, attempts=F("attempts") + 1)
    try:
        message, cost = _worked(work)
        _end(steps, StepStatus.SUCCEEDED, message, cost)
    except Skipped as skipped:
        _end(steps, StepStatus.SKIPPED, skipped.message, 0)
    except TryLater as later:
        _end(steps, StepStatus.PENDING, later.message, 0)
        raise
    except StepFailed as failed:
        _end(steps, StepStatus.FAILED, failed.message, 0)
        raise
    except OutOfTime:
        raise
    except Exception:
        _end(steps, StepStatus.PENDING, "Interrupted by an error on our side.", 0)
        raise


def _worked(work: Callable[[], tuple[str, int]]) -> tuple[str, int]:
    """Do it; every step keeps files, and waits where they cannot be kept."""
    try:
        return work()
    except FilesUnavailable as error:
        raise TryLater(error.message, seconds=error.retry_after or 10.0, holds_job=True) from error


def _end(steps: object, status: StepStatus, message: str, cost: int) -> None:
    steps.update(  # type: ignore[attr-defined]
        status=status, finished_at=timezone.now(), message=message[:500], cost_micros=F("cost_micros") + cost
    )


def steps_cancel(*, job: ImportJob) -> None:
    """Mark what a cancelled import did not do."""
    ImportStep.objects.filter(job=job, status__in=[StepStatus.PENDING, StepStatus.RUNNING]).update(
        status=StepStatus.SKIPPED, message="Cancelled."
    )


def steps_reset(*, job: ImportJob, now: datetime) -> None:
    """Put failed and interrupted steps back to PENDING, so that a retry starts at the failed step."""
    ImportStep.objects.filter(job=job, status__in=[StepStatus.FAILED, StepStatus.RUNNING]).update(
        status=StepStatus.PENDING, message="", started_at=None, finished_at=None
    )

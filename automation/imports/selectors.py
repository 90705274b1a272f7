"""Reads of imports: counted queries, plain shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from automation.imports.models import FieldProposal, ImportItem, ImportJob, ImportStep
from automation.imports.services.leases import LANES, OPEN_ITEM, OPEN_JOB
from automation.imports.types import (
    ENDED,
    ITEM_ENDED,
    ITEM_STEPS,
    JOB_STEPS,
    ImportUnknown,
    ItemStatus,
    JobStatus,
    ProposalUnknown,
    StepName,
    StepStatus,
)

MAX_TOLD = 1000


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as people see it; `cost` is in US dollars."""

    name: str
    status: str
    started_at: datetime | None
    finished_at: datetime | None
    cost_micros: int
    message: str

    @property
    def seconds(self) -> float | None:
        if self.started_at is None or self.finished_at is None:
            return None
        return round(max(0.0, (self.finished_at - self.started_at).total_seconds()), 3)

    @property
    def cost(self) -> dict[str, str]:
        return {"amount": f"{self.cost_micros / 1_000_000:.6f}", "currency": "USD"}


@dataclass(frozen=True, slots=True)
class Progress:
    total: int
    done: int
    failed: int
    percent: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import with its steps (those of its products summed up), progress and result."""

    id: UUID
    kind: str
    source_label: str
    status: str
    steps: list[StepView]
    progress: Progress
    product_ids: list[UUID]
    errors: list[dict[str, Any]]
    notes: list[str]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemView:
    id: UUID
    title: str
    status: str
    steps: list[StepView]
    product_id: UUID | None
    errors: list[dict[str, Any]]
    notes: list[str]
    reference: str
    added_variants: list[list[str]]


def imports_newest() -> QuerySet[ImportJob]:
    """Return all imports, newest first, for paging; turn a page into views with `imports_views`."""
    return ImportJob.objects.order_by("-created_at", "-id")


def imports_views(jobs: list[ImportJob]) -> list[ImportView]:
    """Return views of a page of imports in three queries whatever its length."""
    ids = [job.pk for job in jobs]
    progress = _progress(ids)
    ended = {job.pk for job in jobs if job.status in ENDED}
    steps = _steps(ids, ended)
    return [
        ImportView(
            id=job.pk,
            kind=job.kind.lower(),
            source_label=job.source_label,
            status=job.status,
            steps=steps.get(job.pk, []),
            progress=_progress_view(job, progress.get(job.pk, {})),
            product_ids=[],
            errors=job.errors,
            notes=job.notes,
            created_at=job.created_at,
            finished_at=job.finished_at,
        )
        for job in jobs
    ]


def import_get(*, import_id: UUID) -> ImportView:
    """Return one import with its product ids and the errors and notes of its products. Raises ImportUnknown."""
    job = ImportJob.objects.filter(pk=import_id).first()
    if job is None:
        raise ImportUnknown
    told = job.items.exclude(errors=[], notes=[]).order_by("position")
    errors, notes = list(job.errors), list(job.notes)
    for row in told.values("title", "errors", "notes")[:MAX_TOLD]:
        errors += [{"reference": row["title"]} | error for error in row["errors"]]
        notes += [note for note in row["notes"] if note not in notes]
    made = job.items.order_by("position").values_list("product_id", flat=True)
    return replace(
        imports_views([job])[0],
        product_ids=[product_id for product_id in made if product_id],
        errors=errors[:500],
        notes=notes[:50],
    )


def items_of_import(*, import_id: UUID) -> QuerySet[ImportItem]:
    """Return the products of an import in their order, for paging. Raises ImportUnknown."""
    if not ImportJob.objects.filter(pk=import_id).exists():
        raise ImportUnknown
    return ImportItem.objects.filter(job_id=import_id).prefetch_related("steps").order_by("position")


def products_in_review(*, state: str = "", import_id: UUID | None = None) -> QuerySet[Any, Any]:
    """Return `{"product_id"}` of products with texts of the model, newest first, for paging."""
    rows = FieldProposal.objects.all()
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(item__job_id=import_id) if import_id else rows
    newest = rows.values("product_id").annotate(newest=Max("created_at"))
    return newest.order_by("-newest", "product_id")


def review_check(*, product_id: UUID) -> None:
    """Raise ProposalUnknown when the model wrote nothing of this product."""
    if not FieldProposal.objects.filter(product_id=product_id).exists():
        raise ProposalUnknown


def item_view(item: ImportItem) -> ItemView:
    """Return the view of a product whose steps were prefetched."""
    found = {step.name: step for step in item.steps.all()}
    return ItemView(
        id=item.pk,
        title=item.title,
        status=item.status,
        steps=[_step_view(found[name]) for name in ITEM_STEPS if name in found],
        product_id=item.product_id,
        errors=item.errors,
        notes=item.notes,
        reference=item.reference,
        added_variants=item.added_variants,
    )


def _step_view(step: ImportStep) -> StepView:
    return StepView(
        name=step.name,
        status=step.status,
        started_at=step.started_at,
        finished_at=step.finished_at,
        cost_micros=step.cost_micros,
        message=step.message,
    )


def _progress(ids: list[UUID]) -> dict[UUID, Mapping[str, Any]]:
    rows = (
        ImportItem.objects.filter(job_id__in=ids)
        .values("job_id")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(status__in=ITEM_ENDED)),
            failed=Count("pk", filter=Q(status=ItemStatus.FAILED)),
        )
    )
    return {row["job_id"]: dict(row) for row in rows}


def _progress_view(job: ImportJob, row: Mapping[str, Any]) -> Progress:
    total, done = row.get("total", 0), row.get("done", 0)
    if job.status not in ENDED:
        # Of a list of references the rest is still to be asked for.
        total = max(total, len(job.source.get("references", ())) - len(job.errors))
    ended = job.status in {JobStatus.SUCCEEDED, JobStatus.PARTIAL}
    percent = 100 if ended else done * 100 // total if total else 0
    return Progress(total=total, done=done, failed=row.get("failed", 0), percent=percent)


def _steps(ids: list[UUID], ended: set[UUID]) -> dict[UUID, list[StepView]]:
    """Return six steps a job: its own two, and the four of its products summed up."""
    rows = (
        ImportStep.objects.filter(job_id__in=ids)
        .values("job_id", "name")
        .annotate(
            started=Min("started_at"),
            finished=Max("finished_at"),
            cost=Sum("cost_micros"),
            total=Count("pk"),
            pending=Count("pk", filter=Q(status=StepStatus.PENDING)),
            running=Count("pk", filter=Q(status=StepStatus.RUNNING)),
            failed=Count("pk", filter=Q(status=StepStatus.FAILED)),
            skipped=Count("pk", filter=Q(status=StepStatus.SKIPPED)),
            words=Max("message"),
        )
    )
    found: dict[UUID, dict[str, StepView]] = {}
    for row in rows:
        found.setdefault(row["job_id"], {})[row["name"]] = _summed(row, is_ended=row["job_id"] in ended)
    empty = {name: StepView(name, StepStatus.PENDING, None, None, 0, "") for name in StepName.values}
    return {
        job_id: [steps.get(name, empty[name]) for name in (*JOB_STEPS, *ITEM_STEPS)]
        for job_id, steps in found.items()
    }


def _summed(row: Mapping[str, Any], *, is_ended: bool) -> StepView:
    total, left = row["total"], row["pending"] + row["running"]
    if is_ended and left:
        status = StepStatus.FAILED if row["failed"] else StepStatus.PENDING
    elif left:
        status = StepStatus.RUNNING if row["running"] or left < total else StepStatus.PENDING
    elif row["failed"]:
        status = StepStatus.FAILED
    else:
        status = StepStatus.SKIPPED if row["skipped"] == total else StepStatus.SUCCEEDED
    words = row["words"] if total == 1 else f"{total - left} of {total} done"
    if total > 1 and row["failed"]:
        words += f", {row['failed']} failed"
    if total > 1 and row["skipped"]:
        words += f", {row['skipped']} skipped"
    return StepView(
        name=row["name"],
        status=status,
        started_at=row["started"],
        finished_at=None if left else row["finished"],
        cost_micros=row["cost"] or 0,
        message=words,
    )


def jobs_stalled(*, now: datetime) -> list[UUID]:
    """Return jobs with due work that nobody is at: killed workers, lost messages, pauses that are over."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    worked_on = ImportItem.objects.filter(job=OuterRef("pk"), leased_until__gte=now)
    jobs = ImportJob.objects.filter(free, ~Exists(worked_on), status__in=OPEN_JOB, due_at__lte=now)
    return list(jobs.order_by("due_at", "pk").values_list("pk", flat=True)[:100])


def items_due_in(*, job_id: UUID, now: datetime) -> float | None:
    """Return in how many seconds a product of the job can be made; None when its lanes are full or none is left."""
    items = ImportItem.objects.filter(job_id=job_id, job__status__in=OPEN_JOB, job__is_cancel_wanted=False)
    if items.filter(leased_until__gte=now).count() >= LANES:
        return None
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = items.filter(free, status__in=OPEN_ITEM).aggregate(item=Min("due_at"), job=Max("job__due_at"))
    if due["item"] is None:
        return None
    return float(max(0.0, (max(due["item"], due["job"]) - now).total_seconds()))

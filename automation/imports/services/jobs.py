"""Start, cancel and retry imports; decide when one has ended."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Q

from automation.connections.types import Provider
from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.services.leases import OPEN_ITEM, items_release_cancelled
from automation.imports.services.pictures import pictures_again
from automation.imports.services.steps import steps_cancel, steps_prepare, steps_reset
from automation.imports.services.suppliers import away_again
from automation.imports.types import (
    ENDED,
    ITEM_ENDED,
    MAX_ERRORS,
    MAX_REFERENCES,
    AlreadyEnded,
    ImportKind,
    ImportUnknown,
    ItemStatus,
    JobStatus,
    NotRetryable,
    StepName,
    StepStatus,
    UploadRefused,
)
from automation.imports.uploads import upload_keep, uploads_forget
from automation.suppliers.references import reference_of
from tenancy.ids import uuid7

KEPT_UPLOADS = timedelta(days=7)


def import_start_url(*, url: str, options: dict[str, Any], user_id: UUID, now: datetime) -> ImportJob:
    """Queue the import of a product page by address."""
    return _start(
        job=ImportJob(kind=ImportKind.PRODUCT_PAGE, source_label=url[:300], source={"url": url}),
        options=options,
        user_id=user_id,
        now=now,
    )


def import_start_html(
    *, html: str | bytes, url: str | None, options: dict[str, Any], user_id: UUID, now: datetime
) -> ImportJob:
    """Queue the import of a saved product page; `url` is where it was saved from, if known.

    Text is text already, whatever the page says of its encoding; bytes are kept as they are.
    """
    job_id = uuid7()
    content = html.encode() if isinstance(html, str) else html
    key, digest = upload_keep(job_id=job_id, name="page.html", content=content)
    label = url[:300] if url else "saved page"
    source = {"file": key, "sha256": digest, "url": url}
    if isinstance(html, str):
        source["charset"] = "utf-8"
    return _start(
        job=ImportJob(id=job_id, kind=ImportKind.PRODUCT_PAGE, source_label=label, source=source),
        options=options,
        user_id=user_id,
        now=now,
    )


def import_start_csv(
    *, file: File, name: str, options: dict[str, Any], user_id: UUID, now: datetime
) -> ImportJob:
    """Queue the import of a Shopify product CSV."""
    job_id = uuid7()
    key, digest = upload_keep(job_id=job_id, name="products.csv", content=file)
    source = {"file": key, "sha256": digest}
    return _start(
        job=ImportJob(id=job_id, kind=ImportKind.SHOPIFY_CSV, source_label=name[:300], source=source),
        options=options,
        user_id=user_id,
        now=now,
    )


def import_start_feed(
    *,
    file: File | None,
    url: str | None,
    name: str,
    options: dict[str, Any],
    user_id: UUID,
    now: datetime,
) -> ImportJob:
    """Queue the import of a Google product feed: a file, or the address of one."""
    job_id = uuid7()
    source: dict[str, Any] = {"url": url}
    if file is not None:
        key, digest = upload_keep(job_id=job_id, name="feed", content=file)
        source = {"file": key, "sha256": digest}
    job = ImportJob(id=job_id, kind=ImportKind.GOOGLE_FEED, source_label=(url or name)[:300], source=source)
    return _start(job=job, options=options, user_id=user_id, now=now)


def import_start_supplier(
    *, references: list[str], options: dict[str, Any], user_id: UUID, now: datetime, label: str = ""
) -> ImportJob:
    """Queue the import of up to 100 supplier products by address or id, each once; `label` names it for people.

    Raises UploadRefused naming every reference that names no product.
    """
    found = [reference_of(text) for text in references]
    unknown = [text for text, one in zip(references, found, strict=True) if one is None]
    if unknown or not found:
        raise UploadRefused(
            f"No supplier's product: {', '.join(text[:80] for text in unknown[:5])}"
            if unknown
            else "Name at least one product.",
            field="source.references",
        )
    refs = [{"provider": one.provider, "product_id": one.product_id} for one in dict.fromkeys(found) if one]
    if len(refs) > MAX_REFERENCES:
        raise UploadRefused(f"At most {MAX_REFERENCES} products at once.", field="source.references")
    named = references[0] if len(refs) == 1 else f"{len(refs)} products of {_names(refs)}"
    job = ImportJob(
        kind=ImportKind.SUPPLIER, source_label=(label or named)[:300], source={"references": refs, "next": 0}
    )
    return _start(job=job, options=options, user_id=user_id, now=now)


@transaction.atomic
def _start(*, job: ImportJob, options: dict[str, Any], user_id: UUID, now: datetime) -> ImportJob:
    job.options, job.created_by, job.created_at, job.due_at = options, user_id, now, now
    job.save(force_insert=True)
    steps_prepare(job=job)
    return job


def _names(refs: list[dict[str, str]]) -> str:
    """Return the suppliers of references as people write them, each once."""
    return " and ".join(dict.fromkeys(Provider(ref["provider"]).label for ref in refs))


def _locked(import_id: UUID) -> ImportJob:
    job = ImportJob.objects.select_for_update().filter(pk=import_id).first()
    if job is None:
        raise ImportUnknown
    return job


@transaction.atomic
def import_cancel(*, import_id: UUID, now: datetime) -> ImportJob:
    """Stop after the product being made right now; what was made stays. Raises AlreadyEnded, ImportUnknown."""
    job = _locked(import_id)
    if job.status in ENDED:
        raise AlreadyEnded
    job.is_cancel_wanted = True
    job.save(update_fields=["is_cancel_wanted"])
    _settle(job=job, now=now)
    return job


@transaction.atomic
def import_retry(*, import_id: UUID, now: datetime) -> ImportJob:
    """Take up a failed import at the step that failed; products already made stay as they are.

    Where every product was made, the pictures that could not be had are asked for once more. Raises NotRetryable,
    also when nothing is left to try or the file was deleted after a week; ImportUnknown.
    """
    job = _locked(import_id)
    if job.status not in {JobStatus.FAILED, JobStatus.PARTIAL, JobStatus.SUCCEEDED}:
        raise NotRetryable
    if job.source.get("is_forgotten") and job.status != JobStatus.SUCCEEDED:
        raise NotRetryable("What this import was made of was deleted after a week. Start a new one.")
    is_waited_for = away_again(job=job)
    if is_waited_for:
        job.steps.filter(item=None, name=StepName.EXTRACT).update(status=StepStatus.PENDING, message="")
    is_read = _is_read(job)
    is_whole = is_read and not job.items.filter(status__in=[ItemStatus.FAILED, *OPEN_ITEM]).exists()
    if not is_whole and job.status != JobStatus.SUCCEEDED:
        steps_reset(job=job, now=now)
        _items_again(job=job, now=now)
    elif not pictures_again(job=job, now=now):
        raise NotRetryable(
            "Every product was made. Correct the rows that are named and import them again."
            if job.status == JobStatus.PARTIAL
            else None
        )
    job.status, job.attempts, job.due_at, job.leased_until = JobStatus.QUEUED, 0, now, None
    job.waits = 0
    job.finished_at, job.is_cancel_wanted = None, False
    job.errors = [error for error in job.errors if error.get("row")] if is_read or is_waited_for else []
    job.save()
    return job


def _items_again(*, job: ImportJob, now: datetime) -> None:
    """Queue the failed products anew. What is known of their pictures stays: that step is not repeated."""
    failed = list(job.items.filter(status=ItemStatus.FAILED).only("pk", "errors"))
    for item in failed:
        item.errors = [error for error in item.errors if error["code"].startswith("image_")]
        item.status, item.attempts, item.waits = ItemStatus.QUEUED, 0, 0
        item.due_at, item.leased_until = now, None
    fields = ["errors", "status", "attempts", "waits", "due_at", "leased_until"]
    ImportItem.objects.bulk_update(failed, fields, batch_size=500)


def _is_read(job: ImportJob) -> bool:
    return not job.steps.filter(item=None).exclude(status=StepStatus.SUCCEEDED).exists()


@transaction.atomic
def job_settle(*, job_id: UUID, now: datetime) -> bool:
    """End the job when nothing of it is left to do; returns whether it has ended."""
    job = _locked(job_id)
    if job.status not in ENDED:
        _settle(job=job, now=now)
    return job.status in ENDED


def _settle(*, job: ImportJob, now: datetime) -> None:
    is_read = _is_read(job)
    being_read = job.leased_until is not None and job.leased_until > now and not is_read
    if job.is_cancel_wanted and not being_read:
        items_release_cancelled(job_id=job.pk, now=now)
    counts = job.items.aggregate(
        total=Count("pk"),
        ended=Count("pk", filter=Q(status__in=ITEM_ENDED)),
        good=Count("pk", filter=Q(status=ItemStatus.SUCCEEDED)),
        failed=Count("pk", filter=Q(status=ItemStatus.FAILED)),
    )
    if counts["ended"] < counts["total"] or (not is_read and not job.is_cancel_wanted) or being_read:
        return
    if job.is_cancel_wanted:
        status = JobStatus.CANCELLED
        steps_cancel(job=job)
    elif counts["failed"] or any(error.get("row") for error in job.errors):
        status = JobStatus.PARTIAL if counts["good"] else JobStatus.FAILED
    else:
        status = JobStatus.SUCCEEDED if counts["good"] else JobStatus.FAILED
    job.status, job.finished_at, job.leased_until = status, now, None
    job.save(update_fields=["status", "finished_at", "leased_until"])


@transaction.atomic
def job_fail(*, job_id: UUID, code: str, message: str, now: datetime) -> None:
    """End the job because its source cannot be read, or nothing of it can be made. Does nothing once ended."""
    job = _locked(job_id)
    if job.status in ENDED:
        return
    if job.is_cancel_wanted:
        _settle(job=job, now=now)
        return
    job.errors = [*job.errors, {"code": code, "message": message}][:MAX_ERRORS]
    job.status, job.finished_at, job.leased_until = JobStatus.FAILED, now, None
    job.save(update_fields=["errors", "status", "finished_at", "leased_until"])


def uploads_forget_old(*, now: datetime) -> int:
    """Delete the files of imports that ended a week ago; returns how many imports."""
    old = ImportJob.objects.filter(
        status__in=ENDED, finished_at__lt=now - KEPT_UPLOADS, source__has_key="file"
    )
    forgotten = 0
    for job in old.order_by("finished_at", "pk")[:200]:
        uploads_forget(job_id=job.pk)
        ImportJob.objects.filter(pk=job.pk).update(
            source={key: value for key, value in job.source.items() if key != "file"} | {"is_forgotten": True}
        )
        ImportStep.objects.filter(job=job, status=StepStatus.PENDING).update(status=StepStatus.SKIPPED)
        forgotten += 1
    return forgotten

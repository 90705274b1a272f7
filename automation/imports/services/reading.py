"""The job's own steps: fetch the source, extract its products into rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings

from automation.imports.models import ImportItem, ImportJob
from automation.imports.services.jobs import job_fail, job_settle
from automation.imports.services.leases import job_claim, job_release, row_kept
from automation.imports.services.steps import step_is_done, step_run, steps_prepare
from automation.imports.snapshots import source_dump
from automation.imports.types import (
    MAX_ERRORS,
    MAX_HTML_BYTES,
    MAX_PRODUCTS,
    ImportKind,
    JobStatus,
    StepFailed,
    StepName,
    TryLater,
)
from automation.imports.uploads import upload_keep, upload_open, upload_read
from automation.suppliers.fetch import HTML_TYPES, url_fetch
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.page_source import page_to_source
from automation.suppliers.product_page import page_extract
from automation.suppliers.shopify_csv import FeedRefused, shopify_csv_read
from automation.suppliers.types import RowError, SourceProduct

BATCH = 200
MAX_ATTEMPTS = 5
MAX_NOTES = 50
GAVE_UP = "gave_up"
# Nothing is lost by these: said on the import, but it is no partial success.
ONLY_NOTED = {"unknown_column"}


def job_read(*, job_id: UUID, now: datetime) -> bool:
    """Run the job's fetch and extract steps; returns whether products wait to be made.

    Safe to repeat and to interrupt: done steps are skipped, rows are inserted once. A source that is away is
    tried again with growing pauses, five times in all.
    """
    job = job_claim(job_id=job_id, now=now)
    if job is None:
        return ImportJob.objects.filter(pk=job_id, status=JobStatus.RUNNING).exists()
    if job.attempts > MAX_ATTEMPTS and not step_is_done(job=job, item=None, name=StepName.EXTRACT):
        job_fail(
            job_id=job_id,
            code=GAVE_UP,
            message="Reading the source was interrupted again and again.",
            now=now,
        )
        return False
    try:
        with row_kept(job):
            step_run(job=job, item=None, name=StepName.FETCH, work=lambda: _fetch(job))
            step_run(job=job, item=None, name=StepName.EXTRACT, work=lambda: _extract(job, now))
    except TryLater as later:
        return _again(job=job, later=later, now=now)
    except StepFailed as failed:
        job_fail(job_id=job_id, code=failed.code, message=failed.message, now=now)
        return False
    job_release(job=job, due_at=now)
    return not job_settle(job_id=job_id, now=now)


def _again(*, job: ImportJob, later: TryLater, now: datetime) -> bool:
    if job.attempts >= MAX_ATTEMPTS:
        job_fail(job_id=job.pk, code="source_away", message=later.message, now=now)
    else:
        job_release(job=job, due_at=now + timedelta(seconds=later.seconds * job.attempts))
    return False


def _fetch(job: ImportJob) -> tuple[str, int]:
    """Make sure the source lies in storage."""
    if "file" in job.source:
        return "taken from the file given", 0
    try:
        document = url_fetch(
            url=job.source["url"],
            accept=HTML_TYPES,
            max_bytes=MAX_HTML_BYTES,
            allowed_origins=frozenset(settings.FETCH_ALLOWED_ORIGINS),
        )
    except FetchFailed as error:
        if error.is_retryable:
            raise TryLater(error.message) from error
        raise StepFailed(error.code, error.message) from error
    key, digest = upload_keep(job_id=job.pk, name="page.html", content=document.body)
    job.source = {"url": document.url, "file": key, "sha256": digest}
    job.save(update_fields=["source"])
    return f"{len(document.body) // 1024} KiB from {document.url}"[:400], 0


def _extract(job: ImportJob, now: datetime) -> tuple[str, int]:
    products = _page(job) if job.kind == ImportKind.PRODUCT_PAGE else _csv(job)
    found, position = 0, job.items.count()
    errors: list[dict[str, object]] = []
    while batch := list(islice(products, BATCH)):
        good = [row for row in batch if isinstance(row, SourceProduct)]
        wrong = [row for row in batch if isinstance(row, RowError)]
        errors += [_row_error(row) for row in wrong if row.code not in ONLY_NOTED]
        job.notes = [*job.notes, *(row.message for row in wrong if row.code in ONLY_NOTED)]
        found += len(good)
        if found > MAX_PRODUCTS:
            raise StepFailed(
                "too_many_products", f"The file holds more than {MAX_PRODUCTS} products. Split it."
            )
        position = _store(job=job, products=good, position=position, now=now)
    job.errors, job.notes = [*job.errors, *errors][:MAX_ERRORS], job.notes[:MAX_NOTES]
    job.save(update_fields=["errors", "notes"])
    if not found:
        raise StepFailed("no_product_found", "No product was found in this source.")
    return f"{found} product{'s' if found != 1 else ''} found", 0


def _row_error(error: RowError) -> dict[str, object]:
    return {"code": error.code, "message": error.message, "row": error.row, "reference": error.reference}


def _store(*, job: ImportJob, products: list[SourceProduct], position: int, now: datetime) -> int:
    """Insert rows for products; ones that are there from an earlier try stay."""
    known = set(
        job.items.filter(reference__in=[_reference(product) for product in products]).values_list(
            "reference", flat=True
        )
    )
    items = []
    for product in products:
        if _reference(product) in known:
            continue
        position += 1
        items.append(
            ImportItem(
                job=job,
                position=position,
                reference=_reference(product),
                title=(product.title or "Untitled product")[:300],
                source=source_dump(product),
                due_at=now,
            )
        )
    ImportItem.objects.bulk_create(items, ignore_conflicts=True)
    steps_prepare(job=job, items=items)
    return position


def _reference(product: SourceProduct) -> str:
    return product.external_reference[:200]


def _page(job: ImportJob) -> Iterator[SourceProduct]:
    html = upload_read(key=job.source["file"], limit=MAX_HTML_BYTES)
    url = job.source.get("url")
    product = page_to_source(product=page_extract(html=html, url=url))
    if product is None:
        raise StepFailed("no_product_found", "No product was found on this page.")
    yield product


def _csv(job: ImportJob) -> Iterator[SourceProduct | RowError]:
    with upload_open(key=job.source["file"]) as stream:
        try:
            yield from shopify_csv_read(stream=stream)
        except FeedRefused as error:
            raise StepFailed(error.code, error.message) from error

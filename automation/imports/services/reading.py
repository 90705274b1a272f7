"""The job's own steps: fetch the source, extract its products into rows."""

import hashlib
import logging
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO, cast
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from automation.imports.models import ImportItem, ImportJob
from automation.imports.services.jobs import job_fail, job_settle
from automation.imports.services.leases import job_claim, job_release, row_kept
from automation.imports.services.steps import step_is_done, step_run, steps_prepare
from automation.imports.services.suppliers import CancelWanted, cancel_check, suppliers_extract
from automation.imports.services.timebox import ROWS_SECONDS, TimeBox
from automation.imports.snapshots import source_dump, text_storable
from automation.imports.types import (
    MAX_ERRORS,
    MAX_HTML_BYTES,
    MAX_PRODUCTS,
    MAX_UPLOAD_BYTES,
    ImportKind,
    ItemStatus,
    JobStatus,
    OutOfTime,
    Paused,
    StepFailed,
    StepName,
    TryLater,
)
from automation.imports.uploads import upload_keep, upload_open, upload_read
from automation.suppliers.fetch import HTML_TYPES, url_fetch
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.google_feed import google_feed_read
from automation.suppliers.page_source import page_to_source
from automation.suppliers.product_page import page_extract
from automation.suppliers.shopify_csv import FeedRefused, shopify_csv_read
from automation.suppliers.types import RowError, SourceProduct

logger = logging.getLogger(__name__)

BATCH = 200
FEED_TYPES = (
    "application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "text/csv", "text/plain",
    "text/tab-separated-values", "application/octet-stream",
)  # fmt: skip
MAX_REFERENCE = 200
MAX_ATTEMPTS = 5
# With the pauses between them, over an hour of a source being away.
MAX_WAITS = 18
LONGEST_PAUSE_SECONDS = 300.0
MAX_NOTES = 50
GAVE_UP = "gave_up"
# Nothing is lost by these: said on the import, but it is no partial success.
ONLY_NOTED = {"unknown_column"}


def job_read(*, job_id: UUID, now: datetime, box: TimeBox | None = None) -> bool:
    """Run the job's fetch and extract steps; returns whether products wait to be made.

    Safe to repeat and to interrupt: done steps are skipped, rows are inserted once. A source that is away is
    waited for with growing pauses, an hour and more. What does not fit into `box` is left for the next call:
    `job_is_half_read` says so.
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
            _steps(job=job, now=now, box=box or TimeBox())
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the lease runs out, and the next worker goes on behind the rows that are stored
    except Exception as failure:
        _interrupted(job=job, failure=failure, now=now)
    else:
        job_release(job=job, due_at=now)
    is_ended = job_settle(job_id=job_id, now=now)
    return not is_ended and step_is_done(job=job, item=None, name=StepName.EXTRACT)


def _interrupted(*, job: ImportJob, failure: Exception, now: datetime) -> None:
    """Decide what a failure means for the job: go on, try again later, or fail."""
    if isinstance(failure, Paused):
        due_at = now + timedelta(seconds=failure.seconds)
        ImportJob.objects.filter(pk=job.pk).update(leased_until=None, due_at=due_at, attempts=0)
    elif isinstance(failure, OutOfTime):
        # Rows were stored, so this was no failed attempt.
        ImportJob.objects.filter(pk=job.pk).update(leased_until=None, due_at=now, attempts=0)
    elif isinstance(failure, CancelWanted):
        job_release(job=job, due_at=now)
    elif isinstance(failure, StepFailed):
        job_fail(job_id=job.pk, code=failure.code, message=failure.message, now=now)
    elif isinstance(failure, TryLater):
        _again(job=job, later=failure, now=now)
    else:
        logger.error("the source of import %s could not be read", job.pk, exc_info=failure)
        _again_by_our_fault(job=job, now=now)


def job_is_half_read(*, job_id: UUID, now: datetime) -> bool:
    """Say whether reading goes on at once in another message."""
    due = ImportJob.objects.filter(
        pk=job_id, status=JobStatus.RUNNING, leased_until=None, due_at__lte=now, is_cancel_wanted=False
    ).first()
    return due is not None and not step_is_done(job=due, item=None, name=StepName.EXTRACT)


def _steps(*, job: ImportJob, now: datetime, box: TimeBox) -> None:
    cancel_check(job=job)
    step_run(job=job, item=None, name=StepName.FETCH, work=lambda: _fetch(job))
    cancel_check(job=job)
    step_run(job=job, item=None, name=StepName.EXTRACT, work=lambda: _extract(job, now, box))


def _again(*, job: ImportJob, later: TryLater, now: datetime) -> None:
    """Wait for a source that is away: longer each time, with jitter; in the end people may retry."""
    if job.waits >= MAX_WAITS:
        job_fail(job_id=job.pk, code="source_away", message=later.message, now=now)
        return
    grown = min(LONGEST_PAUSE_SECONDS, 10.0 * 2**job.waits)
    seconds = max(grown, later.seconds) * random.uniform(1.0, 1.1)
    ImportJob.objects.filter(pk=job.pk).update(
        leased_until=None, due_at=now + timedelta(seconds=seconds), attempts=0, waits=job.waits + 1
    )


def _again_by_our_fault(*, job: ImportJob, now: datetime) -> None:
    message = "Something went wrong on our side."
    if job.attempts >= MAX_ATTEMPTS:
        job_fail(job_id=job.pk, code="source_away", message=message, now=now)
    else:
        job_release(job=job, due_at=now + timedelta(seconds=10 * job.attempts))


def _fetch(job: ImportJob) -> tuple[str, int]:
    """Make sure the source lies in storage; what suppliers are asked for is read product by product."""
    if "references" in job.source:
        return f"{len(job.source['references'])} named", 0
    if "file" in job.source:
        return "taken from the file given", 0
    is_feed = job.kind == ImportKind.GOOGLE_FEED
    try:
        document = url_fetch(
            url=job.source["url"],
            accept=FEED_TYPES if is_feed else HTML_TYPES,
            max_bytes=MAX_UPLOAD_BYTES if is_feed else MAX_HTML_BYTES,
            allowed_origins=frozenset(settings.FETCH_ALLOWED_ORIGINS),
        )
    except FetchFailed as error:
        if error.is_retryable:
            raise TryLater(error.message, seconds=error.retry_after or 10.0) from error
        raise StepFailed(error.code, error.message) from error
    key, digest = upload_keep(job_id=job.pk, name="feed" if is_feed else "page.html", content=document.body)
    job.source = {"url": document.url, "file": key, "sha256": digest, "charset": document.charset}
    job.save(update_fields=["source"])
    return f"{len(document.body) // 1024} KiB from {document.url}"[:400], 0


def _extract(job: ImportJob, now: datetime, box: TimeBox) -> tuple[str, int]:
    """Store the source's products; a file goes on behind the rows that an earlier call has stored."""
    if job.kind == ImportKind.SUPPLIER:
        return suppliers_extract(
            job=job,
            box=box,
            store_products=lambda rows, place: _store(job=job, products=rows, position=place, now=now),
        )
    products = _page(job) if job.kind == ImportKind.PRODUCT_PAGE else _file(job)
    stored = job.items.count()
    found = problems = 0
    errors: list[dict[str, object]] = []
    notes: list[str] = []
    while batch := list(islice(products, BATCH)):
        good = [row for row in batch if isinstance(row, SourceProduct)]
        wrong = [row for row in batch if isinstance(row, RowError)]
        notes += [row.message for row in wrong if row.code in ONLY_NOTED]
        counted = [row for row in wrong if row.code not in ONLY_NOTED]
        problems += len(counted)
        errors += [_row_error(row) for row in counted[: MAX_ERRORS - len(errors)]]
        new = good[max(0, stored - found) :]
        found += len(good)
        _limit_check(job, found)
        if new:
            box.require(ROWS_SECONDS)
            cancel_check(job=job)
            _store(job=job, products=new, position=found - len(new), now=now)
    if problems > len(errors):
        notes.insert(0, f"{problems} rows have problems; the first {len(errors)} are listed.")
    job.errors, job.notes = errors, notes[:MAX_NOTES]
    job.save(update_fields=["errors", "notes"])
    if not found:
        raise StepFailed("no_product_found", "No product was found in this source.")
    return f"{found} product{'s' if found != 1 else ''} found", 0


def _limit_check(job: ImportJob, found: int) -> None:
    if found > MAX_PRODUCTS:
        # Nothing of a file that is refused is made.
        job.items.filter(status=ItemStatus.QUEUED).delete()
        raise StepFailed("too_many_products", f"The file holds more than {MAX_PRODUCTS} products. Split it.")


def _row_error(error: RowError) -> dict[str, object]:
    return {"code": error.code, "message": error.message, "row": error.row, "reference": error.reference}


@transaction.atomic
def _store(*, job: ImportJob, products: list[SourceProduct], position: int, now: datetime) -> None:
    """Insert rows for products with their steps; ones that are there from an earlier try stay."""
    references = [_reference(product) for product in products]
    known = set(job.items.filter(reference__in=references).values_list("reference", flat=True))
    items = [
        ImportItem(
            job=job,
            position=place,
            reference=reference,
            title=text_storable(product.title)[:300] or "Untitled product",
            source=source_dump(product),
            due_at=now,
        )
        for place, (reference, product) in enumerate(zip(references, products, strict=True), position + 1)
        if reference not in known
    ]
    ImportItem.objects.bulk_create(items, batch_size=BATCH)
    steps_prepare(job=job, items=items)


def _reference(product: SourceProduct) -> str:
    """Return the reference as it fits the column; a long one keeps its difference by a digest."""
    written = text_storable(product.external_reference)
    if len(written) <= MAX_REFERENCE:
        return written
    digest = hashlib.sha256(written.encode()).hexdigest()[:40]
    return f"{written[: MAX_REFERENCE - 41]}~{digest}"


def _page(job: ImportJob) -> Iterator[SourceProduct]:
    html = upload_read(key=job.source["file"], limit=MAX_HTML_BYTES)
    url = job.source.get("url")
    found = page_extract(html=html, url=url, charset=job.source.get("charset"))
    product = page_to_source(product=found)
    if product is None:
        raise StepFailed("no_product_found", "No product was found on this page.")
    yield product


def _file(job: ImportJob) -> Iterator[SourceProduct | RowError]:
    read = google_feed_read if job.kind == ImportKind.GOOGLE_FEED else shopify_csv_read
    with upload_open(key=job.source["file"]) as stream:
        try:
            yield from read(stream=cast("BinaryIO", stream))
        except FeedRefused as error:
            raise StepFailed(error.code, error.message) from error

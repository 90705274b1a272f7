"""Who works on what: leases in rows, claimed by one statement, renewed, given back or left to run out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from automation.imports.models import ImportItem, ImportJob
from automation.imports.types import ItemStatus, JobStatus
from tenancy.context import require_store, store_context
from tenancy.leases import lease_kept

# Short, because it is renewed while its holder lives: a killed worker's import goes on within half a minute.
LEASE = timedelta(seconds=15)
RENEWED_SECONDS = 4.0
# So many products of one import are made at once, whatever the number of messages.
LANES = 3
OPEN_JOB = [JobStatus.QUEUED, JobStatus.RUNNING]
OPEN_ITEM = [ItemStatus.QUEUED, ItemStatus.RUNNING]


def _free(now: datetime) -> Q:
    # Nobody holds it, or whoever did was killed.
    return Q(leased_until__isnull=True) | Q(leased_until__lt=now)


def job_claim(*, job_id: UUID, now: datetime) -> ImportJob | None:
    """Take the job for a lease, or None when it has ended, is not due or somebody has it."""
    claimed = (ImportJob.objects.filter(_free(now), pk=job_id, status__in=OPEN_JOB, due_at__lte=now)).update(
        status=JobStatus.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return ImportJob.objects.get(pk=job_id) if claimed else None


def job_release(*, job: ImportJob, due_at: datetime) -> None:
    """Give the job back, to be taken up again at `due_at`."""
    ImportJob.objects.filter(pk=job.pk).update(leased_until=None, due_at=due_at)


@transaction.atomic
def item_claim(*, job_id: UUID, now: datetime) -> ImportItem | None:
    """Take the job's next due product for a lease; None when there is none. Never the same one twice.

    None as well while the job is held up, cancelled or ended, and while all its lanes work.
    """
    if ImportItem.objects.filter(job_id=job_id, leased_until__gte=now).count() >= LANES:
        return None
    due = ImportItem.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        _free(now),
        job_id=job_id,
        status__in=OPEN_ITEM,
        due_at__lte=now,
        job__status__in=OPEN_JOB,
        job__due_at__lte=now,
        job__is_cancel_wanted=False,
    )
    item = due.select_related("job").order_by("due_at", "position").first()
    if item is not None:
        item.status, item.leased_until, item.attempts = ItemStatus.RUNNING, now + LEASE, item.attempts + 1
        item.save(update_fields=["status", "leased_until", "attempts"])
    return item


def item_release(*, item: ImportItem, due_at: datetime, is_orderly: bool = True) -> None:
    """Give the product back; an orderly end clears the count of claims, a fault of ours does not."""
    ours = ImportItem.objects.filter(pk=item.pk, attempts=item.attempts)
    ours.update(
        status=ItemStatus.QUEUED,
        leased_until=None,
        due_at=due_at,
        attempts=0 if is_orderly else item.attempts,
        waits=item.waits,
    )


def items_release_cancelled(*, job_id: UUID, now: datetime) -> None:
    """End the products of a cancelled job that nobody is making."""
    ImportItem.objects.filter(_free(now), job_id=job_id, status__in=OPEN_ITEM).update(
        status=ItemStatus.CANCELLED, leased_until=None
    )


def items_fail_waiting(*, job_id: UUID, code: str, message: str) -> None:
    """Fail the products of an import that nobody is making, all for the same reason."""
    free = Q(leased_until__isnull=True)
    ImportItem.objects.filter(free, job_id=job_id, status__in=OPEN_ITEM).update(
        status=ItemStatus.FAILED, errors=[{"code": code, "message": message}]
    )


@contextmanager
def row_kept(row: ImportJob | ImportItem) -> Iterator[None]:
    """Renew the lease of a claimed job or product while the block runs, unless somebody else has claimed it."""
    schema_name = require_store()

    def renew() -> bool:
        with store_context(schema_name):
            # The count of attempts is that of claims, so it tells ours from anybody's after us.
            ours = type(row).objects.filter(pk=row.pk, attempts=row.attempts, leased_until__isnull=False)
            return bool(ours.update(leased_until=timezone.now() + LEASE))

    with lease_kept(renew=renew, seconds=RENEWED_SECONDS):
        yield

"""Who works on what: leases in rows, claimed by one statement, given back or left to run out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from automation.imports.models import ImportItem, ImportJob
from automation.imports.types import ItemStatus, JobStatus

LEASE = timedelta(seconds=90)
OPEN_JOB = [JobStatus.QUEUED, JobStatus.RUNNING]
OPEN_ITEM = [ItemStatus.QUEUED, ItemStatus.RUNNING]


def _free(now: datetime) -> Q:
    # Nobody holds it, or whoever did was killed.
    return Q(leased_until__isnull=True) | Q(leased_until__lt=now)


def job_claim(*, job_id: UUID, now: datetime) -> ImportJob | None:
    """Take the job for 90 seconds, or None when it has ended, is not due or somebody has it."""
    claimed = (ImportJob.objects.filter(_free(now), pk=job_id, status__in=OPEN_JOB, due_at__lte=now)).update(
        status=JobStatus.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return ImportJob.objects.get(pk=job_id) if claimed else None


def job_release(*, job: ImportJob, due_at: datetime) -> None:
    """Give the job back, to be taken up again at `due_at`."""
    ImportJob.objects.filter(pk=job.pk).update(leased_until=None, due_at=due_at)


@transaction.atomic
def item_claim(*, job_id: UUID, now: datetime) -> ImportItem | None:
    """Take the job's next due product for 90 seconds; None when there is none. Never the same one twice."""
    due = ImportItem.objects.select_for_update(skip_locked=True).filter(
        _free(now), job_id=job_id, status__in=OPEN_ITEM, due_at__lte=now
    )
    item = due.order_by("due_at", "position").first()
    if item is not None:
        item.status, item.leased_until, item.attempts = ItemStatus.RUNNING, now + LEASE, item.attempts + 1
        item.save(update_fields=["status", "leased_until", "attempts"])
    return item

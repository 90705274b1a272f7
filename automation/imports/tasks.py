"""Thin tasks. `import_product` works one import off in chunks under a minute; the beat takes up what stalled."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.imports import selectors
from automation.imports.services.jobs import job_settle, uploads_forget_old
from automation.imports.services.leases import LANES
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_is_half_read, job_read
from automation.imports.services.timebox import ITEM_SECONDS, TimeBox
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

# Sooner than the beat would: a short pause of something that was away.
SHORT_PAUSE_SECONDS = 20.0


@shared_task(name="import_product", queue="automation")
def import_product(*, schema_name: str, import_id: str, is_first: bool = True, **_: Any) -> None:
    """Read the source, then make products while time is left; goes on in a new message.

    The first message opens two more lanes once the source is read, so pictures of several products load at once
    and no import holds a worker for long. What the beat takes up adds no lanes to those that work.
    """
    job_id, box = UUID(import_id), TimeBox()
    again: dict[str, Any] = {"schema_name": schema_name, "import_id": import_id}
    if is_first and not job_read(job_id=job_id, now=timezone.now(), box=box):
        if job_is_half_read(job_id=job_id, now=timezone.now()):
            import_product.delay(**again)
        return
    for _lane in range(LANES - 1 if is_first else 0):
        import_product.delay(**again, is_first=False)
    _lane_work(job_id, box)
    pause = None if job_settle(job_id=job_id, now=timezone.now()) else _pause(job_id)
    if pause is not None:
        import_product.apply_async(kwargs={**again, "is_first": False}, countdown=pause)


def _lane_work(job_id: UUID, box: TimeBox) -> None:
    core, store = CoreClient(), store_current()
    while box.fits(ITEM_SECONDS):
        if not item_make_next(job_id=job_id, store=store, core=core, now=timezone.now(), box=box):
            return


def _pause(job_id: UUID) -> float | None:
    """Return when this lane goes on; None leaves it to the other lanes, or to the beat after a long pause."""
    pause = selectors.items_due_in(job_id=job_id, now=timezone.now())
    return pause if pause is not None and pause <= SHORT_PAUSE_SECONDS else None


@platform_task(name="imports.resume_stalled", queue="automation")
def resume_stalled(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(resume_stalled_of_store, schemas_active(), spread_seconds=5)


@shared_task(name="imports.resume_stalled_of_store", queue="automation")
def resume_stalled_of_store(*, schema_name: str, **_: Any) -> None:
    for job_id in selectors.jobs_stalled(now=timezone.now()):
        import_product.delay(schema_name=schema_name, import_id=str(job_id))


@platform_task(name="imports.forget_uploads", queue="automation")
def forget_uploads(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(forget_uploads_of_store, schemas_active(), spread_seconds=60)


@shared_task(name="imports.forget_uploads_of_store", queue="automation")
def forget_uploads_of_store(*, schema_name: str, **_: Any) -> None:
    uploads_forget_old(now=timezone.now())

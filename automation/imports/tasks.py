"""Thin tasks. `import_product` works one import off in chunks under a minute; the beat takes up what stalled."""

import time
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.imports import selectors
from automation.imports.services.jobs import job_settle, uploads_forget_old
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

CHUNK_SECONDS = 25.0
LANES = 3


@shared_task(name="import_product", queue="automation")
def import_product(*, schema_name: str, import_id: str, is_first: bool = True, **_: Any) -> None:
    """Read the source, then make products for up to 25 seconds; goes on in a new message.

    The first message opens two more lanes once the source is read, so pictures of several products load at once
    and no import holds a worker for long. What the beat takes up adds no lanes to those that work.
    """
    job_id = UUID(import_id)
    if is_first and not job_read(job_id=job_id, now=timezone.now()):
        return
    if is_first:
        for _lane in range(LANES - 1):
            import_product.delay(schema_name=schema_name, import_id=import_id, is_first=False)
    if selectors.items_held(job_id=job_id, now=timezone.now()) >= LANES:
        return
    core, store, end = CoreClient(), store_current(), time.monotonic() + CHUNK_SECONDS
    while time.monotonic() < end:
        if not item_make_next(job_id=job_id, store=store, core=core, now=timezone.now()):
            break
    if not job_settle(job_id=job_id, now=timezone.now()) and selectors.items_wait(
        job_id=job_id, now=timezone.now()
    ):
        import_product.delay(schema_name=schema_name, import_id=import_id, is_first=False)


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

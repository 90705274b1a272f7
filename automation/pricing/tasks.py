"""Thin tasks: apply and undo price runs in batches; the beat takes up what stalled."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreUnavailable
from automation.pricing.selectors import runs_open
from automation.pricing.services.runs import price_run_work
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

BATCHES = 10


@shared_task(name="pricing.run", queue="automation")
def run(*, schema_name: str, run_id: str, **_: Any) -> None:
    """Do a few batches, then go on in a new message."""
    core, store = CoreClient(), store_current()
    for _batch in range(BATCHES):
        try:
            if not price_run_work(run_id=UUID(run_id), store=store, core=core, now=timezone.now()):
                return
        except CoreUnavailable:
            return  # the beat takes it up
    run.delay(schema_name=schema_name, run_id=run_id)


@platform_task(name="pricing.resume_runs", queue="automation")
def resume_runs(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(resume_runs_of_store, schemas_active(), spread_seconds=20)


@shared_task(name="pricing.resume_runs_of_store", queue="automation")
def resume_runs_of_store(*, schema_name: str, **_: Any) -> None:
    for run_id in runs_open():
        run.delay(schema_name=schema_name, run_id=str(run_id))

"""Thin tasks: every store's purchases, placed and followed."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from automation.connections.selectors import connections_any
from automation.core_client.client import CoreClient
from automation.purchasing.services import purchases_follow, purchases_place
from automation.purchasing.timing import WorkTime
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

# A store without any account has nothing to place; now and then it is looked at, to say so where it has.
LOOK_EVERY_MINUTES = 10


@platform_task(name="purchasing.work", queue="automation")
def work(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(work_store, schemas_active(), spread_seconds=15)


@shared_task(name="purchasing.work_store", queue="automation")
def work_store(*, schema_name: str, **_: Any) -> None:
    if not connections_any() and timezone.now().minute % LOOK_EVERY_MINUTES:
        return
    core, store_id, time = CoreClient(), store_current().id, WorkTime()
    purchases_place(core=core, store_id=store_id, work=time)
    purchases_follow(core=core, store_id=store_id, work=time)

"""Thin tasks: every store's purchases, placed and followed."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.connections.selectors import connections_any
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreUnavailable
from automation.purchasing.dispatch import place_dispatch
from automation.purchasing.services import purchase_place, purchases_follow, purchases_place
from automation.purchasing.timing import WorkTime
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

logger = logging.getLogger(__name__)
# A store without any account has nothing to place; now and then it is looked at, to say so where it has.
LOOK_EVERY_MINUTES = 10


@platform_task(name="purchasing.work", queue="automation")
def work(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(work_store, schemas_active(), spread_seconds=15)


@shared_task(name="purchasing.place_purchase", queue="automation")
def place_purchase(*, schema_name: str, purchase_id: str, at: str, **_: Any) -> None:
    """Place one purchase at its time; whoever else tries meanwhile, one of them gets the claim."""
    now, due = timezone.now(), datetime.fromisoformat(at)
    if now < due:
        place_dispatch(schema_name=schema_name, purchase_id=purchase_id, at=due, now=now)
        return
    try:
        purchase_place(core=CoreClient(), store_id=store_current().id, purchase_id=UUID(purchase_id))
    except CoreUnavailable as error:
        logger.warning("purchase %s waits for the beat: %s", purchase_id, error)


@shared_task(name="purchasing.work_store", queue="automation")
def work_store(*, schema_name: str, **_: Any) -> None:
    if not connections_any() and timezone.now().minute % LOOK_EVERY_MINUTES:
        return
    core, store_id, time = CoreClient(), store_current().id, WorkTime()
    purchases_place(core=core, store_id=store_id, work=time)
    purchases_follow(core=core, store_id=store_id, work=time)

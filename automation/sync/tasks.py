"""Thin tasks: begin each store's round in its own night, go on with what waits."""

import time
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreUnavailable
from automation.registry.selectors import schemas_active, store_current
from automation.sync.selectors import nights_open
from automation.sync.services.best_sellers import best_sellers_choose, best_sellers_work
from automation.sync.services.nights import night_begin, night_work
from tenancy.tasks import fan_out, platform_task

# A product costs a supplier's answer and a few calls of the core: none is begun that the time limit would cut off.
WORK_SECONDS = 15.0


@platform_task(name="sync.begin_nights", queue="automation")
def begin_nights(**_: Any) -> int:
    """Fan out to every active store; by day nothing comes of it."""
    return fan_out(begin_night_of_store, schemas_active(), spread_seconds=120)


@shared_task(name="sync.begin_night_of_store", queue="automation")
def begin_night_of_store(*, schema_name: str, **_: Any) -> None:
    night = night_begin(store=store_current(), now=timezone.now())
    if night is not None:
        go_on.delay(schema_name=schema_name, night_id=str(night.pk))


@shared_task(name="sync.go_on", queue="automation")
def go_on(*, schema_name: str, night_id: str, **_: Any) -> None:
    """Check products for a while, then go on in a new message."""
    end = time.monotonic() + WORK_SECONDS
    try:
        is_more = night_work(
            night_id=UUID(night_id),
            store=store_current(),
            core=CoreClient(),
            now=timezone.now(),
            fits=lambda: time.monotonic() < end,
        )
    except CoreUnavailable:
        return  # the beat takes it up
    if is_more:
        go_on.delay(schema_name=schema_name, night_id=night_id)


@platform_task(name="sync.begin_best_sellers", queue="automation")
def begin_best_sellers(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(check_best_sellers, schemas_active(), spread_seconds=120)


@shared_task(name="sync.check_best_sellers", queue="automation")
def check_best_sellers(*, schema_name: str, is_first: bool = True, **_: Any) -> None:
    """Choose what sold lately, check it for a while, then go on in a new message."""
    store, core, end = store_current(), CoreClient(), time.monotonic() + WORK_SECONDS
    try:
        if is_first and not best_sellers_choose(store=store, core=core, now=timezone.now()):
            return
        is_more = best_sellers_work(
            store=store, core=core, now=timezone.now(), fits=lambda: time.monotonic() < end
        )
    except (CoreUnavailable, CoreForbidden):
        return  # what is not checked now is in an hour, and at night
    if is_more:
        check_best_sellers.delay(schema_name=schema_name, is_first=False)


@platform_task(name="sync.resume", queue="automation")
def resume(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(resume_of_store, schemas_active(), spread_seconds=30)


@shared_task(name="sync.resume_of_store", queue="automation")
def resume_of_store(*, schema_name: str, **_: Any) -> None:
    for night_id in nights_open(now=timezone.now()):
        go_on.delay(schema_name=schema_name, night_id=str(night_id))

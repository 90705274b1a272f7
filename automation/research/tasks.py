"""Thin tasks. `daily_product_research` works a run off in chunks under a minute; the beat starts and takes up runs."""

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.registry.selectors import schemas_active, store_current
from automation.research import selectors, services
from automation.research.sources import sources_real
from automation.research.types import RunRunning
from tenancy.tasks import fan_out, platform_task

WORKED_SECONDS = 35.0
# A pause longer than this is left to the beat.
SHORT_PAUSE_SECONDS = 60.0


@platform_task(name="research.start_due", queue="automation")
def start_due(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(start_due_of_store, schemas_active(), spread_seconds=140)


@shared_task(name="research.start_due_of_store", queue="automation")
def start_due_of_store(*, schema_name: str, **_: Any) -> None:
    now = timezone.now()
    day = selectors.run_is_due(store=store_current(), now=now)
    if day is not None:
        with suppress(RunRunning):  # a second beat was faster
            services.run_start(day=day, now=now)
    for run_id in selectors.runs_open():
        daily_product_research.delay(schema_name=schema_name, run_id=str(run_id))


@shared_task(name="daily_product_research", queue="automation")
def daily_product_research(*, schema_name: str, run_id: str, **_: Any) -> None:
    """Ask what is due while time is left; goes on in a new message until the run is over."""
    one, started = UUID(run_id), time.monotonic()
    store, sources = store_current(), sources_real()
    while time.monotonic() - started < WORKED_SECONDS:
        if not services.step_work_next(run_id=one, store=store, sources=sources, now=timezone.now()):
            break
    due = services.run_settle(run_id=one, now=timezone.now())
    if due is None:
        return
    pause = max(0.0, (due - timezone.now()).total_seconds())
    if pause <= SHORT_PAUSE_SECONDS:
        again = {"schema_name": schema_name, "run_id": run_id}
        daily_product_research.apply_async(kwargs=again, countdown=pause)


@platform_task(name="research.check_watchlists", queue="automation")
def check_watchlists(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(check_watchlist_of_store, schemas_active(), spread_seconds=140)


@shared_task(name="research.check_watchlist_of_store", queue="automation")
def check_watchlist_of_store(*, schema_name: str, **_: Any) -> None:
    services.watchlist_check(store=store_current(), sources=sources_real(), now=timezone.now())

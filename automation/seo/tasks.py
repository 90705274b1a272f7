"""Thin tasks. `weekly_seo_optimization` begins or goes on with a store's audit; posts are written piece by piece."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.registry.selectors import schemas_active, store_current
from automation.seo import selectors
from automation.seo.services.runs import run_begin_weekly
from automation.seo.services.working import post_turn, run_work
from automation.seo.timebox import TimeBox
from tenancy.tasks import fan_out, platform_task


@platform_task(name="seo.fan_out_weekly", queue="automation")
def fan_out_weekly(**_: Any) -> int:
    """Fan out to every active store. Runs every day, so that a missed beat is made up for: a week has one audit."""
    return fan_out(weekly_seo_optimization, schemas_active(), spread_seconds=140)


@shared_task(name="weekly_seo_optimization", queue="automation")
def weekly_seo_optimization(*, schema_name: str, run_id: str = "", **_: Any) -> None:
    """Begin this week's audit unless it is there, and work on it; with `run_id` go on with that one."""
    wanted = UUID(run_id) if run_id else run_begin_weekly(now=timezone.now())
    if wanted is None:
        return
    goes_on = run_work(
        run_id=wanted, store=store_current(), core=CoreClient(), box=TimeBox(), now=timezone.now()
    )
    if goes_on:
        weekly_seo_optimization.delay(schema_name=schema_name, run_id=str(wanted))


@shared_task(name="seo.write_post", queue="automation")
def write_post(*, schema_name: str, post_id: str, **_: Any) -> None:
    """Write the next pieces of a post."""
    goes_on = post_turn(
        post_id=UUID(post_id), store=store_current(), core=CoreClient(), box=TimeBox(), now=timezone.now()
    )
    if goes_on:
        write_post.delay(schema_name=schema_name, post_id=post_id)


@platform_task(name="seo.resume_stalled", queue="automation")
def resume_stalled(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(resume_stalled_of_store, schemas_active(), spread_seconds=20)


@shared_task(name="seo.resume_stalled_of_store", queue="automation")
def resume_stalled_of_store(*, schema_name: str, **_: Any) -> None:
    """Take up what killed workers, lost messages and pauses left behind."""
    now = timezone.now()
    for run_id in selectors.runs_stalled(now=now):
        weekly_seo_optimization.delay(schema_name=schema_name, run_id=str(run_id))
    for post_id in selectors.posts_stalled(now=now):
        write_post.delay(schema_name=schema_name, post_id=str(post_id))

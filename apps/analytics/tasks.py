"""Thin tasks of analytics."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.analytics import services
from apps.tenants.selectors import schemas_active, schemas_suspended
from tenancy.context import store_context
from tenancy.tasks import fan_out, platform_task

SPREAD_SECONDS = 120


@platform_task(name="analytics.prune_exports", queue="bulk")
def prune_exports(**_: Any) -> int:
    # A suspended store's own tasks rest; what it asked for must go all the same.
    for schema_name in schemas_suspended():
        with store_context(schema_name):
            services.exports_prune(now=timezone.now())
    return fan_out(prune_exports_of_store, schemas_active(), SPREAD_SECONDS)


@shared_task(name="analytics.prune_exports_of_store", queue="bulk")
def prune_exports_of_store(*, schema_name: str, **_: Any) -> int:
    return services.exports_prune(now=timezone.now())

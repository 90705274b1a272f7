"""Thin tasks of analytics."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.analytics import services
from apps.tenants.selectors import schemas_active
from tenancy.tasks import fan_out, platform_task

SPREAD_SECONDS = 600


@platform_task(name="analytics.prune_exports", queue="bulk")
def prune_exports(**_: Any) -> int:
    return fan_out(prune_exports_of_store, schemas_active(), SPREAD_SECONDS)


@shared_task(name="analytics.prune_exports_of_store", queue="bulk")
def prune_exports_of_store(*, schema_name: str, **_: Any) -> int:
    return services.exports_prune(now=timezone.now())

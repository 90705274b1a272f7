"""Thin tasks: keep schemas ready, compare with the core."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.registry import services
from tenancy import pool
from tenancy.tasks import platform_task


@platform_task(name="registry.refill_pool", queue="automation")
def refill_pool(**_: Any) -> int:
    return pool.pool_refill(
        low_water=settings.STORE_POOL_LOW_WATER, high_water=settings.STORE_POOL_HIGH_WATER
    )


@platform_task(name="registry.reconcile", queue="automation")
def reconcile(**_: Any) -> int:
    return services.registry_reconcile(core=CoreClient(), now=timezone.now())

"""Thin tasks over the life of stores."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.tenants import services
from tenancy import pool
from tenancy.tasks import platform_task


@platform_task(name="tenants.refill_pool", queue="default")
def refill_pool(**_: Any) -> int:
    return pool.pool_refill(
        low_water=settings.STORE_POOL_LOW_WATER, high_water=settings.STORE_POOL_HIGH_WATER
    )


@platform_task(name="tenants.finish_provisioning", queue="default")
def finish_provisioning(**_: Any) -> int:
    return services.stores_finish_provisioning(now=timezone.now())


@platform_task(name="tenants.delete_expired", queue="bulk")
def delete_expired(**_: Any) -> int:
    return services.stores_purge_expired(now=timezone.now())

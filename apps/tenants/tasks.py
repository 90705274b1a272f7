"""Thin tasks over the life of stores."""

from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.tenants import services
from tenancy import pool


@shared_task(name="tenants.refill_pool", queue="default", public=True)
def refill_pool(**_: Any) -> int:
    return pool.pool_refill(
        low_water=settings.STORE_POOL_LOW_WATER, high_water=settings.STORE_POOL_HIGH_WATER
    )


@shared_task(name="tenants.finish_provisioning", queue="default", public=True)
def finish_provisioning(**_: Any) -> int:
    return services.stores_finish_provisioning(now=timezone.now())


@shared_task(name="tenants.delete_expired", queue="bulk", public=True)
def delete_expired(**_: Any) -> int:
    return services.stores_purge_expired(now=timezone.now())

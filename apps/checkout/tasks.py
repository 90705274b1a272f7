"""Thin tasks of checkout: one beat entry fans out to the stores that have something due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.checkout import services
from apps.payments.selectors import stores_with_due_sessions
from apps.tenants.selectors import schemas_active, store_current, store_find
from tenancy.tasks import fan_out, platform_task

SPREAD_SECONDS = 20
PRUNE_SPREAD_SECONDS = 120


@platform_task(name="checkout.expire_orders", queue="payments")
def expire_orders(**_: Any) -> int:
    stores = (store_find(store_id=store_id) for store_id in stores_with_due_sessions(now=timezone.now()))
    schemas = [store.schema_name for store in stores if store is not None and store.is_active]
    return fan_out(expire_orders_of_store, schemas, SPREAD_SECONDS if len(schemas) > 5 else 0)


@shared_task(name="checkout.expire_orders_of_store", queue="payments")
def expire_orders_of_store(*, schema_name: str, **_: Any) -> int:
    return services.orders_expire_due(store_id=store_current().id, now=timezone.now())


@platform_task(name="checkout.prune_carts", queue="bulk")
def prune_carts(**_: Any) -> int:
    return fan_out(prune_carts_of_store, schemas_active(), PRUNE_SPREAD_SECONDS)


@shared_task(name="checkout.prune_carts_of_store", queue="bulk")
def prune_carts_of_store(*, schema_name: str, **_: Any) -> int:
    return services.carts_prune(now=timezone.now())

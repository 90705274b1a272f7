"""Thin tasks of notifications: the sweep after a long outage of the mail service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.notifications import services
from apps.tenants.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

SPREAD_SECONDS = 60


@platform_task(name="notifications.retry_messages", queue="default")
def retry_messages(**_: Any) -> int:
    return fan_out(retry_messages_of_store, schemas_active(), SPREAD_SECONDS)


@shared_task(name="notifications.retry_messages_of_store", queue="default")
def retry_messages_of_store(*, schema_name: str, **_: Any) -> int:
    return services.messages_retry(store=store_current(), now=timezone.now())


@platform_task(name="notifications.tell_of_low_stock", queue="default")
def tell_of_low_stock(**_: Any) -> int:
    return fan_out(tell_of_low_stock_of_store, schemas_active(), SPREAD_SECONDS)


@shared_task(name="notifications.tell_of_low_stock_of_store", queue="default")
def tell_of_low_stock_of_store(*, schema_name: str, **_: Any) -> bool:
    return services.low_stock_tell(store=store_current(), now=timezone.now())

"""Thin tasks: look after every store's connections."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from automation.connections.services import accounts_look_after
from automation.core_client.client import CoreClient
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task


@platform_task(name="connections.look_after", queue="automation")
def look_after(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(look_after_store, schemas_active(), spread_seconds=120)


@shared_task(name="connections.look_after_store", queue="automation")
def look_after_store(*, schema_name: str, **_: Any) -> None:
    accounts_look_after(core=CoreClient(), store_id=store_current().id, now=timezone.now())

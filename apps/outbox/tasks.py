"""Thin tasks: one lane, and the nightly clean-up."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.outbox import services
from tenancy.rest.idempotency import idempotency_prune


@shared_task(name="outbox.drain_lane", queue="default", public=True)
def drain_lane(*, store_key: str, handler_name: str, **_: Any) -> int:
    return services.lane_drain(store_key=store_key, handler_name=handler_name)


@shared_task(name="outbox.prune", queue="bulk", public=True)
def prune(**_: Any) -> None:
    now = timezone.now()
    services.outbox_prune(now=now)
    idempotency_prune(now=now)

"""Thin tasks: one lane, and the nightly clean-up."""

from typing import Any

from django.utils import timezone

from apps.outbox import services
from tenancy.rest.idempotency import idempotency_prune
from tenancy.tasks import platform_task


@platform_task(name="outbox.drain_lane", queue="default")
def drain_lane(*, store_key: str, handler_name: str, **_: Any) -> int:
    return services.lane_drain(store_key=store_key, handler_name=handler_name)


@platform_task(name="outbox.prune", queue="bulk")
def prune(**_: Any) -> None:
    now = timezone.now()
    services.outbox_prune(now=now)
    idempotency_prune(now=now)

"""Thin tasks of billing."""

from typing import Any

from django.utils import timezone

from apps.billing import services
from tenancy.tasks import platform_task


@platform_task(name="billing.follow_dates", queue="payments")
def follow_dates(**_: Any) -> dict[str, int]:
    return services.dates_follow(now=timezone.now())


@platform_task(name="billing.retry_events", queue="payments")
def retry_events(**_: Any) -> int:
    return services.billing_events_retry(now=timezone.now())

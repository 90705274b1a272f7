"""Thin tasks of entitlements."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.entitlements import services
from apps.entitlements.selectors import merchants_with_plan
from tenancy.tasks import platform_task

PAGE = 500


@platform_task(name="entitlements.recount", queue="bulk")
def recount(**_: Any) -> int:
    """Send one recount per merchant."""
    sent, after = 0, None
    while page := merchants_with_plan(after=after, limit=PAGE):
        for merchant_id in page:
            recount_merchant.delay(merchant_id=str(merchant_id))
        sent, after = sent + len(page), page[-1]
    return sent


@platform_task(name="entitlements.recount_merchant", queue="bulk")
def recount_merchant(*, merchant_id: str, **_: Any) -> int:
    return len(services.usage_recount(merchant_id=UUID(merchant_id), now=timezone.now()))

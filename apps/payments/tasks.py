"""Thin tasks of payments."""

from typing import Any

from django.utils import timezone

from apps.payments import services
from tenancy.tasks import platform_task


@platform_task(name="payments.reconcile", queue="payments")
def reconcile(**_: Any) -> int:
    return services.session_reconcile(now=timezone.now())


@platform_task(name="payments.check_payouts", queue="payments")
def check_payouts(**_: Any) -> int:
    return services.payouts_check(now=timezone.now())

"""Thin tasks of payments."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.payments import services


@shared_task(name="payments.reconcile", queue="payments", public=True)  # type: ignore[call-overload,untyped-decorator,unused-ignore]
def reconcile(**_: Any) -> int:
    return services.session_reconcile(now=timezone.now())

"""Filters of purchase orders."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from apps.suppliers.types import UNDER_WAY, PurchaseStatus

if TYPE_CHECKING:
    from apps.suppliers.models import PurchaseOrder  # noqa: F401 - the type argument below


class PurchaseOrderQuerySet(models.QuerySet["PurchaseOrder"]):
    def due(self, *, now: datetime, is_automatic: bool) -> "PurchaseOrderQuerySet":
        """Those to be placed now: out of their hold, told to go on, or left by a worker that died."""
        held = Q(status=PurchaseStatus.HELD, hold_until__lte=now) if is_automatic else Q(pk__in=[])
        abandoned = Q(status=PurchaseStatus.PLACING, claimed_until__lt=now)
        waited = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
        return self.filter((held | Q(status=PurchaseStatus.READY)) & waited | abandoned).order_by("pk")

    def to_follow(self, *, now: datetime) -> "PurchaseOrderQuerySet":
        """Those whose supplier is to be asked now."""
        return self.filter(status__in=UNDER_WAY, next_check_at__lte=now).order_by("next_check_at")

    def with_exception(self) -> "PurchaseOrderQuerySet":
        """Those a person has to look at, the most urgent first."""
        return self.exclude(exception_reason="").order_by("exception_due_at", "pk")

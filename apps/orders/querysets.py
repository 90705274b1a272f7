"""Chainable filters of orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from apps.orders.types import FulfillmentStatus, PaymentStatus


class OrderQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> OrderQuerySet:
        return self.order_by("-number", "pk")

    def locked(self) -> OrderQuerySet:
        return self.select_for_update(of=("self",)).order_by("pk")

    def matching(self, text: str) -> OrderQuerySet:
        """Orders whose number, e-mail or customer name contains `text`."""
        text = text.strip().removeprefix("#")
        if not text:
            return self
        found = Q(email__icontains=text) | Q(customer_name__icontains=text)
        if text.isascii() and text.isdigit() and len(text) <= 9:
            found |= Q(number=int(text))
        return self.filter(found)

    def paid_between(self, start: datetime, end: datetime) -> OrderQuerySet:
        return self.filter(paid_at__gte=start, paid_at__lt=end)

    def waiting_for_fulfilment(self) -> OrderQuerySet:
        return self.filter(
            payment_status__in=[PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED],
            fulfillment_status__in=[FulfillmentStatus.UNFULFILLED, FulfillmentStatus.PARTIAL],
        )

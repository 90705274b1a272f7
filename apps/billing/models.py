"""What links our merchants and plans to Stripe's customers and prices, and Stripe's events (public schema).

Stripe's own objects are mirrored by dj-stripe, in its tables.
"""

from django.db import models
from django.db.models import Q

from apps.billing.types import EventState


class BillingAccount(models.Model):
    """A merchant's customer and subscription at Stripe."""

    merchant_id = models.UUIDField(primary_key=True, editable=False)
    customer_id = models.CharField(max_length=120, unique=True)
    subscription_id = models.CharField(max_length=120, blank=True, default="")
    item_id = models.CharField(max_length=120, blank=True, default="")
    pay_url = models.TextField(blank=True, default="")
    synced_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.customer_id


class PlanPrice(models.Model):
    """A price at Stripe for a plan. An amount that is changed gets a new row; old subscriptions keep theirs."""

    price_id = models.CharField(max_length=120, primary_key=True)
    product_id = models.CharField(max_length=120)
    plan_code = models.CharField(max_length=30)
    interval = models.CharField(max_length=5)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan_code", "interval", "amount_minor", "currency"], name="plan_price_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_code} {self.interval}"


class BillingEvent(models.Model):
    """An event as Stripe sent it. Its id is Stripe's, so a repeat is the same row."""

    id = models.CharField(primary_key=True, max_length=120)
    type = models.CharField(max_length=120)
    payload = models.JSONField()
    customer_id = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=9, choices=EventState, default=EventState.RECEIVED)
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="billing_event_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="billing_event_by_state")]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"

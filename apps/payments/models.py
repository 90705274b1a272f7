"""Stripe's events and the only map from a Stripe session to a store (public schema)."""

from django.db import models
from django.db.models import Q

from apps.payments.types import LIVE, EventState, PayoutState, SessionStatus
from tenancy.ids import uuid7


class PaymentSession(models.Model):
    """One attempt to have one order paid. Written before Stripe is asked, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    store_id = models.UUIDField(editable=False)
    order_id = models.UUIDField(editable=False)
    order_number = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # The connected account that charges; empty is the platform's own (development only).
    account_id = models.CharField(max_length=120, blank=True, default="")
    application_fee_minor = models.BigIntegerField(default=0)
    application_fee_returned_minor = models.BigIntegerField(default=0, db_default=0)
    # Since when a refund waits for the account to be connected again.
    refund_waits_since = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.CREATING)
    url = models.TextField(blank=True, default="")
    payment_intent_id = models.CharField(max_length=120, blank=True, default="")
    refund_id = models.CharField(max_length=120, blank=True, default="")
    refund_reason = models.CharField(max_length=60, blank=True, default="")
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_id"],
                condition=Q(status__in=list(LIVE)),
                name="payment_session_one_live_per_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SessionStatus.values) & Q(amount_minor__gte=0),
                name="payment_session_sane",
            ),
        ]
        indexes = [
            models.Index(fields=["order_id", "created_at"], name="payment_session_by_order"),
            models.Index(
                fields=["payment_intent_id"],
                name="payment_session_by_intent",
                condition=~Q(payment_intent_id=""),
            ),
            models.Index(fields=["status", "expires_at"], name="payment_session_due"),
            models.Index(
                fields=["store_id"],
                name="payment_session_refund_waits",
                condition=Q(refund_waits_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.session_id or f"(not yet) {self.pk}"


class StripeEvent(models.Model):
    """An event as Stripe sent it: proof and work item. Its id is Stripe's, so a repeat is the same row."""

    id = models.CharField(primary_key=True, max_length=120)
    type = models.CharField(max_length=120)
    payload = models.JSONField()
    session_id = models.CharField(max_length=120, blank=True, default="")
    payment_intent_id = models.CharField(max_length=120, blank=True, default="")
    # Of a connected account's event: whose it is. Empty for the platform's own.
    account_id = models.CharField(max_length=120, blank=True, default="")
    store_id = models.UUIDField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=EventState, default=EventState.RECEIVED)
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="stripe_event_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="stripe_event_by_state"),
            models.Index(
                fields=["payment_intent_id"],
                name="stripe_event_by_intent",
                condition=~Q(payment_intent_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class PayoutAccount(models.Model):
    """A store's own account at Stripe: it charges its shoppers and is paid out. The only map from account to store."""

    store_id = models.UUIDField(primary_key=True, editable=False)
    # Empty until Stripe has answered; the attempt is part of the idempotency key.
    account_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=PayoutState, default=PayoutState.ONBOARDING)
    requirements = models.JSONField(default=list, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PayoutState.values), name="payout_account_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.account_id or f"(not yet) {self.pk}"

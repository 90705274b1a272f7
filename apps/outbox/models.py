"""Events and their deliveries (public schema). Written in the transaction of the change they report."""

from typing import Any

from django.db import models
from django.db.models import F, Func

from apps.outbox.types import DeliveryState
from tenancy.ids import uuid7


class CurrentTransaction(Func):
    """`pg_current_xact_id()` as bigint: lets readers leave out rows of transactions still open."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field: Any = models.BigIntegerField()


class OutboxEvent(models.Model):
    position = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid7, editable=False)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    store_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    request_id = models.CharField(max_length=64, default="-")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(F("transaction_id"), F("position"), name="outbox_feed"),
            models.Index(fields=["store_id", "created_at"], name="outbox_store"),
            models.Index(fields=["created_at"], name="outbox_created"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """One handler's duty for one event. A lane is (store_key, handler); it is worked off in order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    position = models.BigIntegerField(editable=False)
    store_key = models.CharField(max_length=36)
    handler = models.CharField(max_length=120)
    queue = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")]
        indexes = [
            models.Index(
                fields=["store_key", "handler", "position"],
                name="delivery_lane",
                condition=models.Q(state="PENDING"),
            ),
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="PENDING")),
            models.Index(fields=["state", "due_at"], name="delivery_dead", condition=models.Q(state="DEAD")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"

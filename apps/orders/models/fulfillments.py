"""Parcels: which pieces of an order were sent, and under which tracking numbers."""

from django.db import models
from django.db.models import Q

from apps.orders.types import FulfillmentState, TrackingState
from tenancy.ids import uuid7


class Fulfillment(models.Model):
    """Pieces of an order that were sent together.

    `source_reference` names what made it (a purchase order, an API call); the same one makes no second fulfilment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="fulfillments")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=FulfillmentState, default=FulfillmentState.SHIPPED)
    source_reference = models.CharField(max_length=120, null=True, blank=True, unique=True)
    is_notified = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="fulfillment_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=FulfillmentState.values), name="fulfillment_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"parcel {self.number}"


class FulfillmentLine(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fulfillment = models.ForeignKey(Fulfillment, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fulfillment", "order_line"], name="fulfillment_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="fulfillment_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line_id}"


class TrackingNumber(models.Model):
    """A carrier's number. A corrected number is another journey: state and times start again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fulfillment = models.ForeignKey(Fulfillment, on_delete=models.CASCADE, related_name="tracking_numbers")
    number = models.CharField(max_length=80)
    carrier = models.CharField(max_length=60, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=16, choices=TrackingState, default=TrackingState.REGISTERED)
    journey_started_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fulfillment", "number"], name="tracking_number_once"),
            models.CheckConstraint(condition=Q(state__in=TrackingState.values), name="tracking_state_known"),
        ]

    def __str__(self) -> str:
        return self.number

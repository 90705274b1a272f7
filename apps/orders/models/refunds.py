"""Money that goes back."""

from django.db import models
from django.db.models import F, Q

from apps.orders.types import RefundReason, RefundSource, RefundState
from tenancy.ids import uuid7


class Refund(models.Model):
    """One refund. PENDING from before the provider is asked until it says how it ended.

    `amount_minor` counts against what was paid while PENDING or SUCCEEDED. `reference` is the provider's id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="refunds")
    state = models.CharField(max_length=9, choices=RefundState, default=RefundState.PENDING)
    source = models.CharField(max_length=9, choices=RefundSource, default=RefundSource.MERCHANT)
    amount_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=24, choices=RefundReason, default=RefundReason.OTHER)
    note = models.CharField(max_length=500, blank=True, default="")
    is_restocked = models.BooleanField(default=False)
    reference = models.CharField(max_length=120, null=True, blank=True, unique=True)
    failure = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, shipping_minor__gte=0, shipping_minor__lte=F("amount_minor")),
                name="refund_amounts_sane",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values)
                & Q(reason__in=RefundReason.values)
                & Q(source__in=RefundSource.values),
                name="refund_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.state}"


class RefundLine(models.Model):
    """Pieces of a line that were paid back; `removed_quantity` of them had not been sent, and will not be."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    removed_quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "order_line"], name="refund_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, removed_quantity__lte=F("quantity"), amount_minor__gte=0),
                name="refund_line_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line_id}"

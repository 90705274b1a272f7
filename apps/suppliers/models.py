"""Buying for one store (store schema). Amounts are minor units of the currency beside them.

Orders are known by plain ids: their module stands above this one.
"""

from django.db import models
from django.db.models import Q

from apps.suppliers.querysets import PurchaseOrderQuerySet
from apps.suppliers.types import (
    DEFAULT_HOLD_MINUTES,
    DEFAULT_SLA_HOURS,
    ConnectionState,
    ExceptionReason,
    PurchaseStatus,
)
from tenancy.ids import uuid7


class Supplier(models.Model):
    """Where the store buys. The connection itself is automation's; here is what it last said of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    connection_state = models.CharField(
        max_length=9, choices=ConnectionState, default=ConnectionState.UNKNOWN
    )
    connection_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """A supplier's variant for one of ours; the one with the lowest `priority` is bought first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="offers")
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    supplier_product_id = models.CharField(max_length=80)
    supplier_sku_id = models.CharField(max_length=80)
    sku_attr = models.CharField(max_length=400, blank=True, default="")
    title = models.CharField(max_length=300, blank=True, default="")
    cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    shipping_cost_minor = models.BigIntegerField(null=True, blank=True)
    shipping_currency = models.CharField(max_length=3, blank=True, default="")
    shipping_code = models.CharField(max_length=80, blank=True, default="")
    ship_from = models.CharField(max_length=2, blank=True, default="")
    days_min = models.PositiveSmallIntegerField(null=True, blank=True)
    days_max = models.PositiveSmallIntegerField(null=True, blank=True)
    stock = models.PositiveIntegerField(null=True, blank=True)
    source_url = models.CharField(max_length=1000, blank=True, default="")
    priority = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "supplier", "supplier_product_id", "supplier_sku_id"],
                name="offer_once",
            ),
            models.CheckConstraint(
                condition=(Q(cost_minor__isnull=True) | Q(cost_minor__gte=0))
                & (Q(shipping_cost_minor__isnull=True) | Q(shipping_cost_minor__gte=0)),
                name="offer_costs_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["variant_id", "priority"], name="offer_by_variant"),
            models.Index(fields=["product_id"], name="offer_by_product"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_product_id}/{self.supplier_sku_id}"


class PurchaseSettings(models.Model):
    """One row: how this store buys."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_automatic = models.BooleanField(default=True)
    hold_minutes = models.PositiveSmallIntegerField(default=DEFAULT_HOLD_MINUTES)
    sla_hours = models.PositiveSmallIntegerField(default=DEFAULT_SLA_HOURS)
    fallback_phone = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="purchase_settings_one_row")]

    def __str__(self) -> str:
        return f"{self.hold_minutes} min"


class PurchaseOrder(models.Model):
    """What is bought from one supplier and place for one order. `status` has one writer: this app's services.

    `reference` is the key the supplier gets: one reference, one order there. `group` counts deliberate repeats.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order_id = models.UUIDField()
    order_number = models.PositiveIntegerField()
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="purchase_orders")
    ship_from = models.CharField(max_length=2, blank=True, default="")
    group = models.PositiveSmallIntegerField(default=1)
    reference = models.CharField(max_length=50, unique=True)
    status = models.CharField(max_length=9, choices=PurchaseStatus, default=PurchaseStatus.HELD)
    hold_until = models.DateTimeField()
    email = models.EmailField(max_length=254)
    shipping_address = models.JSONField()
    shipping_code = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    shipping_cost_minor = models.BigIntegerField(null=True, blank=True)
    shipping_currency = models.CharField(max_length=3, blank=True, default="")
    # The last quote with its numbers (services/quoting.py), and up to what a person has said yes.
    quote = models.JSONField(null=True, blank=True)
    accepted_minor = models.BigIntegerField(null=True, blank=True)
    accepted_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    sold_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    # Cancelled because the order no longer wants it: it comes back if the refund fails.
    is_stopped_by_order = models.BooleanField(default=False, db_default=False)
    days_min = models.PositiveSmallIntegerField(null=True, blank=True)
    days_max = models.PositiveSmallIntegerField(null=True, blank=True)
    supplier_order_ids = models.JSONField(default=list, blank=True)
    is_paid = models.BooleanField(default=False)
    payment_error = models.CharField(max_length=300, blank=True, default="")
    pay_url = models.CharField(max_length=1000, blank=True, default="")
    pay_until = models.DateTimeField(null=True, blank=True)
    # Placing: who does it until when, and whether the supplier may already have heard of it.
    claim_token = models.CharField(max_length=64, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    waiting_message = models.CharField(max_length=300, blank=True, default="")
    # Following: when to ask the supplier again.
    next_check_at = models.DateTimeField(null=True, blank=True)
    tracking_checks = models.PositiveIntegerField(default=0)
    exception_reason = models.CharField(max_length=20, choices=ExceptionReason, blank=True, default="")
    exception_code = models.CharField(max_length=80, blank=True, default="")
    exception_message = models.CharField(max_length=300, blank=True, default="")
    exception_at = models.DateTimeField(null=True, blank=True)
    exception_due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = PurchaseOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_id", "supplier", "ship_from", "group"], name="purchase_order_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PurchaseStatus.values), name="purchase_order_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=PurchaseStatus.FAILED) | ~Q(exception_reason=""),
                name="purchase_order_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="purchase_order_by_order"),
            models.Index(fields=["-created_at"], name="purchase_order_newest"),
            models.Index(
                fields=["hold_until"],
                name="purchase_order_due",
                condition=Q(status__in=["HELD", "READY", "PLACING"]),
            ),
            models.Index(
                fields=["next_check_at"],
                name="purchase_order_followed",
                condition=Q(status__in=["PLACED", "PAID", "SHIPPED"]),
            ),
            models.Index(
                fields=["exception_due_at"],
                name="purchase_order_exceptions",
                condition=~Q(exception_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PurchaseOrderLine(models.Model):
    """A frozen line: what is bought where, as it was when it was planned or last changed by a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase_order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines")
    order_line_id = models.UUIDField()
    variant_id = models.UUIDField()
    offer_id = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=800, blank=True, default="")
    sku = models.CharField(max_length=120, blank=True, default="")
    # 0: the order no longer wants it. `wanted_quantity` is what the order wants now; None as planned.
    quantity = models.PositiveIntegerField()
    wanted_quantity = models.PositiveIntegerField(null=True, blank=True)
    # What the shopper paid for one piece, with its share of the shipping; None for orders before it was kept.
    sold_unit_minor = models.BigIntegerField(null=True, blank=True)
    supplier_product_id = models.CharField(max_length=80)
    supplier_sku_id = models.CharField(max_length=80)
    sku_attr = models.CharField(max_length=400, blank=True, default="")
    unit_cost_minor = models.BigIntegerField(null=True, blank=True)
    image_url = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase_order", "order_line_id"], name="purchase_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class PurchaseEvent(models.Model):
    """What happened to a purchase order, in sentences. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase_order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    message = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["purchase_order", "at"], name="purchase_event_by_order")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.message}"

"""Orders, their lines, numbers and timeline."""

from django.db import models
from django.db.models import F, Q

from apps.orders.querysets import OrderQuerySet
from apps.orders.types import (
    DeliveryStatus,
    FulfillmentStatus,
    HoldReason,
    PaymentStatus,
    StockState,
    TimelineType,
)
from tenancy.ids import uuid7


class OrderCounter(models.Model):
    """One row: the last number given. Raised in the order's own transaction, so numbers have no gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="order_counter_one_row")]

    def __str__(self) -> str:
        return str(self.last_number)


class Order(models.Model):
    """A frozen snapshot of what was bought. `payment_status` has one writer: `apps.orders.services`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    cart_id = models.UUIDField(editable=False)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(max_length=254)
    customer_name = models.CharField(max_length=120)
    locale = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    payment_status = models.CharField(max_length=18, choices=PaymentStatus, default=PaymentStatus.PENDING)
    fulfillment_status = models.CharField(
        max_length=11, choices=FulfillmentStatus, default=FulfillmentStatus.UNFULFILLED
    )
    delivery_status = models.CharField(
        max_length=11,
        choices=DeliveryStatus,
        default=DeliveryStatus.NOT_SHIPPED,
        db_default=DeliveryStatus.NOT_SHIPPED,
    )
    stock_state = models.CharField(max_length=9, choices=StockState, default=StockState.RESERVED)
    hold_reason = models.CharField(max_length=40, choices=HoldReason, blank=True, default="")
    items_count = models.PositiveIntegerField()
    subtotal_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    # Frozen with the order: what was agreed, whatever becomes of the code and the rate.
    discount_id = models.UUIDField(null=True, blank=True, editable=False)
    discount_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    tax_name = models.CharField(max_length=40, blank=True, default="", db_default="")
    tax_percent_milli = models.PositiveIntegerField(default=0, db_default=0)
    is_tax_inclusive = models.BooleanField(default=False, db_default=False)
    shipping_tax_minor = models.BigIntegerField(default=0, db_default=0)
    paid_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    shipping_method = models.CharField(max_length=80)
    shipping_address = models.JSONField()
    billing_address = models.JSONField()
    note = models.CharField(max_length=1000, blank=True, default="")
    # What the shopper agreed to, hashed: tells a double click from a changed cart.
    fingerprint = models.CharField(max_length=64, editable=False)
    payment_provider = models.CharField(max_length=20, blank=True, default="")
    payment_reference = models.CharField(max_length=120, blank=True, default="")
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cart_id"],
                condition=Q(payment_status=PaymentStatus.PENDING),
                name="order_one_open_per_cart",
            ),
            models.CheckConstraint(
                condition=Q(
                    is_tax_inclusive=False,
                    total_minor=F("subtotal_minor")
                    - F("discount_minor")
                    + F("shipping_minor")
                    + F("tax_minor"),
                )
                | Q(
                    is_tax_inclusive=True,
                    total_minor=F("subtotal_minor") - F("discount_minor") + F("shipping_minor"),
                ),
                name="order_total_is_the_sum",
            ),
            models.CheckConstraint(
                condition=Q(
                    subtotal_minor__gte=0,
                    discount_minor__gte=0,
                    shipping_minor__gte=0,
                    tax_minor__gte=0,
                    total_minor__gte=0,
                    paid_minor__gte=0,
                    refunded_minor__gte=0,
                ),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("paid_minor")), name="order_refunds_at_most_what_was_paid"
            ),
            models.CheckConstraint(
                condition=Q(payment_status__in=PaymentStatus.values)
                & Q(fulfillment_status__in=FulfillmentStatus.values)
                & Q(stock_state__in=StockState.values),
                name="order_statuses_known",
            ),
            models.CheckConstraint(
                condition=~Q(payment_status=PaymentStatus.PAID)
                | Q(paid_at__isnull=False, paid_minor=F("total_minor"), stock_state=StockState.COMMITTED),
                name="order_paid_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["payment_status", "-number"], name="order_by_status"),
            models.Index(fields=["cart_id"], name="order_by_cart"),
            models.Index(fields=["customer", "-number"], name="order_by_customer"),
            models.Index(fields=["paid_at"], name="order_by_paid", condition=Q(paid_at__isnull=False)),
            models.Index(
                fields=["expires_at"],
                name="order_due",
                condition=Q(payment_status=PaymentStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class OrderLine(models.Model):
    """One variant and quantity as bought. Product and variant are plain ids: they may be deleted later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=800, blank=True, default="")
    sku = models.CharField(max_length=120, blank=True, default="")
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    line_total_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0, db_default=0)
    tax_minor = models.BigIntegerField(default=0, db_default=0)
    # Changed under the order's lock. Refunded pieces that were never sent are removed: they will not be.
    fulfilled_quantity = models.PositiveIntegerField(default=0, db_default=0)
    refunded_quantity = models.PositiveIntegerField(default=0, db_default=0)
    removed_quantity = models.PositiveIntegerField(default=0, db_default=0)
    cost_minor = models.BigIntegerField(null=True, blank=True)
    image_url = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_price_minor__gte=0)
                & Q(line_total_minor=F("quantity") * F("unit_price_minor")),
                name="order_line_sum",
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=F("fulfilled_quantity") + F("removed_quantity"),
                    refunded_quantity__lte=F("quantity"),
                    removed_quantity__lte=F("refunded_quantity"),
                ),
                name="order_line_not_sent_or_refunded_twice",
            ),
            models.CheckConstraint(
                condition=Q(
                    discount_minor__gte=0, discount_minor__lte=F("line_total_minor"), tax_minor__gte=0
                ),
                name="order_line_shares_sane",
            ),
        ]
        indexes = [models.Index(fields=["variant_id"], name="order_line_by_variant")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class OrderEvent(models.Model):
    """The timeline: what happened to the order, in sentences for the merchant. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    type = models.CharField(max_length=20, choices=TimelineType)
    message = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["order", "at"], name="order_event_by_order")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.type}"

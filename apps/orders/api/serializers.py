"""Shapes of the orders API."""

from typing import Any

from rest_framework import serializers

from apps.money.fields import MoneyField
from apps.orders.types import (
    DeliveryStatus,
    FulfillmentState,
    FulfillmentStatus,
    LinePieces,
    PaymentStatus,
    RefundReason,
    RefundSource,
    RefundState,
    TimelineType,
    TrackingInput,
    TrackingState,
)


class OrderFilterInput(serializers.Serializer):
    search = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    payment_status = serializers.ChoiceField(choices=PaymentStatus.choices, required=False)
    fulfillment_status = serializers.ChoiceField(choices=FulfillmentStatus.choices, required=False)
    delivery_status = serializers.ChoiceField(choices=DeliveryStatus.choices, required=False)


class OrderCancelInput(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class OrderRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    placed_at = serializers.DateTimeField()
    email = serializers.EmailField()
    customer_name = serializers.CharField()
    payment_status = serializers.ChoiceField(choices=PaymentStatus.choices)
    fulfillment_status = serializers.ChoiceField(choices=FulfillmentStatus.choices)
    delivery_status = serializers.ChoiceField(choices=DeliveryStatus.choices)
    items_count = serializers.IntegerField()
    total = MoneyField()


class OrderLineOutput(serializers.Serializer):
    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    title = serializers.CharField()
    variant_title = serializers.CharField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    line_total = MoneyField()
    image_url = serializers.CharField()
    discount_total = MoneyField()
    tax_total = MoneyField()
    fulfilled_quantity = serializers.IntegerField()
    refunded_quantity = serializers.IntegerField()
    unfulfilled_quantity = serializers.IntegerField(help_text="Pieces still to be sent.")


class OrderAddressOutput(serializers.Serializer):
    name = serializers.CharField()
    company = serializers.CharField()
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    city = serializers.CharField()
    postal_code = serializers.CharField()
    state = serializers.CharField()
    country = serializers.CharField()
    phone = serializers.CharField()


class OrderTimelineOutput(serializers.Serializer):
    at = serializers.DateTimeField()
    type = serializers.ChoiceField(choices=TimelineType.choices)
    message = serializers.CharField()


class OrderPaymentOutput(serializers.Serializer):
    provider = serializers.CharField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=PaymentStatus.choices)
    paid_at = serializers.DateTimeField(allow_null=True)


MOST_LINES = 100


class LinePiecesShape(serializers.Serializer):
    order_line_id = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=100_000)


def pieces_of(data: dict[str, Any]) -> tuple[LinePieces, ...]:
    """Return the pieces a body names."""
    return tuple(LinePieces(**piece) for piece in data.get("lines") or ())


class TrackingNumberInput(serializers.Serializer):
    id = serializers.UUIDField(required=False, allow_null=True)
    number = serializers.CharField(max_length=80)
    carrier = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")
    url = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    state = serializers.ChoiceField(choices=TrackingState.choices, required=False, allow_null=True)


class FulfillmentCreateInput(serializers.Serializer):
    """Without `lines`: everything that is left."""

    lines = LinePiecesShape(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    tracking_numbers = TrackingNumberInput(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    is_notified = serializers.BooleanField(required=False, default=True)


class FulfillmentChangeInput(serializers.Serializer):
    tracking_numbers = TrackingNumberInput(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    is_delivered = serializers.BooleanField(required=False)


def tracking_of(data: dict[str, Any]) -> tuple[TrackingInput, ...] | None:
    """Return the numbers a body names, None when it names none."""
    rows = data.get("tracking_numbers")
    return None if rows is None else tuple(TrackingInput(**row) for row in rows)


class TrackingNumberOutput(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.CharField()
    carrier = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=TrackingState.choices)
    journey_started_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class FulfillmentOutput(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=FulfillmentState.choices)
    lines = LinePiecesShape(many=True)
    tracking_numbers = TrackingNumberOutput(many=True)
    is_notified = serializers.BooleanField()
    source_reference = serializers.CharField()
    created_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class RefundOutput(serializers.Serializer):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=RefundState.choices)
    source = serializers.ChoiceField(choices=RefundSource.choices)  # type: ignore[assignment]
    amount = MoneyField()
    shipping = MoneyField()
    lines = LinePiecesShape(many=True)
    reason = serializers.ChoiceField(choices=RefundReason.choices)
    note = serializers.CharField()
    is_restocked = serializers.BooleanField()
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class OrderOutput(OrderRowOutput):
    hold_reason = serializers.CharField(help_text="Why the order is ON_HOLD, else empty.")
    lines = OrderLineOutput(many=True)
    shipping_address = OrderAddressOutput()
    billing_address = OrderAddressOutput()
    shipping_method = serializers.CharField()
    subtotal = MoneyField()
    shipping_total = MoneyField()
    tax_total = MoneyField()
    discount_total = MoneyField()
    paid_total = MoneyField()
    refunded_total = MoneyField()
    refundable = MoneyField(help_text="What can still go back; pending refunds are counted as gone.")
    shipping_refundable = MoneyField()
    discount_code = serializers.CharField()
    tax_name = serializers.CharField()
    tax_percent = serializers.CharField()
    is_tax_inclusive = serializers.BooleanField()
    currency = serializers.CharField()
    note = serializers.CharField()
    cancel_reason = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    timeline = OrderTimelineOutput(many=True)
    payment = OrderPaymentOutput()
    fulfillments = FulfillmentOutput(many=True)
    refunds = RefundOutput(many=True)


class OrderDayOutput(serializers.Serializer):
    date = serializers.DateField()
    orders = serializers.IntegerField()
    revenue = MoneyField()


class OrderTodayOutput(serializers.Serializer):
    orders = serializers.IntegerField()
    revenue = MoneyField()


class OrderSummaryOutput(serializers.Serializer):
    today = OrderTodayOutput()
    last_7_days = OrderDayOutput(many=True)
    unfulfilled = serializers.IntegerField()

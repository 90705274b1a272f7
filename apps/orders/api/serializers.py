"""Shapes of the orders API."""

from rest_framework import serializers

from apps.money.fields import MoneyField
from apps.orders.types import FulfillmentStatus, PaymentStatus, TimelineType


class OrderFilterInput(serializers.Serializer):
    search = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    payment_status = serializers.ChoiceField(choices=PaymentStatus.choices, required=False)
    fulfillment_status = serializers.ChoiceField(choices=FulfillmentStatus.choices, required=False)


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
    currency = serializers.CharField()
    note = serializers.CharField()
    cancel_reason = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    timeline = OrderTimelineOutput(many=True)
    payment = OrderPaymentOutput()


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

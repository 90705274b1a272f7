"""Shapes of offers and purchase orders."""

from rest_framework import serializers

from apps.money.fields import MoneyField
from apps.suppliers.types import ExceptionReason, Fix, PurchaseStatus


class OfferOutput(serializers.Serializer):
    id = serializers.UUIDField()
    provider = serializers.CharField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    supplier_product_id = serializers.CharField()
    supplier_sku_id = serializers.CharField()
    sku_attr = serializers.CharField()
    title = serializers.CharField()
    cost = MoneyField(allow_null=True)
    ship_from = serializers.CharField()
    shipping_code = serializers.CharField()
    shipping_cost = MoneyField(allow_null=True)
    days_min = serializers.IntegerField(allow_null=True)
    days_max = serializers.IntegerField(allow_null=True)
    stock = serializers.IntegerField(allow_null=True)
    source_url = serializers.CharField()
    priority = serializers.IntegerField()
    is_active = serializers.BooleanField()
    checked_at = serializers.DateTimeField(allow_null=True)


class PurchaseLineOutput(serializers.Serializer):
    id = serializers.UUIDField()
    order_line_id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    offer_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    variant_title = serializers.CharField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    supplier_product_id = serializers.CharField()
    supplier_sku_id = serializers.CharField()
    sku_attr = serializers.CharField()
    unit_cost = MoneyField(allow_null=True)
    image_url = serializers.CharField()


class PurchaseQuoteOutput(serializers.Serializer):
    """What the supplier asked last, beside what was planned and what the shopper paid."""

    planned_cost = MoneyField(allow_null=True)
    planned_shipping_cost = MoneyField(allow_null=True)
    cost = MoneyField()
    shipping_cost = MoneyField(allow_null=True)
    landed = MoneyField(allow_null=True)
    sold = MoneyField(allow_null=True)
    margin_basis_points = serializers.IntegerField(allow_null=True)
    floor_basis_points = serializers.IntegerField()
    quoted_at = serializers.DateTimeField()


class PurchaseEventOutput(serializers.Serializer):
    at = serializers.DateTimeField()
    message = serializers.CharField()


class PurchaseRowOutput(serializers.Serializer):
    """A purchase order in a list."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    order_id = serializers.UUIDField()
    order_number = serializers.IntegerField()
    provider = serializers.CharField()
    supplier_name = serializers.CharField()
    ship_from = serializers.CharField()
    status = serializers.ChoiceField(choices=PurchaseStatus.choices)
    is_due = serializers.BooleanField()
    hold_until = serializers.DateTimeField()
    shipping_code = serializers.CharField()
    cost = MoneyField(allow_null=True)
    shipping_cost = MoneyField(allow_null=True)
    days_min = serializers.IntegerField(allow_null=True)
    days_max = serializers.IntegerField(allow_null=True)
    supplier_order_ids = serializers.ListField(child=serializers.CharField())
    is_paid = serializers.BooleanField()
    payment_error = serializers.CharField()
    pay_url = serializers.CharField()
    pay_until = serializers.DateTimeField(allow_null=True)
    waiting_message = serializers.CharField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    exception_reason = serializers.ChoiceField(choices=ExceptionReason.choices, allow_blank=True)
    exception_code = serializers.CharField()
    exception_message = serializers.CharField()
    exception_at = serializers.DateTimeField(allow_null=True)
    exception_due_at = serializers.DateTimeField(allow_null=True)
    fixes = serializers.ListField(child=serializers.ChoiceField(choices=Fix.choices))
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    placed_at = serializers.DateTimeField(allow_null=True)
    shipped_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    lines = PurchaseLineOutput(many=True)


class PurchaseDetailOutput(PurchaseRowOutput):
    """A purchase order as its page shows it."""

    shipping_address = serializers.DictField(child=serializers.CharField(allow_blank=True))
    email = serializers.CharField()
    note = serializers.CharField()
    quote = PurchaseQuoteOutput(allow_null=True)
    timeline = PurchaseEventOutput(many=True)


class PurchaseOutput(PurchaseRowOutput):
    """A purchase order as who places it needs it."""

    shipping_address = serializers.DictField(child=serializers.CharField(allow_blank=True))
    email = serializers.CharField()
    note = serializers.CharField()
    first_attempt_at = serializers.DateTimeField(allow_null=True)
    claimed_until = serializers.DateTimeField(allow_null=True)
    claim_token = serializers.CharField()
    tracking_checks = serializers.IntegerField()


class PurchaseSummaryOutput(serializers.Serializer):
    held = serializers.IntegerField()
    placing = serializers.IntegerField()
    under_way = serializers.IntegerField()
    exceptions = serializers.IntegerField()
    overdue = serializers.IntegerField()


class PurchaseSettingsOutput(serializers.Serializer):
    is_automatic = serializers.BooleanField()
    hold_minutes = serializers.IntegerField()
    sla_hours = serializers.IntegerField()
    fallback_phone = serializers.CharField()
    note = serializers.CharField()

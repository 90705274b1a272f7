"""Staff look at a store's orders; what changes an order is a service, never this form."""

from django.contrib import admin

from apps.orders.models import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderCounter,
    OrderEvent,
    OrderLine,
    Refund,
    RefundLine,
    TrackingNumber,
)
from tenancy.staff.facts import FactAdmin, FactInline


class OrderLineInline(FactInline):
    model = OrderLine
    fields = ["position", "title", "variant_title", "sku", "quantity", "unit_price_minor", "line_total_minor"]
    ordering = ["position"]


class OrderEventInline(FactInline):
    model = OrderEvent
    fields = ["at", "type", "message"]
    ordering = ["at"]


class FulfillmentInline(FactInline):
    model = Fulfillment
    fields = ["number", "state", "source_reference", "created_at", "delivered_at"]
    ordering = ["number"]


class RefundInline(FactInline):
    model = Refund
    fields = ["state", "source", "amount_minor", "reason", "reference", "failure", "created_at"]
    ordering = ["created_at"]


class TrackingNumberInline(FactInline):
    model = TrackingNumber
    fields = ["number", "carrier", "state", "journey_started_at", "delivered_at"]
    ordering = ["pk"]


@admin.register(Fulfillment)
class FulfillmentAdmin(FactAdmin):
    list_display = ["order", "number", "state", "source_reference", "created_at", "delivered_at"]
    list_filter = ["state"]
    list_select_related = ["order"]
    search_fields = ["=order__number", "source_reference", "tracking_numbers__number"]
    ordering = ["-created_at"]
    inlines = [TrackingNumberInline]


@admin.register(Refund)
class RefundAdmin(FactAdmin):
    list_display = ["order", "state", "source", "amount_minor", "reason", "reference", "created_at"]
    list_filter = ["state", "source", "reason"]
    list_select_related = ["order"]
    search_fields = ["=order__number", "reference"]
    ordering = ["-created_at"]


@admin.register(Order)
class OrderAdmin(FactAdmin):
    list_display = [
        "number",
        "placed_at",
        "email",
        "payment_status",
        "hold_reason",
        "fulfillment_status",
        "delivery_status",
        "total_minor",
        "currency",
    ]
    list_filter = ["payment_status", "fulfillment_status", "hold_reason"]
    search_fields = ["=number", "email", "customer_name", "payment_reference"]
    ordering = ["-number"]
    inlines = [OrderLineInline, FulfillmentInline, RefundInline, OrderEventInline]


@admin.register(OrderLine)
class OrderLineAdmin(FactAdmin):
    list_display = [
        "title",
        "variant_title",
        "order",
        "sku",
        "quantity",
        "fulfilled_quantity",
        "refunded_quantity",
        "line_total_minor",
    ]
    search_fields = ["sku", "title", "=order__number"]
    ordering = ["-pk"]


@admin.register(OrderEvent)
class OrderEventAdmin(FactAdmin):
    list_display = ["at", "order", "type", "message"]
    list_filter = ["type"]
    search_fields = ["=order__number"]
    ordering = ["-at", "-pk"]


@admin.register(FulfillmentLine)
class FulfillmentLineAdmin(FactAdmin):
    list_display = ["fulfillment", "order_line", "quantity"]
    search_fields = ["=fulfillment__id"]
    ordering = ["-pk"]


@admin.register(TrackingNumber)
class TrackingNumberAdmin(FactAdmin):
    list_display = ["number", "carrier", "state", "fulfillment", "journey_started_at", "delivered_at"]
    list_filter = ["state"]
    search_fields = ["number"]
    ordering = ["-pk"]


@admin.register(RefundLine)
class RefundLineAdmin(FactAdmin):
    list_display = ["refund", "order_line", "quantity", "removed_quantity", "amount_minor"]
    search_fields = ["=refund__id"]
    ordering = ["-pk"]


@admin.register(OrderCounter)
class OrderCounterAdmin(FactAdmin):
    list_display = ["last_number"]
    ordering = ["pk"]

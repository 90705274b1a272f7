"""Staff look at a store's orders; what changes an order is a service, never this form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.orders.models import Fulfillment, Order, OrderEvent, OrderLine, Refund, TrackingNumber


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OrderLineInline(_ReadOnly, TabularInline):
    model = OrderLine
    fields = ["position", "title", "variant_title", "sku", "quantity", "unit_price_minor", "line_total_minor"]
    ordering = ["position"]
    extra = 0


class OrderEventInline(_ReadOnly, TabularInline):
    model = OrderEvent
    fields = ["at", "type", "message"]
    ordering = ["at"]
    extra = 0


class FulfillmentInline(_ReadOnly, TabularInline):
    model = Fulfillment
    fields = ["number", "state", "source_reference", "created_at", "delivered_at"]
    ordering = ["number"]
    extra = 0


class RefundInline(_ReadOnly, TabularInline):
    model = Refund
    fields = ["state", "source", "amount_minor", "reason", "reference", "failure", "created_at"]
    ordering = ["created_at"]
    extra = 0


class TrackingNumberInline(_ReadOnly, TabularInline):
    model = TrackingNumber
    fields = ["number", "carrier", "state", "journey_started_at", "delivered_at"]
    ordering = ["pk"]
    extra = 0


@admin.register(Fulfillment)
class FulfillmentAdmin(_ReadOnly, ModelAdmin):
    list_display = ["order", "number", "state", "source_reference", "created_at", "delivered_at"]
    list_filter = ["state"]
    list_select_related = ["order"]
    search_fields = ["=order__number", "source_reference", "tracking_numbers__number"]
    ordering = ["-created_at"]
    inlines = [TrackingNumberInline]
    list_per_page = 50


@admin.register(Refund)
class RefundAdmin(_ReadOnly, ModelAdmin):
    list_display = ["order", "state", "source", "amount_minor", "reason", "reference", "created_at"]
    list_filter = ["state", "source", "reason"]
    list_select_related = ["order"]
    search_fields = ["=order__number", "reference"]
    ordering = ["-created_at"]
    list_per_page = 50


@admin.register(Order)
class OrderAdmin(_ReadOnly, ModelAdmin):
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
    list_per_page = 50

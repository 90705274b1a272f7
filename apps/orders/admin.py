"""Staff look at a store's orders; what changes an order is a service, never this form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.orders.models import Order, OrderEvent, OrderLine


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


@admin.register(Order)
class OrderAdmin(_ReadOnly, ModelAdmin):
    list_display = [
        "number",
        "placed_at",
        "email",
        "payment_status",
        "hold_reason",
        "fulfillment_status",
        "total_minor",
        "currency",
    ]
    list_filter = ["payment_status", "fulfillment_status", "hold_reason"]
    search_fields = ["=number", "email", "customer_name", "payment_reference"]
    ordering = ["-number"]
    inlines = [OrderLineInline, OrderEventInline]
    list_per_page = 50

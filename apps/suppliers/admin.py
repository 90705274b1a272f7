"""Staff look at a store's suppliers, offers and purchase orders; the merchant's services change them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.suppliers.models import Offer, PurchaseEvent, PurchaseOrder, PurchaseOrderLine, Supplier


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PurchaseOrderLineInline(_ReadOnly, TabularInline):
    model = PurchaseOrderLine
    fields = [
        "title",
        "variant_title",
        "quantity",
        "supplier_product_id",
        "supplier_sku_id",
        "unit_cost_minor",
    ]
    extra = 0


class PurchaseEventInline(_ReadOnly, TabularInline):
    model = PurchaseEvent
    fields = ["at", "message"]
    ordering = ["at"]
    extra = 0


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(_ReadOnly, ModelAdmin):
    list_display = [
        "reference",
        "order_number",
        "supplier",
        "status",
        "is_paid",
        "exception_reason",
        "exception_due_at",
        "created_at",
    ]
    list_filter = ["status", "exception_reason", "is_paid"]
    list_select_related = ["supplier"]
    search_fields = ["reference", "=order_number", "=id"]
    ordering = ["-created_at", "-pk"]
    exclude = ["shipping_address", "email", "claim_token"]
    inlines = [PurchaseOrderLineInline, PurchaseEventInline]
    show_full_result_count = False
    list_per_page = 50


@admin.register(Offer)
class OfferAdmin(_ReadOnly, ModelAdmin):
    list_display = [
        "title",
        "supplier",
        "supplier_product_id",
        "supplier_sku_id",
        "cost_minor",
        "currency",
        "stock",
        "priority",
        "is_active",
        "checked_at",
    ]
    list_filter = ["is_active", "supplier"]
    list_select_related = ["supplier"]
    search_fields = ["supplier_product_id", "supplier_sku_id", "title"]
    ordering = ["-pk"]
    show_full_result_count = False
    list_per_page = 50


@admin.register(Supplier)
class SupplierAdmin(_ReadOnly, ModelAdmin):
    list_display = ["name", "provider", "connection_state", "connection_ends_at"]
    ordering = ["name"]

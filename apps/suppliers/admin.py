"""Staff look at a store's suppliers, offers and purchase orders; the merchant's services change them."""

from django.contrib import admin

from apps.suppliers.models import (
    Offer,
    PurchaseEvent,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseSettings,
    Supplier,
)
from tenancy.staff.facts import FactAdmin, FactInline


class PurchaseOrderLineInline(FactInline):
    model = PurchaseOrderLine
    fields = [
        "title",
        "variant_title",
        "quantity",
        "supplier_product_id",
        "supplier_sku_id",
        "unit_cost_minor",
    ]


class PurchaseEventInline(FactInline):
    model = PurchaseEvent
    fields = ["at", "message"]
    ordering = ["at"]


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(FactAdmin):
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


@admin.register(Offer)
class OfferAdmin(FactAdmin):
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


@admin.register(Supplier)
class SupplierAdmin(FactAdmin):
    list_display = ["name", "provider", "connection_state", "connection_ends_at"]
    ordering = ["name"]


@admin.register(PurchaseOrderLine)
class PurchaseOrderLineAdmin(FactAdmin):
    list_display = [
        "title",
        "variant_title",
        "purchase_order",
        "quantity",
        "unit_cost_minor",
        "supplier_sku_id",
    ]
    search_fields = ["sku", "supplier_sku_id", "=purchase_order__reference"]
    ordering = ["-pk"]


@admin.register(PurchaseEvent)
class PurchaseEventAdmin(FactAdmin):
    list_display = ["at", "purchase_order", "message"]
    search_fields = ["=purchase_order__reference"]
    ordering = ["-at", "-pk"]


@admin.register(PurchaseSettings)
class PurchaseSettingsAdmin(FactAdmin):
    list_display = ["is_automatic", "hold_minutes", "sla_hours"]
    ordering = ["pk"]

"""The sales ledger and exports, for staff inside one store: to read."""

from django.contrib import admin

from apps.analytics.models import (
    Export,
    SaleEntry,
    SaleLine,
    Visit,
)
from tenancy.staff.facts import FactAdmin


@admin.register(SaleEntry)
class SaleEntryAdmin(FactAdmin):
    list_display = ("at", "kind", "order_number", "gross_minor", "tax_minor", "net_minor", "currency")
    list_filter = ("kind",)
    search_fields = ("order_number",)
    date_hierarchy = "at"


@admin.register(Export)
class ExportAdmin(FactAdmin):
    list_display = (
        "created_at",
        "kind",
        "first",
        "last",
        "state",
        "rows",
        "size_bytes",
        "failure",
        "expires_at",
    )
    list_filter = ("state", "kind")


@admin.register(SaleLine)
class SaleLineAdmin(FactAdmin):
    list_display = ["title", "entry", "quantity", "total_minor"]
    search_fields = ["title", "=product_id"]
    ordering = ["-pk"]


@admin.register(Visit)
class VisitAdmin(FactAdmin):
    list_display = [
        "day",
        "source",
        "medium",
        "campaign",
        "landing",
        "started_at",
        "carted_at",
        "checkout_at",
        "paid_at",
    ]
    list_filter = ["source"]
    search_fields = ["campaign", "=order_id"]
    ordering = ["-started_at", "-pk"]
    secrets = ("visitor",)

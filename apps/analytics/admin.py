"""The sales ledger and exports, for staff inside one store: to read."""

from typing import Any

from django.contrib import admin
from unfold.admin import ModelAdmin

from apps.analytics.models import Export, SaleEntry


class ReadOnly(ModelAdmin):
    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(SaleEntry)
class SaleEntryAdmin(ReadOnly):
    list_display = ("at", "kind", "order_number", "gross_minor", "tax_minor", "net_minor", "currency")
    list_filter = ("kind",)
    search_fields = ("order_number",)
    date_hierarchy = "at"


@admin.register(Export)
class ExportAdmin(ReadOnly):
    list_display = ("created_at", "kind", "first", "last", "state", "rows", "expires_at")
    list_filter = ("state", "kind")

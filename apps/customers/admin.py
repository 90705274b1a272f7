"""Staff look at a store's customers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.customers.models import Customer, StockAlert


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    list_display = ["email", "name", "phone", "verified_at", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["-created_at"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StockAlert)
class StockAlertAdmin(ModelAdmin):
    list_display = ["email", "variant_id", "asked_at", "told_at"]
    search_fields = ["email"]
    ordering = ["-asked_at"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""Staff look at a store's carts, codes, zones and taxes, and may correct shipping rates."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.checkout.models import (
    Cart,
    CartLine,
    Discount,
    DiscountUse,
    ShippingRate,
    ShippingZone,
    ShippingZoneCountry,
    TaxRate,
    TaxSettings,
)


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CartLineInline(_ReadOnly, TabularInline):
    model = CartLine
    fields = ["title", "quantity", "seen_price_minor", "added_at"]
    ordering = ["added_at"]
    extra = 0


@admin.register(Cart)
class CartAdmin(_ReadOnly, ModelAdmin):
    list_display = ["id", "status", "email", "discount_code", "updated_at"]
    list_filter = ["status"]
    search_fields = ["=id", "email"]
    ordering = ["-updated_at"]
    inlines = [CartLineInline]
    list_per_page = 50


class DiscountUseInline(_ReadOnly, TabularInline):
    model = DiscountUse
    fields = ["email_key", "order_id", "used_at"]
    ordering = ["-used_at"]
    extra = 0


@admin.register(Discount)
class DiscountAdmin(_ReadOnly, ModelAdmin):
    list_display = ["code", "kind", "times_used", "usage_limit", "starts_at", "ends_at", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code"]
    ordering = ["-created_at"]
    inlines = [DiscountUseInline]
    list_per_page = 50


class ShippingZoneCountryInline(TabularInline):
    model = ShippingZoneCountry
    fields = ["code"]
    ordering = ["code"]
    extra = 0


class ShippingRateInline(TabularInline):
    model = ShippingRate
    fields = ["name", "kind", "price_minor", "bands", "free_over_minor", "position", "is_active"]
    ordering = ["position"]
    extra = 0


@admin.register(ShippingZone)
class ShippingZoneAdmin(ModelAdmin):
    list_display = ["name", "is_rest_of_world", "position"]
    ordering = ["position", "name"]
    inlines = [ShippingZoneCountryInline, ShippingRateInline]


@admin.register(ShippingRate)
class ShippingRateAdmin(ModelAdmin):
    list_display = ["name", "zone", "kind", "price_minor", "free_over_minor", "position", "is_active"]
    list_select_related = ["zone"]
    ordering = ["zone", "position"]


@admin.register(TaxRate)
class TaxRateAdmin(ModelAdmin):
    list_display = ["country", "name", "percent_milli"]
    ordering = ["country"]


@admin.register(TaxSettings)
class TaxSettingsAdmin(ModelAdmin):
    list_display = ["is_inclusive", "is_shipping_taxed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

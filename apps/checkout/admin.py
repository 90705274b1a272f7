"""Staff look at a store's carts, codes, zones and taxes, and may correct shipping rates."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

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
from tenancy.staff.facts import FactAdmin, FactInline, StaffAdmin


class CartLineInline(FactInline):
    model = CartLine
    fields = ["title", "quantity", "seen_price_minor", "added_at"]
    ordering = ["added_at"]


@admin.register(Cart)
class CartAdmin(FactAdmin):
    list_display = ["id", "status", "email", "discount_code", "updated_at"]
    list_filter = ["status"]
    search_fields = ["=id", "email"]
    ordering = ["-updated_at"]
    inlines = [CartLineInline]


class DiscountUseInline(FactInline):
    model = DiscountUse
    fields = ["email_key", "order_id", "used_at"]
    ordering = ["-used_at"]


@admin.register(Discount)
class DiscountAdmin(FactAdmin):
    list_display = ["code", "kind", "times_used", "usage_limit", "starts_at", "ends_at", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code"]
    ordering = ["-created_at"]
    inlines = [DiscountUseInline]


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
class ShippingZoneAdmin(StaffAdmin):
    list_display = ["name", "is_rest_of_world", "position"]
    ordering = ["position", "name"]
    inlines = [ShippingZoneCountryInline, ShippingRateInline]


@admin.register(ShippingRate)
class ShippingRateAdmin(StaffAdmin):
    list_display = ["name", "zone", "kind", "price_minor", "free_over_minor", "position", "is_active"]
    list_select_related = ["zone"]
    ordering = ["zone", "position"]


@admin.register(TaxRate)
class TaxRateAdmin(StaffAdmin):
    list_display = ["country", "name", "percent_milli"]
    ordering = ["country"]


@admin.register(TaxSettings)
class TaxSettingsAdmin(StaffAdmin):
    list_display = ["is_inclusive", "is_shipping_taxed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CartLine)
class CartLineAdmin(FactAdmin):
    list_display = ["title", "cart", "quantity", "seen_price_minor", "added_at"]
    search_fields = ["title", "=cart__id"]
    ordering = ["-added_at", "-pk"]


@admin.register(DiscountUse)
class DiscountUseAdmin(FactAdmin):
    list_display = ["discount", "email_key", "order_id", "used_at"]
    search_fields = ["discount__code", "=order_id"]
    ordering = ["-used_at", "-pk"]


@admin.register(ShippingZoneCountry)
class ShippingZoneCountryAdmin(FactAdmin):
    list_display = ["code", "zone"]
    search_fields = ["=code"]
    ordering = ["code"]

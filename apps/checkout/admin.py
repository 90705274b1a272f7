"""Staff may correct a store's shipping rates."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from apps.checkout.models import ShippingRate


@admin.register(ShippingRate)
class ShippingRateAdmin(ModelAdmin):
    list_display = ["name", "price_minor", "free_over_minor", "countries", "position", "is_active"]
    ordering = ["position", "price_minor"]

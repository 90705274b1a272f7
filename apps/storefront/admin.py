"""Staff see how a store's theme is set."""

from django.contrib import admin

from apps.storefront.models import ThemeSettings
from tenancy.staff.facts import FactAdmin


@admin.register(ThemeSettings)
class ThemeSettingsAdmin(FactAdmin):
    list_display = ["theme", "updated_at"]
    ordering = ["pk"]

"""Staff see how a store's theme is set, and whether its list of first steps was put away."""

from django.contrib import admin

from apps.storefront.models import Opening, ThemeSettings
from tenancy.staff.facts import FactAdmin


@admin.register(ThemeSettings)
class ThemeSettingsAdmin(FactAdmin):
    list_display = ["theme", "updated_at"]
    ordering = ["pk"]


@admin.register(Opening)
class OpeningAdmin(FactAdmin):
    list_display = ["hidden_at"]
    ordering = ["pk"]

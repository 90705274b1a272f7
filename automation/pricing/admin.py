"""Price rules, their runs line by line, and the rates used."""

from django.contrib import admin

from automation.pricing.models import ExchangeRate, PriceRule, PriceRun, PriceRunLine
from tenancy.staff.facts import FactAdmin


@admin.register(PriceRule)
class PriceRuleAdmin(FactAdmin):
    """How prices follow from costs."""

    list_display = [
        "position",
        "name",
        "kind",
        "scope",
        "scope_value",
        "multiplier",
        "is_active",
        "changed_at",
    ]
    list_filter = ["kind", "scope", "is_active"]
    search_fields = ["name", "=id"]
    ordering = ["position", "pk"]


@admin.register(PriceRun)
class PriceRunAdmin(FactAdmin):
    """A preview, applied or undone."""

    list_display = ["created_at", "state", "currency", "message", "created_by", "ended_at"]
    list_filter = ["state"]
    search_fields = ["=id", "=created_by"]
    ordering = ["-created_at", "-pk"]


@admin.register(PriceRunLine)
class PriceRunLineAdmin(FactAdmin):
    """One variant of a run."""

    list_display = [
        "product_title",
        "variant_title",
        "run",
        "rule_name",
        "before_minor",
        "after_minor",
        "floor_minor",
        "state",
        "message",
    ]
    list_filter = ["state"]
    search_fields = ["product_title", "=variant_id", "=product_id", "=run__id"]
    ordering = ["-pk"]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(FactAdmin):
    """What one unit was in another on a day."""

    list_display = ["base", "quote", "rate", "provider", "valid_on", "fetched_at"]
    list_filter = ["provider"]
    search_fields = ["=base", "=quote"]
    ordering = ["-valid_on", "-pk"]

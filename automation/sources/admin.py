"""What suppliers said, and which of our variants are theirs."""

from django.contrib import admin

from automation.sources.models import MappedVariant, SourceSnapshot
from tenancy.staff.facts import FactAdmin


@admin.register(MappedVariant)
class MappedVariantAdmin(FactAdmin):
    """One of our variants at a supplier."""

    list_display = [
        "title",
        "provider",
        "supplier_product_id",
        "sku_id",
        "cost",
        "currency",
        "stock",
        "state",
        "is_hidden_by_us",
        "checked_at",
    ]
    list_filter = ["provider", "state", "is_hidden_by_us"]
    search_fields = ["title", "=variant_id", "=product_id", "supplier_product_id", "sku_id"]
    ordering = ["-created_at", "-pk"]


@admin.register(SourceSnapshot)
class SourceSnapshotAdmin(FactAdmin):
    """A source's answer, as it was."""

    list_display = ["reference", "sha256", "fetched_at", "seen_at"]
    search_fields = ["reference", "=sha256"]
    ordering = ["-fetched_at", "-pk"]

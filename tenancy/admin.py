"""The pool of schemas and how far schemas are migrated, for staff to read."""

from django.contrib import admin

from tenancy.models import MigrationScript, PlatformSchema, PoolSchema
from tenancy.staff.facts import FactAdmin


@admin.register(PoolSchema)
class PoolSchemaAdmin(FactAdmin):
    """Schemas built ahead; one that FAILED is dropped and built again by the refill."""

    list_display = ["schema_name", "state", "created_at", "changed_at"]
    list_filter = ["state"]
    search_fields = ["=schema_name"]
    ordering = ["-pk"]


@admin.register(PlatformSchema)
class PlatformSchemaAdmin(FactAdmin):
    """`public` and the template."""

    list_display = ["schema_name", "schema_fingerprint", "changed_at"]
    ordering = ["pk"]


@admin.register(MigrationScript)
class MigrationScriptAdmin(FactAdmin):
    """What a store migration ran on the template."""

    list_display = ["app", "name", "is_plain", "recorded_at"]
    list_filter = ["is_plain"]
    search_fields = ["app", "name"]
    ordering = ["-pk"]

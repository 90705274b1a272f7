"""Staff read the audit log; nobody writes it here."""

from django.contrib import admin

from apps.audit.models import AuditEntry
from tenancy.staff.facts import FactAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(FactAdmin):
    list_display = ["at", "actor_kind", "actor_label", "verb", "object_type", "object_label", "address"]
    list_filter = ["actor_kind", "object_type"]
    search_fields = ["=merchant_id", "=store_id", "=object_id", "actor_label", "verb"]
    ordering = ["-id"]

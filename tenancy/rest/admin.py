"""Which POSTs were answered once and may be repeated; never what was answered."""

from django.contrib import admin

from tenancy.rest.models import IdempotencyRecord
from tenancy.staff.facts import FactAdmin


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(FactAdmin):
    """The stored answer may hold what is shown once, such as a new API key."""

    list_display = ["caller", "key", "state", "status", "started_at"]
    list_filter = ["state"]
    search_fields = ["=key", "=caller"]
    ordering = ["-pk"]
    secrets = ("body", "fingerprint")

"""Nights of checking suppliers, what was found and what is held back."""

from django.contrib import admin

from automation.sync.models import HeldFact, ReactionRule, SyncEvent, SyncNight
from tenancy.staff.facts import FactAdmin


@admin.register(SyncNight)
class SyncNightAdmin(FactAdmin):
    """One round over all mapped variants."""

    list_display = [
        "on",
        "state",
        "checked",
        "changed",
        "held",
        "failed",
        "message",
        "started_at",
        "ended_at",
    ]
    list_filter = ["state"]
    ordering = ["-on", "-pk"]


@admin.register(SyncEvent)
class SyncEventAdmin(FactAdmin):
    """What a check found and what was done about it."""

    list_display = ["at", "title", "event", "before", "after", "reaction", "is_done", "message"]
    list_filter = ["event", "reaction", "is_done"]
    search_fields = ["title", "=product_id", "=variant_id"]
    ordering = ["-at", "-pk"]


@admin.register(HeldFact)
class HeldFactAdmin(FactAdmin):
    """An answer that cannot be true at first sight."""

    list_display = [
        "created_at",
        "title",
        "suspicion",
        "before",
        "after",
        "state",
        "decided_by",
        "decided_at",
    ]
    list_filter = ["state", "suspicion"]
    search_fields = ["title", "reference", "=product_id"]
    ordering = ["-created_at", "-pk"]


@admin.register(ReactionRule)
class ReactionRuleAdmin(FactAdmin):
    """What is done about an event."""

    list_display = ["event", "reaction", "product_id", "changed_at"]
    list_filter = ["event", "reaction"]
    search_fields = ["=product_id"]
    ordering = ["pk"]

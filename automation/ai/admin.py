"""The ledger of questions to the model, and what a store lets itself spend."""

from django.contrib import admin

from automation.ai.models import AiBudget, AiCall
from tenancy.staff.facts import FactAdmin


@admin.register(AiCall)
class AiCallAdmin(FactAdmin):
    """One question, its tokens and its price."""

    list_display = [
        "created_at",
        "purpose",
        "subject",
        "model",
        "state",
        "input_tokens",
        "output_tokens",
        "cost_micros",
        "duration_ms",
    ]
    list_filter = ["state", "purpose", "model"]
    search_fields = ["=id", "subject", "=prompt_hash"]
    ordering = ["-created_at", "-pk"]
    date_hierarchy = "created_at"


@admin.register(AiBudget)
class AiBudgetAdmin(FactAdmin):
    """The merchant's own limit."""

    list_display = ["daily_micros", "monthly_micros", "changed_at"]
    ordering = ["pk"]

"""Shapes of reviews, of the ledger and of the budget on the wire. Costs are US dollars as decimal text."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from rest_framework import serializers

from automation.ai.budget import BudgetState
from automation.ai.models import AiCall
from automation.ai.types import CallState
from automation.imports.models import FieldProposal
from automation.imports.types import ProposalState


def dollars(micros: int | None) -> str | None:
    """Return millionths of a dollar as decimal text."""
    return None if micros is None else f"{Decimal(micros).scaleb(-6):.6f}"


class ProposalOutput(serializers.Serializer):
    id = serializers.UUIDField()
    field = serializers.CharField()
    source_text = serializers.CharField(allow_blank=True)
    ai_text = serializers.CharField()
    applied_text = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=ProposalState.choices)
    model = serializers.CharField(allow_blank=True)
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_usd = serializers.CharField()
    prompt_hash = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class ProductReviewOutput(serializers.Serializer):
    product_id = serializers.UUIDField()
    title = serializers.CharField()
    import_id = serializers.UUIDField()
    open_count = serializers.IntegerField()
    proposals = ProposalOutput(many=True)


def review_view(product_id: UUID, rows: list[FieldProposal], calls: dict[UUID, AiCall]) -> dict[str, Any]:
    """Return a product's proposals as `ProductReviewOutput` takes them."""
    title = next((row.applied_text for row in rows if row.field == "title"), "")
    return {
        "product_id": product_id,
        "title": title,
        "import_id": rows[0].item.job_id if rows else None,
        "open_count": sum(row.state == ProposalState.PROPOSED for row in rows),
        "proposals": [_proposal(row, calls.get(row.call_id) if row.call_id else None) for row in rows],
    }


def _proposal(row: FieldProposal, call: AiCall | None) -> dict[str, Any]:
    names = ("field", "source_text", "ai_text", "applied_text", "state", "decided_at")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "model": call.model if call else "",
        "input_tokens": call.input_tokens if call else 0,
        "output_tokens": call.output_tokens if call else 0,
        "cost_usd": dollars(call.cost_micros if call else 0),
        "prompt_hash": call.prompt_hash if call else "",
    }


class ProposalEditInput(serializers.Serializer):
    text = serializers.CharField(max_length=200_000, trim_whitespace=False)


class TextsUndoneOutput(serializers.Serializer):
    put_back = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Changed by a person since; they stay.")
    remaining = serializers.IntegerField(help_text="Call again until this is 0.")


class AiCallOutput(serializers.Serializer):
    id = serializers.UUIDField()
    purpose = serializers.CharField()
    subject = serializers.CharField(allow_blank=True)
    model = serializers.CharField()
    state = serializers.ChoiceField(choices=CallState.choices)
    error = serializers.CharField(allow_blank=True)
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cache_read_tokens = serializers.IntegerField()
    cache_write_tokens = serializers.IntegerField()
    input_usd_per_million = serializers.CharField()
    output_usd_per_million = serializers.CharField()
    cost_usd = serializers.SerializerMethodField()
    duration_ms = serializers.IntegerField()
    prompt_hash = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()

    def get_cost_usd(self, row: AiCall) -> str:
        return str(dollars(row.cost_micros))


class AiDayOutput(serializers.Serializer):
    on = serializers.DateField()
    purpose = serializers.CharField()
    calls = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cache_tokens = serializers.IntegerField()
    cost_usd = serializers.SerializerMethodField()

    def get_cost_usd(self, row: Any) -> str:
        return str(dollars(row.cost_micros))


class AiBudgetOutput(serializers.Serializer):
    daily_limit_usd = serializers.CharField()
    monthly_limit_usd = serializers.CharField(allow_null=True)
    daily_own_usd = serializers.CharField(allow_null=True)
    monthly_own_usd = serializers.CharField(allow_null=True)
    spent_day_usd = serializers.CharField()
    spent_month_usd = serializers.CharField()
    is_spent = serializers.BooleanField()


def budget_view(state: BudgetState) -> dict[str, Any]:
    """Return the budget as `AiBudgetOutput` takes it."""
    return {
        "daily_limit_usd": dollars(state.daily_limit),
        "monthly_limit_usd": dollars(state.monthly_limit),
        "daily_own_usd": dollars(state.daily_own),
        "monthly_own_usd": dollars(state.monthly_own),
        "spent_day_usd": dollars(state.spent_day),
        "spent_month_usd": dollars(state.spent_month),
        "is_spent": bool(state.spent_of),
    }


class AiBudgetInput(serializers.Serializer):
    """Limits of the merchant's own; null means the platform's."""

    daily_usd = serializers.DecimalField(
        max_digits=12, decimal_places=6, min_value=Decimal(0), allow_null=True
    )
    monthly_usd = serializers.DecimalField(
        max_digits=12, decimal_places=6, min_value=Decimal(0), allow_null=True
    )


def micros(amount: Decimal | None) -> int | None:
    """Return US dollars in millionths."""
    return None if amount is None else int(amount.scaleb(6))

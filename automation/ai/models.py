"""The ledger: every question to the model, what it was for and what it cost (store schema)."""

from django.db import models

from automation.ai.types import CallState
from tenancy.ids import uuid7


class AiCall(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True, default="")
    model = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=CallState)
    error = models.CharField(max_length=300, blank=True, default="")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cache_read_tokens = models.PositiveIntegerField(default=0)
    cache_write_tokens = models.PositiveIntegerField(default=0)
    cost_micros = models.PositiveBigIntegerField(default=0)
    input_usd_per_million = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    output_usd_per_million = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    # SHA-256 of the instructions and the question, so that an answer can be told apart from one to other words.
    prompt_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    duration_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="ai_call_created"),
            models.Index(fields=["purpose", "created_at"], name="ai_call_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"


class AiBudget(models.Model):
    """What the merchant lets the store spend, in millionths of a US dollar; null = the platform's own limit."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    daily_micros = models.PositiveBigIntegerField(null=True)
    monthly_micros = models.PositiveBigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ai_budget_one_row")]

    def __str__(self) -> str:
        return f"{self.daily_micros} a day, {self.monthly_micros} a month"

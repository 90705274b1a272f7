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
    duration_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="ai_call_created")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"

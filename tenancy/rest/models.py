"""Answers kept for a day, so that a repeated POST gets the same answer (public schema)."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One caller's key: running, or done with its stored answer."""

    class State(models.TextChoices):
        RUNNING = "RUNNING"
        DONE = "DONE"

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_caller_key")]
        indexes = [models.Index(fields=["started_at"], name="idempotency_started")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"

"""Nights of checking, what they found, what was done, and what is held back (store schema)."""

from django.db import models

from automation.sync.types import EventKind, HeldState, NightState, Reaction, Suspicion
from tenancy.ids import uuid7


class SyncNight(models.Model):
    """One round over all mapped variants; one a date, however often it is begun."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    on = models.DateField()
    state = models.CharField(max_length=8, choices=NightState, default=NightState.RUNNING)
    checked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on"], name="sync_night_once_a_date")]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"


class ReactionRule(models.Model):
    """What is done about an event, in all products or (with `product_id`) in one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product_id = models.UUIDField(null=True)
    event = models.CharField(max_length=14, choices=EventKind)
    reaction = models.CharField(max_length=10, choices=Reaction)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product_id", "event"], name="sync_rule_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reaction}"


class SyncEvent(models.Model):
    """What a check found and what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product_id = models.UUIDField()
    variant_id = models.UUIDField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    event = models.CharField(max_length=14, choices=EventKind)
    before = models.CharField(max_length=60, blank=True, default="")
    after = models.CharField(max_length=60, blank=True, default="")
    reaction = models.CharField(max_length=10, choices=Reaction)
    is_done = models.BooleanField(default=True)
    message = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="sync_event_newest"),
            models.Index(fields=["product_id", "-at"], name="sync_event_product"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reaction}"


class HeldFact(models.Model):
    """A supplier's answer that cannot be true at first sight: the shop stays as it is until a person decides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=255)
    product_id = models.UUIDField()
    title = models.CharField(max_length=300, blank=True, default="")
    suspicion = models.CharField(max_length=9, choices=Suspicion)
    sha256 = models.CharField(max_length=64)
    before = models.CharField(max_length=120, blank=True, default="")
    after = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=9, choices=HeldState, default=HeldState.HELD)
    decided_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "suspicion", "sha256"], name="sync_held_once")
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="sync_held_state")]

    def __str__(self) -> str:
        return f"{self.suspicion} {self.reference}"

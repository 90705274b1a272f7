"""Mails of one store (store schema): one row per kind and subject, so that none is sent twice."""

from django.db import models
from django.db.models import Q

from apps.notifications.types import MessageKind, MessageState
from tenancy.ids import uuid7


class Message(models.Model):
    """One mail about one thing. Claimed by a worker before it is handed to the mail service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30, choices=MessageKind)
    subject_id = models.UUIDField(editable=False)
    recipient = models.EmailField(max_length=254, blank=True, default="")
    state = models.CharField(max_length=7, choices=MessageState, default=MessageState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="message_once_per_subject"),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values) & Q(kind__in=MessageKind.values),
                name="message_words_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="message_waiting",
                condition=Q(state__in=[MessageState.PENDING, MessageState.SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

"""Templates, messages, and everything that happened (store schema)."""

from datetime import time

from django.db import models
from django.db.models import Q

from automation.email.types import EventKind, MessageState
from tenancy.encryption import EncryptedTextField
from tenancy.ids import uuid7


class EmailSettings(models.Model):
    """One row: what holds for every flow of the store."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_sending_on = models.BooleanField(default=True)
    sender_name = models.CharField(max_length=80, blank=True, default="")
    reply_to = models.EmailField(max_length=254, blank=True, default="")
    postal_address = models.CharField(max_length=300, blank=True, default="")
    # Nobody gets two marketing mails within so many hours; 0 = no cap.
    cap_hours = models.PositiveSmallIntegerField(default=16)
    # In the recipient's own time; both equal = no quiet hours.
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    soft_bounce_limit = models.PositiveSmallIntegerField(default=3)
    # What calls of a flow's steps to other programs are signed with; made by the first need of it.
    webhook_secret = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="email_settings_one_row")]

    def __str__(self) -> str:
        return "settings"


class EmailTemplate(models.Model):
    """A mail to be filled in. Its content stands in revisions, so that what was sent can be shown for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=120)
    revision_number = models.PositiveIntegerField(default=1)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="email_template_ready_once")
        ]

    def __str__(self) -> str:
        return self.name


class TemplateRevision(models.Model):
    """Content of a template at one time; never changed."""

    template = models.ForeignKey(EmailTemplate, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    preheader = models.CharField(max_length=200, blank=True, default="")
    blocks = models.JSONField()
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="email_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} r{self.number}"


class Message(models.Model):
    """One mail of one step: the unique key makes it exactly one. Test mails have no enrolment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(
        "email.Enrolment", on_delete=models.CASCADE, null=True, related_name="messages"
    )
    node = models.CharField(max_length=40, blank=True, default="")
    contact = models.ForeignKey("email.Contact", on_delete=models.CASCADE, related_name="messages")
    revision = models.ForeignKey(TemplateRevision, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True, default="")
    # Everything the content was filled with, so that it can be shown again as it was.
    variables = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.QUEUED)
    reason = models.CharField(max_length=300, blank=True, default="")
    provider = models.CharField(max_length=20, blank=True, default="")
    provider_id = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    # When the right to send was last checked with the core.
    checked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "node"], name="email_message_once_per_step"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="email_message_waiting",
                condition=Q(state__in=["QUEUED", "CLAIMED", "SENDING"]),
            ),
            models.Index(fields=["-created_at", "-id"], name="email_message_newest"),
            models.Index(fields=["sent_at"], name="email_message_uncertain", condition=Q(state="UNCERTAIN")),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.state}"


class EmailEvent(models.Model):
    """What happened and why, also what did not happen. Never changed; its number keeps the order."""

    kind = models.CharField(max_length=12, choices=EventKind)
    reason = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    contact = models.ForeignKey("email.Contact", on_delete=models.CASCADE, null=True, related_name="events")
    flow = models.ForeignKey("email.EmailFlow", on_delete=models.CASCADE, null=True, related_name="+")
    enrolment = models.ForeignKey("email.Enrolment", on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="events")
    node = models.CharField(max_length=40, blank=True, default="")
    detail = models.JSONField(default=dict)
    # A security scanner or a mailbox's proxy, not a person.
    is_machine = models.BooleanField(default=False)
    # The mail service's own id of it: the same event again is dropped.
    provider_event = models.CharField(max_length=160, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-at"], name="email_event_of_contact"),
            models.Index(fields=["flow", "kind", "at"], name="email_event_of_flow"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"

"""Flows, templates, people, their ways through the flows, and everything that happened (store schema)."""

from datetime import time

from django.db import models
from django.db.models import Q

from automation.email.types import (
    EnrolmentState,
    EventKind,
    MessageState,
    SignalState,
    SuppressionReason,
)
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


class EmailFlow(models.Model):
    """A series of mails. People run through published versions; the draft is what the builder edits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=120)
    draft = models.JSONField()
    is_draft_changed = models.BooleanField(default=True)
    is_on = models.BooleanField(default=False)
    # Nothing from before this moment enters: switching on never back-fills.
    on_since = models.DateTimeField(null=True)
    version = models.ForeignKey("FlowVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="email_flow_ready_once"),
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(version__isnull=False, on_since__isnull=False),
                name="email_flow_on_is_published",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FlowVersion(models.Model):
    """A published definition; never changed. Whoever entered by it leaves by it."""

    flow = models.ForeignKey(EmailFlow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "number"], name="email_version_once")]

    def __str__(self) -> str:
        return f"{self.flow_id} v{self.number}"


class Contact(models.Model):
    """Somebody who may get mails: a replica of what the core knows, refreshed by its feed and before each send."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # In lower case; the core keeps the spelling.
    email = models.CharField(max_length=254, unique=True)
    customer_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True, default="")
    locale = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=50, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    consent_state = models.CharField(max_length=12, blank=True, default="")
    consent_at = models.DateTimeField(null=True)
    tags = models.JSONField(default=list)
    orders_count = models.PositiveIntegerField(default=0)
    last_order_at = models.DateTimeField(null=True)
    last_marketing_at = models.DateTimeField(null=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    # The win-back flows that were offered this person since the last order; emptied by a new one.
    offered = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="email_contact_newest"),
            models.Index(fields=["last_order_at"], name="email_contact_last_order"),
            models.Index(fields=["customer_id"], name="email_contact_customer"),
        ]

    def __str__(self) -> str:
        return self.email


class FlowSignal(models.Model):
    """A fact of the core's feed, waiting to be worked off. Its id is the event's, so a repeat is no second one."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=60)
    payload = models.JSONField()
    at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=SignalState, default=SignalState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="email_signal_waiting", condition=Q(state=SignalState.PENDING)),
            models.Index(fields=["state", "at"], name="email_signal_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class CartWatch(models.Model):
    """A cart whose owner is known, until it is bought or left behind."""

    cart_id = models.UUIDField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    active_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # The flows that were offered this cart as it is; emptied by new activity.
    offered = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["active_at"], name="email_cart_open", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.cart_id)


class Enrolment(models.Model):
    """One person's way through one version of a flow. `node` is what comes next, at `due_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    flow = models.ForeignKey(EmailFlow, on_delete=models.CASCADE, related_name="enrolments")
    version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="enrolments")
    # What it is about ("cart:…", "order:…"), or "".
    subject = models.CharField(max_length=120, blank=True, default="")
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    reason = models.CharField(max_length=30, blank=True, default="")
    node = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Counts claims: tells ours from anybody's after us. Set back by each orderly step.
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "contact"],
                condition=Q(state=EnrolmentState.ACTIVE),
                name="email_enrolment_inside_once",
            ),
            models.UniqueConstraint(
                fields=["flow", "subject"], condition=~Q(subject=""), name="email_enrolment_per_subject_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="email_enrolment_due", condition=Q(state=EnrolmentState.ACTIVE)
            ),
            models.Index(fields=["flow", "contact", "-entered_at"], name="email_enrolment_reentry"),
        ]

    def __str__(self) -> str:
        return f"{self.flow_id} {self.contact_id} {self.state}"


class Message(models.Model):
    """One mail of one step: the unique key makes it exactly one. Test mails have no enrolment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, related_name="messages")
    node = models.CharField(max_length=40, blank=True, default="")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
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
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="events")
    flow = models.ForeignKey(EmailFlow, on_delete=models.CASCADE, null=True, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, related_name="+")
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


class Suppression(models.Model):
    """An address nothing is sent to, whatever the flow."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # In lower case.
    email = models.CharField(max_length=254, unique=True)
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    # Complaints are told to the core, which keeps consent; null until it has heard.
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="email_suppression_newest")]

    def __str__(self) -> str:
        return f"{self.email} {self.reason}"

"""Flows, the facts they wait for, and people's ways through them (store schema)."""

from django.db import models
from django.db.models import Q

from automation.email.types import CallState, EnrolmentState, SignalState
from tenancy.ids import uuid7


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
    # How far a flow that begins on a date has come through the people: {"day": …, "after": contact id}.
    date_cursor = models.JSONField(default=dict)
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


class Enrolment(models.Model):
    """One person's way through one version of a flow. `node` is what comes next, at `due_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    flow = models.ForeignKey(EmailFlow, on_delete=models.CASCADE, related_name="enrolments")
    version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("email.Contact", on_delete=models.CASCADE, related_name="enrolments")
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
    # While it waits for something to happen: what, since when, and when it did.
    waits_for = models.CharField(max_length=20, blank=True, default="")
    waits_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

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
            models.Index(
                fields=["contact", "waits_for"],
                name="email_enrolment_waits",
                condition=Q(state=EnrolmentState.ACTIVE) & ~Q(waits_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow_id} {self.contact_id} {self.state}"


class WebhookCall(models.Model):
    """One call of another program by one step. Its id is the idempotency key, the same for every attempt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="calls")
    node = models.CharField(max_length=40)
    contact = models.ForeignKey("email.Contact", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=1000)
    body = models.JSONField()
    state = models.CharField(max_length=7, choices=CallState, default=CallState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    # What became of the last attempt: a status, or a sentence.
    outcome = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "node"], name="email_call_once_per_step"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="email_call_waiting",
                condition=Q(state__in=["QUEUED", "SENDING"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} {self.state}"

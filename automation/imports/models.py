"""Imports with every step of theirs stored: state, time, cost, words (store schema)."""

from django.db import models

from automation.imports.types import ImportKind, ItemStatus, JobStatus, ProposalState, StepName, StepStatus
from tenancy.ids import uuid7


class ImportJob(models.Model):
    """One source a person handed in: a page with one product, or a file with many."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=ImportKind)
    source_label = models.CharField(max_length=300)
    # {"url"} or {"file": key in storage, "sha256", "url"?, "charset"?}; {"is_forgotten"} once the file is deleted
    source = models.JSONField()
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=JobStatus, default=JobStatus.QUEUED)
    is_cancel_wanted = models.BooleanField(default=False)
    created_by = models.UUIDField()
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often in a row its source was away.
    waits = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Who works on it holds it until then; a killed worker's job is taken up afterwards.
    leased_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="import_newest"),
            models.Index(
                fields=["due_at"], name="import_due", condition=models.Q(status__in=["QUEUED", "RUNNING"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_label}"


class ImportItem(models.Model):
    """One product of an import."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    source = models.JSONField()
    rewritten = models.JSONField(null=True)
    # The ledger entry of the words in `rewritten`.
    ai_call_id = models.UUIDField(null=True)
    # Per variant: {"price", "compare_at", "cost", "source"} in the store's currency, as the price step made them.
    prices = models.JSONField(null=True)
    # Choices the source has and the product, imported before, lacks: offered, not made.
    added_variants = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    pictures = models.JSONField(default=list)
    status = models.CharField(max_length=9, choices=ItemStatus, default=ItemStatus.QUEUED)
    product_id = models.UUIDField(null=True)
    is_new_product = models.BooleanField(null=True)
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    # Claims since the last orderly end: those of killed workers stay counted.
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often something needed was away.
    waits = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "reference"], name="import_item_reference"),
            models.UniqueConstraint(fields=["job", "position"], name="import_item_position"),
        ]
        indexes = [
            models.Index(fields=["job", "status"], name="import_item_status"),
            models.Index(fields=["reference"], name="import_item_source"),
            models.Index(
                fields=["due_at"],
                name="import_item_due",
                condition=models.Q(status__in=["QUEUED", "RUNNING"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ImportStep(models.Model):
    """One step of a job (item is null) or of one of its products."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="steps")
    item = models.ForeignKey(ImportItem, on_delete=models.CASCADE, null=True, related_name="steps")
    name = models.CharField(max_length=8, choices=StepName)
    status = models.CharField(max_length=9, choices=StepStatus, default=StepStatus.PENDING)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cost_micros = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "item", "name"], name="import_step_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.status}"


class FieldProposal(models.Model):
    """One text the model wrote for a product's draft, beside the source's; people decide."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(ImportItem, on_delete=models.CASCADE, related_name="proposals")
    product_id = models.UUIDField()
    field = models.CharField(max_length=20)
    source_text = models.TextField(blank=True)
    ai_text = models.TextField()
    # What stands in the product as far as we know: the model's, the source's, or a person's own.
    applied_text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.PROPOSED)
    call_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "field"], name="import_proposal_once")]
        indexes = [
            models.Index(fields=["product_id"], name="import_proposal_product"),
            models.Index(
                fields=["-created_at"], name="import_proposal_open", condition=models.Q(state="PROPOSED")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.state}"

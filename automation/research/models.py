"""Research of one store (store schema of automation's database)."""

from django.db import models

from automation.research.types import (
    AlertKind,
    CandidateState,
    Judgement,
    Quality,
    RunState,
    SignalKind,
    StepKind,
    StepState,
)
from tenancy.ids import uuid7


class Criteria(models.Model):
    """What this store looks for; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    is_on = models.BooleanField(default=False)
    keywords = models.JSONField(default=list)
    category = models.CharField(max_length=80, blank=True, default="")
    price_min = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    price_max = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    ship_to = models.CharField(max_length=2, default="DE")
    min_rating = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    excluded_brands = models.JSONField(default=list)
    markup = models.DecimalField(max_digits=5, decimal_places=2, default="2.50")
    hour = models.PositiveSmallIntegerField(default=6)
    max_cost_micros = models.PositiveIntegerField(default=200_000)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="criteria_one_row"),
            models.CheckConstraint(condition=models.Q(hour__lt=24), name="criteria_hour_of_day"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.keywords)


class Run(models.Model):
    """The research of one day of the store's calendar."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField(unique=True)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.QUEUED)
    criteria = models.JSONField()
    found = models.PositiveIntegerField(default=0)
    cost_micros = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)


class Candidate(models.Model):
    """A product worth a look: one row however many sources name it, over all days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identity = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=300)
    provider = models.CharField(max_length=12)
    product_id = models.CharField(max_length=64)
    url = models.URLField(max_length=500, blank=True, default="")
    image_url = models.URLField(max_length=500, blank=True, default="")
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    keyword = models.CharField(max_length=80)
    offers = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=CandidateState, default=CandidateState.NEW)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    quality = models.CharField(max_length=4, choices=Quality, default=Quality.NONE)
    coverage = models.PositiveSmallIntegerField(default=0)
    parts = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    judgement = models.CharField(max_length=5, choices=Judgement, blank=True, default="")
    reasons = models.JSONField(default=list)
    import_id = models.UUIDField(null=True, blank=True)
    first_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="candidates")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-score"], name="candidate_best"),
            models.Index(fields=["provider", "product_id"], name="candidate_offer"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """What a source said: the question, the time, the reader and the answer as it was. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="evidence")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(max_length=8, choices=SignalKind)
    source = models.CharField(max_length=20)
    query = models.CharField(max_length=200)
    scale = models.CharField(max_length=24, blank=True, default="")
    facts = models.JSONField()
    snapshot = models.JSONField()
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["run", "kind", "query"], name="evidence_question")]

    def __str__(self) -> str:
        return f"{self.source} {self.query}"


class RunStep(models.Model):
    """One question of a run: asked once, again after a pause while its source is away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=StepKind)
    source = models.CharField(max_length=20)
    query = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=StepState, default=StepState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "source", "query"], name="research_step_once")
        ]
        indexes = [models.Index(fields=["run", "state", "due_at"], name="research_step_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.query}"


class UploadedTrend(models.Model):
    """A series the merchant brought: Google Trends' own export, a term each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    term = models.CharField(max_length=80, unique=True)
    values = models.JSONField()
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.term


class WatchlistItem(models.Model):
    """A candidate somebody wants to keep an eye on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="watched")
    tags = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True, default="")
    target_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    seen = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.UUIDField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.candidate)

    @property
    def newest_alerts(self) -> "list[WatchAlert]":
        """The last 20 alerts, newest first; no query when they were prefetched."""
        return sorted(self.alerts.all(), key=lambda one: one.at, reverse=True)[:20]


class WatchAlert(models.Model):
    """Something about a watched product changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(WatchlistItem, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=6, choices=AlertKind)
    message = models.CharField(max_length=200)
    before = models.CharField(max_length=40, blank=True, default="")
    after = models.CharField(max_length=40, blank=True, default="")
    is_read = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "-at"], name="watch_alert_newest")]

    def __str__(self) -> str:
        return self.message

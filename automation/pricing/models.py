"""Price rules, their runs with every line, and the exchange rates used (store schema)."""

from django.db import models

from automation.pricing.types import LineState, RuleKind, RuleScope, RunState
from tenancy.ids import uuid7


class PriceRule(models.Model):
    """How prices follow from costs, for all products or some; the first that covers a product counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    kind = models.CharField(max_length=10, choices=RuleKind)
    multiplier = models.DecimalField(max_digits=8, decimal_places=4, default=2)
    fixed_minor = models.BigIntegerField(default=0)
    # [{"up_to_minor": int|null, "multiplier": "2.5", "fixed_minor": int}], ascending, the last one open
    tiers = models.JSONField(default=list)
    ending_minor = models.PositiveSmallIntegerField(null=True)
    compare_at_multiplier = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    scope = models.CharField(max_length=12, choices=RuleScope, default=RuleScope.ALL)
    scope_value = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="pricing_rule_order")]

    def __str__(self) -> str:
        return self.name


class PriceRun(models.Model):
    """Rules reckoned over variants: a preview, then applied line by line, and undone the same way."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.PREVIEW)
    currency = models.CharField(max_length=3)
    margin_basis_points = models.PositiveSmallIntegerField()
    rules = models.JSONField(default=list)
    scope = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True, default="")
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="pricing_run_newest"),
            models.Index(
                fields=["state"],
                name="pricing_run_open",
                condition=models.Q(state__in=["APPLYING", "UNDOING"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.created_at}"


class PriceRunLine(models.Model):
    """One variant of a run, before and after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PriceRun, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField()
    product_id = models.UUIDField()
    product_title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=800, blank=True, default="")
    rule_name = models.CharField(max_length=80, blank=True, default="")
    cost_minor = models.BigIntegerField(null=True)
    before_minor = models.BigIntegerField()
    after_minor = models.BigIntegerField(null=True)
    compare_before_minor = models.BigIntegerField(null=True)
    compare_after_minor = models.BigIntegerField(null=True)
    floor_minor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=11, choices=LineState)
    message = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "variant_id"], name="pricing_line_once")]
        indexes = [models.Index(fields=["run", "state", "id"], name="pricing_line_state")]

    def __str__(self) -> str:
        return f"{self.product_title} {self.state}"


class ExchangeRate(models.Model):
    """What one unit of `base` was in `quote` on a day, by whom; MERCHANT's own come first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    provider = models.CharField(max_length=20)
    valid_on = models.DateField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["base", "quote", "provider", "valid_on"], name="pricing_rate_once"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="pricing_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.base} {self.quote} {self.rate}"

"""Plans as data, each merchant's plan, and what is used of it (public schema)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from apps.entitlements.types import Interval, PlanState, Resource


def limits_validate(value: Any) -> None:
    """Refuse anything but `{resource: whole number or null}` with every resource named."""
    if not isinstance(value, dict) or set(value) != {item.value for item in Resource}:
        raise ValidationError(f"Name each of {', '.join(Resource)} once.")
    overrides_validate(value)


def overrides_validate(value: Any) -> None:
    """Refuse anything but `{resource: whole number or null}`."""
    if not isinstance(value, dict) or set(value) - {item.value for item in Resource}:
        raise ValidationError(f"The keys are {', '.join(Resource)}.")
    for name, limit in value.items():
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 0):
            raise ValidationError(f"{name}: a whole number from 0, or null for no limit.")


class Plan(models.Model):
    """What merchants subscribe to. Staff edit it; a plan that is not offered goes on for those who have it."""

    code = models.SlugField(max_length=30, primary_key=True)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True, default="")
    monthly_minor = models.BigIntegerField()
    yearly_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    trial_days = models.PositiveSmallIntegerField(default=14)
    limits = models.JSONField(validators=[limits_validate])
    features = models.JSONField(default=list, blank=True)
    application_fee_bps = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)
    is_trial_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(monthly_minor__gte=0, yearly_minor__gte=0, application_fee_bps__lte=10_000),
                name="plan_amounts_sane",
            ),
            models.UniqueConstraint(
                fields=["is_trial_default"],
                condition=Q(is_trial_default=True),
                name="plan_one_trial_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MerchantPlan(models.Model):
    """One merchant's plan and where its subscription stands; written by services only."""

    merchant_id = models.UUIDField(primary_key=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    interval = models.CharField(max_length=5, choices=Interval, default=Interval.MONTH)
    state = models.CharField(max_length=9, choices=PlanState, default=PlanState.TRIAL)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    trial_reminded_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    grace_ends_at = models.DateTimeField(null=True, blank=True)
    suspend_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    next_plan_code = models.CharField(max_length=30, blank=True, default="")
    is_card_needed = models.BooleanField(default=False)
    limit_overrides = models.JSONField(default=dict, blank=True, validators=[overrides_validate])
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values, interval__in=Interval.values),
                name="merchant_plan_words_known",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "trial_ends_at"], name="merchant_plan_by_trial"),
            models.Index(fields=["state", "grace_ends_at"], name="merchant_plan_by_grace"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class UsageCounter(models.Model):
    """How much of one resource a merchant uses; `period` is "" or the month (`2026-11`) it is counted in."""

    merchant_id = models.UUIDField()
    resource = models.CharField(max_length=12)
    period = models.CharField(max_length=7, blank=True, default="")
    used = models.BigIntegerField(default=0)
    recounted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant_id", "resource", "period"], name="usage_counter_once"),
            models.CheckConstraint(condition=Q(used__gte=0), name="usage_counter_not_negative"),
            models.CheckConstraint(
                condition=Q(resource__in=[item.value for item in Resource]),
                name="usage_counter_resource_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.used}"

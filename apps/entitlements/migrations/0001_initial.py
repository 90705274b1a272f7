import django.db.models.deletion
from django.db import migrations, models

import apps.entitlements.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("code", models.SlugField(max_length=30, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(blank=True, default="", max_length=200)),
                ("monthly_minor", models.BigIntegerField()),
                ("yearly_minor", models.BigIntegerField()),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("trial_days", models.PositiveSmallIntegerField(default=14)),
                ("limits", models.JSONField(validators=[apps.entitlements.models.limits_validate])),
                ("features", models.JSONField(blank=True, default=list)),
                ("application_fee_bps", models.PositiveSmallIntegerField(default=0)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_offered", models.BooleanField(default=True)),
                ("is_trial_default", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("application_fee_bps__lte", 10000),
                            ("monthly_minor__gte", 0),
                            ("yearly_minor__gte", 0),
                        ),
                        name="plan_amounts_sane",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_trial_default", True)),
                        fields=("is_trial_default",),
                        name="plan_one_trial_default",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("merchant_id", models.UUIDField()),
                ("resource", models.CharField(max_length=12)),
                ("period", models.CharField(blank=True, default="", max_length=7)),
                ("used", models.BigIntegerField(default=0)),
                ("recounted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant_id", "resource", "period"), name="usage_counter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__gte", 0)), name="usage_counter_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("resource__in", ["stores", "products", "members", "ai_credits"])),
                        name="usage_counter_resource_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MerchantPlan",
            fields=[
                ("merchant_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "interval",
                    models.CharField(
                        choices=[("MONTH", "Month"), ("YEAR", "Year")], default="MONTH", max_length=5
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("TRIAL", "Trial"),
                            ("ACTIVE", "Active"),
                            ("PAST_DUE", "Past Due"),
                            ("LIMITED", "Limited"),
                            ("PAUSED", "Paused"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="TRIAL",
                        max_length=9,
                    ),
                ),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True)),
                ("trial_reminded_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("grace_ends_at", models.DateTimeField(blank=True, null=True)),
                ("suspend_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_at", models.DateTimeField(blank=True, null=True)),
                ("next_plan_code", models.CharField(blank=True, default="", max_length=30)),
                ("is_card_needed", models.BooleanField(default=False)),
                (
                    "limit_overrides",
                    models.JSONField(
                        blank=True, default=dict, validators=[apps.entitlements.models.overrides_validate]
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.plan"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "trial_ends_at"], name="merchant_plan_by_trial"),
                    models.Index(fields=["state", "grace_ends_at"], name="merchant_plan_by_grace"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interval__in", ["MONTH", "YEAR"]),
                            ("state__in", ["TRIAL", "ACTIVE", "PAST_DUE", "LIMITED", "PAUSED", "CANCELLED"]),
                        ),
                        name="merchant_plan_words_known",
                    )
                ],
            },
        ),
    ]

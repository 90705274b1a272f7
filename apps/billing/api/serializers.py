"""Shapes of the plan's endpoints."""

from rest_framework import serializers

from apps.entitlements.types import Interval, PlanState, Resource
from apps.money.fields import MoneyField


class PlanOutput(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    monthly = MoneyField()
    yearly = MoneyField()
    trial_days = serializers.IntegerField()
    limits = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    features = serializers.ListField(child=serializers.CharField())


class UsageOutput(serializers.Serializer):
    resource = serializers.ChoiceField([item.value for item in Resource])
    used = serializers.IntegerField()
    limit = serializers.IntegerField(allow_null=True)


class NextInvoiceOutput(serializers.Serializer):
    at = serializers.DateTimeField()
    amount = MoneyField()


class MerchantPlanOutput(serializers.Serializer):
    plan = PlanOutput(source="entitlements.plan")
    interval = serializers.ChoiceField(Interval.choices, source="entitlements.interval")
    state = serializers.ChoiceField(PlanState.choices, source="entitlements.state")
    usage = UsageOutput(source="entitlements.usage", many=True)
    trial_ends_at = serializers.DateTimeField(source="entitlements.trial_ends_at", allow_null=True)
    period_ends_at = serializers.DateTimeField(source="entitlements.period_ends_at", allow_null=True)
    grace_ends_at = serializers.DateTimeField(source="entitlements.grace_ends_at", allow_null=True)
    suspend_at = serializers.DateTimeField(source="entitlements.suspend_at", allow_null=True)
    suspended_at = serializers.DateTimeField(source="entitlements.suspended_at", allow_null=True)
    cancel_at = serializers.DateTimeField(source="entitlements.cancel_at", allow_null=True)
    next_plan_code = serializers.CharField(source="entitlements.next_plan_code")
    is_card_needed = serializers.BooleanField(source="entitlements.is_card_needed")
    next_invoice = NextInvoiceOutput(allow_null=True)
    is_subscribed = serializers.BooleanField()
    pay_url = serializers.CharField()
    notices = serializers.ListField(child=serializers.CharField())


class PlanChoiceInput(serializers.Serializer):
    plan = serializers.SlugField(max_length=30)
    interval = serializers.ChoiceField(Interval.choices)


class BillingAddressOutput(serializers.Serializer):
    url = serializers.URLField()


class PreviewLineOutput(serializers.Serializer):
    description = serializers.CharField()
    amount = MoneyField()


class PlanPreviewOutput(serializers.Serializer):
    plan_code = serializers.CharField()
    interval = serializers.ChoiceField(Interval.choices)
    due_now = MoneyField()
    lines = PreviewLineOutput(many=True)
    effective_at = serializers.DateTimeField(allow_null=True)
    is_upgrade = serializers.BooleanField()


class BillingInvoiceOutput(serializers.Serializer):
    id = serializers.CharField()
    number = serializers.CharField()
    created_at = serializers.DateTimeField()
    status = serializers.CharField()
    total = MoneyField()
    url = serializers.CharField()
    pdf_url = serializers.CharField()

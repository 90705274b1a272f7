"""Staff edit plans, look after merchants' plans, extend trials with a reason and have use recounted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.forms import ActionForm

from apps.entitlements import services
from apps.entitlements.models import MerchantPlan, Plan, UsageCounter
from tenancy.errors import Refused
from tenancy.staff.facts import FactAdmin, StaffAdmin


@admin.register(Plan)
class PlanAdmin(StaffAdmin):
    list_display = [
        "name",
        "code",
        "monthly_minor",
        "yearly_minor",
        "currency",
        "trial_days",
        "application_fee_bps",
        "is_offered",
        "is_trial_default",
    ]
    list_filter = ["is_offered"]
    search_fields = ["name", "code"]
    ordering = ["position", "code"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


class ExtendForm(ActionForm):
    """Days and reason of an extended trial, asked for beside the action."""

    days = forms.IntegerField(min_value=1, max_value=90, initial=7, required=False)
    reason = forms.CharField(max_length=200, required=False)


@admin.register(MerchantPlan)
class MerchantPlanAdmin(FactAdmin):
    list_display = [
        "merchant_id",
        "plan",
        "interval",
        "state",
        "trial_ends_at",
        "period_ends_at",
        "suspended_at",
    ]
    list_filter = ["state", "plan", "interval"]
    search_fields = ["=merchant_id"]
    ordering = ["-changed_at"]
    list_select_related = ["plan"]
    actions = ["trial_extend", "recount"]
    action_form = ExtendForm

    @admin.action(
        description="Extend the trial by the days and for the reason given", permissions=["operate"]
    )
    def trial_extend(self, request: HttpRequest, queryset: QuerySet[MerchantPlan]) -> None:
        days, reason = request.POST.get("days", ""), request.POST.get("reason", "").strip()
        if not (days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= 90 and reason):
            self.message_user(request, "Days from 1 to 90 and a reason are needed.", messages.ERROR)
            return
        for merchant_id in queryset.values_list("pk", flat=True):
            try:
                services.trial_extend(
                    merchant_id=merchant_id, days=int(days), reason=reason, now=timezone.now()
                )
            except Refused as error:
                self.message_user(request, f"{merchant_id}: {error.message}", messages.WARNING)
        self.message_user(request, "Done.", messages.SUCCESS)

    @admin.action(description="Recount what is used", permissions=["operate"])
    def recount(self, request: HttpRequest, queryset: QuerySet[MerchantPlan]) -> None:
        for merchant_id in queryset.values_list("pk", flat=True):
            wrong = services.usage_recount(merchant_id=merchant_id, now=timezone.now())
            self.message_user(request, f"{merchant_id}: {wrong or 'right'}", messages.INFO)


@admin.register(UsageCounter)
class UsageCounterAdmin(FactAdmin):
    list_display = ["merchant_id", "resource", "period", "used", "recounted_at"]
    list_filter = ["resource"]
    search_fields = ["=merchant_id"]
    ordering = ["merchant_id", "resource", "period"]

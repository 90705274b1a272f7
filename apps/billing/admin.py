"""Staff look at customers, prices and events, and have an event or a subscription read again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.billing import services
from apps.billing.models import BillingAccount, BillingEvent, PlanPrice
from tenancy.errors import Refused
from tenancy.staff.facts import FactAdmin


@admin.register(BillingAccount)
class BillingAccountAdmin(FactAdmin):
    list_display = ["merchant_id", "customer_id", "subscription_id", "synced_at", "created_at"]
    search_fields = ["=merchant_id", "customer_id", "subscription_id"]
    ordering = ["-created_at"]
    actions = ["sync"]

    @admin.action(description="Read the subscription from Stripe again", permissions=["operate"])
    def sync(self, request: HttpRequest, queryset: QuerySet[BillingAccount]) -> None:
        for merchant_id in queryset.values_list("pk", flat=True):
            try:
                found = services.subscription_sync(merchant_id=merchant_id, now=timezone.now())
                self.message_user(
                    request, f"{merchant_id}: {found.plan.name}, {found.state}", messages.SUCCESS
                )
            except Refused as error:
                self.message_user(request, f"{merchant_id}: {error.message}", messages.WARNING)


@admin.register(PlanPrice)
class PlanPriceAdmin(FactAdmin):
    list_display = ["price_id", "plan_code", "interval", "amount_minor", "currency"]
    ordering = ["plan_code", "interval", "price_id"]


@admin.register(BillingEvent)
class BillingEventAdmin(FactAdmin):
    list_display = ["id", "type", "state", "customer_id", "received_at", "processed_at", "error"]
    list_filter = ["state", "type"]
    search_fields = ["id", "customer_id"]
    ordering = ["-received_at"]
    actions = ["replay"]

    @admin.action(description="Process again", permissions=["operate"])
    def replay(self, request: HttpRequest, queryset: QuerySet[BillingEvent]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        for billing_event_id in ids:
            services.billing_event_replay(billing_event_id=billing_event_id)
        self.message_user(request, f"{len(ids)} event(s) will be processed again.", messages.SUCCESS)

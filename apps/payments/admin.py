"""Staff look at Stripe's events and our sessions, and have an event processed once more."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.payments import services
from apps.payments.models import PaymentSession, PayoutAccount, StripeEvent
from tenancy.staff.facts import FactAdmin


@admin.register(StripeEvent)
class StripeEventAdmin(FactAdmin):
    list_display = ["id", "type", "state", "store_id", "session_id", "received_at", "processed_at", "error"]
    list_filter = ["state", "type"]
    search_fields = ["id", "session_id", "payment_intent_id"]
    ordering = ["-received_at"]
    actions = ["replay"]

    @admin.action(description="Process again", permissions=["operate"])
    def replay(self, request: HttpRequest, queryset: QuerySet[StripeEvent]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        for stripe_event_id in ids:
            services.stripe_event_replay(stripe_event_id=stripe_event_id, now=timezone.now())
        self.message_user(request, f"{len(ids)} event(s) will be processed again.", messages.SUCCESS)


@admin.register(PaymentSession)
class PaymentSessionAdmin(FactAdmin):
    list_display = [
        "session_id",
        "status",
        "store_id",
        "order_number",
        "amount_minor",
        "currency",
        "account_id",
        "application_fee_minor",
        "application_fee_returned_minor",
        "refund_waits_since",
        "refund_reason",
        "created_at",
        "expires_at",
    ]
    list_filter = ["status", "currency"]
    search_fields = ["session_id", "payment_intent_id", "=order_id", "=store_id"]
    ordering = ["-created_at"]


@admin.register(PayoutAccount)
class PayoutAccountAdmin(FactAdmin):
    list_display = ["store_id", "account_id", "state", "checked_at", "deadline_at", "changed_at"]
    list_filter = ["state"]
    search_fields = ["=store_id", "account_id"]
    ordering = ["-changed_at"]

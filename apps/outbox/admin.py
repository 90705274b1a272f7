"""Staff see what happened, what waits and what is dead, and replay it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.outbox import services
from apps.outbox.models import Delivery, OutboxEvent
from tenancy.staff.facts import FactAdmin, FactInline


class DeliveryInline(FactInline):
    model = Delivery
    fields = ["handler", "queue", "state", "attempts", "due_at", "done_at", "last_error"]


@admin.register(OutboxEvent)
class OutboxEventAdmin(FactAdmin):
    list_display = ["name", "store_id", "created_at", "request_id"]
    list_filter = ["name"]
    search_fields = ["=id", "=store_id", "=request_id"]
    ordering = ["-position"]
    inlines = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(FactAdmin):
    list_display = ["handler", "event", "state", "attempts", "due_at", "done_at", "last_error"]
    list_filter = ["state", "handler"]
    search_fields = ["=store_key", "handler", "=event__id"]
    ordering = ["-position"]
    list_select_related = ["event"]
    actions = ["replay"]

    @admin.action(description="Replay dead deliveries", permissions=["operate"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        now = timezone.now()
        ids = list(queryset.filter(state="DEAD").values_list("pk", flat=True))
        for delivery_id in ids:
            services.delivery_replay(delivery_id=delivery_id, now=now)
        self.message_user(request, f"{len(ids)} dead deliveries start anew.", messages.SUCCESS)

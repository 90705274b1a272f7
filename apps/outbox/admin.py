"""Staff see what happened, what waits and what is dead, and replay it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline

from apps.outbox import services
from apps.outbox.models import Delivery, OutboxEvent


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class DeliveryInline(_ReadOnly, TabularInline):
    model = Delivery
    fields = ["handler", "queue", "state", "attempts", "due_at", "done_at", "last_error"]
    extra = 0


@admin.register(OutboxEvent)
class OutboxEventAdmin(_ReadOnly, ModelAdmin):
    list_display = ["name", "store_id", "created_at", "request_id"]
    list_filter = ["name"]
    search_fields = ["=id", "=store_id", "=request_id"]
    ordering = ["-position"]
    inlines = [DeliveryInline]
    show_full_result_count = False
    list_per_page = 50


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, ModelAdmin):
    list_display = ["handler", "event", "state", "attempts", "due_at", "done_at", "last_error"]
    list_filter = ["state", "handler"]
    search_fields = ["=store_key", "handler", "=event__id"]
    ordering = ["-position"]
    list_select_related = ["event"]
    actions = ["replay"]
    show_full_result_count = False
    list_per_page = 50

    @admin.action(description="Replay dead deliveries")
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        now = timezone.now()
        ids = list(queryset.filter(state="DEAD").values_list("pk", flat=True))
        for delivery_id in ids:
            services.delivery_replay(delivery_id=delivery_id, now=now)
        self.message_user(request, f"{len(ids)} dead deliveries start anew.", messages.SUCCESS)

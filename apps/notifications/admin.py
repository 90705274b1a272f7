"""Staff see which mails of a store went out, and why one did not."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.notifications.models import Message


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    list_display = ["kind", "recipient", "state", "attempts", "created_at", "sent_at", "error"]
    list_filter = ["kind", "state"]
    search_fields = ["recipient", "=subject_id"]
    ordering = ["-created_at"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

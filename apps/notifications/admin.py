"""Staff see which mails of a store went out, and why one did not."""

from django.contrib import admin

from apps.notifications.models import Message
from tenancy.staff.facts import FactAdmin


@admin.register(Message)
class MessageAdmin(FactAdmin):
    list_display = ["kind", "recipient", "state", "attempts", "created_at", "sent_at", "error"]
    list_filter = ["kind", "state"]
    search_fields = ["recipient", "=subject_id"]
    ordering = ["-created_at"]

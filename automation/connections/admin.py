"""A store's accounts at suppliers, without their tokens."""

from django.contrib import admin

from automation.connections.models import ConnectAttempt, SupplierAccount
from tenancy.staff.facts import FactAdmin


@admin.register(SupplierAccount)
class SupplierAccountAdmin(FactAdmin):
    """Whether an account works, until when, and what went wrong last."""

    list_display = [
        "provider",
        "account",
        "status",
        "access_expires_at",
        "refresh_expires_at",
        "renewed_at",
        "last_error",
    ]
    list_filter = ["provider", "status"]
    search_fields = ["account", "=account_id"]
    ordering = ["provider", "pk"]


@admin.register(ConnectAttempt)
class ConnectAttemptAdmin(FactAdmin):
    """A consent that was begun."""

    list_display = ["provider", "user_id", "begun_at", "used_at"]
    list_filter = ["provider"]
    search_fields = ["=user_id"]
    ordering = ["-begun_at", "-pk"]

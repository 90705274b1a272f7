"""Staff look at a store's customers, what they consented to, and that somebody is signed in; nobody's keys."""

from django.contrib import admin

from apps.customers.models import (
    Consent,
    ConsentRecord,
    Customer,
    CustomerAddress,
    CustomerSession,
    Erasure,
    SignInRequest,
    StockAlert,
)
from tenancy.staff.facts import FactAdmin


@admin.register(Customer)
class CustomerAdmin(FactAdmin):
    list_display = ["email", "name", "phone", "verified_at", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["-created_at"]


@admin.register(CustomerAddress)
class CustomerAddressAdmin(FactAdmin):
    list_display = ["customer", "is_default", "created_at"]
    search_fields = ["=customer__id", "customer__email"]
    ordering = ["-created_at", "-pk"]


@admin.register(CustomerSession)
class CustomerSessionAdmin(FactAdmin):
    list_display = ["customer", "created_at", "expires_at"]
    search_fields = ["customer__email"]
    ordering = ["-created_at", "-pk"]
    secrets = ("key_hash",)


@admin.register(SignInRequest)
class SignInRequestAdmin(FactAdmin):
    list_display = ["email", "created_at", "expires_at", "used_at"]
    search_fields = ["email"]
    ordering = ["-created_at", "-pk"]
    secrets = ("secret_hash",)


@admin.register(Erasure)
class ErasureAdmin(FactAdmin):
    list_display = ["at", "email_digest"]
    search_fields = ["=email_digest"]
    ordering = ["-at", "-pk"]


@admin.register(Consent)
class ConsentAdmin(FactAdmin):
    list_display = ["email", "channel", "state", "changed_at"]
    list_filter = ["channel", "state"]
    search_fields = ["email"]
    ordering = ["-changed_at", "-pk"]


@admin.register(ConsentRecord)
class ConsentRecordAdmin(FactAdmin):
    list_display = ["at", "email", "channel", "state", "source", "ip_address", "erased_at"]
    list_filter = ["channel", "state", "source"]
    search_fields = ["email", "=email_digest"]
    ordering = ["-at", "-pk"]


@admin.register(StockAlert)
class StockAlertAdmin(FactAdmin):
    list_display = ["email", "variant_id", "asked_at", "told_at"]
    search_fields = ["email", "=variant_id"]
    ordering = ["-asked_at", "-pk"]

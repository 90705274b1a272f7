"""Staff look after merchants and stores; every change is a service call."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from apps.tenants import services
from apps.tenants.models import Domain, Merchant, Store
from tenancy.errors import Refused
from tenancy.staff.facts import FactAdmin, FactInline


class StoreInline(FactInline):
    model = Store
    fields = ["name", "status", "currency", "created_at"]
    ordering = ["created_at"]


class DomainInline(FactInline):
    model = Domain
    fields = ["domain", "is_primary", "created_at"]


@admin.register(Merchant)
class MerchantAdmin(FactAdmin):
    list_display = ["name", "id", "created_at"]
    search_fields = ["name", "=id"]
    ordering = ["-created_at"]
    inlines = [StoreInline]


@admin.register(Store)
class StoreAdmin(FactAdmin):
    list_display = ["name", "merchant", "status", "primary_domain", "currency", "created_at", "tables"]
    list_filter = ["status", "currency"]
    search_fields = ["name", "=id", "domains__domain", "=schema_name"]
    ordering = ["-created_at"]
    inlines = [DomainInline]
    actions = ["suspend", "resume"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Store]:
        return super().get_queryset(request).select_related("merchant").prefetch_related("domains")

    @admin.display(description="domain")
    def primary_domain(self, store: Store) -> str:
        return next((row.domain for row in store.domains.all() if row.is_primary), "–")

    @admin.display(description="tables")
    def tables(self, store: Store) -> str:
        return format_html('<a href="/store/{}/">Products and orders</a>', store.pk)

    @admin.action(description="Suspend: close the shop, stop its jobs", permissions=["operate"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Store]) -> None:
        self._each(request, queryset, lambda pk: services.store_suspend(store_id=pk, reason="by staff"))

    @admin.action(description="Resume", permissions=["operate"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Store]) -> None:
        self._each(request, queryset, lambda pk: services.store_resume(store_id=pk))

    def _each(self, request: HttpRequest, queryset: QuerySet[Store], act: Any) -> None:
        done = 0
        for store in queryset:
            try:
                act(store.pk)
                done += 1
            except Refused as error:
                self.message_user(request, f"{store.name}: {error.message}", messages.WARNING)
        self.message_user(request, f"Done for {done} store(s).", messages.SUCCESS)


@admin.register(Domain)
class DomainAdmin(FactAdmin):
    list_display = ["domain", "tenant", "is_primary", "created_at"]
    list_filter = ["is_primary"]
    search_fields = ["domain", "tenant__name"]
    ordering = ["domain"]
    list_select_related = ["tenant"]

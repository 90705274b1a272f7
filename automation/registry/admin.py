"""Which stores are known here; each store's own tables are behind its row."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreError
from automation.registry.models import Domain, FeedCursor, Store
from automation.registry.services import store_sync
from tenancy.staff.facts import FactAdmin


@admin.register(Store)
class StoreAdmin(FactAdmin):
    """A store of the core."""

    list_display = ["name", "state", "tables", "currency", "country", "time_zone", "synced_at"]
    list_filter = ["state", "currency"]
    search_fields = ["name", "=id", "=merchant_id", "=schema_name", "url"]
    ordering = ["name", "pk"]
    actions = ["read_again"]

    @admin.display(description="tables")
    def tables(self, store: Store) -> str:
        """Link to the store's own tables."""
        if store.state == "GONE":
            return "–"
        return format_html('<a class="underline" href="/store/{}/">Imports, research, mails</a>', store.pk)

    @admin.action(description="Read again from the core", permissions=["operate"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Mirror the chosen stores anew."""
        for store in queryset:
            try:
                store_sync(core=CoreClient(), store_id=store.pk, now=timezone.now())
                self.log_change(request, store, "read again from the core")
            except CoreError as error:
                self.message_user(request, f"{store}: {error}", messages.WARNING)
        self.message_user(request, "Read.", messages.SUCCESS)


@admin.register(Domain)
class DomainAdmin(FactAdmin):
    """Demanded by django-tenants; empty."""

    list_display = ["domain", "tenant"]
    ordering = ["pk"]


@admin.register(FeedCursor)
class FeedCursorAdmin(FactAdmin):
    """How far the core's feed was read."""

    list_display = ["reader", "cursor", "changed_at"]
    ordering = ["pk"]

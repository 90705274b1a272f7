"""Imports with every product and step; a failed one is tried again, a running one stopped."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from automation.imports.dispatch import import_dispatch
from automation.imports.models import FieldProposal, ImportItem, ImportJob, ImportStep
from automation.imports.services import jobs
from tenancy.context import require_store
from tenancy.staff.facts import FactAdmin


@admin.register(ImportJob)
class ImportJobAdmin(FactAdmin):
    """One source that somebody handed in."""

    list_display = ["source_label", "kind", "status", "attempts", "created_at", "finished_at"]
    list_filter = ["status", "kind"]
    search_fields = ["source_label", "=id", "=created_by"]
    ordering = ["-created_at", "-pk"]
    actions = ["try_again", "stop"]

    @admin.action(description="Try again from where it failed", permissions=["operate"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[ImportJob]) -> None:
        """Take failed imports up again; broker or beat wakes a worker."""

        def retry(import_id: UUID) -> None:
            jobs.import_retry(import_id=import_id, now=timezone.now())
            import_dispatch(schema_name=require_store(), import_id=import_id)

        self.act_on_each(request, queryset, retry)

    @admin.action(description="Stop: what was made stays", permissions=["operate"])
    def stop(self, request: HttpRequest, queryset: QuerySet[ImportJob]) -> None:
        """Stop: what was made stays."""
        now = timezone.now()
        self.act_on_each(request, queryset, lambda pk: jobs.import_cancel(import_id=pk, now=now))


@admin.register(ImportItem)
class ImportItemAdmin(FactAdmin):
    """One product of an import."""

    list_display = ["title", "job", "status", "product_id", "attempts", "waits", "due_at"]
    list_filter = ["status"]
    search_fields = ["title", "reference", "=product_id", "=job__id"]
    ordering = ["-pk"]


@admin.register(ImportStep)
class ImportStepAdmin(FactAdmin):
    """One step: when, how long, what it cost."""

    list_display = [
        "name",
        "job",
        "item",
        "status",
        "started_at",
        "finished_at",
        "cost_micros",
        "message",
        "attempts",
    ]
    list_filter = ["name", "status"]
    search_fields = ["=job__id", "=item__id"]
    ordering = ["-pk"]


@admin.register(FieldProposal)
class FieldProposalAdmin(FactAdmin):
    """A text the model wrote, and what people decided."""

    list_display = ["field", "item", "state", "decided_by", "decided_at", "created_at"]
    list_filter = ["state", "field"]
    search_fields = ["=product_id", "=item__id"]
    ordering = ["-created_at", "-pk"]

"""Research of a store: runs with their questions, evidence, candidates and what is watched."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from automation.research import services
from automation.research.dispatch import research_dispatch
from automation.research.models import (
    Candidate,
    Criteria,
    Evidence,
    Run,
    RunStep,
    UploadedTrend,
    WatchAlert,
    WatchlistItem,
)
from tenancy.context import require_store
from tenancy.staff.facts import FactAdmin


@admin.register(Run)
class RunAdmin(FactAdmin):
    """The research of one day."""

    list_display = ["day", "state", "found", "cost_micros", "note", "started_at", "finished_at"]
    list_filter = ["state"]
    search_fields = ["=id"]
    ordering = ["-day", "-pk"]
    actions = ["try_again", "stop"]

    @admin.action(description="Ask the questions that failed again", permissions=["operate"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        """Open the failed steps again; broker or beat wakes a worker."""

        def retry(run_id: UUID) -> None:
            services.run_retry(run_id=run_id, now=timezone.now())
            research_dispatch(schema_name=require_store(), run_id=run_id)

        self.act_on_each(request, queryset, retry)

    @admin.action(description="Stop: what was found stays", permissions=["operate"])
    def stop(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        """Stop: what was found stays."""
        now = timezone.now()
        self.act_on_each(request, queryset, lambda pk: services.run_stop(run_id=pk, now=now))


@admin.register(RunStep)
class RunStepAdmin(FactAdmin):
    """One question to one source."""

    list_display = ["query", "source", "kind", "run", "candidate", "state", "attempts", "message", "due_at"]
    list_filter = ["state", "kind", "source"]
    search_fields = ["query", "=run__id"]
    ordering = ["-pk"]


@admin.register(Candidate)
class CandidateAdmin(FactAdmin):
    """A product worth a look."""

    list_display = [
        "title",
        "provider",
        "keyword",
        "state",
        "score",
        "quality",
        "judgement",
        "price",
        "currency",
        "updated_at",
    ]
    list_filter = ["state", "provider", "quality", "judgement"]
    search_fields = ["title", "product_id", "=id"]
    ordering = ["-updated_at", "-pk"]


@admin.register(Evidence)
class EvidenceAdmin(FactAdmin):
    """What a source said."""

    list_display = ["fetched_at", "source", "kind", "query", "candidate", "run"]
    list_filter = ["kind", "source"]
    search_fields = ["query", "=candidate__id", "=run__id"]
    ordering = ["-fetched_at", "-pk"]


@admin.register(WatchlistItem)
class WatchlistItemAdmin(FactAdmin):
    """A candidate somebody keeps an eye on."""

    list_display = ["candidate", "note", "target_cost", "checked_at", "created_by", "created_at"]
    search_fields = ["candidate__title", "=created_by"]
    ordering = ["-created_at", "-pk"]


@admin.register(WatchAlert)
class WatchAlertAdmin(FactAdmin):
    """Something about a watched product changed."""

    list_display = ["at", "kind", "message", "before", "after", "is_read"]
    list_filter = ["kind", "is_read"]
    search_fields = ["message", "=item__id"]
    ordering = ["-at", "-pk"]


@admin.register(Criteria)
class CriteriaAdmin(FactAdmin):
    """What the store looks for."""

    list_display = ["__str__", "is_on", "ship_to", "hour", "max_cost_micros", "updated_at"]
    ordering = ["pk"]


@admin.register(UploadedTrend)
class UploadedTrendAdmin(FactAdmin):
    """A series the merchant brought."""

    list_display = ["term", "uploaded_at"]
    search_fields = ["term"]
    ordering = ["-uploaded_at", "-pk"]

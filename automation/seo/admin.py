"""Audits, proposals and posts of a store."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from automation.seo.dispatch import post_dispatch, run_dispatch
from automation.seo.models import BlogPost, SeoPage, SeoProposal, SeoRules, SeoRun
from automation.seo.services.posts import post_write_on
from automation.seo.services.runs import run_retry
from tenancy.context import require_store
from tenancy.staff.facts import FactAdmin


@admin.register(SeoRun)
class SeoRunAdmin(FactAdmin):
    """One audit of the whole shop."""

    list_display = [
        "created_at",
        "trigger",
        "week",
        "status",
        "score",
        "pages_count",
        "proposals_count",
        "waits",
        "finished_at",
    ]
    list_filter = ["status", "trigger"]
    search_fields = ["=id", "=week"]
    ordering = ["-created_at", "-pk"]
    actions = ["try_again"]

    @admin.action(description="Take a failed audit up again", permissions=["operate"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[SeoRun]) -> None:
        """Go on where it failed; broker or beat wakes a worker."""

        def retry(run_id: UUID) -> None:
            run_retry(run_id=run_id, now=timezone.now())
            run_dispatch(schema_name=require_store(), run_id=run_id)

        self.act_on_each(request, queryset, retry)


@admin.register(SeoPage)
class SeoPageAdmin(FactAdmin):
    """One page of an audit with its score."""

    list_display = ["path", "title", "kind", "score", "is_asked", "run"]
    list_filter = ["kind", "is_asked"]
    search_fields = ["path", "title", "=run__id", "=object_id"]
    ordering = ["-pk"]


@admin.register(SeoProposal)
class SeoProposalAdmin(FactAdmin):
    """A new text for one field of one page."""

    list_display = [
        "path",
        "field",
        "status",
        "written_by",
        "decided_by",
        "is_decided_by_rule",
        "created_at",
        "message",
    ]
    list_filter = ["status", "field", "written_by"]
    search_fields = ["path", "page_title", "=object_id"]
    ordering = ["-created_at", "-pk"]


@admin.register(BlogPost)
class BlogPostAdmin(FactAdmin):
    """A post on its way from a brief to the shop."""

    list_display = [
        "topic",
        "title",
        "status",
        "is_writing",
        "error_code",
        "waits",
        "publish_at",
        "updated_at",
    ]
    list_filter = ["status", "is_writing"]
    search_fields = ["topic", "title", "=id", "=core_post_id"]
    ordering = ["-updated_at", "-pk"]
    actions = ["write_on"]

    @admin.action(description="Write on after a failure", permissions=["operate"])
    def write_on(self, request: HttpRequest, queryset: QuerySet[BlogPost]) -> None:
        """Have the next part written again; broker or beat wakes a worker."""

        def write(post_id: UUID) -> None:
            post_write_on(post_id=post_id, now=timezone.now())
            post_dispatch(schema_name=require_store(), post_id=post_id)

        self.act_on_each(request, queryset, write)


@admin.register(SeoRules)
class SeoRulesAdmin(FactAdmin):
    """Which proposals go into the shop without a person."""

    list_display = ["is_weekly_on", "updated_at"]
    ordering = ["pk"]

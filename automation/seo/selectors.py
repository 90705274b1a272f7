"""Reads of audits, proposals and posts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from automation.seo.models import BlogPost, SeoPage, SeoProposal, SeoRules, SeoRun
from automation.seo.types import RUNNING, BlogPostUnknown, PostStatus, RunUnknown

STALLED = 100


def runs_newest() -> QuerySet[SeoRun]:
    """Return audits, newest first, for paging."""
    return SeoRun.objects.order_by("-created_at", "-pk")


def run_get(*, run_id: UUID) -> SeoRun:
    """Return one audit. Raises RunUnknown."""
    run = SeoRun.objects.filter(pk=run_id).first()
    if run is None:
        raise RunUnknown
    return run


def run_pages(*, run_id: UUID, kind: str = "", reason: str = "") -> QuerySet[SeoPage]:
    """Return an audit's pages, the worst first, for paging. Raises RunUnknown."""
    run_get(run_id=run_id)
    rows = SeoPage.objects.filter(run_id=run_id).order_by("score", "pk")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(reasons__contains=[{"code": reason}]) if reason else rows


def proposals_list(*, status: str = "", field: str = "") -> QuerySet[SeoProposal]:
    """Return proposals, newest first, for paging."""
    rows = SeoProposal.objects.order_by("-created_at", "-pk")
    if status:
        rows = rows.filter(status=status)
    return rows.filter(field=field) if field else rows


def rules_get() -> dict[str, Any]:
    """Return the merchant's rules; without any, every proposal waits for a person."""
    row = SeoRules.objects.filter(pk=1).first()
    return {
        "is_weekly_on": row.is_weekly_on if row else True,
        "auto_accept_fields": row.auto_accept_fields if row else [],
    }


def posts_list(*, status: str = "", is_handed_over: bool | None = None) -> QuerySet[BlogPost]:
    """Return posts, last changed first, for paging; `is_handed_over` False: those the shop does not have yet."""
    rows = BlogPost.objects.order_by("-updated_at", "-pk")
    if is_handed_over is not None:
        handed = Q(status__in=(PostStatus.SCHEDULED, PostStatus.PUBLISHED))
        rows = rows.filter(handed if is_handed_over else ~handed)
    return rows.filter(status=status) if status in PostStatus.values else rows


def post_get(*, post_id: UUID) -> BlogPost:
    """Return one post. Raises BlogPostUnknown."""
    post = BlogPost.objects.filter(pk=post_id).first()
    if post is None:
        raise BlogPostUnknown
    return post


def _free(now: datetime) -> Q:
    return Q(due_at__lte=now) & (Q(leased_until__isnull=True) | Q(leased_until__lt=now))


def runs_stalled(*, now: datetime) -> list[UUID]:
    """Return audits that are due and nobody works on."""
    rows = SeoRun.objects.filter(_free(now), status__in=RUNNING).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:STALLED])


def posts_stalled(*, now: datetime) -> list[UUID]:
    """Return posts that are due to be written on and nobody works on."""
    rows = BlogPost.objects.filter(_free(now), is_writing=True).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:STALLED])

"""Staff's reads of pages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from apps.content.models import Page
from apps.content.types import PageDetail, PageUnknown, PolicyGap
from apps.tenants.selectors import store_current


def page_list(*, search: str = "") -> QuerySet[Page]:
    """Return pages by title, for paging; turn a page of them into details with `pages_view`."""
    rows = Page.objects.order_by("title", "pk")
    return rows.filter(title__icontains=search) if search else rows


def pages_view(*, pages: list[Page]) -> list[PageDetail]:
    """Return pages as data."""
    base = store_current().url
    return [
        PageDetail(
            id=page.pk,
            kind=page.kind,
            title=page.title,
            handle=page.handle,
            body_html=page.body_html,
            seo_title=page.seo_title,
            seo_description=page.seo_description,
            is_published=page.is_published,
            created_at=page.created_at,
            updated_at=page.updated_at,
            url=f"{base}/pages/{page.handle}",
        )
        for page in pages
    ]


def page_get(*, page_id: UUID) -> PageDetail:
    """Return one page. Raises PageUnknown."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        raise PageUnknown
    return pages_view(pages=[page])[0]


def policies_open(*, kinds: Sequence[str]) -> tuple[PolicyGap, ...]:
    """Return which of these kinds no shopper can read yet, or still has a [gap] of its template. One query."""
    gaps = Q(body_html__regex=r"\[[^\]]+\]")
    rows = Page.objects.filter(kind__in=kinds, is_published=True)
    found = dict(
        rows.annotate(has_gaps=ExpressionWrapper(gaps, BooleanField())).values_list("kind", "has_gaps")
    )
    return tuple(PolicyGap(kind=kind, is_published=kind in found) for kind in kinds if found.get(kind, True))

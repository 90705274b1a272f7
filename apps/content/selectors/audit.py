"""Every page that search engines can find, with the words they see: what an audit needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apps.catalog.selectors.search_engines import FIRST, audit_collections, audit_products
from apps.content.models import Page, Post
from apps.content.types import AuditPage, PostStatus, SitemapKind

_WORDS = ("pk", "title", "handle", "body_html", "seo_title", "seo_description", "changed_at")


def audit_pages(*, kind: str, after: UUID | None, limit: int) -> list[AuditPage]:
    """Return pages of a kind (`products`, `collections`, `posts`, `pages`) by id, after `after`. One statement."""
    if kind == SitemapKind.PRODUCTS:
        return [
            AuditPage(
                kind=kind,
                id=row.id,
                path=f"/products/{row.handle}",
                title=row.title,
                body_html=row.description_html,
                seo_title=row.seo_title,
                seo_description=row.seo_description,
                images=tuple((image.id, image.alt_text) for image in row.images),
                locked_fields=row.locked_fields,
                is_linked=row.is_in_collection,
                changed_at=row.changed_at,
                about=" ".join(filter(None, (row.vendor, row.product_type))),
            )
            for row in audit_products(after=after, limit=limit)
        ]
    if kind == SitemapKind.COLLECTIONS:
        return [
            AuditPage(
                kind=kind,
                id=row.id,
                path=f"/collections/{row.handle}",
                title=row.title,
                body_html=row.description_html,
                is_linked=row.has_products,
                changed_at=row.changed_at,
            )
            for row in audit_collections(after=after, limit=limit)
        ]
    is_post = kind == SitemapKind.POSTS
    rows: Any = (
        Post.objects.filter(status=PostStatus.PUBLISHED)
        if is_post
        else Page.objects.filter(is_published=True)
    )
    found = rows.filter(pk__gt=after or FIRST).order_by("pk").values(*_WORDS)[:limit]
    return [
        AuditPage(
            kind=kind,
            id=row["pk"],
            path=f"{'/blog' if is_post else '/pages'}/{row['handle']}",
            title=row["title"],
            body_html=row["body_html"],
            seo_title=row["seo_title"],
            seo_description=row["seo_description"],
            changed_at=row["changed_at"],
        )
        for row in found
    ]

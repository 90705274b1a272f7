"""Addresses for search engines: only pages that answer 200, are their own canonical and may be indexed (SEO-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from apps.catalog.selectors.search_engines import addresses_count, addresses_stream
from apps.content.models import Page, Post
from apps.content.types import PostStatus, SitemapEntry, SitemapKind

# Google takes 50,000 URLs and 50 MB a file. An entry of ours is under 700 bytes, so these stay under 32 MB.
MOST_URLS = 45_000
# Pages that are always there; they stand in the first file of pages.
ALWAYS = ("/", "/collections/all")


def sitemap_children(*, most: int | None = None) -> list[tuple[str, int, datetime | None]]:
    """Return (kind, number, last change) of every sitemap file that has addresses. Four statements."""
    most = most or MOST_URLS
    children: list[tuple[str, int, datetime | None]] = []
    for kind in SitemapKind:
        count, changed_at = _count(kind)
        count = max(count, 1) if kind == SitemapKind.PAGES else count
        children += [(kind.value, number, changed_at) for number in range(1, -(-count // most) + 1)]
    return children


def sitemap_entries(*, kind: str, number: int, most: int | None = None) -> Iterator[SitemapEntry]:
    """Yield the addresses of one file, in the order of ids; two statements, and one more per 5,000 rows."""
    most = most or MOST_URLS
    offset = (number - 1) * most
    if kind in {SitemapKind.PRODUCTS, SitemapKind.COLLECTIONS}:
        for row in addresses_stream(kind=kind, offset=offset, limit=most):
            yield SitemapEntry(path=f"/{kind}/{row.handle}", changed_at=row.changed_at)
        return
    if kind == SitemapKind.PAGES and number == 1:
        yield from (SitemapEntry(path=path, changed_at=None) for path in ALWAYS)
    if kind == SitemapKind.POSTS and number == 1:
        yield SitemapEntry(path="/blog", changed_at=_count(SitemapKind.POSTS)[1])
    rows = _rows(kind)
    prefix = "/blog" if kind == SitemapKind.POSTS else "/pages"
    found = rows.order_by("pk").values_list("handle", "changed_at")[offset : offset + most]
    for handle, changed_at in found.iterator(chunk_size=5_000):
        yield SitemapEntry(path=f"{prefix}/{handle}", changed_at=changed_at)


def _rows(kind: str) -> QuerySet[Any]:
    if kind == SitemapKind.POSTS:
        return Post.objects.filter(status=PostStatus.PUBLISHED)
    return Page.objects.filter(is_published=True)


def _count(kind: SitemapKind) -> tuple[int, datetime | None]:
    if kind in {SitemapKind.PRODUCTS, SitemapKind.COLLECTIONS}:
        return addresses_count(kind=kind.value)
    found = _rows(kind).aggregate(count=Count("pk"), changed=Max("changed_at"))
    return found["count"], found["changed"]

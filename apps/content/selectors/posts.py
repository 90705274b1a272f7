"""Staff's reads of posts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.catalog.selectors.covers import covers_of
from apps.content.models import Post
from apps.content.types import PostDetail, PostUnknown, Source
from apps.tenants.selectors import store_current


def post_list(*, search: str = "", status: str = "", tag: str = "") -> QuerySet[Post]:
    """Return posts that match, last changed first, for paging; turn a page into details with `posts_view`."""
    rows = Post.objects.order_by("-updated_at", "-pk")
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(excerpt__icontains=search))
    if status:
        rows = rows.filter(status=status)
    return rows.filter(tags__contains=[tag]) if tag else rows


def posts_view(*, posts: list[Post]) -> list[PostDetail]:
    """Return a page of posts as data: one more statement for all pictures."""
    covers = covers_of(product_ids=[post.image_product_id for post in posts if post.image_product_id])
    base = store_current().url
    return [_detail(post, covers=covers, base=base) for post in posts]


def post_get(*, post_id: UUID) -> PostDetail:
    """Return one post. Raises PostUnknown."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise PostUnknown
    return posts_view(posts=[post])[0]


def _detail(post: Post, *, covers: dict[UUID, Any], base: str) -> PostDetail:
    cover = covers.get(post.image_product_id) if post.image_product_id else None
    return PostDetail(
        id=post.pk,
        title=post.title,
        handle=post.handle,
        status=post.status,
        body_html=post.body_html,
        excerpt=post.excerpt,
        author=post.author,
        tags=tuple(post.tags),
        sources=tuple(Source(title=row["title"], url=row["url"]) for row in post.sources),
        image_product_id=post.image_product_id,
        image_url=cover.url if cover else "",
        image_alt=post.image_alt,
        seo_title=post.seo_title,
        seo_description=post.seo_description,
        origin=post.origin,
        external_reference=post.external_reference,
        published_at=post.published_at,
        created_at=post.created_at,
        updated_at=post.updated_at,
        url=f"{base}/blog/{post.handle}",
    )

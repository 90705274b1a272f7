"""Reads for shoppers: posts and pages that are out, and the links of menus. Drafts never appear."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.selectors.covers import covers_of
from apps.catalog.types import ImageInfo
from apps.content.models import Page, Post, SearchSettings
from apps.content.types import (
    MenuItem,
    MenuPlace,
    PageKind,
    PostStatus,
    SearchSettingsDetail,
    ShopLinks,
    ShopPageView,
    ShopPost,
    ShopPostCard,
    ShopPosts,
    Source,
)

PER_PAGE = 12
MAX_PAGE = 500
NEWEST = 20
_CARD = ("title", "handle", "excerpt", "author", "tags", "published_at", "image_product_id", "image_alt")
_LINKS = """
    SELECT (SELECT jsonb_object_agg(place, items) FROM content_menu),
        EXISTS (SELECT 1 FROM content_post WHERE status = 'PUBLISHED'),
        (SELECT jsonb_agg(jsonb_build_array(kind, title, handle) ORDER BY title, id) FROM (
            SELECT id, kind, title, handle FROM content_page WHERE is_published ORDER BY title, id LIMIT 30) shown),
        (SELECT to_jsonb(content_searchsettings) FROM content_searchsettings)
"""
_SEARCH = [field.name for field in fields(SearchSettingsDetail)]
# The order in which policies stand in a footer.
_FOOTER_KINDS = [
    PageKind.ABOUT,
    PageKind.CONTACT,
    PageKind.SHIPPING,
    PageKind.RETURNS,
    PageKind.TERMS,
    PageKind.PRIVACY,
    PageKind.IMPRINT,
    PageKind.PAGE,
]


def shop_posts(*, page: int = 1, tag: str = "", per_page: int = PER_PAGE) -> ShopPosts:
    """Return one page of published posts, newest first, optionally of a tag. Two statements, a third for pictures."""
    rows = Post.objects.filter(status=PostStatus.PUBLISHED)
    if tag:
        rows = rows.filter(tags__contains=[tag])
    page = min(max(page, 1), MAX_PAGE)
    start = (page - 1) * per_page
    found = list(rows.order_by("-published_at", "-pk").values(*_CARD)[start : start + per_page + 1])
    covers = _covers([row["image_product_id"] for row in found])
    return ShopPosts(
        cards=tuple(_card(row, covers) for row in found[:per_page]),
        page=page,
        per_page=per_page,
        total=rows.count(),
        has_next=len(found) > per_page and page < MAX_PAGE,
    )


def shop_tags() -> tuple[str, ...]:
    """Return the tags of published posts by how often they are used, at most 30. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tag FROM content_post, unnest(tags) AS tag WHERE status = 'PUBLISHED'"
            " GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 30"
        )
        return tuple(tag for (tag,) in cursor.fetchall())


def shop_post(*, handle: str) -> ShopPost | None:
    """Return a published post, or None."""
    row = Post.objects.filter(handle=handle, status=PostStatus.PUBLISHED).first()
    if row is None or row.published_at is None:
        return None
    cover = _covers([row.image_product_id]).get(row.image_product_id)  # type: ignore[arg-type]
    return ShopPost(
        id=row.pk,
        title=row.title,
        handle=row.handle,
        excerpt=row.excerpt,
        author=row.author,
        tags=tuple(row.tags),
        published_at=row.published_at,
        image=cover,
        image_alt=row.image_alt,
        body_html=row.body_html,
        sources=tuple(Source(title=item["title"], url=item["url"]) for item in row.sources),
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        changed_at=max(row.changed_at, row.published_at),
    )


def shop_newest_posts(*, limit: int = NEWEST) -> tuple[ShopPost, ...]:
    """Return the newest published posts with their text, for the RSS feed. Two statements."""
    rows = list(Post.objects.filter(status=PostStatus.PUBLISHED).order_by("-published_at", "-pk")[:limit])
    covers = _covers([row.image_product_id for row in rows])
    return tuple(
        ShopPost(
            id=row.pk,
            title=row.title,
            handle=row.handle,
            excerpt=row.excerpt,
            author=row.author,
            tags=tuple(row.tags),
            published_at=row.published_at,
            image=covers.get(row.image_product_id) if row.image_product_id else None,
            image_alt=row.image_alt,
            body_html=row.body_html,
            sources=(),
            seo_title=row.seo_title,
            seo_description=row.seo_description,
            changed_at=row.changed_at,
        )
        for row in rows
        if row.published_at
    )


def shop_page(*, handle: str) -> ShopPageView | None:
    """Return a published page, or None."""
    row = Page.objects.filter(handle=handle, is_published=True).first()
    if row is None:
        return None
    return ShopPageView(
        kind=row.kind,
        title=row.title,
        handle=row.handle,
        body_html=row.body_html,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        changed_at=row.changed_at,
    )


def shop_links() -> ShopLinks:
    """Return the links of the header (None: the collections) and the footer, and what search engines are told.

    Without a menu of the merchant's own the footer has the published pages, policies in their usual order, and the
    blog when it has posts. One statement, since every page needs it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINKS)
        menus_text, has_blog, pages_text, settings_text = cursor.fetchone()
    menus = {
        place: tuple(MenuItem(title=row["title"], path=row["path"]) for row in items)
        for place, items in json.loads(menus_text or "{}").items()
    }
    footer = menus.get(MenuPlace.FOOTER)
    usual = _usual_footer(json.loads(pages_text or "[]"), has_blog=has_blog)
    return ShopLinks(
        main=menus.get(MenuPlace.MAIN),
        footer=footer if footer is not None else usual,
        has_blog=has_blog,
        search=_search(json.loads(settings_text) if settings_text else None),
    )


def _usual_footer(rows: list[list[str]], *, has_blog: bool) -> tuple[MenuItem, ...]:
    order = {kind.value: place for place, kind in enumerate(_FOOTER_KINDS)}
    rows = sorted(rows, key=lambda row: order[row[0]])
    links = [MenuItem(title=title, path=f"/pages/{handle}") for _, title, handle in rows]
    return (*([MenuItem(title="Blog", path="/blog")] if has_blog else []), *links)


def _search(row: dict[str, Any] | None) -> SearchSettingsDetail:
    said = row or {}
    settings = SearchSettings(**{name: said[name] for name in _SEARCH if name in said})
    return SearchSettingsDetail(
        **{name: getattr(settings, name) for name in _SEARCH if name != "robots_disallow"},
        robots_disallow=tuple(settings.robots_disallow),
    )


def _covers(ids: list[UUID | None]) -> dict[UUID, ImageInfo]:
    return covers_of(product_ids=[key for key in ids if key], absolute=False)


def _card(row: dict[str, Any], covers: dict[UUID, ImageInfo]) -> ShopPostCard:
    values = {
        name: row[name] for name in ("title", "handle", "excerpt", "author", "published_at", "image_alt")
    }
    return ShopPostCard(**values, tags=tuple(row["tags"]), image=covers.get(row["image_product_id"]))

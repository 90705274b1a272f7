"""Redirects, and the log of addresses that are not there with what could be meant."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.catalog.selectors.search_engines import pages_like
from apps.content.models import NotFoundEntry, Page, Post, Redirect
from apps.content.types import LogEntry, RedirectDetail, RedirectUnknown, ShopLinkItem

MAX_PROPOSALS = 3


def redirect_list(*, search: str = "", kind: str = "") -> QuerySet[Redirect]:
    """Return redirects, newest first, for paging; turn rows into details with `redirect_view`."""
    rows = Redirect.objects.order_by("-created_at", "-pk")
    if search:
        rows = rows.filter(Q(from_path__icontains=search) | Q(target__icontains=search))
    return rows.filter(kind=kind) if kind else rows


def redirect_view(redirect: Redirect) -> RedirectDetail:
    """Return a redirect as data."""
    return RedirectDetail(
        id=redirect.pk,
        from_path=redirect.from_path,
        target=redirect.target,
        is_gone=not redirect.target,
        kind=redirect.kind,
        hits=redirect.hits,
        last_hit_at=redirect.last_hit_at,
        created_at=redirect.created_at,
    )


def redirect_get(*, redirect_id: UUID) -> RedirectDetail:
    """Return one redirect. Raises RedirectUnknown."""
    redirect = Redirect.objects.filter(pk=redirect_id).first()
    if redirect is None:
        raise RedirectUnknown
    return redirect_view(redirect)


def log_list() -> QuerySet[NotFoundEntry]:
    """Return addresses that are not there, the most wanted first, for paging."""
    return NotFoundEntry.objects.order_by("-hits", "-last_seen_at", "-pk")


def log_view(*, entries: list[NotFoundEntry]) -> list[LogEntry]:
    """Return entries with up to three pages each that share words with the address: two statements per entry."""
    return [
        LogEntry(
            id=entry.pk,
            path=entry.path,
            hits=entry.hits,
            referrer=entry.referrer,
            first_seen_at=entry.first_seen_at,
            last_seen_at=entry.last_seen_at,
            proposals=_proposals(entry.path),
        )
        for entry in entries
    ]


def _proposals(path: str) -> tuple[ShopLinkItem, ...]:
    last = path.rstrip("/").rpartition("/")[2].rsplit(".", 1)[0]
    text = last.replace("-", " ").replace("_", " ").replace("+", " ")
    found = [
        ShopLinkItem(title=title, path=f"/{kind}/{handle}")
        for kind, title, handle in pages_like(text=text, limit=MAX_PROPOSALS)
    ]
    words = [word for word in text.lower().split() if len(word) > 3][:5]
    if len(found) < MAX_PROPOSALS and words:
        wanted = Q()
        for word in words:
            wanted |= Q(handle__contains=word)
        posts = Post.objects.filter(wanted, status="PUBLISHED").order_by("-published_at", "pk")
        pages = Page.objects.filter(wanted, is_published=True).order_by("title", "pk")
        found += [
            ShopLinkItem(title=title, path=f"/blog/{handle}")
            for title, handle in posts.values_list("title", "handle")[:MAX_PROPOSALS]
        ]
        found += [
            ShopLinkItem(title=title, path=f"/pages/{handle}")
            for title, handle in pages.values_list("title", "handle")[:MAX_PROPOSALS]
        ]
    return tuple(found[:MAX_PROPOSALS])

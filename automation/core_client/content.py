"""The core's pages and posts: what an audit reads, the texts it may replace, the posts that are handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

PAGE_KINDS = ("products", "collections", "posts", "pages")
PAGES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CorePage:
    """A page that search engines can find. `images` are (id, alternative text); `is_linked` says that another
    list of the shop shows it. Fields in `locked_fields` were edited by a person.
    """

    kind: str
    id: UUID
    path: str
    title: str
    body_html: str = ""
    seo_title: str = ""
    seo_description: str = ""
    images: tuple[tuple[UUID, str], ...] = ()
    locked_fields: tuple[str, ...] = ()
    is_linked: bool = True
    about: str = ""


@dataclass(frozen=True, slots=True)
class TextReplacement:
    """A new search text for a field (`seo_title`, `seo_description`, `alt_text`) that still says `expected`."""

    kind: str
    object_id: UUID
    field: str
    expected: str
    value: str
    image_id: UUID | None = None
    writer_label: str = ""
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product that can be bought now."""

    id: UUID
    title: str
    path: str
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post to hand over, once per reference. With `reviewed_by` and `publish_at` it goes out then (past: now)."""

    external_reference: str
    title: str
    body_html: str
    excerpt: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    image_product_id: UUID | None = None
    writer_label: str = ""
    reviewed_by: str = ""
    publish_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CorePost:
    """A post as the core has it. `created` is False when it was there before."""

    id: UUID
    handle: str
    status: str
    url: str
    published_at: datetime | None
    created: bool = False


class ContentCore(Protocol):
    """The part of the core that search engine optimisation and the blog use."""

    def seo_pages(
        self, *, store_id: UUID, kind: str, after: UUID | None = None, limit: int = PAGES_AT_ONCE
    ) -> list[CorePage]: ...
    def seo_text_replace(self, *, store_id: UUID, text: TextReplacement, idempotency_key: str) -> None: ...
    def shop_products(self, *, store_id: UUID, search: str = "", limit: int = 12) -> list[ShopProduct]: ...
    def post_create(self, *, store_id: UUID, post: PostDraft, idempotency_key: str) -> CorePost: ...
    def post_get(self, *, store_id: UUID, post_id: UUID) -> CorePost: ...


class ContentClient:
    """Mixed into `CoreClient`, whose `_get` and `_write` it uses."""

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        raise NotImplementedError

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        raise NotImplementedError

    def seo_pages(
        self, *, store_id: UUID, kind: str, after: UUID | None = None, limit: int = PAGES_AT_ONCE
    ) -> list[CorePage]:
        """Return pages of a kind in the order of their ids, after `after`."""
        query = {"kind": kind, "after": str(after) if after else "", "limit": limit}
        rows = self._get(f"/internal/v1/stores/{store_id}/seo/pages", query)
        return [_page(row) for row in rows]

    def seo_text_replace(self, *, store_id: UUID, text: TextReplacement, idempotency_key: str) -> None:
        """Replace a search text. CoreRejected `texts_changed` or `text_locked` (409) when people were faster."""
        body = {
            "kind": text.kind,
            "object_id": str(text.object_id),
            "image_id": str(text.image_id) if text.image_id else None,
            "field": text.field,
            "expected": text.expected,
            "value": text.value,
            "writer_label": text.writer_label,
            "run_id": str(text.run_id) if text.run_id else None,
        }
        self._write(f"/internal/v1/stores/{store_id}/seo/texts", idempotency_key, json_body=body)

    def shop_products(self, *, store_id: UUID, search: str = "", limit: int = 12) -> list[ShopProduct]:
        """Return products that can be bought now: those that match `search`, else the newest."""
        rows = self._get(f"/internal/v1/stores/{store_id}/shop-products", {"search": search, "limit": limit})
        return [
            ShopProduct(
                id=UUID(row["id"]),
                title=row["title"],
                path=row["path"],
                description_html=row["description_html"],
                vendor=row["vendor"],
                product_type=row["product_type"],
                tags=tuple(row["tags"]),
            )
            for row in rows
        ]

    def post_create(self, *, store_id: UUID, post: PostDraft, idempotency_key: str) -> CorePost:
        """Hand over a post, or return the one with this reference. CoreRejected `not_reviewed` (422)."""
        status, row = self._write(
            f"/internal/v1/stores/{store_id}/posts", idempotency_key, json_body=_post_body(post)
        )
        return _post(row, created=status == 201)

    def post_get(self, *, store_id: UUID, post_id: UUID) -> CorePost:
        """Return one post. CoreRejected with status 404 when there is none."""
        return _post(self._get(f"/internal/v1/stores/{store_id}/posts/{post_id}"), created=False)


def _page(row: Mapping[str, Any]) -> CorePage:
    return CorePage(
        kind=row["kind"],
        id=UUID(row["id"]),
        path=row["path"],
        title=row["title"],
        body_html=row["body_html"],
        seo_title=row["seo_title"],
        seo_description=row["seo_description"],
        images=tuple((UUID(image["id"]), image["alt_text"]) for image in row["images"]),
        locked_fields=tuple(row["locked_fields"]),
        is_linked=row["is_linked"],
        about=row["about"],
    )


def _post_body(post: PostDraft) -> dict[str, Any]:
    return {
        "external_reference": post.external_reference,
        "title": post.title,
        "body_html": post.body_html,
        "excerpt": post.excerpt,
        "author": post.author,
        "tags": list(post.tags),
        "sources": [{"title": title, "url": url} for title, url in post.sources],
        "seo_title": post.seo_title,
        "seo_description": post.seo_description,
        "image_product_id": str(post.image_product_id) if post.image_product_id else None,
        "writer_label": post.writer_label,
        "reviewed_by": post.reviewed_by,
        "publish_at": post.publish_at.isoformat() if post.publish_at else None,
    }


def _post(row: Mapping[str, Any], *, created: bool) -> CorePost:
    at = row["published_at"]
    return CorePost(
        id=UUID(row["id"]),
        handle=row["handle"],
        status=row["status"],
        url=row["url"],
        published_at=datetime.fromisoformat(at) if at else None,
        created=created,
    )

"""The core's pages and posts in memory, with the promises of the real ones: expected texts, locks, one post a key."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from automation.core_client.content import (
    PAGES_AT_ONCE,
    CorePage,
    CorePost,
    PostDraft,
    ShopProduct,
    TextReplacement,
)
from automation.core_client.types import CoreRejected
from tenancy.ids import uuid7

MISSING = CoreRejected(status=404, code="not_found", message="Not found.")


@dataclass
class FakeContent:
    """Mixed into `FakeCore`: pages, products that can be bought, and posts as plain attributes."""

    seo: dict[UUID, list[CorePage]] = field(default_factory=dict)
    on_sale: dict[UUID, list[ShopProduct]] = field(default_factory=dict)
    posts: dict[UUID, list[tuple[PostDraft, CorePost]]] = field(default_factory=dict)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def seo_pages(
        self, *, store_id: UUID, kind: str, after: UUID | None = None, limit: int = PAGES_AT_ONCE
    ) -> list[CorePage]:
        self._called("seo_pages")
        rows = sorted((row for row in self.seo.get(store_id, []) if row.kind == kind), key=lambda row: row.id)
        return [row for row in rows if after is None or row.id > after][:limit]

    def seo_text_replace(self, *, store_id: UUID, text: TextReplacement, idempotency_key: str) -> None:
        self._called("seo_text_replace")
        rows = self.seo.get(store_id, [])
        place = next(
            (at for at, row in enumerate(rows) if (row.kind, row.id) == (text.kind, text.object_id)), None
        )
        if place is None:
            raise MISSING
        page = rows[place]
        found = self._text(page, text)
        if found == text.value:
            return
        if text.field in page.locked_fields:
            raise CoreRejected(status=409, code="text_locked", message="A person has edited this text.")
        if found != text.expected:
            raise CoreRejected(status=409, code="texts_changed", message="Somebody changed this text.")
        rows[place] = self._changed(page, text)

    @staticmethod
    def _text(page: CorePage, text: TextReplacement) -> str:
        if text.field != "alt_text":
            return str(getattr(page, text.field))
        found = dict(page.images).get(text.image_id)  # type: ignore[arg-type]
        if found is None:
            raise MISSING
        return found

    @staticmethod
    def _changed(page: CorePage, text: TextReplacement) -> CorePage:
        if text.field != "alt_text":
            values: dict[str, Any] = {text.field: text.value}
            return replace(page, **values)
        images = tuple((key, text.value if key == text.image_id else alt) for key, alt in page.images)
        return replace(page, images=images)

    def shop_products(self, *, store_id: UUID, search: str = "", limit: int = 12) -> list[ShopProduct]:
        self._called("shop_products")
        words = search.lower().split()
        rows = self.on_sale.get(store_id, [])
        return [row for row in rows if all(word in row.title.lower() for word in words)][:limit]

    def post_create(self, *, store_id: UUID, post: PostDraft, idempotency_key: str) -> CorePost:
        self._called("post_create")
        if post.publish_at and not post.reviewed_by:
            raise CoreRejected(status=422, code="not_reviewed", message="A person has to read it first.")
        rows = self.posts.setdefault(store_id, [])
        for draft, there in rows:
            if draft.external_reference == post.external_reference:
                return replace(there, created=False)
        now, status = datetime.now(UTC), "DRAFT"
        if post.publish_at:
            status = "SCHEDULED" if post.publish_at > now else "PUBLISHED"
        handle = "-".join(post.title.lower().split())
        made = CorePost(
            id=uuid7(),
            handle=handle,
            status=status,
            url=f"https://shop.example/blog/{handle}",
            published_at=post.publish_at,
            created=True,
        )
        rows.append((post, made))
        return made

    def post_get(self, *, store_id: UUID, post_id: UUID) -> CorePost:
        self._called("post_get")
        found = next((made for _, made in self.posts.get(store_id, []) if made.id == post_id), None)
        if found is None:
            raise MISSING
        return replace(found, created=False)

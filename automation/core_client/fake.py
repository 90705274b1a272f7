"""The core in memory, keeping the same promises as `CoreClient`; the contract tests run against both."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import RLock
from typing import Any
from uuid import UUID

from automation.core_client.entitlements import FakeEntitlements
from automation.core_client.fake_catalog import FakeCatalog, FakeShelf
from automation.core_client.fake_content import FakeContent
from automation.core_client.fake_mail import FakePeople
from automation.core_client.fake_purchasing import FakePurchasing
from automation.core_client.selling import FakeSelling
from automation.core_client.types import (
    CoreAccess,
    CoreEvent,
    CoreForbidden,
    CoreImage,
    CoreKeyAccess,
    CoreProduct,
    CoreRejected,
    CoreStore,
    CoreUnavailable,
    ImageUpload,
    ProductDraft,
)
from tenancy.ids import uuid7


def _missing() -> CoreRejected:
    return CoreRejected(status=404, code="not_found", message="Not found.")


@dataclass
class FakeProduct:
    draft: ProductDraft
    id: UUID = field(default_factory=uuid7)
    images: dict[str, UUID] = field(default_factory=dict)
    uploads: list[ImageUpload] = field(default_factory=list)
    variant_ids: list[UUID] = field(default_factory=list)


@dataclass
class FakeCore(FakePeople, FakeCatalog, FakeContent, FakePurchasing, FakeSelling, FakeEntitlements):
    """Stores, members, products and events as plain attributes, for tests of this service."""

    stores: dict[UUID, CoreStore] = field(default_factory=dict)
    members: dict[tuple[UUID, UUID, UUID], CoreAccess] = field(default_factory=dict)
    # By the key's SHA-256: which stores it reaches, and what it may do there.
    keys: dict[str, tuple[frozenset[UUID], CoreKeyAccess]] = field(default_factory=dict)
    products: dict[UUID, dict[UUID, FakeProduct]] = field(default_factory=dict)
    events: list[CoreEvent] = field(default_factory=list)
    is_away: bool = False
    # The code of a refusal of everything, such as "signature_invalid" or "store_suspended".
    forbids: str = ""
    calls: list[str] = field(default_factory=list)
    _answers: dict[tuple[UUID, str], tuple[str, Any]] = field(default_factory=dict)
    # Two workers at once make one product, as the core's constraint sees to it.
    _lock: Any = field(default_factory=RLock, repr=False)

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.is_away:
            raise CoreUnavailable("the core did not answer", retry_after=1.0)
        if self.forbids:
            raise CoreForbidden(f"{self.forbids}: refused", code=self.forbids)

    def _store(self, store_id: UUID) -> CoreStore:
        if store_id not in self.stores:
            raise _missing()
        return self.stores[store_id]

    def _once(self, store_id: UUID, key: str, body: str) -> Any:
        known = self._answers.get((store_id, key))
        if known and known[0] != body:
            raise CoreRejected(
                status=409, code="idempotency_key_reused", message="This key was already used."
            )
        return known[1] if known else None

    def _answered(self, store_id: UUID, key: str, body: str, answer: Any) -> None:
        self._answers[store_id, key] = (body, answer)

    def event_add(self, *, name: str, store_id: UUID | None, payload: dict[str, Any]) -> CoreEvent:
        """Append an event to the feed."""
        event = CoreEvent(
            cursor=f"1-{len(self.events) + 1}",
            id=uuid7(),
            store_id=store_id,
            name=name,
            payload=payload,
            created_at=datetime.now(UTC),
        )
        self.events.append(event)
        return event

    def events_after(self, *, cursor: str, limit: int = 100) -> list[CoreEvent]:
        self._called("events_after")
        position = int(cursor.split("-")[1]) if cursor else 0
        return self.events[position : position + limit]

    def stores_after(self, *, store_id: UUID | None, limit: int = 100) -> list[CoreStore]:
        self._called("stores_after")
        rows = sorted(self.stores.values(), key=lambda row: row.id)
        return [row for row in rows if store_id is None or row.id > store_id][:limit]

    def store_get(self, *, store_id: UUID) -> CoreStore:
        self._called("store_get")
        return self._store(store_id)

    def access_get(self, *, store_id: UUID, user_id: UUID, session_id: UUID) -> CoreAccess:
        self._called("access_get")
        access = self.members.get((store_id, user_id, session_id))
        if access is None:
            raise _missing()
        return access

    def key_access_get(self, *, store_id: UUID, key_hash: str, address: str) -> CoreKeyAccess:
        self._called("key_access_get")
        if key_hash not in self.keys:
            raise CoreRejected(status=404, code="api_key_invalid", message="This API key does not work.")
        stores, access = self.keys[key_hash]
        if store_id not in stores:
            raise _missing()
        return replace(access, store_status=self.stores[store_id].status)

    def product_get(self, *, store_id: UUID, product_id: UUID) -> CoreProduct:
        self._called("product_get")
        found = self.products.get(store_id, {}).get(product_id)
        if found is None:
            raise _missing()
        shelf = self.shelves[store_id][product_id]
        variants = tuple(
            {"id": str(row.id), "option_values": list(row.draft.option_values)} for row in shelf.variants
        )
        return replace(
            self._view(found, created=False), variants=variants or self._view(found, created=False).variants
        )

    def product_create(self, *, store_id: UUID, draft: ProductDraft, idempotency_key: str) -> CoreProduct:
        self._called("product_create")
        with self._lock:
            return self._create(store_id=store_id, draft=draft, idempotency_key=idempotency_key)

    def _create(self, *, store_id: UUID, draft: ProductDraft, idempotency_key: str) -> CoreProduct:
        store = self._store(store_id)
        known = self._once(store_id, idempotency_key, repr(draft))
        if known is not None:
            return self._view(known, created=True)
        if draft.currency != store.currency:
            raise CoreRejected(status=400, code="validation_error", message="Some fields need attention.")
        rows = self.products.setdefault(store_id, {})
        same = next(
            (row for row in rows.values() if row.draft.external_reference == draft.external_reference), None
        )
        if same is not None:
            return self._view(same, created=False)
        shelf = FakeShelf(draft)
        made = FakeProduct(draft=draft, variant_ids=[row.id for row in shelf.variants] or [uuid7()])
        rows[made.id] = made
        self.shelves.setdefault(store_id, {})[made.id] = shelf
        self._answers[store_id, idempotency_key] = (repr(draft), made)
        return self._view(made, created=True)

    def image_add(
        self, *, store_id: UUID, product_id: UUID, image: ImageUpload, idempotency_key: str
    ) -> CoreImage:
        self._called("image_add")
        product = self.products.get(store_id, {}).get(product_id)
        if product is None:
            raise _missing()
        if not image.content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF", b"GIF8")):
            raise CoreRejected(status=400, code="image_unreadable", message="This is not a picture.")
        digest = sha256(image.content).hexdigest()
        body = repr((product_id, digest, image))
        with self._lock:
            image_id = self._once(store_id, idempotency_key, body)
            if image_id is None:
                image_id = product.images.setdefault(digest, uuid7())
                product.uploads.append(image)
                self._answers[store_id, idempotency_key] = (body, image_id)
        return CoreImage(id=image_id, url=f"https://shop.example/media/{digest}")

    @staticmethod
    def _view(product: FakeProduct, *, created: bool) -> CoreProduct:
        variants = tuple(
            {"id": str(variant_id), "option_values": list(row.option_values)}
            for variant_id, row in zip(product.variant_ids, product.draft.variants, strict=False)
        )
        return CoreProduct(
            id=product.id, title=product.draft.title, status="DRAFT", created=created, variants=variants
        )

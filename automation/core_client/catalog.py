"""The core's catalog as machines change it: numbers in bulk, texts with locks, off sale and back on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from automation.core_client.money import minor_from_wire, wire_of
from automation.core_client.types import VariantDraft

MAX_CHANGES = 500
MAX_IDS = 200


@dataclass(frozen=True, slots=True)
class CoreWriter:
    """Who changes something: PERSON locks what it writes; IMPORT, AI, RULE and SYNC leave what is locked."""

    kind: str
    label: str = ""
    run_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CoreVariant:
    """A variant with its numbers in minor units of `currency`, and what rules need of its product."""

    id: UUID
    product_id: UUID
    product_title: str
    product_status: str
    product_type: str
    vendor: str
    external_reference: str | None
    title: str
    sku: str
    currency: str
    price_minor: int
    compare_at_minor: int | None
    cost_minor: int | None
    stock_quantity: int
    is_stock_tracked: bool
    locked_fields: tuple[str, ...] = ()
    collection_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class NumbersChange:
    """New numbers of a variant in minor units of the store's currency; None keeps.

    `compare_at_minor` is only written when `is_compare_at_given`, so that None can empty it.
    """

    variant_id: UUID
    price_minor: int | None = None
    compare_at_minor: int | None = None
    is_compare_at_given: bool = False
    cost_minor: int | None = None
    stock_quantity: int | None = None
    expected_price_minor: int | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoreRefusal:
    """A field the core left as it was: `locked`, `changed`, `below_margin_floor`, `price_missing`, …"""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class NumbersOutcome:
    """What became of a change (APPLIED, UNCHANGED, REFUSED) with the numbers as they are now."""

    variant_id: UUID
    status: str
    applied: tuple[str, ...] = ()
    refused: tuple[CoreRefusal, ...] = ()
    price_minor: int | None = None
    cost_minor: int | None = None
    floor_minor: int | None = None
    is_below_floor: bool = False

    def refusal(self, name: str) -> CoreRefusal | None:
        """Return why a field was refused, if it was."""
        return next((row for row in self.refused if row.field == name), None)


@dataclass(frozen=True, slots=True)
class TextChange:
    """A new text of a field; with `expected`, only while the field still has that value."""

    field: str
    value: str
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class TextsWritten:
    """A product's texts after a write, and the fields that were refused."""

    texts: Mapping[str, Any]
    locked_fields: tuple[str, ...]
    refused: tuple[CoreRefusal, ...] = ()


class CatalogCore(Protocol):
    """The part of the core that prices, syncs and reviews use."""

    def margin_floor_get(self, *, store_id: UUID) -> int: ...
    def variants_after(
        self,
        *,
        store_id: UUID,
        after: UUID | None = None,
        limit: int = MAX_CHANGES,
        product_ids: Sequence[UUID] = (),
        variant_ids: Sequence[UUID] = (),
    ) -> list[CoreVariant]: ...
    def variants_change(
        self,
        *,
        store_id: UUID,
        currency: str,
        changes: Sequence[NumbersChange],
        writer: CoreWriter,
        idempotency_key: str,
    ) -> list[NumbersOutcome]: ...
    def texts_write(
        self,
        *,
        store_id: UUID,
        product_id: UUID,
        changes: Sequence[TextChange],
        writer: CoreWriter,
        idempotency_key: str,
        content_note: str | None = None,
        is_note_given: bool = False,
    ) -> TextsWritten: ...
    def product_hide(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str: ...
    def product_relist(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str: ...
    def product_variants_add(
        self,
        *,
        store_id: UUID,
        product_id: UUID,
        variants: Sequence[VariantDraft],
        currency: str,
        idempotency_key: str,
    ) -> list[CoreVariant]: ...


class CatalogClient:
    """Mixed into `CoreClient`, whose `_get` and `_write` it uses."""

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        raise NotImplementedError

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        raise NotImplementedError

    def margin_floor_get(self, *, store_id: UUID) -> int:
        """Return the store's least margin in basis points of the price."""
        return int(self._get(f"/internal/v1/stores/{store_id}/margin-floor")["margin_basis_points"])

    def variants_after(
        self,
        *,
        store_id: UUID,
        after: UUID | None = None,
        limit: int = MAX_CHANGES,
        product_ids: Sequence[UUID] = (),
        variant_ids: Sequence[UUID] = (),
    ) -> list[CoreVariant]:
        """Return variants in the order of their ids, after `after`; at most 200 ids to filter by."""
        query = {
            "after": str(after) if after else "",
            "limit": limit,
            "product_ids": ",".join(map(str, product_ids)),
            "variant_ids": ",".join(map(str, variant_ids)),
        }
        return [_variant(row) for row in self._get(f"/internal/v1/stores/{store_id}/variants", query)]

    def variants_change(
        self,
        *,
        store_id: UUID,
        currency: str,
        changes: Sequence[NumbersChange],
        writer: CoreWriter,
        idempotency_key: str,
    ) -> list[NumbersOutcome]:
        """Change the numbers of up to 500 variants, in the store's `currency`; one outcome each, in order.

        What a person has set and what would undercut the margin floor is refused by field, not raised.
        """
        body = {
            "writer": _writer(writer),
            "changes": [_change(change, currency) for change in changes],
        }
        _, rows = self._write(
            f"/internal/v1/stores/{store_id}/variants/changes", idempotency_key, json_body=body
        )
        return [_outcome(row) for row in rows]

    def texts_write(
        self,
        *,
        store_id: UUID,
        product_id: UUID,
        changes: Sequence[TextChange],
        writer: CoreWriter,
        idempotency_key: str,
        content_note: str | None = None,
        is_note_given: bool = False,
    ) -> TextsWritten:
        """Write texts of a product; locked and changed ones are refused by field. `content_note` None empties."""
        body: dict[str, Any] = {
            "writer": _writer(writer),
            "changes": [
                {"field": row.field, "value": row.value}
                | ({} if row.expected is None else {"expected": row.expected})
                for row in changes
            ],
        }
        if is_note_given:
            body["content_note"] = content_note
        path = f"/internal/v1/stores/{store_id}/products/{product_id}/texts"
        _, row = self._write(path, idempotency_key, json_body=body)
        names = ("title", "description_html", "seo_title", "seo_description", "content_note")
        return TextsWritten(
            texts={name: row["product"][name] for name in names},
            locked_fields=tuple(row["product"]["locked_fields"]),
            refused=tuple(CoreRefusal(**one) for one in row["refused"]),
        )

    def product_hide(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str:
        """Take an active product off sale; returns its status. It is remembered that a machine did."""
        return self._moved(store_id, product_id, "hide", writer, idempotency_key)

    def product_relist(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str:
        """Put back on sale what a machine hid. CoreRejected `not_hidden_by_us`, `below_margin_floor`."""
        return self._moved(store_id, product_id, "relist", writer, idempotency_key)

    def product_variants_add(
        self,
        *,
        store_id: UUID,
        product_id: UUID,
        variants: Sequence[VariantDraft],
        currency: str,
        idempotency_key: str,
    ) -> list[CoreVariant]:
        """Add variants whose choices the product lacks; returns all its variants."""
        path = f"/internal/v1/stores/{store_id}/products/{product_id}/variants"
        body = {"variants": [variant_body(row, currency) for row in variants]}
        self._write(path, idempotency_key, json_body=body)
        return self.variants_after(store_id=store_id, product_ids=[product_id])

    def _moved(self, store_id: UUID, product_id: UUID, verb: str, writer: CoreWriter, key: str) -> str:
        path = f"/internal/v1/stores/{store_id}/products/{product_id}/{verb}"
        return str(self._write(path, key, json_body={"writer": _writer(writer)})[1]["status"])


def _writer(writer: CoreWriter) -> dict[str, Any]:
    return {
        "kind": writer.kind,
        "label": writer.label[:100],
        "run_id": str(writer.run_id) if writer.run_id else None,
        "reason": writer.reason[:300],
    }


def _change(change: NumbersChange, currency: str) -> dict[str, Any]:
    amounts = {
        "price": change.price_minor,
        "cost": change.cost_minor,
        "expected_price": change.expected_price_minor,
    }
    body: dict[str, Any] = {"variant_id": str(change.variant_id), "source": dict(change.source)}
    body |= {name: wire_of(minor, currency) for name, minor in amounts.items() if minor is not None}
    if change.is_compare_at_given:
        body["compare_at_price"] = wire_of(change.compare_at_minor, currency)
    if change.stock_quantity is not None:
        body["stock_quantity"] = change.stock_quantity
    return body


def _outcome(row: Mapping[str, Any]) -> NumbersOutcome:
    return NumbersOutcome(
        variant_id=UUID(row["variant_id"]),
        status=row["status"],
        applied=tuple(row["applied"]),
        refused=tuple(CoreRefusal(**one) for one in row["refused"]),
        price_minor=minor_from_wire(row["price"]),
        cost_minor=minor_from_wire(row["cost"]),
        floor_minor=minor_from_wire(row["floor"]),
        is_below_floor=row["is_below_floor"],
    )


def _variant(row: Mapping[str, Any]) -> CoreVariant:
    names = (
        "product_title", "product_status", "product_type", "vendor", "external_reference", "title", "sku",
        "stock_quantity", "is_stock_tracked",
    )  # fmt: skip
    return CoreVariant(
        **{name: row[name] for name in names},
        id=UUID(row["id"]),
        product_id=UUID(row["product_id"]),
        currency=row["price"]["currency"],
        price_minor=minor_from_wire(row["price"]) or 0,
        compare_at_minor=minor_from_wire(row["compare_at_price"]),
        cost_minor=minor_from_wire(row["cost"]),
        locked_fields=tuple(row["locked_fields"]),
        collection_ids=tuple(UUID(one) for one in row["collection_ids"]),
    )


def variant_body(variant: VariantDraft, currency: str) -> dict[str, Any]:
    """Return the wire form of catalog's variant input."""

    def money(amount: Any) -> dict[str, str] | None:
        return None if amount is None else {"amount": f"{amount:f}", "currency": currency}

    body = {
        "option_values": list(variant.option_values),
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": money(variant.price),
        "compare_at_price": money(variant.compare_at_price),
        "cost": money(variant.cost),
        "weight_grams": variant.weight_grams,
    }
    if variant.stock_quantity is not None:
        body["stock_quantity"] = variant.stock_quantity
    return body

"""The catalog part of the core in memory: locks, the margin floor and who hid a product, as the core keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from automation.core_client.catalog import (
    CoreRefusal,
    CoreVariant,
    CoreWriter,
    NumbersChange,
    NumbersOutcome,
    TextChange,
    TextsWritten,
)
from automation.core_client.money import minor_of
from automation.core_client.types import CoreRejected, ProductDraft, VariantDraft
from tenancy.ids import uuid7

TEXTS = ("title", "description_html", "seo_title", "seo_description", "content_note")


@dataclass
class FakeVariant:
    draft: VariantDraft
    currency: str
    id: UUID = field(default_factory=uuid7)
    price_minor: int = 0
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    stock_quantity: int = 0
    is_stock_tracked: bool = False
    locked_fields: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        draft, currency = self.draft, self.currency
        self.price_minor = minor_of(draft.price, currency)
        self.cost_minor = minor_of(draft.cost, currency) if draft.cost is not None else None
        if draft.compare_at_price is not None:
            self.compare_at_minor = minor_of(draft.compare_at_price, currency)
        self.stock_quantity, self.is_stock_tracked = (
            draft.stock_quantity or 0,
            draft.stock_quantity is not None,
        )


@dataclass
class FakeShelf:
    """What the catalog knows of one product beyond its draft."""

    draft: ProductDraft
    variants: list[FakeVariant] = field(default_factory=list)
    texts: dict[str, Any] = field(default_factory=dict)
    locked_fields: set[str] = field(default_factory=set)
    status: str = "DRAFT"
    hidden_by: str = ""

    def __post_init__(self) -> None:
        self.texts = {name: getattr(self.draft, name) for name in TEXTS}
        self.variants = [FakeVariant(row, self.draft.currency) for row in self.draft.variants]


@dataclass
class FakeCatalog:
    """Mixed into `FakeCore`; `floors` are margins in basis points by store, `price_log` what was refused."""

    floors: dict[UUID, int] = field(default_factory=dict)
    shelves: dict[UUID, dict[UUID, FakeShelf]] = field(default_factory=dict)
    price_log: list[tuple[UUID, CoreWriter, NumbersOutcome]] = field(default_factory=list)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def _once(self, store_id: UUID, key: str, body: str) -> Any:
        raise NotImplementedError

    def _answered(self, store_id: UUID, key: str, body: str, answer: Any) -> None:
        raise NotImplementedError

    def shelf(self, store_id: UUID, product_id: UUID) -> FakeShelf:
        """Return a product's shelf, for tests too. CoreRejected with status 404 when there is none."""
        try:
            return self.shelves[store_id][product_id]
        except KeyError:
            raise CoreRejected(status=404, code="not_found", message="Not found.") from None

    def margin_floor_get(self, *, store_id: UUID) -> int:
        self._called("margin_floor_get")
        return self.floors.get(store_id, 0)

    def variants_after(
        self,
        *,
        store_id: UUID,
        after: UUID | None = None,
        limit: int = 500,
        product_ids: Sequence[UUID] = (),
        variant_ids: Sequence[UUID] = (),
    ) -> list[CoreVariant]:
        self._called("variants_after")
        rows = [
            _view(product_id, shelf, row)
            for product_id, shelf in self.shelves.get(store_id, {}).items()
            for row in shelf.variants
            if (not product_ids or product_id in product_ids) and (not variant_ids or row.id in variant_ids)
        ]
        ordered = sorted(rows, key=lambda row: row.id)
        return [row for row in ordered if after is None or row.id > after][:limit]

    def variants_change(
        self,
        *,
        store_id: UUID,
        currency: str,
        changes: Sequence[NumbersChange],
        writer: CoreWriter,
        idempotency_key: str,
    ) -> list[NumbersOutcome]:
        self._called("variants_change")
        rows = [row for shelf in self.shelves.get(store_id, {}).values() for row in shelf.variants]
        if any(row.currency != currency for row in rows):
            raise CoreRejected(status=400, code="validation_error", message="Some fields need attention.")
        if not 1 <= len(changes) <= 500 or len({row.variant_id for row in changes}) < len(changes):
            raise CoreRejected(status=400, code="validation_error", message="Some fields need attention.")
        body = repr((changes, writer))
        known = self._once(store_id, idempotency_key, body)
        if known is not None:
            return list(known)
        outcomes = [self._change(store_id, change, writer) for change in changes]
        self._answered(store_id, idempotency_key, body, outcomes)
        return outcomes

    def _change(self, store_id: UUID, change: NumbersChange, writer: CoreWriter) -> NumbersOutcome:
        rows = [row for shelf in self.shelves.get(store_id, {}).values() for row in shelf.variants]
        row = next((row for row in rows if row.id == change.variant_id), None)
        if row is None:
            gone = CoreRefusal("variant_id", "variant_unknown", "There is no such variant any more.")
            return NumbersOutcome(change.variant_id, "REFUSED", refused=(gone,))
        applied: list[str] = []
        refused: list[CoreRefusal] = []
        locked = set() if writer.kind == "PERSON" else row.locked_fields
        for name in ("cost", "stock_quantity", "price", "compare_at_price"):
            if not _is_asked(change, name):
                continue
            if name in locked:
                refused.append(CoreRefusal(name, "locked", "A person has set this, so it stays as it is."))
            elif name == "price" and (no := _price_refusal(row, change, self.floors.get(store_id, 0))):
                refused.append(no)
            elif _set(row, change, name):
                applied.append(name)
        floor = _floor(row, self.floors.get(store_id, 0))
        outcome = NumbersOutcome(
            variant_id=row.id,
            status="APPLIED" if applied else "REFUSED" if refused else "UNCHANGED",
            applied=tuple(applied),
            refused=tuple(refused),
            price_minor=row.price_minor,
            cost_minor=row.cost_minor,
            floor_minor=floor,
            is_below_floor=floor is not None and row.price_minor < floor,
        )
        self.price_log.append((row.id, writer, outcome))
        return outcome

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
        self._called("texts_write")
        shelf = self.shelf(store_id, product_id)
        body = repr((changes, writer, content_note, is_note_given))
        known: TextsWritten | None = self._once(store_id, idempotency_key, body)
        if known is not None:
            return known
        refused = []
        for change in changes:
            if change.field in shelf.locked_fields and writer.kind != "PERSON":
                refused.append(
                    CoreRefusal(
                        change.field, "locked", "A person has edited this field, so it stays as it is."
                    )
                )
            elif change.expected is not None and shelf.texts[change.field] != change.expected:
                refused.append(CoreRefusal(change.field, "changed", "This field has another value by now."))
            else:
                if writer.kind == "PERSON" and shelf.texts[change.field] != change.value:
                    shelf.locked_fields.add(change.field)
                shelf.texts[change.field] = change.value
        if is_note_given:
            shelf.texts["content_note"] = content_note
        written = TextsWritten(dict(shelf.texts), tuple(sorted(shelf.locked_fields)), tuple(refused))
        self._answered(store_id, idempotency_key, body, written)
        return written

    def product_hide(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str:
        self._called("product_hide")
        shelf = self.shelf(store_id, product_id)
        if shelf.status == "ACTIVE":
            shelf.status, shelf.hidden_by = "DRAFT", writer.kind
        return shelf.status

    def product_relist(
        self, *, store_id: UUID, product_id: UUID, writer: CoreWriter, idempotency_key: str
    ) -> str:
        self._called("product_relist")
        shelf = self.shelf(store_id, product_id)
        if shelf.status == "ACTIVE":
            return shelf.status
        if shelf.hidden_by != "SYNC":
            message = "A person took this product off sale, so only a person puts it back."
            raise CoreRejected(status=422, code="not_hidden_by_us", message=message)
        for row in shelf.variants:
            floor = _floor(row, self.floors.get(store_id, 0))
            if floor is not None and row.price_minor < floor:
                raise CoreRejected(
                    status=422, code="below_margin_floor", message=_below(row, row.price_minor, floor)
                )
        shelf.status, shelf.hidden_by = "ACTIVE", ""
        return shelf.status

    def product_variants_add(
        self,
        *,
        store_id: UUID,
        product_id: UUID,
        variants: Sequence[VariantDraft],
        currency: str,
        idempotency_key: str,
    ) -> list[CoreVariant]:
        self._called("product_variants_add")
        shelf = self.shelf(store_id, product_id)
        known = {row.draft.option_values for row in shelf.variants}
        shelf.variants += [FakeVariant(row, currency) for row in variants if row.option_values not in known]
        return self.variants_after(store_id=store_id, product_ids=[product_id])


def _view(product_id: UUID, shelf: FakeShelf, row: FakeVariant) -> CoreVariant:
    return CoreVariant(
        id=row.id,
        product_id=product_id,
        product_title=shelf.texts["title"],
        product_status=shelf.status,
        product_type=shelf.draft.product_type,
        vendor=shelf.draft.vendor,
        external_reference=shelf.draft.external_reference,
        title=" / ".join(row.draft.option_values),
        sku=row.draft.sku,
        currency=row.currency,
        price_minor=row.price_minor,
        compare_at_minor=row.compare_at_minor,
        cost_minor=row.cost_minor,
        stock_quantity=row.stock_quantity,
        is_stock_tracked=row.is_stock_tracked,
        locked_fields=tuple(sorted(row.locked_fields)),
    )


def _is_asked(change: NumbersChange, name: str) -> bool:
    if name == "compare_at_price":
        return change.is_compare_at_given
    given = {"cost": change.cost_minor, "price": change.price_minor, "stock_quantity": change.stock_quantity}
    return given[name] is not None


def _floor(row: FakeVariant, basis_points: int) -> int | None:
    return None if row.cost_minor is None else -(-row.cost_minor * 10_000 // (10_000 - basis_points))


def _below(row: FakeVariant, price: int, floor: int) -> str:
    return f"{price} is below the least price {floor} {row.currency} at a cost of {row.cost_minor}."


def _price_refusal(row: FakeVariant, change: NumbersChange, basis_points: int) -> CoreRefusal | None:
    price, floor = change.price_minor or 0, _floor(row, basis_points)
    if change.expected_price_minor is not None and change.expected_price_minor != row.price_minor:
        return CoreRefusal("price", "changed", "The price is another one by now.")
    if price == 0:
        return CoreRefusal("price", "price_missing", "A price is above zero.")
    if floor is not None and price < floor:
        return CoreRefusal("price", "below_margin_floor", _below(row, price, floor))
    return None


def _set(row: FakeVariant, change: NumbersChange, name: str) -> bool:
    before = (row.cost_minor, row.stock_quantity, row.is_stock_tracked, row.price_minor, row.compare_at_minor)
    if name == "cost":
        row.cost_minor = change.cost_minor
    elif name == "price":
        row.price_minor = change.price_minor or 0
    elif name == "stock_quantity":
        row.stock_quantity, row.is_stock_tracked = change.stock_quantity or 0, True
    else:
        asked = change.compare_at_minor
        row.compare_at_minor = asked if asked is not None and asked > row.price_minor else None
    return before != (
        row.cost_minor, row.stock_quantity, row.is_stock_tracked, row.price_minor, row.compare_at_minor,
    )  # fmt: skip

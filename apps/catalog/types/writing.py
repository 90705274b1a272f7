"""Who wrote a field, what machines may change, and what became of a change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from apps.catalog.types.inputs import UNSET, Unset
from apps.money.types import Money
from tenancy.errors import Invalid, NotFound, Refused

MAX_CHANGES = 500
MAX_REVISIONS = 50
# Texts of a product that are written by people or machines, and that a person's edit locks.
TEXT_FIELDS = (
    "title", "description_html", "vendor", "product_type", "tags", "handle", "seo_title", "seo_description",
)  # fmt: skip
VARIANT_FIELDS = ("price", "compare_at_price", "cost", "stock_quantity")


class WriterKind(TextChoices):
    """PERSON locks what it edits; the others never overwrite what is locked."""

    PERSON = "PERSON"
    IMPORT = "IMPORT"
    AI = "AI"
    RULE = "RULE"
    SYNC = "SYNC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who changes something: `label` names the model, the rule or the person, `run_id` what it is part of."""

    kind: WriterKind = WriterKind.PERSON
    label: str = ""
    run_id: UUID | None = None
    reason: str = ""

    @property
    def is_person(self) -> bool:
        return self.kind == WriterKind.PERSON

    def mark(self, *, at: datetime) -> dict[str, Any]:
        """Return what a product remembers of the field's last writer."""
        return {
            "writer": self.kind.value,
            "label": self.label[:100],
            "run_id": str(self.run_id) if self.run_id else None,
            "at": at.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A new value of a text field. With `expected`, only when the field still has that value."""

    field: str
    value: str | tuple[str, ...] | None
    expected: str | tuple[str, ...] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedField:
    """A field that was left as it is: `locked` by a person, or `changed` meanwhile."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """New numbers of a variant; UNSET keeps. `source` says where a cost came from (currency, rate, provider)."""

    variant_id: UUID
    price: Money | Unset = UNSET
    compare_at_price: Money | Unset | None = UNSET
    cost: Money | Unset = UNSET
    stock_quantity: int | Unset = UNSET
    expected_price: Money | Unset = UNSET
    source: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOutcome:
    """What became of one change: the fields written, the refusals by field, and the numbers as they are now.

    `floor` is the least price the store's margin allows at the cost; None without a cost.
    """

    variant_id: UUID
    status: str
    applied: tuple[str, ...] = ()
    refused: tuple[RefusedField, ...] = ()
    price: Money | None = None
    cost: Money | None = None
    floor: Money | None = None
    is_below_floor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRecord:
    """An entry of a variant's history: by whom, why, from what to what; refused ones changed nothing."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    product_title: str
    variant_title: str
    writer: str
    label: str
    reason: str
    run_id: UUID | None
    is_refused: bool
    code: str
    price_before: Money | None
    price_after: Money | None
    cost_before: Money | None
    cost_after: Money | None
    stock_before: int | None
    stock_after: int | None
    floor: Money | None
    source: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginLook:
    """What a margin means: the least price of a cost, and how many variants stand below theirs at it.

    `earned` is what is left of the least price after the cost.
    """

    margin_basis_points: int
    cost: Money
    least_price: Money
    earned: Money
    below_count: int
    costed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Texts of a product before and after one write."""

    id: UUID
    writer: str
    label: str
    run_id: UUID | None
    fields: dict[str, dict[str, Any]]
    at: datetime


class BelowMarginFloor(Refused):
    """The change would sell below the least margin; the message holds the numbers."""

    code = "below_margin_floor"

    def __init__(self, *, price: Money, cost: Money, floor: Money) -> None:
        super().__init__(below_floor_sentence(price=price, cost=cost, floor=floor))


class NotHiddenByUs(Refused):
    code = "not_hidden_by_us"
    message = "A person took this product off sale, so only a person puts it back."


class FieldUnknown(Invalid):
    def __init__(self, name: str) -> None:
        super().__init__(fields={"fields": [f"{name[:60]} is not a field that can be locked."]})


class RevisionUnknown(NotFound):
    message = "There is no such revision."


def below_floor_sentence(*, price: Money, cost: Money, floor: Money) -> str:
    """Say in numbers why a price is refused."""
    return (
        f"{price.amount:f} {price.currency} is below the least price {floor.amount:f} {floor.currency} "
        f"at a cost of {cost.amount:f} {cost.currency}."
    )

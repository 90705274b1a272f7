"""What callers give: one shape for creating and changing, where UNSET means "not said"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final
from uuid import UUID

from apps.money.types import Money


class Unset(Enum):
    """Keeps "not said" apart from None, which empties a value."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValueInput:
    """One choice of an option. With `id`, an existing value is meant and may be renamed."""

    name: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionInput:
    """An option with all its values, in order.

    Without `id` an existing option is recognised by its name, else by its place, so that a rename keeps the
    variants.
    """

    name: str
    values: tuple[OptionValueInput, ...]
    id: UUID | None = None

    @classmethod
    def of(cls, name: str, *values: str) -> OptionInput:
        """Short form: `OptionInput.of("Size", "S", "M")`."""
        return cls(name=name, values=tuple(OptionValueInput(name=value) for value in values))


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInput:
    """A variant to create (no `id`; `price` required) or to change (`id`; UNSET keeps what is there).

    `option_values` are names, one per option, in the order of the options. `stock_quantity` is what can be
    sold now (without what is reserved for running checkouts); giving it turns stock tracking on unless
    `is_stock_tracked` says otherwise.
    """

    id: UUID | None = None
    option_values: tuple[str, ...] | Unset = UNSET
    sku: str | Unset = UNSET
    barcode: str | Unset = UNSET
    price: Money | Unset = UNSET
    compare_at_price: Money | Unset | None = UNSET
    cost: Money | Unset | None = UNSET
    weight_grams: int | Unset | None = UNSET
    stock_quantity: int | Unset = UNSET
    is_stock_tracked: bool | Unset = UNSET
    image_id: UUID | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInput:
    """A product to create (`title` required) or to change (UNSET keeps).

    `variants`, when given, is the complete list: existing variants that it leaves out are removed. A product
    created without variants gets one per combination of its options (one in all without options), priced 0.
    `description_html` is sanitised by the service.
    """

    title: str | Unset = UNSET
    description_html: str | Unset = UNSET
    status: str | Unset = UNSET
    vendor: str | Unset = UNSET
    product_type: str | Unset = UNSET
    tags: tuple[str, ...] | Unset = UNSET
    handle: str | Unset = UNSET
    options: tuple[OptionInput, ...] | Unset = UNSET
    variants: tuple[VariantInput, ...] | Unset = UNSET
    seo_title: str | Unset = UNSET
    seo_description: str | Unset = UNSET
    external_reference: str | Unset | None = UNSET
    source_url: str | Unset | None = UNSET
    content_note: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionInput:
    """A collection to create (`title` required) or to change (UNSET keeps)."""

    title: str | Unset = UNSET
    handle: str | Unset = UNSET
    description_html: str | Unset = UNSET
    is_published: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInput:
    """Changes of an image; `variant_ids` is the complete list of the variants that show it."""

    alt_text: str | Unset = UNSET
    position: int | Unset = UNSET
    variant_ids: tuple[UUID, ...] | Unset = UNSET

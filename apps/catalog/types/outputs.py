"""What staff screens and the API read: plain frozen data, urls absolute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.money.types import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionInfo:
    """One size and format of an image. `format` is WEBP or AVIF, `width` in pixels."""

    format: str
    width: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInfo:
    """A picture; `width` × `height` pixels at `url`. `renditions` grow when AVIF is made."""

    id: UUID
    url: str
    alt_text: str
    width: int
    height: int
    position: int
    renditions: tuple[RenditionInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowImage:
    url: str
    alt_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A line of the staff list. `stock_total` is None when no variant counts stock."""

    id: UUID
    title: str
    handle: str
    status: str
    vendor: str
    product_type: str
    price_min: Money
    price_max: Money
    image: RowImage | None
    variants_count: int
    stock_total: int | None
    updated_at: datetime
    created_at: datetime
    is_flagged: bool
    is_low_stock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValueInfo:
    id: UUID
    name: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionInfo:
    id: UUID
    name: str
    position: int
    values: tuple[OptionValueInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInfo:
    """A variant. `option_values` in the order of the options; `stock_quantity` is what can be sold now."""

    id: UUID
    title: str
    sku: str
    barcode: str
    option_values: tuple[str, ...]
    price: Money
    compare_at_price: Money | None
    cost: Money | None
    weight_grams: int | None
    stock_quantity: int
    is_stock_tracked: bool
    position: int
    image_id: UUID | None
    locked_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRef:
    id: UUID
    title: str
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetail:
    """Everything about one product.

    `field_writers` maps a text to who wrote it last (`writer`, `label`, `run_id`, `at`); `locked_fields` are those
    a person edited.
    """

    id: UUID
    title: str
    handle: str
    status: str
    vendor: str
    product_type: str
    price_min: Money
    price_max: Money
    image: RowImage | None
    variants_count: int
    stock_total: int | None
    updated_at: datetime
    created_at: datetime
    published_at: datetime | None
    is_flagged: bool
    description_html: str
    tags: tuple[str, ...]
    options: tuple[OptionInfo, ...]
    variants: tuple[VariantInfo, ...]
    images: tuple[ImageInfo, ...]
    collections: tuple[CollectionRef, ...]
    seo_title: str
    seo_description: str
    content_note: str | None
    source_url: str | None
    external_reference: str | None
    storefront_url: str
    locked_fields: tuple[str, ...] = ()
    field_writers: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProduct:
    """What an import led to. `is_new` is False when the reference was already there."""

    product_id: UUID
    handle: str
    title: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDetail:
    id: UUID
    title: str
    handle: str
    description_html: str
    products_count: int
    is_published: bool
    created_at: datetime
    updated_at: datetime

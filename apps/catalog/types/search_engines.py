"""What search engines and their auditors read of the catalog: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.money.types import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page that answers 200; `changed_at` is when its content changed last."""

    id: UUID
    handle: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A variant for a product feed. `image_urls` are absolute, the variant's own first."""

    product_id: UUID
    variant_id: UUID
    is_only_variant: bool
    title: str
    option_values: tuple[str, ...]
    handle: str
    description_html: str
    vendor: str
    product_type: str
    is_title_by_ai: bool
    is_description_by_ai: bool
    sku: str
    barcode: str
    price: Money
    is_available: bool
    weight_grams: int | None
    image_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditImage:
    id: UUID
    alt_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProduct:
    """A product page as an audit sees it."""

    id: UUID
    title: str
    handle: str
    description_html: str
    seo_title: str
    seo_description: str
    locked_fields: tuple[str, ...]
    changed_at: datetime
    vendor: str
    product_type: str
    is_in_collection: bool
    images: tuple[AuditImage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCollection:
    """A collection page as an audit sees it."""

    id: UUID
    title: str
    handle: str
    description_html: str
    changed_at: datetime
    has_products: bool

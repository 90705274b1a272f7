"""What shoppers' pages read: plain frozen data; picture urls as the storage gives them (relative on local disk)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.catalog.types.outputs import ImageInfo, OptionInfo
from apps.money.types import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    """A product in a list. `compare_at` is set when a variant is reduced."""

    id: UUID
    title: str
    handle: str
    vendor: str
    price_min: Money
    price_max: Money
    compare_at: Money | None
    is_available: bool
    image: ImageInfo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopVariant:
    """A choice of the product page. `stock_left` is None when stock is not counted."""

    id: UUID
    title: str
    sku: str
    option_values: tuple[str, ...]
    price: Money
    compare_at: Money | None
    is_available: bool
    stock_left: int | None
    image_id: UUID | None
    barcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLink:
    """A published collection, for menus."""

    title: str
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProduct:
    """A product page."""

    id: UUID
    title: str
    handle: str
    description_html: str
    vendor: str
    product_type: str
    tags: tuple[str, ...]
    price_min: Money
    price_max: Money
    is_available: bool
    options: tuple[OptionInfo, ...]
    variants: tuple[ShopVariant, ...]
    images: tuple[ImageInfo, ...]
    collections: tuple[ShopLink, ...]
    seo_title: str
    seo_description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirected:
    """The handle was changed; answer 301 to the same page under `handle`."""

    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCollectionCard:
    title: str
    handle: str
    products_count: int
    image: ImageInfo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPage:
    """One page of cards. `total` stops counting at 1,000."""

    cards: tuple[ShopCard, ...]
    page: int
    per_page: int
    total: int
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCollection:
    id: UUID
    title: str
    handle: str
    description_html: str
    sort: str
    products: ShopPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopHome:
    """The first page: collections with a picture, and the newest products."""

    collections: tuple[ShopCollectionCard, ...]
    newest: tuple[ShopCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartVariant:
    """What a cart needs of a variant, as it is now.

    `is_available` says whether one unit can be bought: the product is active and stock is left or not counted.
    `stock_left` is None when stock is not counted.
    """

    id: UUID
    product_id: UUID
    product_title: str
    product_handle: str
    product_status: str
    variant_title: str
    sku: str
    price: Money
    compare_at: Money | None
    cost: Money | None
    weight_grams: int | None
    is_stock_tracked: bool
    stock_left: int | None
    is_available: bool
    image_url: str | None
    image_alt: str

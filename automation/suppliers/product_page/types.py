"""Value objects of product-page extraction: what a page says, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Availability = Literal["InStock", "OutOfStock"]


@dataclass(frozen=True, slots=True)
class FieldConfidence:
    """How sure one field is (0 to 1) and the name of the evidence that decided it."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class ExtractedPrice:
    """Current price in major units; `currency` is an ISO 4217 code when the page gives one."""

    amount: Decimal
    currency: str | None = None
    compare_at: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ExtractedOption:
    """One choice a shopper makes, such as Size, with its values in page order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtractedVariant:
    """One buyable combination; `option_values` follows the order of the product's options."""

    option_values: tuple[str, ...]
    sku: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    compare_at: Decimal | None = None
    available: bool | None = None
    image: str | None = None
    gtin: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedProduct:
    """All that was found on one page.

    `description_html` is the page's own markup and must pass the sanitizer before anyone sees it.
    `images` are absolute addresses, best resolution first seen, in page order.
    `confidence` has one entry per field found; `overall` weighs them for the whole page.
    """

    url: str | None
    title: str | None
    price: ExtractedPrice | None
    sku: str | None
    availability: Availability
    brand: str | None
    description_html: str
    description_text: str
    images: tuple[str, ...]
    options: tuple[ExtractedOption, ...]
    variants: tuple[ExtractedVariant, ...]
    gtin: str | None
    mpn: str | None
    language: str | None
    confidence: Mapping[str, FieldConfidence] = field(default_factory=dict)
    overall: float = 0.0

"""The one shape every source ends in: a product as a supplier describes it, before anything was decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SourceImage:
    """A picture by address; `position` starts at 1."""

    url: str
    alt: str = ""
    position: int = 1


@dataclass(frozen=True, slots=True)
class SourceVariant:
    """One buyable combination. Amounts are decimal major units of the product's currency; None = not said."""

    option_values: tuple[str, ...] = ()
    sku: str = ""
    barcode: str = ""
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    cost: Decimal | None = None
    grams: int | None = None
    quantity: int | None = None
    available: bool | None = None
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class SourceProduct:
    """A supplier's product. `body_html` is the source's own markup and must pass `sanitize` before use.

    `external_reference` is stable for the same source, so that importing twice gives one product. `currency` is
    an ISO 4217 code or None where the source does not say. `rows` are the source's row numbers (CSV), for reports.
    """

    external_reference: str
    title: str
    body_html: str = ""
    source_url: str | None = None
    handle: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    status: str = "DRAFT"
    currency: str | None = None
    language: str | None = None
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    variants: tuple[SourceVariant, ...] = ()
    images: tuple[SourceImage, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    confidence: float = 1.0
    notes: tuple[str, ...] = ()
    rows: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row of a feed, in words for a person; the rest of the feed goes on."""

    row: int
    code: str
    message: str
    reference: str = ""

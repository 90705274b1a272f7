"""What the readers find, before anything is decided: values with source and weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from automation.suppliers.product_page.document import Element
from automation.suppliers.product_page.types import Availability, ExtractedOption, ExtractedVariant


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value some source claims; `weight` is how far that kind of source is believed (0 to 1)."""

    value: str
    source: str
    weight: float


@dataclass(frozen=True, slots=True)
class PriceEvidence:
    """An amount some source claims as the current price; `element` when it is seen on the page."""

    amount: Decimal
    currency: str | None
    source: str
    weight: float
    element: Element | None = None


@dataclass(frozen=True, slots=True)
class StockEvidence:
    """A claim about availability."""

    availability: Availability
    source: str
    weight: float


@dataclass(slots=True)
class Findings:
    """Everything the machine-readable sources of a page claim about its main product."""

    names: list[Evidence] = field(default_factory=list)
    prices: list[PriceEvidence] = field(default_factory=list)
    compare_at: list[PriceEvidence] = field(default_factory=list)
    skus: list[Evidence] = field(default_factory=list)
    stock: list[StockEvidence] = field(default_factory=list)
    brands: list[Evidence] = field(default_factory=list)
    gtins: list[Evidence] = field(default_factory=list)
    mpns: list[Evidence] = field(default_factory=list)
    descriptions: list[Evidence] = field(default_factory=list)
    images: list[Evidence] = field(default_factory=list)
    options: list[tuple[float, tuple[ExtractedOption, ...]]] = field(default_factory=list)
    variants: list[tuple[float, tuple[ExtractedVariant, ...]]] = field(default_factory=list)

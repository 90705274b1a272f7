"""What crosses the boundary to the core: frozen shapes, and errors by what to do about them."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


class CoreError(Exception):
    """Base of everything the client raises."""


class CoreUnavailable(CoreError):
    """No answer, a timeout or 5xx/429: try again later, with jitter. `retry_after` in seconds, if said.

    `is_everywhere` tells a core that is away from one that fails over this one request.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, is_everywhere: bool = True) -> None:
        self.retry_after, self.is_everywhere = retry_after, is_everywhere
        super().__init__(message)


class CoreRejected(CoreError):
    """A business "no" (400, 404, 409, 422): record it, do not repeat it."""

    def __init__(
        self, *, status: int, code: str, message: str, fields: dict[str, list[str]] | None = None
    ) -> None:
        self.status, self.code, self.message, self.fields = status, code, message, fields or {}
        super().__init__(f"{code}: {message}")


class CoreForbidden(CoreError):
    """Our signature or right was refused (401, 403): stop and alert, repeating cannot help."""

    def __init__(self, message: str, *, code: str = "forbidden") -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class CoreEvent:
    cursor: str
    id: UUID
    store_id: UUID | None
    name: str
    payload: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CoreStore:
    id: UUID
    name: str
    status: str
    merchant_id: UUID
    domain: str
    url: str
    currency: str
    country: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class CoreAccess:
    role: str
    permissions: frozenset[str]
    store_status: str


@dataclass(frozen=True, slots=True)
class CoreKeyAccess(CoreAccess):
    """What an API key may do at a store. A test key reads and changes nothing."""

    key_id: UUID
    is_test: bool


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """A variant to create; amounts are decimal major units in the store's currency."""

    option_values: tuple[str, ...]
    price: Decimal
    sku: str = ""
    barcode: str = ""
    compare_at_price: Decimal | None = None
    cost: Decimal | None = None
    weight_grams: int | None = None
    stock_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product to create in the core, always as a draft: only people publish."""

    title: str
    external_reference: str
    currency: str
    variants: tuple[VariantDraft, ...]
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    handle: str = ""
    source_url: str | None = None
    content_note: str | None = None
    # Texts written by the model `ai_label`, and the run (an import) this is part of.
    ai_fields: tuple[str, ...] = ()
    ai_label: str = ""
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CoreProduct:
    """A product as the core has it. `created` is False when it was there before."""

    id: UUID
    title: str
    status: str
    created: bool = False
    variants: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class CoreImage:
    id: UUID
    url: str


@dataclass(frozen=True, slots=True)
class ImageUpload:
    """Bytes of one picture with what is known of it; `variant_ids` are the core's variants that show it."""

    content: bytes = field(repr=False)
    file_name: str = "image"
    alt_text: str = ""
    position: int | None = None
    source_url: str = ""
    variant_ids: tuple[UUID, ...] = ()

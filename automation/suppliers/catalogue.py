"""What every supplier can be asked, whatever its API looks like: search, product, freight.

Adapters in `automation.suppliers.{aliexpress,cj}` keep this promise over HTTP. Features get the one of the current
store from `automation.connections.selectors.catalogue_for(provider=…)` and know no other name of an adapter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from automation.suppliers.types import SourceProduct, SourceVariant

PROVIDERS = ("ALIEXPRESS", "CJ")


class SupplierError(Exception):
    """Base of what a supplier's adapter raises. `code` is stable and safe to show; `message` is for people."""

    code = "supplier_error"

    def __init__(self, message: str = "") -> None:
        self.message = message or "The supplier could not be asked."
        super().__init__(self.message)


class SupplierAway(SupplierError):
    """No answer, a timeout, nonsense, or the circuit breaker is open: try again later, with jitter.

    `is_sent` is True when the request may have reached the supplier, so that a write may have happened.
    """

    code = "supplier_away"

    def __init__(self, message: str = "", *, retry_after: float | None = None, is_sent: bool = True) -> None:
        self.retry_after, self.is_sent = retry_after, is_sent
        super().__init__(message or "The supplier does not answer.")


class SupplierRateLimited(SupplierError):
    """Too many questions: nothing was done; come back after `retry_after` seconds."""

    code = "supplier_rate_limited"

    def __init__(self, message: str = "", *, retry_after: float = 1.0) -> None:
        self.retry_after = retry_after
        super().__init__(message or "The supplier asks to slow down.")


class SupplierRejected(SupplierError):
    """The supplier understood and said no: record it, do not repeat it. `supplier_code` is the supplier's own."""

    code = "supplier_rejected"

    def __init__(self, supplier_code: str, message: str = "") -> None:
        self.supplier_code = supplier_code
        super().__init__(message or f"The supplier refused ({supplier_code}).")


class SupplierNotConnected(SupplierError):
    """The platform has no keys of this provider, or the store has no account there."""

    code = "supplier_not_connected"


class SupplierTokenExpired(SupplierError):
    """The supplier no longer takes the store's token: the owner has to connect again."""

    code = "supplier_token_expired"


class ProductGone(SupplierRejected):
    """The supplier no longer has this product."""

    code = "product_gone"


class NotSoldThere(SupplierRejected):
    """The supplier does not sell or send this product to that country."""

    code = "not_sold_there"


@dataclass(frozen=True, slots=True)
class SupplierItem:
    """One hit of a search. Amounts are decimal major units of `currency`; None = the supplier does not say.

    `orders_count` is a lower bound when the supplier writes "1000+" (`orders_text` keeps its words). `rating` is
    from 0 to 5.
    """

    provider: str
    product_id: str
    title: str
    url: str
    image_url: str = ""
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    currency: str | None = None
    rating: float | None = None
    reviews_count: int | None = None
    orders_count: int | None = None
    orders_text: str = ""
    raw: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits in the supplier's order. `total` is what the supplier claims; `next` is the next page or None."""

    items: tuple[SupplierItem, ...]
    total: int
    next: int | None


@dataclass(frozen=True, slots=True)
class SupplierVariant(SourceVariant):
    """A variant with what an order of it needs.

    `sku_id` is the supplier's id of the variant; `sku_attr` goes into an order as it is, and may be "". `cost`
    (of SourceVariant) is what we pay, `price` the supplier's list price. `ship_from` is a country code or "".
    """

    sku_id: str = ""
    sku_attr: str = ""
    ship_from: str = ""

    @property
    def stock(self) -> int | None:
        """How many the supplier has; None when it does not say."""
        return self.quantity


@dataclass(frozen=True, slots=True)
class SupplierProduct(SourceProduct):
    """A supplier's product, its `variants` being SupplierVariants. Costs are in `currency`.

    `product_id` is the one that can be bought: a redirected id (`asked_product_id`) was followed.
    `external_reference` is "aliexpress:<product_id>" or "cj:<product_id>". `raw` is the supplier's answer as it
    came, for evidence; `fetched_at` when.
    """

    provider: str = ""
    product_id: str = ""
    asked_product_id: str = ""
    ship_to: str = ""
    rating: float | None = None
    reviews_count: int | None = None
    orders_count: int | None = None
    orders_text: str = ""
    is_available: bool = True
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class FreightOption:
    """One way to send it. `code` is what an order names; `cost` in `currency`; days None = not said."""

    code: str
    name: str
    cost: Decimal
    currency: str
    days_min: int | None = None
    days_max: int | None = None
    ship_from: str = ""
    is_tracked: bool = False


class SupplierCatalogue(Protocol):
    """Reads at one supplier with one store's account.

    `ship_to` is an ISO 3166 alpha-2 country, `currency` an ISO 4217 code, `language` a code such as "en". Raises
    SupplierAway, SupplierRateLimited, SupplierRejected, SupplierTokenExpired; product and freight also ProductGone
    and NotSoldThere.
    """

    provider: str

    def search(
        self, *, query: str, page: int, per_page: int, ship_to: str, currency: str, language: str
    ) -> SearchPage:
        """Return a page of products that match; `page` starts at 1."""
        ...

    def product(
        self,
        *,
        product_id: str,
        ship_to: str,
        currency: str,
        language: str,
        stock_of: Collection[str] | None = None,
    ) -> SupplierProduct:
        """Return one product with all its variants, following the supplier's redirect to the sellable id.

        `stock_of` names the variants whose stock matters, where each costs a call of its own; None is all.
        """
        ...

    def freight(
        self, *, product_id: str, sku_id: str, quantity: int, ship_to: str
    ) -> tuple[FreightOption, ...]:
        """Return the ways to send a variant to a country, cheapest first."""
        ...

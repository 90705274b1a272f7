"""What every supplier can be told to do: take an order, say what became of it, name its parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from automation.suppliers.catalogue import SupplierRejected


class Reason(StrEnum):
    """Why an order was not taken; the words the core's exception queue knows."""

    ADDRESS = "ADDRESS"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    METHOD_GONE = "METHOD_GONE"
    BUYER_BLOCKED = "BUYER_BLOCKED"
    PAYMENT = "PAYMENT"
    PRODUCT_GONE = "PRODUCT_GONE"
    NOT_SOLD_THERE = "NOT_SOLD_THERE"
    ALREADY_ORDERED = "ALREADY_ORDERED"
    OTHER = "OTHER"


class OrderRefused(SupplierRejected):
    """The supplier did not take the order; nothing was bought."""

    code = "order_refused"

    def __init__(self, reason: Reason, supplier_code: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(supplier_code, message)


@dataclass(frozen=True, slots=True)
class ShipTo:
    """Where a parcel goes. `country` is ISO 3166 alpha-2; `phone` as the shopper wrote it."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    postal_code: str = ""
    state: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One variant to buy; `sku_attr` goes out as it is, "" included."""

    product_id: str
    sku_id: str
    quantity: int
    sku_attr: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What to buy. `reference` is our own unique key; the supplier keeps it with the order."""

    reference: str
    ship_to: ShipTo = field(repr=False)
    lines: tuple[OrderLine, ...]
    shipping_code: str = ""
    ship_from: str = ""
    note: str = ""


class SupplierState(StrEnum):
    """How far an order is at the supplier."""

    UNPAID = "UNPAID"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order the supplier has. Created and not paid is `is_paid` False, with what the supplier says of it.

    `order_ids` are several where the supplier split it. `pay_url` is where a person can pay.
    """

    order_ids: tuple[str, ...]
    is_paid: bool
    payment_error: str = ""
    pay_url: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class SupplierOrder:
    """An order as the supplier sees it now."""

    order_id: str
    state: SupplierState
    amount: Decimal | None = None
    currency: str = ""
    pay_until: datetime | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel under way. `items` are (product id, variant id, quantity); empty = everything of the order."""

    number: str
    carrier: str = ""
    url: str = ""
    items: tuple[tuple[str, str, int], ...] = ()
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    eta: datetime | None = None


class SupplierOrders(Protocol):
    """Orders at one supplier with one store's account.

    Raises SupplierAway (`is_sent` says whether a write may have happened), SupplierRateLimited,
    SupplierTokenExpired, SupplierRejected; `order_place` OrderRefused.
    """

    provider: str
    # How long the supplier itself makes one order of one `reference`; None = it never does, so it must be asked.
    remembers_for: timedelta | None

    def order_find(self, *, reference: str) -> PlacedOrder | None:
        """Return the order that carries `reference`, or None where there is none or the supplier cannot say."""
        ...

    def address_check(self, *, ship_to: ShipTo) -> None:
        """Raise OrderRefused (ADDRESS) for an address the supplier is known not to take; asks nobody."""
        ...

    def order_place(self, *, request: OrderRequest) -> PlacedOrder:
        """Create an order and pay for it where the account allows it."""
        ...

    def order_get(self, *, order_id: str) -> SupplierOrder:
        """Return what became of an order."""
        ...

    def parcels(self, *, order_id: str) -> tuple[Parcel, ...]:
        """Return the parcels of an order; empty while there is none."""
        ...

"""Facts about buying, published with the store's id."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderCreated(Event):
    """Planned; it is bought when `hold_until` is over, unless the store buys by hand."""

    name: ClassVar[str] = "purchase_order.created"
    purchase_order_id: UUID
    order_id: UUID
    hold_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderReady(Event):
    """It is to be placed now: a person ended its hold or answered its exception."""

    name: ClassVar[str] = "purchase_order.ready"
    purchase_order_id: UUID
    order_id: UUID


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderPlaced(Event):
    """The supplier has it; `is_paid` False waits for a person to pay."""

    name: ClassVar[str] = "purchase_order.placed"
    purchase_order_id: UUID
    order_id: UUID
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderShipped(Event):
    name: ClassVar[str] = "purchase_order.shipped"
    purchase_order_id: UUID
    order_id: UUID


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderFailed(Event):
    """A person has to look; `reason` is an ExceptionReason."""

    name: ClassVar[str] = "purchase_order.failed"
    purchase_order_id: UUID
    order_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SupplierConnectionEnding(Event):
    """A connection ends at `ends_at`, or has ended: the owner has to connect again."""

    name: ClassVar[str] = "supplier.connection_ending"
    provider: str
    supplier_name: str
    state: str
    ends_at: datetime

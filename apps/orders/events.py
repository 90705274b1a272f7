"""Facts about orders, published with the store's id."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A PENDING order exists and holds stock."""

    name: ClassVar[str] = "order.placed"
    order_id: UUID
    number: int
    cart_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    name: ClassVar[str] = "order.paid"
    order_id: UUID
    number: int
    cart_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderExpired(Event):
    """The time to pay is over and the stock is free again."""

    name: ClassVar[str] = "order.expired"
    order_id: UUID
    cart_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    name: ClassVar[str] = "order.cancelled"
    order_id: UUID
    cart_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderHeld(Event):
    """Money arrived, but the order cannot go on by itself; `reason` is a HoldReason."""

    name: ClassVar[str] = "order.held"
    order_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Event):
    """`refunded_minor` of the order's currency went back so far."""

    name: ClassVar[str] = "order.refunded"
    order_id: UUID
    refunded_minor: int

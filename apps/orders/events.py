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
class RefundRequested(Event):
    """A refund is written down; its provider is still to be asked."""

    name: ClassVar[str] = "refund.requested"
    order_id: UUID
    refund_id: UUID


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """A refund that had gone through came back: the customer's bank refused it."""

    name: ClassVar[str] = "refund.failed"
    order_id: UUID
    refund_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Event):
    """A refund went through: `amount_minor` of the order's currency went back by it."""

    name: ClassVar[str] = "order.refunded"
    order_id: UUID
    refund_id: UUID
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class OrderFulfilled(Event):
    """A part of the order, or all of it, was sent. `is_notified`: the customer is to be told."""

    name: ClassVar[str] = "order.fulfilled"
    order_id: UUID
    fulfillment_id: UUID
    tracking_numbers: list[str]
    is_notified: bool = True


@dataclass(frozen=True, kw_only=True)
class OrderTrackingChanged(Event):
    """A parcel got another number, so the customer's link leads elsewhere."""

    name: ClassVar[str] = "order.tracking_changed"
    order_id: UUID
    fulfillment_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """Everything of the order was sent, and every parcel has arrived."""

    name: ClassVar[str] = "order.delivered"
    order_id: UUID

"""Parcels and refunds: as asked for, as kept, and what is refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.money.types import Money
from tenancy.errors import Conflict, Invalid, NotFound, Refused


@dataclass(frozen=True, slots=True)
class LinePieces:
    """So many pieces of one order line."""

    order_line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class TrackingInput:
    """A carrier's number. With `id` it corrects or keeps the number of this id."""

    number: str
    carrier: str = ""
    url: str = ""
    state: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TrackingInfo:
    id: UUID
    number: str
    carrier: str
    url: str
    state: str
    journey_started_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FulfillmentInfo:
    """A parcel, or several sent together."""

    id: UUID
    order_id: UUID
    number: int
    state: str
    lines: tuple[LinePieces, ...]
    tracking_numbers: tuple[TrackingInfo, ...]
    is_notified: bool
    source_reference: str
    created_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a merchant wants to give back.

    Lines and shipping come to an amount by themselves; `amount` takes its place, and may stand alone.
    """

    lines: tuple[LinePieces, ...] = ()
    shipping: Money | None = None
    amount: Money | None = None
    reason: str = "OTHER"
    note: str = ""
    is_restocked: bool = False


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """What a wish comes to, and what could go back at most."""

    amount: Money
    lines_total: Money
    shipping: Money
    refundable: Money


@dataclass(frozen=True, slots=True)
class RefundInfo:
    id: UUID
    order_id: UUID
    state: str
    source: str
    amount: Money
    shipping: Money
    lines: tuple[LinePieces, ...]
    reason: str
    note: str
    is_restocked: bool
    reference: str
    failure: str
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund as its provider reports it. `refund_id` is ours, when we asked for it."""

    reference: str
    state: str
    amount: Money
    created_at: datetime
    refund_id: UUID | None = None
    is_automatic: bool = False
    failure: str = ""


class OrderNotPaid(Refused):
    code = "order_not_paid"
    message = "Only a paid order can be sent."


class FulfillmentUnknown(NotFound):
    message = "There is no such parcel."


class FulfillmentInvalid(Invalid):
    """A parcel that cannot be; `fields` say why."""


class NothingToFulfill(Refused):
    code = "nothing_to_fulfill"
    message = "Everything of this order has been sent or taken back already."


class FulfillmentClosed(Conflict):
    code = "fulfillment_closed"
    message = "This parcel was cancelled."


class RefundUnknown(NotFound):
    message = "There is no such refund."


class RefundInvalid(Invalid):
    """A refund that cannot be; `fields` say why."""


class RefundTooMuch(Refused):
    """More than was paid and not yet given back, or more pieces than were bought."""

    code = "refund_too_much"
    message = "This is more than can still be refunded."


class NotRefundable(Refused):
    code = "not_refundable"
    message = "No payment of this order can be refunded."


class RefundBegun(Conflict):
    """It is at the provider, or over: only one that still waits to be asked for can be withdrawn."""

    code = "refund_begun"
    message = "This refund does not wait any more, so it cannot be withdrawn."


class RefundRefused(Refused):
    """The provider said no; the refund is kept as FAILED."""

    code = "refund_refused"
    message = "The payment provider refused this refund."

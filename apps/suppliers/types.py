"""Words and shapes of buying from suppliers."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import Conflict, Invalid, NotFound, Refused

MAX_OFFERS_PER_VARIANT = 10
DEFAULT_HOLD_MINUTES = 10
DEFAULT_SLA_HOURS = 24


class ConnectionState(TextChoices):
    """As automation last reported it; automation holds the tokens."""

    UNKNOWN = "UNKNOWN"
    CONNECTED = "CONNECTED"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class PurchaseStatus(TextChoices):
    """HELD → READY → PLACING → PLACED → PAID → SHIPPED → DELIVERED; FAILED can be retried, CANCELLED is an end."""

    HELD = "HELD"
    READY = "READY"
    PLACING = "PLACING"
    PLACED = "PLACED"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


# Nothing has been bought yet, and nobody is buying.
STOPPABLE = (PurchaseStatus.HELD, PurchaseStatus.READY, PurchaseStatus.FAILED)
# The supplier has the order and something is still to come.
UNDER_WAY = (PurchaseStatus.PLACED, PurchaseStatus.PAID, PurchaseStatus.SHIPPED)


class ExceptionReason(TextChoices):
    """Why a person has to look."""

    ADDRESS = "ADDRESS"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    METHOD_GONE = "METHOD_GONE"
    BUYER_BLOCKED = "BUYER_BLOCKED"
    PAYMENT = "PAYMENT"
    PRODUCT_GONE = "PRODUCT_GONE"
    NOT_SOLD_THERE = "NOT_SOLD_THERE"
    NOT_CONNECTED = "NOT_CONNECTED"
    CONNECTION_EXPIRED = "CONNECTION_EXPIRED"
    UNCERTAIN = "UNCERTAIN"
    ALREADY_ORDERED = "ALREADY_ORDERED"
    CLOSED_BY_SUPPLIER = "CLOSED_BY_SUPPLIER"
    ORDER_CANCELLED = "ORDER_CANCELLED"
    ORDER_CHANGED = "ORDER_CHANGED"
    BELOW_FLOOR = "BELOW_FLOOR"
    OTHER = "OTHER"


class Fix(TextChoices):
    """What a person can do about it."""

    RETRY = "RETRY"
    EDIT_ADDRESS = "EDIT_ADDRESS"
    CHOOSE_OFFER = "CHOOSE_OFFER"
    BUY_ANYWAY = "BUY_ANYWAY"
    REFUND = "REFUND"
    KEEP = "KEEP"
    MARK_BOUGHT = "MARK_BOUGHT"
    CANCEL = "CANCEL"


_ANY = (Fix.RETRY, Fix.MARK_BOUGHT, Fix.CANCEL)
FIXES: dict[str, tuple[Fix, ...]] = {
    ExceptionReason.ADDRESS: (Fix.EDIT_ADDRESS, *_ANY),
    ExceptionReason.OUT_OF_STOCK: (Fix.CHOOSE_OFFER, Fix.REFUND, *_ANY),
    ExceptionReason.METHOD_GONE: (Fix.RETRY, Fix.CHOOSE_OFFER, Fix.MARK_BOUGHT, Fix.CANCEL),
    ExceptionReason.PRODUCT_GONE: (Fix.CHOOSE_OFFER, Fix.REFUND, Fix.MARK_BOUGHT, Fix.CANCEL),
    ExceptionReason.NOT_SOLD_THERE: (Fix.CHOOSE_OFFER, Fix.EDIT_ADDRESS, Fix.MARK_BOUGHT, Fix.CANCEL),
    ExceptionReason.ALREADY_ORDERED: (Fix.MARK_BOUGHT, Fix.RETRY, Fix.CANCEL),
    ExceptionReason.UNCERTAIN: (Fix.MARK_BOUGHT, Fix.RETRY, Fix.CANCEL),
    ExceptionReason.CLOSED_BY_SUPPLIER: (
        Fix.RETRY,
        Fix.CHOOSE_OFFER,
        Fix.REFUND,
        Fix.MARK_BOUGHT,
        Fix.CANCEL,
    ),
    ExceptionReason.BELOW_FLOOR: (Fix.BUY_ANYWAY, Fix.CHOOSE_OFFER, Fix.REFUND, *_ANY),
    ExceptionReason.ORDER_CANCELLED: (Fix.MARK_BOUGHT, Fix.CANCEL),
    ExceptionReason.ORDER_CHANGED: (Fix.MARK_BOUGHT, Fix.RETRY, Fix.CANCEL),
}
# A retry of these is a new order at the supplier: a person has looked and found none.
NEW_ORDER_ON_RETRY = (
    ExceptionReason.UNCERTAIN,
    ExceptionReason.ALREADY_ORDERED,
    ExceptionReason.CLOSED_BY_SUPPLIER,
    ExceptionReason.ORDER_CHANGED,
)
# The supplier may have the order, or has it: whoever tried was never answered.
MAYBE_THERE = (ExceptionReason.UNCERTAIN, ExceptionReason.ALREADY_ORDERED, ExceptionReason.ORDER_CHANGED)
# What was bought is more than the order still wants.
TOO_MUCH = (ExceptionReason.ORDER_CANCELLED, ExceptionReason.ORDER_CHANGED)
# These end by themselves when the supplier is connected again.
UNTIL_CONNECTED = (ExceptionReason.NOT_CONNECTED, ExceptionReason.CONNECTION_EXPIRED)


def fixes_of(*, status: str, reason: str) -> tuple[Fix, ...]:
    """Return what can be done about an exception, the likeliest first; nothing where there is none."""
    if not reason:
        return ()
    if status in STOPPABLE:
        return FIXES.get(reason, _ANY)
    # The supplier has the order: it can only be noted what became of it.
    if reason == ExceptionReason.PAYMENT:
        return (Fix.MARK_BOUGHT, Fix.CANCEL)
    return (Fix.KEEP, Fix.CANCEL) if reason in TOO_MUCH else (Fix.CANCEL,)


@dataclass(frozen=True, slots=True)
class OfferInput:
    """A supplier's variant for one of ours. Costs are what one piece costs us."""

    variant_id: UUID
    product_id: UUID
    supplier_product_id: str
    supplier_sku_id: str
    cost: Money | None = None
    sku_attr: str = ""
    title: str = ""
    ship_from: str = ""
    shipping_code: str = ""
    shipping_cost: Money | None = None
    days_min: int | None = None
    days_max: int | None = None
    stock: int | None = None
    source_url: str = ""
    priority: int | None = None
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferInfo:
    id: UUID
    provider: str
    variant_id: UUID
    product_id: UUID
    supplier_product_id: str
    supplier_sku_id: str
    sku_attr: str
    title: str
    cost: Money | None
    ship_from: str
    shipping_code: str
    shipping_cost: Money | None
    days_min: int | None
    days_max: int | None
    stock: int | None
    source_url: str
    priority: int
    is_active: bool
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineToBuy:
    """A line of an order, as far as buying it matters; `quantity` is what is still to be sent."""

    order_line_id: UUID
    variant_id: UUID
    quantity: int
    title: str
    variant_title: str = ""
    sku: str = ""
    image_url: str = ""
    sold_unit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class LineWanted:
    """What an order still wants of a line: `to_buy` without what a person has sent, `kept` with it."""

    order_line_id: UUID
    to_buy: int
    kept: int


@dataclass(frozen=True, slots=True)
class OrderToBuy:
    """A paid order, as far as buying it matters. `currency` is that of what the shopper paid."""

    order_id: UUID
    number: int
    email: str
    shipping_address: dict[str, str] = field(repr=False)
    lines: tuple[LineToBuy, ...]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseLineInfo:
    id: UUID
    order_line_id: UUID
    variant_id: UUID
    offer_id: UUID | None
    title: str
    variant_title: str
    sku: str
    quantity: int
    supplier_product_id: str
    supplier_sku_id: str
    sku_attr: str
    unit_cost: Money | None
    image_url: str


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """What the supplier asks right before it is bought, for the whole purchase.

    `landed` is goods and shipping together in the store's currency, None without an exchange rate; `units` are
    (supplier's variant id, cost of one piece).
    """

    cost: Money
    shipping_cost: Money | None
    landed: Money | None
    units: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteInfo:
    """The last quote beside what was planned, what the shopper paid and the margin a store wants at least."""

    planned_cost: Money | None
    planned_shipping_cost: Money | None
    cost: Money
    shipping_cost: Money | None
    landed: Money | None
    sold: Money | None
    margin_basis_points: int | None
    floor_basis_points: int
    quoted_at: datetime


@dataclass(frozen=True, slots=True)
class PurchaseEventInfo:
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class PurchaseInfo:
    """One purchase order. `fixes` is what a person can do now; `claim_token` belongs to who is placing it."""

    id: UUID
    reference: str
    order_id: UUID
    order_number: int
    provider: str
    supplier_name: str
    ship_from: str
    status: str
    hold_until: datetime
    is_due: bool
    shipping_code: str
    cost: Money | None
    shipping_cost: Money | None
    days_min: int | None
    days_max: int | None
    supplier_order_ids: tuple[str, ...]
    is_paid: bool
    payment_error: str
    pay_url: str
    pay_until: datetime | None
    waiting_message: str
    next_attempt_at: datetime | None
    exception_reason: str
    exception_code: str
    exception_message: str
    exception_at: datetime | None
    exception_due_at: datetime | None
    fixes: tuple[str, ...]
    attempts: int
    first_attempt_at: datetime | None
    claimed_until: datetime | None
    claim_token: str
    tracking_checks: int
    created_at: datetime
    placed_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: tuple[PurchaseLineInfo, ...]
    shipping_address: dict[str, str] = field(repr=False)
    email: str = field(repr=False)
    note: str = ""
    quote: QuoteInfo | None = None
    timeline: tuple[PurchaseEventInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class PurchaseSettingsInfo:
    """How a store buys. `fallback_phone` goes to suppliers where a shopper gave none."""

    is_automatic: bool
    hold_minutes: int
    sla_hours: int
    fallback_phone: str
    note: str


@dataclass(frozen=True, slots=True)
class ParcelInput:
    """A parcel as the supplier reports it. `items` are (supplier's variant id, quantity); empty = everything."""

    number: str
    carrier: str = ""
    url: str = ""
    items: tuple[tuple[str, int], ...] = ()
    is_delivered: bool = False


@dataclass(frozen=True, slots=True)
class ParcelToSend:
    """A parcel to note with the order. `lines` are (order line, quantity), None for all that is left."""

    source_reference: str
    number: str
    carrier: str
    url: str
    lines: tuple[tuple[UUID, int], ...]
    is_delivered: bool


class PurchaseUnknown(NotFound):
    message = "There is no such purchase order."


class OfferUnknown(NotFound):
    message = "There is no such offer."


class OffersInvalid(Invalid):
    """Offers that cannot be; `fields` say why."""


class PurchaseNotDue(Conflict):
    code = "purchase_not_due"
    message = "This purchase order is not to be placed now."


class PurchaseClaimed(Conflict):
    code = "purchase_claimed"
    message = "Another worker is placing this purchase order."


class PurchaseMismatch(Conflict):
    """The supplier has another order for this purchase already."""

    code = "purchase_mismatch"
    message = "This purchase order already has another order of the supplier."


class FixImpossible(Refused):
    code = "fix_impossible"
    message = "This cannot be done in the purchase order's present state."

"""Words, snapshots and refusals of orders."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import Conflict, NotFound, Refused


class PaymentStatus(TextChoices):
    """PENDING → PAID | EXPIRED | CANCELLED | ON_HOLD; a late payment may lift EXPIRED to PAID or ON_HOLD."""

    PENDING = "PENDING"
    PAID = "PAID"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    ON_HOLD = "ON_HOLD"


class FulfillmentStatus(TextChoices):
    UNFULFILLED = "UNFULFILLED"
    PARTIAL = "PARTIAL"
    FULFILLED = "FULFILLED"


class DeliveryStatus(TextChoices):
    """What the carriers say of the parcels. Money never moves it."""

    NOT_SHIPPED = "NOT_SHIPPED"
    IN_TRANSIT = "IN_TRANSIT"
    PARTIAL = "PARTIAL"
    DELIVERED = "DELIVERED"


class FulfillmentState(TextChoices):
    """SHIPPED → DELIVERED when all its tracking numbers are; CANCELLED: it was noted by mistake."""

    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class TrackingState(TextChoices):
    REGISTERED = "REGISTERED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    EXCEPTION = "EXCEPTION"


class RefundState(TextChoices):
    """PENDING → SUCCEEDED | FAILED, as the provider says. A bank may still turn SUCCEEDED into FAILED."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class RefundReason(TextChoices):
    REQUESTED_BY_CUSTOMER = "REQUESTED_BY_CUSTOMER"
    DAMAGED = "DAMAGED"
    NOT_DELIVERED = "NOT_DELIVERED"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    DUPLICATE = "DUPLICATE"
    FRAUDULENT = "FRAUDULENT"
    OTHER = "OTHER"


class RefundSource(TextChoices):
    """Who began it: the merchant here, the platform by itself, or somebody at the provider's own site."""

    MERCHANT = "MERCHANT"
    AUTOMATIC = "AUTOMATIC"
    PROVIDER = "PROVIDER"


class StockState(TextChoices):
    """What this order holds of the catalog's stock: reserved, sold, or nothing."""

    RESERVED = "RESERVED"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"


class HoldReason(TextChoices):
    """Why money arrived for an order that cannot simply go on."""

    AMOUNT_MISMATCH = "amount_mismatch"
    CURRENCY_MISMATCH = "currency_mismatch"
    OUT_OF_STOCK = "paid_after_expiry_out_of_stock"
    PAID_AFTER_CANCEL = "paid_after_cancel"


class PaymentOutcome(TextChoices):
    """What `order_mark_paid` made of a payment."""

    PAID = "PAID"
    ALREADY_PAID = "ALREADY_PAID"
    PAID_TWICE = "PAID_TWICE"
    HELD = "HELD"


class TimelineType(TextChoices):
    PLACED = "placed"
    CHANGED = "changed"
    PAYMENT_PENDING = "payment_pending"
    PAID = "paid"
    HELD = "held"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"
    REFUND_WAITS = "refund_waits"
    REFUND_FAILED = "refund_failed"
    FULFILLED = "fulfilled"
    TRACKING_CHANGED = "tracking_changed"
    DELIVERED = "delivered"
    MAIL_SENT = "mail_sent"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, checked by checkout. `country` is ISO 3166-1 alpha-2."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    postal_code: str = ""
    state: str = ""
    company: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """One line as bought: frozen titles, price and picture, so that later edits change nothing."""

    product_id: UUID
    variant_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price_minor: int
    cost_minor: int | None = None
    image_url: str = ""
    discount_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """Everything an order is made of. Amounts in minor units of `currency`; sums come from checkout's totals."""

    cart_id: UUID
    email: str
    currency: str
    locale: str
    lines: tuple[LineSnapshot, ...]
    shipping_address: Address
    billing_address: Address
    shipping_method: str
    subtotal_minor: int
    shipping_minor: int
    tax_minor: int
    discount_minor: int
    total_minor: int
    fingerprint: str
    note: str = ""
    customer_id: UUID | None = None
    discount_id: UUID | None = None
    discount_code: str = ""
    tax_name: str = ""
    tax_percent_milli: int = 0
    is_tax_inclusive: bool = False
    shipping_tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The order as payment needs it."""

    id: UUID
    number: int
    cart_id: UUID
    email: str
    locale: str
    total: Money
    shipping_total: Money
    discount_total: Money
    tax_total: Money
    shipping_method: str
    lines: tuple[LineSnapshot, ...]
    payment_status: str
    fingerprint: str
    expires_at: datetime | None
    tax_name: str = ""
    is_tax_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment as its provider reports it, read from the provider and not from an event's text."""

    provider: str
    reference: str
    amount: Money
    paid_at: datetime


class OrderUnknown(NotFound):
    message = "There is no such order."


class CustomerUnknown(NotFound):
    message = "There is no such customer."


class OrderNotOpen(Conflict):
    """The order is no longer PENDING, so its content is fixed."""

    code = "order_not_open"
    message = "This order can no longer be changed."


class OrderIsPaid(Refused):
    code = "order_is_paid"
    message = "A paid order cannot be cancelled before its payment is refunded."


class OrderNotCancellable(Refused):
    code = "order_not_cancellable"
    message = "This order is already closed."


def percent_text(milli: int) -> str:
    """Write thousandths of a percent as a plain number: 19000 → "19", 8375 → "8.375"."""
    return f"{milli // 1000}.{milli % 1000:03d}".rstrip("0").rstrip(".")

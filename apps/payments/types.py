"""Words and refusals of payments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import Invalid, NotFound, Refused, Unavailable


class SessionStatus(TextChoices):
    """Our side of a Stripe Checkout Session.

    CREATING (row first, then Stripe) → OPEN → PAID | PROCESSING (delayed method) | FAILED | EXPIRED.
    SUPERSEDED: closed by us because the order changed; the order lives on.
    """

    CREATING = "CREATING"
    OPEN = "OPEN"
    PROCESSING = "PROCESSING"
    PAID = "PAID"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"


class PayoutState(TextChoices):
    """ONBOARDING (something is still to be told to Stripe) → READY (may take cards) ⇄ RESTRICTED; DEAUTHORISED: the
    owner took the account away from us."""

    ONBOARDING = "ONBOARDING"
    READY = "READY"
    RESTRICTED = "RESTRICTED"
    DEAUTHORISED = "DEAUTHORISED"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A connected account as Stripe tells it now."""

    account_id: str
    may_take_cards: bool
    requirements: tuple[str, ...]
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutInfo:
    """How a store stands with its payout account. `state` None: none was begun."""

    state: str | None
    account_id: str
    requirements: tuple[str, ...]
    deadline_at: datetime | None
    checked_at: datetime | None
    can_charge: bool
    is_platform_charging: bool


@dataclass(frozen=True, slots=True)
class ChargeRoute:
    """Whose account charges an order ("" = the platform's), and the platform's fee in hundredths of a percent."""

    account_id: str
    fee_bps: int

    def fee_minor(self, amount_minor: int) -> int:
        """Return the fee of an amount in minor units, rounded down."""
        return amount_minor * self.fee_bps // 10_000 if self.account_id else 0


LIVE = (SessionStatus.CREATING, SessionStatus.OPEN, SessionStatus.PROCESSING)


class EventState(TextChoices):
    """RECEIVED → PROCESSED | IGNORED (nothing to do) | PARKED (about nothing we know) | FAILED."""

    RECEIVED = "RECEIVED"
    PROCESSED = "PROCESSED"
    IGNORED = "IGNORED"
    PARKED = "PARKED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SessionLine:
    name: str
    description: str
    quantity: int
    unit_price_minor: int
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What is asked of Stripe. Built from the order's snapshot, so that a repeat asks for the same."""

    idempotency_key: str
    store_id: UUID
    order_id: UUID
    order_number: int
    currency: str
    total_minor: int
    lines: tuple[SessionLine, ...]
    shipping_name: str
    shipping_minor: int
    email: str
    locale: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    account_id: str = ""
    application_fee_minor: int = 0


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A Checkout Session as Stripe tells it now. Amounts in minor units."""

    session_id: str
    url: str
    status: str
    payment_status: str
    amount: Money
    payment_intent_id: str
    is_payment_failed: bool
    paid_at: datetime | None
    refunded_minor: int
    charge_id: str = ""

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status in {"paid", "no_payment_required"}

    @property
    def received(self) -> Money:
        """The money that really came: nothing when Stripe says that no payment was required."""
        minor = self.amount.amount_minor if self.payment_status == "paid" else 0
        return Money(minor, self.amount.currency)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A payment session to be opened: the row that was written before Stripe is asked."""

    id: UUID
    store_id: UUID
    order_id: UUID
    expires_at: datetime
    url: str
    is_processing: bool = False
    account_id: str = ""
    application_fee_minor: int = 0


class PaymentUnavailable(Unavailable):
    """Stripe cannot be reached or is not connected. Nothing is lost: the same call may be repeated."""

    code = "payment_unavailable"
    message = "The payment service cannot be reached at the moment. Your order is kept; try again."


class PaymentsClosed(PaymentUnavailable):
    """The store has no account that may take cards: nothing is ordered and nothing charged."""

    code = "payments_closed"
    message = (
        "This shop cannot take payments at the moment. Nothing was ordered and nothing was charged; "
        "your cart is kept."
    )


class PaymentRefused(Refused):
    """Stripe understood and said no; repeating the same call is useless."""

    code = "payment_refused"
    message = "The payment could not be started."


class SessionSuperseded(Refused):
    """The order changed in another window while its payment page was being opened."""

    code = "session_superseded"
    message = "This order was changed in another window."


class SessionUnknown(NotFound):
    message = "There is no such payment session."


class WebhookRefused(Invalid):
    """The request is not a fresh, signed event of our own Stripe account; `code` says what is wrong."""

    code = "webhook_signature_invalid"
    message = "The signature is missing, wrong or older than five minutes."


class PayoutUnknown(NotFound):
    message = "This shop has not begun to connect an account."

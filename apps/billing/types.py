"""Words, facts and refusals of the platform's own subscriptions."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices

from apps.entitlements.types import RESOURCE_WORDS, Resource, Usage
from apps.money.types import Money
from tenancy.errors import Conflict, Invalid, Refused, Unavailable


class EventState(TextChoices):
    """RECEIVED → PROCESSED | IGNORED (about nobody we know) | FAILED."""

    RECEIVED = "RECEIVED"
    PROCESSED = "PROCESSED"
    IGNORED = "IGNORED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """A subscription as Stripe tells it now."""

    subscription_id: str
    status: str
    price_id: str
    item_id: str
    created_at: datetime
    period_starts_at: datetime
    period_ends_at: datetime
    trial_ends_at: datetime | None
    cancel_at: datetime | None
    metadata: dict[str, str] = field(default_factory=dict)
    # The newest invoice while it is open: since when, where it can be paid, whether the bank wants a word.
    unpaid_since: datetime | None = None
    pay_url: str = ""
    wants_confirmation: bool = False

    @property
    def is_over(self) -> bool:
        return self.status in {"canceled", "incomplete_expired"}


@dataclass(frozen=True, slots=True)
class PreviewLine:
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change of plan would bill now; `effective_at` None is at once."""

    plan_code: str
    interval: str
    due_now: Money
    lines: tuple[PreviewLine, ...]
    effective_at: datetime | None
    is_upgrade: bool


@dataclass(frozen=True, slots=True)
class InvoiceInfo:
    id: str
    number: str
    created_at: datetime
    status: str
    total: Money
    url: str
    pdf_url: str


class BillingUnavailable(Unavailable):
    """Stripe cannot be reached or is not connected; the same call may be repeated."""

    code = "billing_unavailable"
    message = "The billing service cannot be reached at the moment. Nothing was changed; try again."


class BillingRefused(Refused):
    """Stripe understood and said no."""

    code = "billing_refused"
    message = "The billing service refused this."


class AlreadySubscribed(Conflict):
    code = "already_subscribed"
    message = "There is a subscription already: change its plan instead."


class NotSubscribed(Conflict):
    code = "not_subscribed"
    message = "There is no subscription yet: choose a plan first."


class IntervalFixed(Refused):
    code = "interval_fixed"
    message = (
        "A yearly plan becomes a monthly one at the end of its year: cancel it, and subscribe again then."
    )


class DowngradeRefused(Refused):
    """More is used than the smaller plan includes; `fields` lists what."""

    code = "downgrade_refused"

    def __init__(self, *, plan_name: str, beyond: list[Usage]) -> None:
        listed = ", ".join(
            f"{item.used} {RESOURCE_WORDS[Resource(item.resource)]} (includes {item.limit})"
            for item in beyond
        )
        super().__init__(
            f"{plan_name} is too small for what you use: {listed}.",
            fields={item.resource: [f"{item.used} used, {item.limit} included"] for item in beyond},
        )


class BillingWebhookRefused(Invalid):
    """The request is not a fresh, signed event of our own Stripe account."""

    code = "webhook_signature_invalid"
    message = "The signature is missing, wrong or older than five minutes."

"""Facts about billing."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class BillingEventReceived(Event):
    """Stored and not yet processed."""

    name: ClassVar[str] = "billing.event_received"
    billing_event_id: str


@dataclass(frozen=True, kw_only=True)
class BillingNoticeDue(Event):
    """The owners are to be told: `kind` is trial_ending, trial_ended, payment_failed, confirmation_needed, limited,
    suspended or restored."""

    name: ClassVar[str] = "billing.notice_due"
    merchant_id: UUID
    kind: str

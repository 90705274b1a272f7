"""Facts about payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class StripeEventReceived(Event):
    """Stored and not yet processed. Published with the store's id when our own session row names one."""

    name: ClassVar[str] = "payment.event_received"
    stripe_event_id: str


@dataclass(frozen=True, kw_only=True)
class PayoutsChanged(Event):
    """A store's payout account is ready now, or not any more. States are those of PayoutState."""

    name: ClassVar[str] = "payouts.changed"
    store_id: UUID
    state: str
    was: str

"""Facts about plans."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class MerchantPlanChanged(Event):
    """Plan, interval or state of a merchant's subscription is another one now."""

    name: ClassVar[str] = "merchant.plan_changed"
    merchant_id: UUID

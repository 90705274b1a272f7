"""Plans, the resources they limit, and the refusal that names limit, use and the plan that lifts it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices

from apps.money.types import Money
from tenancy.errors import NotFound, Refused


class PlanState(TextChoices):
    """Where a merchant's subscription stands.

    TRIAL → ACTIVE; an unpaid invoice makes it PAST_DUE (everything works), then LIMITED (nothing new), and its
    stores are suspended some days later. PAUSED: a trial ended without a card; nothing is lost. CANCELLED: it ended.
    """

    TRIAL = "TRIAL"
    ACTIVE = "ACTIVE"
    PAST_DUE = "PAST_DUE"
    LIMITED = "LIMITED"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


# May take more of what the plan includes.
OPEN_STATES = (PlanState.TRIAL, PlanState.ACTIVE, PlanState.PAST_DUE)


class Interval(TextChoices):
    MONTH = "MONTH"
    YEAR = "YEAR"


class Resource(StrEnum):
    """What is counted. The values are the keys of a plan's `limits`."""

    STORES = "stores"
    PRODUCTS = "products"
    MEMBERS = "members"
    AI_CREDITS = "ai_credits"


RESOURCE_WORDS = {
    Resource.STORES: "stores",
    Resource.PRODUCTS: "products",
    Resource.MEMBERS: "team members",
    Resource.AI_CREDITS: "AI credits a month",
}
# Counted per calendar month (UTC) and begun again with the next; everything else is what exists now.
MONTHLY = frozenset({Resource.AI_CREDITS})


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """A plan as others see it. `limits` maps a resource to a number; None is without limit."""

    code: str
    name: str
    description: str
    monthly: Money
    yearly: Money
    trial_days: int
    limits: dict[str, int | None]
    features: tuple[str, ...]
    application_fee_bps: int
    position: int
    is_offered: bool

    def price(self, interval: str) -> Money:
        """Return what one interval costs."""
        return self.yearly if interval == Interval.YEAR else self.monthly


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of one resource is used, and how much the plan includes (None: without limit)."""

    resource: str
    used: int
    limit: int | None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.used > self.limit


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What a merchant may do now: the one answer that every module asks for."""

    merchant_id: UUID
    plan: PlanInfo
    interval: str
    state: str
    usage: tuple[Usage, ...]
    trial_ends_at: datetime | None
    period_ends_at: datetime | None
    grace_ends_at: datetime | None
    suspend_at: datetime | None
    suspended_at: datetime | None
    cancel_at: datetime | None
    next_plan_code: str
    is_card_needed: bool

    @property
    def features(self) -> frozenset[str]:
        return frozenset(self.plan.features)

    @property
    def is_open(self) -> bool:
        """Whether new stores, products, members and AI credits may be taken within the limits."""
        return self.state in OPEN_STATES

    def may(self, feature: str) -> bool:
        """Say whether the plan includes a feature."""
        return self.is_open and feature in self.plan.features

    def used(self, resource: str) -> Usage:
        """Return the use of one resource. Raises LookupError for an unknown one."""
        for item in self.usage:
            if item.resource == resource:
                return item
        raise LookupError(resource)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The state of a subscription as billing knows it, to be written whole."""

    plan_code: str
    interval: str
    state: str
    trial_ends_at: datetime | None = None
    period_ends_at: datetime | None = None
    grace_ends_at: datetime | None = None
    suspend_at: datetime | None = None
    cancel_at: datetime | None = None
    next_plan_code: str = ""
    is_card_needed: bool = False


class PlanUnknown(NotFound):
    code = "plan_unknown"
    message = "There is no such plan."


class LimitReached(Refused):
    """The plan includes no more of this. `fields` carries resource, limit, used and plan_that_lifts_it."""

    code = "limit_reached"
    status = 402

    def __init__(self, *, plan: PlanInfo, usage: Usage, lifted_by: PlanInfo | None) -> None:
        word = RESOURCE_WORDS[Resource(usage.resource)]
        lifts = f" {lifted_by.name} lifts this limit." if lifted_by else " Ask us for more."
        super().__init__(
            f"Your plan {plan.name} includes {usage.limit} {word} and you use {usage.used}.{lifts}",
            fields={
                "resource": [usage.resource],
                "limit": [str(usage.limit)],
                "used": [str(usage.used)],
                "plan_that_lifts_it": [lifted_by.code if lifted_by else ""],
            },
        )
        self.usage = usage
        self.lifted_by = lifted_by


class PlanInactive(Refused):
    """The subscription is limited, paused or over: what exists stays, nothing new can be made."""

    code = "plan_inactive"
    status = 402
    message = (
        "Your plan is not active. Nothing is lost: choose a plan under Settings, Plan and usage, to go on."
    )

"""What a store may spend on the model in a day and a month: a hard stop (reliability.md, E13). The one place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from automation.ai.models import AiBudget, AiCall
from automation.ai.types import AiBudgetSpent

DAY = timedelta(days=1)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class BudgetState:
    """Limits and spendings of the last 24 hours and 30 days, in millionths of a US dollar; None = no limit.

    `daily_own` and `monthly_own` are what the merchant has set; the platform's own limit holds all the same.
    """

    daily_limit: int
    monthly_limit: int | None
    daily_own: int | None
    monthly_own: int | None
    spent_day: int
    spent_month: int

    @property
    def spent_of(self) -> str:
        """Return which limit is reached: "day", "month" or ""."""
        if self.spent_day >= self.daily_limit:
            return "day"
        is_month = self.monthly_limit is not None and self.spent_month >= self.monthly_limit
        return "month" if is_month else ""


def budget_get(*, now: datetime) -> BudgetState:
    """Return the store's limits and what it has spent until `now`."""
    own = AiBudget.objects.filter(pk=1).first()
    spent = AiCall.objects.filter(created_at__gt=now - MONTH).aggregate(
        month=Sum("cost_micros"), day=Sum("cost_micros", filter=Q(created_at__gt=now - DAY))
    )
    platform = settings.AI_DAILY_BUDGET_MICROS
    daily = own.daily_micros if own else None
    return BudgetState(
        daily_limit=platform if daily is None else min(daily, platform),
        monthly_limit=own.monthly_micros if own else None,
        daily_own=daily,
        monthly_own=own.monthly_micros if own else None,
        spent_day=spent["day"] or 0,
        spent_month=spent["month"] or 0,
    )


@transaction.atomic
def budget_set(*, daily_micros: int | None, monthly_micros: int | None, now: datetime) -> BudgetState:
    """Set the merchant's own limits (None = the platform's); returns the state under them."""
    AiBudget.objects.update_or_create(
        pk=1,
        defaults={"daily_micros": daily_micros, "monthly_micros": monthly_micros, "changed_at": now},
    )
    return budget_get(now=now)


def budget_check(*, now: datetime) -> None:
    """Raise AiBudgetSpent when the last 24 hours or 30 days cost as much as they may.

    Questions under way at the same moment are not in the ledger yet, so the budget is passed by those at most.
    """
    reached = budget_get(now=now).spent_of
    if reached:
        raise AiBudgetSpent(f"the store's budget of the {reached} is spent")

"""What a store may spend on the model in a day: a hard stop (reliability.md, E13)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from automation.ai.models import AiCall
from automation.ai.types import AiBudgetSpent

DAY = timedelta(days=1)


def budget_check(*, now: datetime) -> None:
    """Raise AiBudgetSpent when the store's last 24 hours cost as much as a day may.

    Questions under way at the same moment are not in the ledger yet, so the budget is passed by those at most.
    """
    limit = settings.AI_DAILY_BUDGET_MICROS
    spent = AiCall.objects.filter(created_at__gt=now - DAY).aggregate(spent=Sum("cost_micros"))["spent"] or 0
    if spent >= limit:
        raise AiBudgetSpent("the store's budget of the day is spent")

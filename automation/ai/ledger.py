"""Reads of the ledger: every question to the model, and sums by day and purpose."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from automation.ai.models import AiCall


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """What one purpose cost on one day of the store's own time zone; cost in millionths of a US dollar."""

    on: date
    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    cache_tokens: int
    cost_micros: int


def calls_newest(*, purpose: str = "", since: datetime | None = None) -> QuerySet[AiCall]:
    """Return the questions, newest first, for paging."""
    rows = AiCall.objects.order_by("-created_at", "-pk")
    rows = rows.filter(purpose=purpose) if purpose else rows
    return rows.filter(created_at__gte=since) if since else rows


def calls_by_id(*, ids: set[UUID]) -> dict[UUID, AiCall]:
    """Return ledger entries by their ids."""
    return AiCall.objects.in_bulk(list(ids))


def ledger_days(*, since: datetime, time_zone: str) -> list[LedgerDay]:
    """Return sums by day and purpose since a moment, oldest first."""
    rows: Any = (
        AiCall.objects.filter(created_at__gte=since)
        .annotate(on=TruncDate("created_at", tzinfo=ZoneInfo(time_zone)))
        .values("on", "purpose")
        .annotate(
            calls=Count("pk"),
            inputs=Sum("input_tokens"),
            outputs=Sum("output_tokens"),
            read=Sum("cache_read_tokens"),
            written=Sum("cache_write_tokens"),
            cost=Sum("cost_micros"),
        )
        .order_by("on", "purpose")
    )
    return [
        LedgerDay(
            on=row["on"],
            purpose=row["purpose"],
            calls=row["calls"],
            input_tokens=row["inputs"],
            output_tokens=row["outputs"],
            cache_tokens=row["read"] + row["written"],
            cost_micros=row["cost"],
        )
        for row in rows
    ]

"""Reads of syncs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from automation.sources.models import MappedVariant
from automation.sync.models import HeldFact, ReactionRule, SyncEvent, SyncNight
from automation.sync.types import DEFAULTS, HeldState, NightState

PROMISE = timedelta(hours=24)


def reactions_of(*, product_id: UUID | None) -> dict[str, str]:
    """Return what is done about each event in a product: its own rule, the store's, or the default."""
    found: dict[str, str] = {kind.value: reaction.value for kind, reaction in DEFAULTS.items()}
    rows = ReactionRule.objects.filter(Q(product_id__isnull=True) | Q(product_id=product_id))
    for row in sorted(rows, key=lambda row: row.product_id is not None):
        found[row.event] = row.reaction
    return found


def nights_open(*, now: datetime) -> list[UUID]:
    """Return rounds that are due and nobody is at."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    rows = SyncNight.objects.filter(free, state=NightState.RUNNING, due_at__lte=now)
    return list(rows.order_by("on").values_list("pk", flat=True)[:2])


def mapped_list(*, now: datetime, is_overdue: bool = False, state: str = "") -> QuerySet[MappedVariant]:
    """Return mapped variants, those heard of longest ago first, for paging."""
    rows = MappedVariant.objects.all()
    if is_overdue:
        rows = rows.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=now - PROMISE))
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("checked_at", "pk")


def sync_summary(*, now: datetime) -> dict[str, Any]:
    """Return how many variants are mapped, overdue and held, the oldest check, and the last round."""
    counts = MappedVariant.objects.aggregate(
        mapped=Count("pk"),
        overdue=Count("pk", filter=Q(checked_at__isnull=True) | Q(checked_at__lt=now - PROMISE)),
        oldest=Min("checked_at"),
    )
    last = SyncNight.objects.order_by("-on").first()
    return {
        "mapped": counts["mapped"],
        "overdue": counts["overdue"],
        "oldest_check_at": counts["oldest"],
        "held": HeldFact.objects.filter(state=HeldState.HELD).count(),
        "last_night": last,
    }


def events_newest() -> QuerySet[SyncEvent]:
    """Return what checks found, newest first, for paging."""
    return SyncEvent.objects.order_by("-at", "-id")


def held_list(*, state: str) -> QuerySet[HeldFact]:
    """Return answers held back (or decided), newest first, for paging."""
    return HeldFact.objects.filter(state=state).order_by("-created_at", "-pk")

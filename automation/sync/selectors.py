"""Reads of syncs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from automation.sources.models import MappedVariant
from automation.sync.models import HeldFact, ReactionRule, SyncEvent, SyncNight
from automation.sync.types import DEFAULTS, HeldState, NightState

PROMISE = timedelta(hours=24)
# Best sellers are checked every hour; half an hour is left for queues and slow suppliers.
HOURLY_PROMISE = timedelta(minutes=90)


def _is_overdue(now: datetime) -> Q:
    late = Q(checked_at__isnull=True) | Q(checked_at__lt=now - PROMISE)
    return late | Q(hourly_until__gt=now, checked_at__lt=now - HOURLY_PROMISE)


def reactions_of(*, product_id: UUID | None) -> dict[str, str]:
    """Return what is done about each event in a product: its own rule, the store's, or the default."""
    found: dict[str, str] = {kind.value: reaction.value for kind, reaction in DEFAULTS.items()}
    rows = ReactionRule.objects.filter(Q(product_id__isnull=True) | Q(product_id=product_id))
    for row in sorted(rows, key=lambda row: row.product_id is not None):
        found[row.event] = row.reaction
    return found


def reactions_own(*, product_id: UUID | None) -> list[str]:
    """Return the events that a product, or with None the store, has a rule of its own for."""
    rows = ReactionRule.objects.filter(product_id=product_id)
    return sorted(rows.values_list("event", flat=True))


def nights_open(*, now: datetime) -> list[UUID]:
    """Return rounds that are due and nobody is at."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    rows = SyncNight.objects.filter(free, state=NightState.RUNNING, due_at__lte=now)
    return list(rows.order_by("on").values_list("pk", flat=True)[:2])


def mapped_list(
    *, now: datetime, is_overdue: bool = False, state: str = "", product_id: UUID | None = None
) -> QuerySet[MappedVariant]:
    """Return mapped variants with `is_best_seller` and `is_overdue`, the longest unheard first, for paging."""
    rows = MappedVariant.objects.annotate(
        is_best_seller=Case(When(hourly_until__gt=now, then=True), default=False),
        is_overdue=Case(When(_is_overdue(now), then=True), default=False),
    )
    if is_overdue:
        rows = rows.filter(_is_overdue(now))
    if state:
        rows = rows.filter(state=state)
    if product_id:
        rows = rows.filter(product_id=product_id)
    return rows.order_by(F("checked_at").asc(nulls_first=True), "pk")


def sync_summary(*, now: datetime) -> dict[str, Any]:
    """Return how many variants are mapped, sell best, are overdue and held, the oldest check, the last round."""
    counts = MappedVariant.objects.aggregate(
        mapped=Count("pk"),
        best_sellers=Count("pk", filter=Q(hourly_until__gt=now)),
        overdue=Count("pk", filter=_is_overdue(now)),
        oldest=Min("checked_at"),
    )
    last = SyncNight.objects.order_by("-on").first()
    return {
        "mapped": counts["mapped"],
        "best_sellers": counts["best_sellers"],
        "overdue": counts["overdue"],
        "oldest_check_at": counts["oldest"],
        "held": HeldFact.objects.filter(state=HeldState.HELD).count(),
        "last_night": last,
    }


def events_newest(*, product_id: UUID | None = None) -> QuerySet[SyncEvent]:
    """Return what checks found, in all products or one, newest first, for paging."""
    rows = SyncEvent.objects.filter(product_id=product_id) if product_id else SyncEvent.objects.all()
    return rows.order_by("-at", "-id")


def held_list(*, state: str) -> QuerySet[HeldFact]:
    """Return answers held back (or decided), newest first, for paging."""
    return HeldFact.objects.filter(state=state).order_by("-created_at", "-pk")

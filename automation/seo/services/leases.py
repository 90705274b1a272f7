"""One worker at a time holds a run or a post; a killed worker's is taken up when its lease has run out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

LEASE = timedelta(seconds=70)
LONGEST_WAIT = timedelta(hours=1)


def lease_take(*, rows: QuerySet[Any], row_id: UUID, now: datetime) -> bool:
    """Hold a row that is free and due; says whether it is ours. One conditional statement."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return bool(rows.filter(free, pk=row_id, due_at__lte=now).update(leased_until=now + LEASE))


def wait_after(*, waits: int) -> timedelta:
    """Return how long to wait after the `waits`-th time something was away: doubling from half a minute."""
    return min(LONGEST_WAIT, timedelta(seconds=30 * 2 ** min(waits, 10)))

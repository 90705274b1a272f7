"""Reads of the outbox: the feed for automation and the figures for staff."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min

from apps.outbox.models import Delivery
from apps.outbox.types import DeliveryState


@dataclass(frozen=True)
class FeedEvent:
    """One event as the feed shows it. `cursor` is opaque: pass the last one back as `after`."""

    cursor: str
    id: UUID
    store_id: UUID | None
    name: str
    payload: dict[str, Any]
    created_at: datetime


def feed_after(*, cursor: str, limit: int) -> list[FeedEvent]:
    """Return the next events after `cursor` ("" = from the start), at most `limit` (1–500), in a stable order.

    Rows of transactions that are still open, or that began after one still open, are held back: nothing that
    commits late can slip in before a cursor already handed out. Raises ValueError for a malformed cursor.
    """
    transaction_id, position = (int(part) for part in (cursor or "0-0").split("-"))
    sql = """
        SELECT transaction_id, position, id, store_id, name, payload::text, created_at
        FROM public.outbox_outboxevent
        WHERE (transaction_id, position) > (%s, %s)
          AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY transaction_id, position LIMIT %s
    """
    with connection.cursor() as db:
        db.execute(sql, [transaction_id, position, max(1, min(limit, 500))])
        return [
            FeedEvent(
                cursor=f"{row[0]}-{row[1]}",
                id=row[2],
                store_id=row[3],
                name=row[4],
                payload=json.loads(row[5]),
                created_at=row[6],
            )
            for row in db.fetchall()
        ]


def outbox_figures() -> dict[str, Any]:
    """Return `{pending, dead, oldest_pending_at}` over all lanes."""
    counts = dict(
        Delivery.objects.exclude(state=DeliveryState.DONE)
        .values_list("state")
        .annotate(n=Count("id"))
        .values_list("state", "n")
    )
    oldest = Delivery.objects.filter(state=DeliveryState.PENDING).aggregate(at=Min("due_at"))["at"]
    return {
        "pending": counts.get(DeliveryState.PENDING, 0),
        "dead": counts.get(DeliveryState.DEAD, 0),
        "oldest_pending_at": oldest,
    }


def deliveries_dead(*, limit: int = 100) -> list[dict[str, Any]]:
    """Return the newest dead deliveries with their event's name and error."""
    rows = (
        Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-due_at")[:limit]
    )
    return [
        {
            "id": str(row.pk),
            "handler": row.handler,
            "event": row.event.name,
            "store_id": str(row.event.store_id) if row.event.store_id else None,
            "attempts": row.attempts,
            "error": row.last_error,
        }
        for row in rows
    ]

"""Reads of the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.audit.models import AuditEntry

EXPORT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What to look for; everything left out means all. `verb` may be a noun: `member` finds `member.removed`."""

    actor: str = ""
    actor_kind: str = ""
    verb: str = ""
    object_type: str = ""
    object_id: str = ""
    store_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def entry_list(*, merchant_id: UUID, store_ids: list[UUID], wanted: EntryFilter) -> QuerySet[AuditEntry]:
    """Return a merchant's entries, those of its stores among them, newest first; not yet read."""
    rows = AuditEntry.objects.filter(Q(merchant_id=merchant_id) | Q(store_id__in=store_ids))
    conditions = {
        "actor_label__icontains": wanted.actor,
        "actor_kind": wanted.actor_kind,
        "object_type": wanted.object_type,
        "object_id": wanted.object_id,
        "store_id": wanted.store_id,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.verb:
        rows = rows.filter(Q(verb=wanted.verb) | Q(verb__startswith=f"{wanted.verb}."))
    return rows.order_by("-id")


def entry_export(*, rows: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    """Yield entries one by one without holding them all; at most 50,000."""
    yield from rows[:EXPORT_MOST].iterator(chunk_size=500)

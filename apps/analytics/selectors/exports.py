"""Reads of exports and the links to their files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.core import signing
from django.core.files.storage import default_storage

from apps.analytics.models import Export
from apps.analytics.types import ExportState, ExportUnknown
from apps.tenants.selectors import store_current, store_find
from tenancy.context import store_context

SALT = "analytics.export"
LINK_LIFETIME = timedelta(hours=1)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class ExportInfo:
    """One export; `path` is the file's signed address below the API's host, for an hour, when it is READY."""

    id: UUID
    kind: str
    first: date
    last: date
    state: str
    rows: int
    path: str
    created_at: datetime
    expires_at: datetime


def export_get(*, export_id: UUID, now: datetime, hidden: Collection[str] = ()) -> ExportInfo:
    """Return one export of this store with a fresh link. Raises ExportUnknown, also for a hidden kind."""
    row = Export.objects.filter(pk=export_id).exclude(kind__in=hidden).first()
    if row is None:
        raise ExportUnknown
    return _info(row, now)


def export_list(*, now: datetime, hidden: Collection[str] = ()) -> list[ExportInfo]:
    """Return the newest exports of this store but those of hidden kinds. One query."""
    rows = Export.objects.exclude(kind__in=hidden).order_by("-created_at")
    return [_info(row, now) for row in rows[:SHOWN]]


def _info(row: Export, now: datetime) -> ExportInfo:
    is_ready = row.state == ExportState.READY and row.expires_at > now
    link = signing.dumps([str(store_current().id), str(row.pk)], salt=SALT, compress=True) if is_ready else ""
    return ExportInfo(
        id=row.pk,
        kind=row.kind,
        first=row.first,
        last=row.last,
        state=row.state,
        rows=row.rows,
        path=f"/api/v1/downloads/{link}" if link else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def link_read(*, token: str) -> tuple[UUID, UUID]:
    """Return store and export of a signed link. Raises ExportUnknown when it is forged or an hour old."""
    try:
        store_id, export_id = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except (signing.BadSignature, ValueError):
        raise ExportUnknown from None
    return UUID(store_id), UUID(export_id)


def export_by_link(*, token: str, now: datetime) -> tuple[IO[bytes], str]:
    """Return the open file behind a signed link and a name to save it by. Raises ExportUnknown."""
    store_id, export_id = link_read(token=token)
    store = store_find(store_id=store_id)
    if store is None:
        raise ExportUnknown
    with store_context(store.schema_name):
        row = Export.objects.filter(pk=export_id, state=ExportState.READY, expires_at__gt=now).first()
        if row is None or not default_storage.exists(row.file):
            raise ExportUnknown
        return default_storage.open(row.file, "rb"), f"{row.kind.lower()}-{row.first}-{row.last}.csv"

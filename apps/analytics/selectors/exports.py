"""Reads of exports and the links to their files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.core import signing

from apps.analytics.models import Export
from apps.analytics.types import ExportKind, ExportState, ExportUnknown
from apps.tenants.selectors import store_current, store_find
from tenancy.context import store_context
from tenancy.storage import file_stream

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
    size_bytes: int
    progress: int
    pictures: int
    pictures_missing: int
    failure: str
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
        size_bytes=row.size_bytes,
        progress=row.progress,
        pictures=row.pictures,
        pictures_missing=row.pictures_missing,
        failure=row.failure,
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


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An open file to be read once, and what to tell the browser about it."""

    file: IO[bytes]
    name: str
    size_bytes: int
    content_type: str


def export_by_link(*, token: str, now: datetime) -> ExportFile:
    """Return the open file behind a signed link. Raises ExportUnknown, FilesUnavailable."""
    store_id, export_id = link_read(token=token)
    store = store_find(store_id=store_id)
    if store is None:
        raise ExportUnknown
    with store_context(store.schema_name):
        row = Export.objects.filter(pk=export_id, state=ExportState.READY, expires_at__gt=now).first()
        if row is None:
            raise ExportUnknown
        try:
            file = file_stream(row.file)
        except FileNotFoundError:
            raise ExportUnknown from None
    if row.kind == ExportKind.EVERYTHING:
        name, content_type = (
            f"{store.domain.partition('.')[0]}-{row.created_at:%Y-%m-%d}.zip",
            "application/zip",
        )
    else:
        name, content_type = f"{row.kind.lower()}-{row.first}-{row.last}.csv", "text/csv; charset=utf-8"
    return ExportFile(file, name, row.size_bytes, content_type)

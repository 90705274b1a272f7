"""Exports: asked for in the API, made by a worker, fetched by a signed link that ends."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from apps.analytics import selectors
from apps.analytics.events import ExportRequested
from apps.analytics.models import Export
from apps.analytics.services.archive import archive_write
from apps.analytics.services.lines import csv_lines
from apps.analytics.services.reports import REPORTS
from apps.analytics.services.sheets import WHOLE, Row
from apps.analytics.types import RIGHTS_OF_EXPORT, ExportFailed, ExportKind, ExportState, Period, Scope
from apps.audit.services import entry_record
from apps.outbox.services import event_publish
from apps.tenants.types import StoreInfo
from tenancy.portable import one_moment

LIFETIME = timedelta(hours=24)
RUNNING_FOR = timedelta(hours=1)
PRUNED_AT_ONCE = 500
TOLD_EVERY_SECONDS = 1.0


def export_request(
    *, kind: str, period: Period, user_id: UUID, store_id: UUID, now: datetime
) -> selectors.ExportInfo:
    """Ask for a file; a worker makes it. Its link lives for 24 hours.

    An archive that is being made already is not made twice. Kinds of `RIGHTS_OF_EXPORT` take no heed of the
    period, and stand in the audit log: they carry people's data away.
    """
    with transaction.atomic():
        running = _archive_running(now) if kind == ExportKind.EVERYTHING else None
        export = running or Export.objects.create(
            kind=kind,
            first=period.first,
            last=period.last,
            requested_by=user_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        if kind in RIGHTS_OF_EXPORT:
            entry_record(
                verb="export.requested",
                object_type="export",
                object_id=export.pk,
                object_label=ExportKind(kind).label,
                store_id=store_id,
            )
        if running is None:
            event_publish(event=ExportRequested(store_id=store_id, export_id=export.pk), store_id=store_id)
    return selectors.export_get(export_id=export.pk, now=now)


def _archive_running(now: datetime) -> Export | None:
    """Return the archive that was asked for within the hour and is not there yet."""
    asked = Export.objects.filter(kind=ExportKind.EVERYTHING, state=ExportState.QUEUED)
    return asked.filter(created_at__gt=now - RUNNING_FOR).order_by("-created_at", "pk").first()


def export_make(*, export_id: UUID, store: StoreInfo, now: datetime) -> None:
    """Write the file of an export that is still asked for; memory stays flat. Again: the same file.

    Half a file is never READY: while storage is away (FilesUnavailable) it stays QUEUED and is made anew. What
    cannot be made however often it is tried is FAILED, with a sentence.
    """
    export = Export.objects.filter(pk=export_id, state=ExportState.QUEUED, expires_at__gt=now).first()
    if export is None:
        return
    name = f"exports/{export.pk}.{'zip' if export.kind == ExportKind.EVERYTHING else 'csv'}"
    with SpooledTemporaryFile(max_size=1_000_000, mode="w+b") as file:
        try:
            made = _write(cast("IO[bytes]", file), export, store, now)
        except ExportFailed as refusal:
            _still_asked(export).update(state=ExportState.FAILED, failure=refusal.message)
            return
        made["size_bytes"] = file.tell()
        file.seek(0)
        # Known before it is written: what is cut short on the way is deleted with the rest.
        _still_asked(export).update(file=name)
        default_storage.delete(name)
        name = default_storage.save(name, File(file))
    made |= {"file": name, "progress": 100, "state": ExportState.READY}
    if not _still_asked(export).update(**made):
        default_storage.delete(name)
    elif export.kind == ExportKind.EVERYTHING:
        # One archive at a time: it may be gigabytes.
        older = Export.objects.filter(kind=export.kind, state=ExportState.READY).exclude(pk=export.pk)
        for row in older.order_by("created_at", "pk"):
            _expire(row)


def _still_asked(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, state=ExportState.QUEUED)


def _write(file: IO[bytes], export: Export, store: StoreInfo, now: datetime) -> dict[str, Any]:
    """Write the file to its end and return what is to be noted of it."""
    if export.kind == ExportKind.EVERYTHING:
        made = archive_write(file=file, store=store, now=now, tell=_Teller(export))
        file.seek(0, SEEK_END)
        return {"rows": made.rows, "pictures": made.pictures, "pictures_missing": len(made.missing)}
    count = -1  # the header
    with one_moment():
        for line in csv_lines(_rows(export.kind, Period(export.first, export.last), store)):
            file.write(line)
            count += 1
    return {"rows": count}


class _Teller:
    """Notes the percent of an export, at most once a second."""

    def __init__(self, export: Export) -> None:
        self._export, self._told_at = export, time.monotonic()

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self._told_at < TOLD_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        # The last percent is storing the file.
        _still_asked(self._export).update(progress=min(percent, 99))


def _rows(kind: str, period: Period, store: StoreInfo) -> Iterator[Row]:
    if kind in WHOLE:
        return WHOLE[kind](store)
    return REPORTS[kind](Scope(period=period, currency=store.currency, time_zone=store.time_zone))


def exports_prune(*, now: datetime) -> int:
    """Delete files whose link has ended, a bounded number at a time; return how many."""
    ended = list(
        Export.objects.filter(expires_at__lte=now)
        .exclude(state=ExportState.EXPIRED)
        .order_by("expires_at")[:PRUNED_AT_ONCE]
    )
    for export in ended:
        _expire(export)
    return len(ended)


def _expire(export: Export) -> None:
    if export.file:
        default_storage.delete(export.file)
    Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file="")

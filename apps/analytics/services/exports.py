"""CSV exports: asked for in the API, made by a worker, fetched by a signed link that ends."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from apps.analytics import selectors
from apps.analytics.events import ExportRequested
from apps.analytics.models import Export
from apps.analytics.services.reports import REPORTS
from apps.analytics.services.sheets import WHOLE, Row
from apps.analytics.types import ExportKind, ExportState, Period, Scope
from apps.audit.services import entry_record
from apps.outbox.services import event_publish
from apps.tenants.types import StoreInfo
from tenancy.portable import one_moment

LIFETIME = timedelta(hours=24)
PRUNED_AT_ONCE = 500
# A cell that a spreadsheet would run as a formula is led in by an apostrophe.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_request(
    *, kind: str, period: Period, user_id: UUID, store_id: UUID, now: datetime
) -> selectors.ExportInfo:
    """Ask for a CSV; a worker makes it. Its link lives for 24 hours.

    Kinds of `WHOLE` take no heed of the period, and stand in the audit log: they carry people's data away.
    """
    with transaction.atomic():
        export = Export.objects.create(
            kind=kind,
            first=period.first,
            last=period.last,
            requested_by=user_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        if kind in WHOLE:
            entry_record(
                verb="export.requested",
                object_type="export",
                object_id=export.pk,
                object_label=ExportKind(kind).label,
                store_id=store_id,
            )
        event_publish(event=ExportRequested(store_id=store_id, export_id=export.pk), store_id=store_id)
    return selectors.export_get(export_id=export.pk, now=now)


def export_make(*, export_id: UUID, store: StoreInfo, now: datetime) -> None:
    """Write the file of an export that is still asked for; memory stays flat. Again: the same file."""
    export = Export.objects.filter(pk=export_id, state=ExportState.QUEUED, expires_at__gt=now).first()
    if export is None:
        return
    period = Period(export.first, export.last)
    with SpooledTemporaryFile(max_size=1_000_000, mode="w+b") as file:
        with one_moment():
            count = _write(file, export.kind, period, store)
        file.seek(0)
        name = f"exports/{export.pk}.csv"
        default_storage.delete(name)
        name = default_storage.save(name, File(file))
    Export.objects.filter(pk=export_id).update(file=name, rows=count, state=ExportState.READY)


def _write(file: IO[bytes], kind: str, period: Period, store: StoreInfo) -> int:
    count = -1  # the header
    for row in _rows(kind, period, store):
        line = _Line()
        csv.writer(line).writerow([_plain(cell) for cell in row])
        file.write(line.text.encode())
        count += 1
    return count


class _Line:
    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


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
        if export.file:
            default_storage.delete(export.file)
        Export.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file="")
    return len(ended)

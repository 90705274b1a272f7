"""The audit log of a merchant: read, filter, export. Nothing here writes."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api import team_shapes as shapes
from apps.accounts.api.permissions import MerchantApiView
from apps.audit.selectors import EntryFilter, entry_export, entry_list
from apps.tenants.selectors import store_ids_of_merchant
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

EXPORT = Limit(scope="audit-export", times=10, seconds=300)
COLUMNS = (
    "at", "actor_kind", "actor_label", "address", "verb", "object_type", "object_id", "object_label",
    "store_id", "before", "after", "request_id",
)  # fmt: skip


class AuditView(MerchantApiView):
    permission = "audit.read"

    def entries(self, request: Request) -> QuerySet[Any]:
        given = shapes.AuditFilterInput(data=request.query_params)
        given.is_valid(raise_exception=True)
        store_ids = store_ids_of_merchant(merchant_id=self.merchant_id)
        wanted = EntryFilter(**given.validated_data)
        return entry_list(merchant_id=self.merchant_id, store_ids=store_ids, wanted=wanted)


class AuditEntryListView(AuditView):
    pagination_class: Any = PagePagination

    @extend_schema(
        parameters=[shapes.AuditFilterInput], responses=shapes.AuditEntryOutput(many=True), tags=["audit"]
    )
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """Who did what, newest first."""
        return self.paginated(self.entries(request), shapes.AuditEntryOutput)


class AuditExportView(AuditView):
    @extend_schema(
        parameters=[shapes.AuditFilterInput],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR)},
        tags=["audit"],
    )
    def get(self, request: Request, merchant_id: UUID) -> StreamingHttpResponse:
        """The same as CSV, newest first, at most 50,000 rows."""
        EXPORT.hit(str(self.access.user_id))
        rows = entry_export(rows=self.entries(request))
        response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
        return response


class _Line:
    """What csv writes to: it hands each line on."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([_cell(getattr(row, name)) for name in COLUMNS])


def _moment(at: datetime) -> str:
    """Return a time as spreadsheets read it: UTC, whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = _moment(value) if isinstance(value, datetime) else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

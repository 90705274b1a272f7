"""`/api/v1/stores/{store_id}/analytics/…` and the files of exports."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.accounts.types import PermissionMissing
from apps.analytics import selectors, services
from apps.analytics.api import serializers as shapes
from apps.analytics.types import RIGHTS_OF_EXPORT, Period, Scope
from tenancy.rest.pagination import PagePagination
from tenancy.rest.permissions import Anyone
from tenancy.rest.views import ApiView

TOP = 20


class AnalyticsView(StoreApiView):
    permission: str | dict[str, str] = "analytics.read"

    def period(self, given: dict[str, Any]) -> Period:
        today = selectors.today_of(time_zone=self.store.time_zone, now=timezone.now())
        return selectors.period_of(first=given.get("from"), last=given.get("to"), today=today)

    def scope(self, given: dict[str, Any]) -> Scope:
        """Return the period asked for, with the store's money and clock."""
        period = self.period(given)
        return Scope(period=period, currency=self.store.currency, time_zone=self.store.time_zone)

    def scope_of(self, request: Request) -> Scope:
        given = shapes.PeriodInput(data=request.query_params)
        given.is_valid(raise_exception=True)
        return self.scope(given.validated_data)


class AnalyticsSalesView(AnalyticsView):
    @extend_schema(parameters=[shapes.PeriodInput], responses=shapes.SalesReportOutput, tags=["analytics"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Sales by day of the store's calendar, net of refunds and tax, with the period before."""
        return Response(shapes.SalesReportOutput(selectors.sales_report(scope=self.scope_of(request))).data)


class AnalyticsEntryListView(AnalyticsView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.EntryFilterInput], responses=shapes.SaleEntryOutput(many=True), tags=["analytics"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The sales and refunds behind the numbers of a period, newest first: their sums are the report's."""
        given = shapes.EntryFilterInput(data=request.query_params)
        given.is_valid(raise_exception=True)
        rows = selectors.entries_of(
            scope=self.scope(given.validated_data), kind=given.validated_data.get("kind", "")
        )
        return self.paginated(rows, shapes.SaleEntryOutput)


class AnalyticsProductListView(AnalyticsView):
    @extend_schema(
        parameters=[shapes.PeriodInput], responses=shapes.ProductSalesOutput(many=True), tags=["analytics"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The 20 products that sold most in a period, by amount."""
        rows = selectors.top_products(scope=self.scope_of(request), limit=TOP)
        return Response(shapes.ProductSalesOutput(rows, many=True).data)


class AnalyticsFunnelView(AnalyticsView):
    @extend_schema(parameters=[shapes.PeriodInput], responses=shapes.FunnelOutput, tags=["analytics"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """How many visits of a period came to a cart, to the checkout, to a paid order."""
        funnel = selectors.funnel_report(period=self.scope_of(request).period)
        return Response(shapes.FunnelOutput(funnel).data)


class AnalyticsSourceListView(AnalyticsView):
    @extend_schema(
        parameters=[shapes.PeriodInput], responses=shapes.SourceOutput(many=True), tags=["analytics"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Where the visits of a period came from and what they bought: the 20 biggest sources."""
        rows = selectors.source_report(scope=self.scope_of(request), limit=TOP)
        return Response(shapes.SourceOutput(rows, many=True).data)


class ExportView(AnalyticsView):
    """Exports work in a closed shop too: whoever leaves takes their own along."""

    writes_when_suspended = True

    def lacking(self, kind: str) -> list[str]:
        """Return the rights this caller would need besides for a kind."""
        needed = ("analytics.export", *RIGHTS_OF_EXPORT.get(kind, ()))
        return [right for right in needed if not self.access.allows(right)]

    def hidden(self) -> set[str]:
        """Kinds this caller may neither ask for nor fetch."""
        return {kind for kind in RIGHTS_OF_EXPORT if self.lacking(kind)}


class ExportListView(ExportView):
    permission = {"GET": "analytics.read", "POST": "analytics.export"}

    @extend_schema(responses=shapes.ExportOutput(many=True), tags=["analytics"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The newest exports, with links to those that are ready."""
        rows = selectors.export_list(now=timezone.now(), hidden=self.hidden())
        return Response(shapes.ExportOutput(rows, many=True).data)

    @extend_schema(request=shapes.ExportInput, responses={202: shapes.ExportOutput}, tags=["analytics"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Ask for a CSV; it is made in the background. CATALOG, ORDERS and CUSTOMERS hold all there is.

        EVERYTHING is one ZIP of every table and picture, with a manifest of counts and SHA-256 digests.
        """
        given = shapes.ExportInput(data=request.data)
        given.is_valid(raise_exception=True)
        kind = given.validated_data["kind"]
        if lacking := self.lacking(kind):
            raise PermissionMissing(f"Your role does not include {', '.join(lacking)}.")
        export = services.export_request(
            kind=kind,
            period=self.period(given.validated_data),
            user_id=self.access.user_id,
            store_id=self.store_id,
            now=timezone.now(),
        )
        return Response(shapes.ExportOutput(export).data, status=202)


class ExportDetailView(ExportView):
    @extend_schema(responses=shapes.ExportOutput, tags=["analytics"])
    def get(self, request: Request, store_id: UUID, export_id: UUID) -> Response:
        """One export, with a link that lives for an hour once it is READY."""
        export = selectors.export_get(export_id=export_id, now=timezone.now(), hidden=self.hidden())
        return Response(shapes.ExportOutput(export).data)


class DownloadView(ApiView):
    """The file of an export by its signed link: the link is the permission, and it ends after an hour."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []

    @extend_schema(
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/zip"): OpenApiTypes.BINARY,
        },
        tags=["analytics"],
    )
    def get(self, request: Request, token: str) -> FileResponse:
        """Download the file of an export: a CSV, or the archive of EVERYTHING."""
        found = selectors.export_by_link(token=token, now=timezone.now())
        answer = FileResponse(
            found.file, as_attachment=True, filename=found.name, content_type=found.content_type
        )
        if found.size_bytes:
            answer["Content-Length"] = str(found.size_bytes)
        return answer

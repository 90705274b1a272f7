"""Start imports, watch them, steer them, and look at a page before importing it."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.imports import selectors
from automation.imports.api import serializers as shapes
from automation.imports.dispatch import import_dispatch
from automation.imports.preview import import_preview
from automation.imports.services import jobs
from automation.imports.types import MAX_UPLOAD_BYTES, UploadRefused
from tenancy.rest.pagination import PagePagination
from tenancy.rest.parsers import BoundedJsonParser
from tenancy.rest.throttling import Limit

START = Limit(scope="import-start", times=60, seconds=60)
PREVIEW = Limit(scope="import-preview", times=120, seconds=60)
PAGE_BODY_BYTES = 12 * 1024 * 1024


def _read(shape: Any, data: Any) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class ImportView(StoreApiView):
    permission = {"GET": "imports.read", "POST": "imports.write"}
    parser_classes = [BoundedJsonParser, MultiPartParser]
    max_body_bytes = PAGE_BODY_BYTES


class ImportListView(ImportView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.ImportOutput(many=True), tags=["imports"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Imports of the store, newest first."""
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.imports_newest(), request)
        views = selectors.imports_views(page)
        return paginator.get_paginated_response(shapes.ImportOutput(views, many=True).data)

    @extend_schema(
        request={
            "application/json": shapes.ImportPageInput,
            "multipart/form-data": shapes.ImportFileInput,
        },
        responses={202: shapes.ImportOutput},
        tags=["imports"],
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Start an import: a product page as JSON, or a Shopify CSV as a file."""
        START.hit(str(store_id))
        is_file = str(request.content_type).startswith("multipart/")
        job = self._file(request) if is_file else self._page(request)
        import_dispatch(schema_name=self.store.schema_name, import_id=job.pk)
        return Response(shapes.ImportOutput(selectors.import_get(import_id=job.pk)).data, status=202)

    @staticmethod
    def _page(request: Request) -> Any:
        data = _read(shapes.ImportPageInput, request.data)
        source, options = data["source"], dict(data.get("options") or {})
        common: dict[str, Any] = {"options": options, "user_id": request.user.pk, "now": timezone.now()}
        if source["kind"] == "supplier":
            return jobs.import_start_supplier(references=source["references"], **common)
        if source["kind"] == "google_feed":
            common["options"] = {"rewrite": False} | options
            return jobs.import_start_feed(file=None, url=source["url"], name="feed", **common)
        if "url" in source:
            return jobs.import_start_url(url=source["url"], **common)
        return jobs.import_start_html(html=source["html"], url=source.get("url_of_html"), **common)

    @staticmethod
    def _file(request: Request) -> Any:
        file = request.FILES.get("file")
        if file is not None and file.size > MAX_UPLOAD_BYTES:
            raise UploadRefused("The file is larger than 20 MB. Split it.")
        data = _read(shapes.ImportFileInput, request.data)
        options: dict[str, Any] = {name: data[name] for name in ("rewrite", "price_basis") if name in data}
        user_id, now = cast("UUID", request.user.pk), timezone.now()
        name = data["file"].name or "products.csv"
        if data["kind"] == "google_feed":
            return jobs.import_start_feed(
                file=data["file"], url=None, name=name, options=options, user_id=user_id, now=now
            )
        return jobs.import_start_csv(file=data["file"], name=name, options=options, user_id=user_id, now=now)


class ImportDetailView(ImportView):
    @extend_schema(responses=shapes.ImportOutput, tags=["imports"])
    def get(self, request: Request, store_id: UUID, import_id: UUID) -> Response:
        """One import with its steps, progress, products and errors."""
        return Response(shapes.ImportOutput(selectors.import_get(import_id=import_id)).data)


class ImportItemListView(ImportView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.ImportItemOutput(many=True), tags=["imports"])
    def get(self, request: Request, store_id: UUID, import_id: UUID) -> Response:
        """The products of an import, each with its steps."""
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.items_of_import(import_id=import_id), request)
        views = [selectors.item_view(item) for item in page]
        return paginator.get_paginated_response(shapes.ImportItemOutput(views, many=True).data)


class ImportCancelView(ImportView):
    @extend_schema(request=None, responses=shapes.ImportOutput, tags=["imports"])
    def post(self, request: Request, store_id: UUID, import_id: UUID) -> Response:
        """Stop the import; products already made stay."""
        jobs.import_cancel(import_id=import_id, now=timezone.now())
        return Response(shapes.ImportOutput(selectors.import_get(import_id=import_id)).data)


class ImportRetryView(ImportView):
    @extend_schema(request=None, responses={202: shapes.ImportOutput}, tags=["imports"])
    def post(self, request: Request, store_id: UUID, import_id: UUID) -> Response:
        """Take up a failed import at the step that failed."""
        jobs.import_retry(import_id=import_id, now=timezone.now())
        import_dispatch(schema_name=self.store.schema_name, import_id=import_id)
        return Response(shapes.ImportOutput(selectors.import_get(import_id=import_id)).data, status=202)


class ImportPreviewView(ImportView):
    permission = {"POST": "imports.read"}
    stores_answers = False

    @extend_schema(request=shapes.ImportPreviewInput, responses=shapes.PreviewOutput, tags=["imports"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Show what a page would give; nothing is stored."""
        PREVIEW.hit(str(store_id))
        source = _read(shapes.ImportPreviewInput, request.data)["source"]
        found = import_preview(
            url=source.get("url"), html=source.get("html"), url_of_html=source.get("url_of_html")
        )
        return Response(shapes.PreviewOutput(found).data)

"""Lists: `?page=1&per_page=20` → `{"data": […], "total", "page", "per_page", "error": null}`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.rest.renderers import Enveloped

MAX_PER_PAGE = 100
MAX_OFFSET = 100_000


def _positive(request: Request, name: str, default: int, limit: int) -> int:
    raw = request.query_params.get(name, str(default))
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:12]) <= limit:
        raise ValidationError({name: [f"A whole number from 1 to {limit}."]})
    return int(raw)


class PagePagination(BasePagination):
    """Pages by number; bounded, so that no list can be made to scan without end."""

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.page = _positive(request, "page", 1, MAX_OFFSET)
        self.per_page = _positive(request, "per_page", 20, MAX_PER_PAGE)
        self.total = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        start = (self.page - 1) * self.per_page
        if start > MAX_OFFSET:
            raise ValidationError({"page": [f"Only the first {MAX_OFFSET} rows can be paged through."]})
        return list(queryset[start : start + self.per_page])

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            Enveloped(data=data, error=None, total=self.total, page=self.page, per_page=self.per_page)
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "x-envelope": True,
            "required": ["data", "error", "total", "page", "per_page"],
            "properties": {
                "data": schema,
                "error": {"type": "null"},
                "total": {"type": "integer", "minimum": 0},
                "page": {"type": "integer", "minimum": 1},
                "per_page": {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "page",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "default": 1},
            },
            {
                "name": "per_page",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": 20},
            },
        ]

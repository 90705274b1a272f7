"""The base of every JSON endpoint."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenancy.rest import idempotency
from tenancy.rest.models import IdempotencyRecord


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


class ApiView(APIView):
    """Adds idempotency keys to POST. One view is one edge: translate in, one call, translate out."""

    # Endpoints that answer with tokens never store their answers.
    stores_answers = True
    max_body_bytes: int | None = None
    _record: IdempotencyRecord | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = idempotency.key_of(request)
        if key is None or not self.stores_answers:
            return
        caller = str(getattr(request.user, "pk", None) or "anonymous")
        begun = idempotency.begin(
            caller=caller, key=key, mark=idempotency.fingerprint(request), now=timezone.now()
        )
        if isinstance(begun, Response):
            raise _Replay(begun)
        self._record = begun

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            return exc.response
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self._record is not None:
            idempotency.finish(record=self._record, response=response)
            self._record = None
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def paginated(self, rows: Any, output: Any, **context: Any) -> Response:
        """Return one page of `rows`, each through serializer class `output`."""
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(rows, self.request, view=self)
        return paginator.get_paginated_response(output(page, many=True, context=context).data)

    @property
    def pagination_class(self) -> Any:
        from tenancy.rest.pagination import PagePagination

        return PagePagination

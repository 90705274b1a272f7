"""The one place that builds the error envelope: `{"data": null, "error": {code, message, fields?, request_id}}`."""

import logging
import sys
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout
from rest_framework import exceptions
from rest_framework.response import Response

from tenancy.errors import Refused
from tenancy.logs import request_id
from tenancy.rest.renderers import Enveloped

logger = logging.getLogger(__name__)

BUSY = "The service is busy. Try again in a few seconds."
CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}


def envelope(*, code: str, message: str, fields: dict[str, Any] | None = None) -> Enveloped:
    """Return the error body. `fields` maps a dotted path to a list of sentences."""
    error: dict[str, Any] = {"code": code, "message": message}
    if fields:
        error["fields"] = fields
    error["request_id"] = request_id.get()
    return Enveloped(data=None, error=error)


def _flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Turn DRF's nested detail into `{"variants.0.sku": ["…"]}`."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found |= _flatten(value, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        found = {}
        for index, value in enumerate(detail):
            if value:
                found |= _flatten(value, f"{path}.{index}" if path else str(index))
        return found
    messages = detail if isinstance(detail, list) else [detail]
    return {path or "non_field_errors": [str(message) for message in messages]}


def _refused(error: Refused) -> Response:
    body = envelope(code=error.code, message=error.message, fields=error.fields)
    response = Response(body, status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _from_drf(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        return Response(
            envelope(
                code="validation_error",
                message="Some fields need attention.",
                fields=_flatten(error.detail),
            ),
            status=400,
        )
    detail_code = getattr(error.detail, "code", None)
    code = CODES.get(error.status_code, "error")
    if isinstance(detail_code, str) and detail_code not in {"error", "not_found", "permission_denied"}:
        code = detail_code
    response = Response(envelope(code=code, message=str(error.detail)), status=error.status_code)
    if error.status_code == 401:
        response["WWW-Authenticate"] = getattr(error, "auth_header", "Bearer")
    if getattr(error, "wait", None):
        response["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return response


def _unavailable(error: Exception) -> Response:
    logger.warning("database away: %s", type(error).__name__)
    response = Response(envelope(code="unavailable", message=BUSY), status=503)
    response["Retry-After"] = "3"
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate every known exception; unknown ones stay 500 and are answered without detail by Django."""
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, Http404):
        return _from_drf(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return _from_drf(exceptions.PermissionDenied())
    if isinstance(error, RequestDataTooBig):
        return Response(envelope(code="body_too_large", message="The request body is too large."), status=413)
    if isinstance(error, exceptions.APIException):
        return _from_drf(error)
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return _unavailable(error)
    if isinstance(error, DatabaseError) and "NUL" in str(error):
        return Response(
            envelope(code="validation_error", message="Text must not contain NUL characters."), status=400
        )
    return None


def _json(status: int, body: Enveloped) -> HttpResponse:
    return JsonResponse(dict(body), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404` of the JSON hosts."""
    return _json(404, envelope(code="not_found", message="There is no such address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500` of the JSON hosts: no detail, only the request id to quote; 503 when the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | PoolTimeout):
        answer = _json(503, envelope(code="unavailable", message=BUSY))
        answer["Retry-After"] = "3"
        return answer
    return _json(500, envelope(code="server_error", message="Something went wrong on our side."))

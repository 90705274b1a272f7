"""Every request has an id: taken from the proxy when it looks sane, else made here; returned and logged."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tenancy.ids import uuid7
from tenancy.logs import request_id

SANE = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        token = request_id.set(given if SANE.match(given) else uuid7().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)

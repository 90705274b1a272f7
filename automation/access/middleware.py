"""The path door: `/api/v1/automation/stores/<id>/…` binds that store's schema before authentication."""

import hmac
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from automation.registry.selectors import store_find
from tenancy.context import bind_connection

PATH_DOOR = re.compile(r"^/api/v1/automation/stores/([0-9a-fA-F-]{36})(?:/|$)")


class StoreDoorMiddleware:
    """Starts from `public`; an unknown store stays unbound and is answered after the caller is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        bind_connection(None)
        given, secret = request.headers.get("X-Dropwright-Dashboard", ""), settings.DASHBOARD_PROXY_SECRET
        request.is_from_dashboard = bool(secret) and hmac.compare_digest(given.encode(), secret.encode())
        request.store_id = request.store = None
        match = PATH_DOOR.match(request.path)
        if match:
            self._bind(request, match.group(1))
        return self.get_response(request)

    @staticmethod
    def _bind(request: Any, text: str) -> None:
        try:
            request.store_id = UUID(text)
        except ValueError:
            return
        request.store = store_find(store_id=request.store_id)
        if request.store is not None:
            bind_connection(request.store.schema_name)

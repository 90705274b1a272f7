"""The doors: `/api/v1/automation/stores/<id>/…`, and on the staff host `/store/<id>/…`, bind that store's schema.

The staff host has the staff site and no API; every other host has the API and no staff site.
"""

import hmac
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix, set_urlconf

from automation.registry.selectors import store_find
from tenancy.context import bind_connection

STAFF_DOOR = re.compile(r"^/store/([0-9a-fA-F-]{36})(?=/)")
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
        request.urlconf = settings.ROOT_URLCONF
        set_script_prefix("/")
        if _host(request) == settings.STAFF_HOST:
            self._staff(request)
        elif match := PATH_DOOR.match(request.path):
            self._bind(request, match.group(1))
        set_urlconf(request.urlconf)
        return self.get_response(request)

    def _staff(self, request: Any) -> None:
        """The store's prefix stays in every link that the site makes; an unknown store is no path there."""
        request.urlconf = settings.STAFF_URLCONF
        match = STAFF_DOOR.match(request.path_info)
        if match is None:
            return
        self._bind(request, match.group(1))
        if request.store is not None:
            prefix = match.group(0)
            request.path_info = request.path_info[len(prefix) :]
            request.META["SCRIPT_NAME"] = prefix
            set_script_prefix(f"{prefix}/")

    @staticmethod
    def _bind(request: Any, text: str) -> None:
        try:
            request.store_id = UUID(text)
        except ValueError:
            return
        request.store = store_find(store_id=request.store_id)
        if request.store is not None:
            bind_connection(request.store.schema_name)


def _host(request: HttpRequest) -> str:
    """Return the host a browser named, in lower case, without port and trailing dot."""
    raw = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    return str(re.sub(r":\d{1,5}$", "", raw).lower().removesuffix("."))

"""The two doors to a store: by host (shoppers) and by path (members, machines, staff).

Runs before authentication. Starts from `public`, finds the store, binds its schema, chooses the urlconf. It does
not reset after the response, so that streamed bodies keep their store; the next request starts from `public`.
"""

import hmac
import re
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import set_script_prefix, set_urlconf

from apps.tenants.selectors import store_find, store_find_by_host
from apps.tenants.types import StoreInfo, StoreStatus
from tenancy.context import bind_connection

ROUTABLE = {StoreStatus.ACTIVE, StoreStatus.SUSPENDED}
READABLE = ROUTABLE | {StoreStatus.CLOSED}
PATH_DOOR = re.compile(r"^/(?:api|internal)/v1/stores/([0-9a-fA-F-]{36})(?:/|$)")
ADMIN_DOOR = re.compile(r"^/store/([0-9a-fA-F-]{36})(?=/)")
HOST = re.compile(r"^[a-z0-9.-]{1,253}$")


class DoorRequest(HttpRequest):
    """A request that came through a door."""

    store: StoreInfo | None
    is_from_dashboard: bool


def host_of(request: DoorRequest) -> str:
    """Return the canonical host: lower case, without port and trailing dot; "" when it is no host name.

    X-Forwarded-Host counts only from the dashboard, which proves itself by a shared secret.
    """
    raw = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    given = request.headers.get("X-Dropwright-Dashboard", "")
    secret = settings.DASHBOARD_PROXY_SECRET
    request.is_from_dashboard = bool(secret) and hmac.compare_digest(given.encode(), secret.encode())
    if request.is_from_dashboard:
        raw = request.headers.get("X-Forwarded-Host", raw)
    host = raw.rpartition(":")[0] if re.search(r":\d{1,5}$", raw) else raw
    host = host.lower().removesuffix(".")
    return host if HOST.match(host) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class StoreDoorMiddleware:
    def __init__(self, get_response: Callable[[DoorRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DoorRequest) -> HttpResponse:
        bind_connection(None)
        set_script_prefix("/")
        request.store = None
        host = host_of(request)
        door = self._door(request, host)
        if isinstance(door, HttpResponse):
            return door
        request.urlconf = settings.HOST_URLCONFS[door]
        set_urlconf(request.urlconf)
        return self.get_response(request)

    def _door(self, request: DoorRequest, host: str) -> str | HttpResponse:
        base = settings.BASE_DOMAIN
        if host in settings.INTERNAL_HOSTS and request.path.startswith("/internal/"):
            return self._by_path(request, "internal")
        if host == f"api.{base}" or host in settings.API_HOSTS:
            return self._by_path(request, "api")
        if host == f"admin.{base}":
            return self._admin(request)
        if host in {base, f"www.{base}"}:
            return "public"
        return self._by_host(request, host)

    def _by_path(self, request: DoorRequest, door: str) -> str:
        """Bind the store named in the path. Who may use it is asked later; unknown ids stay unbound."""
        match = PATH_DOOR.match(request.path)
        store_id = _uuid(match.group(1)) if match else None
        if store_id is not None:
            self._bind(request, store_find(store_id=store_id), READABLE)
        return door

    def _admin(self, request: DoorRequest) -> str:
        """`/store/<id>/…` shows one store's own tables; the prefix stays in every link the admin makes."""
        match = ADMIN_DOOR.match(request.path_info)
        store_id = _uuid(match.group(1)) if match else None
        if match and store_id is not None:
            self._bind(request, store_find(store_id=store_id), READABLE)
            if request.store is not None:
                prefix = match.group(0)
                request.path_info = request.path_info[len(prefix) :]
                request.META["SCRIPT_NAME"] = prefix
                set_script_prefix(f"{prefix}/")
        return "admin"

    def _by_host(self, request: DoorRequest, host: str) -> str | HttpResponse:
        store = store_find_by_host(host=host) if host else None
        if store is None or store.status in {StoreStatus.CLOSED, StoreStatus.DELETED}:
            return render(request, "errors/no_shop.html", {"host": host}, status=404)
        if store.status == StoreStatus.PROVISIONING:
            response = render(request, "errors/shop_being_built.html", {"store": store}, status=503)
            response["Retry-After"] = "2"
            response["X-Robots-Tag"] = "noindex"
            return response
        self._bind(request, store, ROUTABLE)
        return "storefront"

    @staticmethod
    def _bind(request: DoorRequest, store: StoreInfo | None, allowed: set[StoreStatus]) -> None:
        request.store = store
        if store is not None and store.status in allowed:
            bind_connection(store.schema_name)

"""Reads of stores. Look-ups by host and id are remembered for one second per process."""

import time
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from apps.tenants.models import Domain, Store
from apps.tenants.types import StoreInfo, StoreStatus, StoreUnknown
from tenancy.context import public_context, require_store

LOOKUP_SECONDS = 1.0
LOOKUP_SIZE = 5_000


class _Lookup:
    """A small map with an age limit; also remembers "not there", so that guessing hosts costs little."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[float, StoreInfo | None]] = {}
        self._lock = Lock()

    def get(self, key: str, load: Callable[[], StoreInfo | None]) -> StoreInfo | None:
        entry = self._entries.get(key)
        if entry is not None and entry[0] > time.monotonic():
            return entry[1]
        found = load()
        with self._lock:
            if len(self._entries) >= LOOKUP_SIZE:
                self._entries.clear()
            self._entries[key] = (time.monotonic() + LOOKUP_SECONDS, found)
        return found

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


_lookup = _Lookup()


def lookup_forget() -> None:
    """Forget all remembered look-ups of this process."""
    _lookup.clear()


def store_url(domain: str) -> str:
    """Return the public address of a host name, from settings, never from a request."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{domain}{port}"


def _info(store: Store, domain: str) -> StoreInfo:
    return StoreInfo(
        id=store.id,
        schema_name=store.schema_name,
        name=store.name,
        status=store.status,
        merchant_id=store.merchant_id,
        merchant_name=store.merchant.name,
        domain=domain,
        url=store_url(domain) if domain else "",
        currency=store.currency,
        country=store.country,
        locale=store.locale,
        time_zone=store.time_zone,
        contact_email=store.contact_email,
        version=store.version,
    )


def _load(condition: Q) -> StoreInfo | None:
    with public_context():
        row = (
            Domain.objects.select_related("tenant__merchant")
            .filter(condition, is_primary=True)
            .exclude(tenant__status=StoreStatus.DELETED)
            .first()
        )
        return _info(row.tenant, row.domain) if row else None


def store_find(*, store_id: UUID) -> StoreInfo | None:
    """Return a store that is not deleted, at most one second old, or None."""
    return _lookup.get(f"id:{store_id}", lambda: _load(Q(tenant_id=store_id)))


def store_get(*, store_id: UUID) -> StoreInfo:
    """Return a store, read now. Raises StoreUnknown."""
    found = _load(Q(tenant_id=store_id))
    if found is None:
        raise StoreUnknown
    return found


def store_find_by_host(*, host: str) -> StoreInfo | None:
    """Return the store one of whose domains is `host` (canonical: lower case, no port, no trailing dot)."""

    def load() -> StoreInfo | None:
        with public_context():
            store_id = Domain.objects.filter(domain=host).values_list("tenant_id", flat=True).first()
        return _load(Q(tenant_id=store_id)) if store_id else None

    return _lookup.get(f"host:{host}", load)


def store_current() -> StoreInfo:
    """Return the store whose schema this thread is in. Raises NoStore outside one."""
    schema = require_store()
    found = _lookup.get(f"schema:{schema}", lambda: _load(Q(tenant__schema_name=schema)))
    if found is None:
        raise StoreUnknown
    return found


def _primary(stores: QuerySet[Store]) -> list[StoreInfo]:
    rows = list(stores.select_related("merchant").prefetch_related("domains"))
    return [
        _info(row, next((item.domain for item in row.domains.all() if item.is_primary), "")) for row in rows
    ]


def stores_of_merchant(*, merchant_id: UUID) -> list[StoreInfo]:
    """Return a merchant's stores that are not deleted, oldest first."""
    rows = Store.objects.filter(merchant_id=merchant_id).exclude(status=StoreStatus.DELETED)
    return _primary(rows.order_by("created_at", "pk"))


def store_ids_of_merchant(*, merchant_id: UUID) -> list[UUID]:
    """Return the ids of all stores a merchant ever had, deleted ones included. One query."""
    return list(Store.objects.filter(merchant_id=merchant_id).order_by("pk").values_list("pk", flat=True))


def stores_all(*, status: str | None = None, after: UUID | None = None, limit: int = 500) -> list[StoreInfo]:
    """Return stores by id, a page of at most `limit` after `after`, optionally of one status."""
    rows = Store.objects.all()
    if status:
        rows = rows.filter(status=status)
    if after:
        rows = rows.filter(pk__gt=after)
    return _primary(rows.order_by("pk")[:limit])


def schemas_active() -> list[str]:
    """Return the schema names of all active stores."""
    return _schemas(StoreStatus.ACTIVE)


def schemas_suspended() -> list[str]:
    """Return the schema names of all suspended stores, whose tasks rest."""
    return _schemas(StoreStatus.SUSPENDED)


def _schemas(status: StoreStatus) -> list[str]:
    with public_context():
        rows = Store.objects.filter(status=status).order_by("pk")
        return list(rows.values_list("schema_name", flat=True))


def stores_by_status() -> dict[str, int]:
    """Return how many stores there are of each status."""
    rows = Store.objects.values_list("status").annotate(n=Count("pk")).values_list("status", "n")
    return dict(rows)

"""The only door to the core: typed calls over signed HTTP, with timeouts and without open transactions."""

import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

import httpx
from django.conf import settings
from django.db import connection

from automation.core_client.catalog import CatalogClient, CatalogCore, variant_body
from automation.core_client.content import ContentClient, ContentCore
from automation.core_client.entitlements import EntitlementsClient, EntitlementsCore
from automation.core_client.mail import MailClient, MailCore
from automation.core_client.purchasing import PurchasingClient, PurchasingCore
from automation.core_client.selling import SellingClient, SellingCore
from automation.core_client.signing import signed_headers
from automation.core_client.types import (
    CoreAccess,
    CoreEvent,
    CoreForbidden,
    CoreImage,
    CoreKeyAccess,
    CoreProduct,
    CoreRejected,
    CoreStore,
    CoreUnavailable,
    ImageUpload,
    ProductDraft,
)

# A task asks before each call whether its time allows one (see imports.services.timebox).
WRITE_SECONDS = 20.0
WRITE_TIMEOUT = httpx.Timeout(WRITE_SECONDS, connect=2.0)
READ_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
READ_ATTEMPTS = 3
# A person waits for the answer to "may I?", so a hanging core is said sooner.
ACCESS_ATTEMPTS = 2
LONGEST_PAUSE_SECONDS = 1.0
# The core closes idle connections after 5 s; one that is about to be closed is never used.
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=3.0)


class Core(MailCore, CatalogCore, ContentCore, PurchasingCore, SellingCore, EntitlementsCore, Protocol):
    """What the core offers. `CoreClient` speaks HTTP; `FakeCore` keeps the same promises in memory."""

    def events_after(self, *, cursor: str, limit: int = 100) -> list[CoreEvent]: ...
    def stores_after(self, *, store_id: UUID | None, limit: int = 100) -> list[CoreStore]: ...
    def store_get(self, *, store_id: UUID) -> CoreStore: ...
    def access_get(self, *, store_id: UUID, user_id: UUID, session_id: UUID) -> CoreAccess: ...
    def key_access_get(self, *, store_id: UUID, key_hash: str, address: str) -> CoreKeyAccess: ...
    def product_get(self, *, store_id: UUID, product_id: UUID) -> CoreProduct: ...
    def product_create(self, *, store_id: UUID, draft: ProductDraft, idempotency_key: str) -> CoreProduct: ...
    def image_add(
        self, *, store_id: UUID, product_id: UUID, image: ImageUpload, idempotency_key: str
    ) -> CoreImage: ...


class CoreClient(
    MailClient, CatalogClient, ContentClient, PurchasingClient, SellingClient, EntitlementsClient
):
    """Calls the core's `/internal/v1/`.

    Reads are tried three times with jitter; writes once, because their callers retry with the same
    Idempotency-Key. Raises CoreUnavailable, CoreRejected or CoreForbidden, and RuntimeError when called inside a
    database transaction.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        keys: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._keys = dict(keys if keys is not None else settings.INTERNAL_API_KEYS)
        self._sleep = sleep
        address = (base_url or str(getattr(settings, "CORE_INTERNAL_URL", ""))).rstrip("/")
        self._http = _shared_http(address) if transport is None else _http(address, transport)

    def events_after(self, *, cursor: str, limit: int = 100) -> list[CoreEvent]:
        """Return the next events of the feed after `cursor` ("" = from the start)."""
        rows = self._get("/internal/v1/events", {"after": cursor, "limit": limit})
        return [
            CoreEvent(
                cursor=row["cursor"],
                id=UUID(row["id"]),
                store_id=UUID(row["store_id"]) if row["store_id"] else None,
                name=row["name"],
                payload=row["payload"],
                created_at=datetime.fromisoformat(row["created_at"]),
            )
            for row in rows
        ]

    def stores_after(self, *, store_id: UUID | None, limit: int = 100) -> list[CoreStore]:
        """Return stores in the order of their ids, after `store_id`."""
        rows = self._get("/internal/v1/stores", {"after": str(store_id) if store_id else "", "limit": limit})
        return [_store(row) for row in rows]

    def store_get(self, *, store_id: UUID) -> CoreStore:
        """Return one store. CoreRejected with status 404 when there is none."""
        return _store(self._get(f"/internal/v1/stores/{store_id}"))

    def access_get(self, *, store_id: UUID, user_id: UUID, session_id: UUID) -> CoreAccess:
        """Return what a user may do at a store now. CoreRejected with status 404 for strangers."""
        row = self._get(
            f"/internal/v1/stores/{store_id}/access",
            {"user_id": str(user_id), "session_id": str(session_id)},
            attempts=ACCESS_ATTEMPTS,
        )
        return CoreAccess(
            role=row["role"], permissions=frozenset(row["permissions"]), store_status=row["store_status"]
        )

    def key_access_get(self, *, store_id: UUID, key_hash: str, address: str) -> CoreKeyAccess:
        """Return what the API key with this SHA-256 may do at a store now; the core notes its use.

        CoreRejected with status 404: `api_key_invalid` when no such key works, else the store is out of its reach.
        """
        row = self._get(
            f"/internal/v1/stores/{store_id}/key-access",
            {"key_hash": key_hash, "address": address},
            attempts=ACCESS_ATTEMPTS,
        )
        return CoreKeyAccess(
            role=row["role"],
            permissions=frozenset(row["permissions"]),
            store_status=row["store_status"],
            key_id=UUID(row["key_id"]),
            is_test=row["is_test"],
        )

    def product_get(self, *, store_id: UUID, product_id: UUID) -> CoreProduct:
        """Return one product. CoreRejected with status 404 when there is none."""
        return _product(self._get(f"/internal/v1/stores/{store_id}/products/{product_id}"), created=False)

    def product_create(self, *, store_id: UUID, draft: ProductDraft, idempotency_key: str) -> CoreProduct:
        """Create a draft product, or return the one that has the same external reference."""
        status, row = self._write(
            f"/internal/v1/stores/{store_id}/products", idempotency_key, json_body=_draft(draft)
        )
        return _product(row, created=status == 201)

    def image_add(
        self, *, store_id: UUID, product_id: UUID, image: ImageUpload, idempotency_key: str
    ) -> CoreImage:
        """Upload one picture; the same picture again returns the first one."""
        form = {"alt_text": image.alt_text, "source_url": image.source_url}
        if image.position is not None:
            form["position"] = str(image.position)
        request = self._http.build_request(
            "POST",
            f"/internal/v1/stores/{store_id}/products/{product_id}/images",
            data=form | {"variant_ids": [str(item) for item in image.variant_ids]},
            files={"file": (image.file_name, image.content)},
        )
        _, row = self._send_write(request, idempotency_key)
        return CoreImage(id=UUID(row["id"]), url=row["url"])

    def _get(
        self, path: str, query: Mapping[str, Any] | None = None, *, attempts: int = READ_ATTEMPTS
    ) -> Any:
        wanted = {key: value for key, value in (query or {}).items() if value != ""}
        for attempt in range(1, attempts + 1):
            try:
                request = self._http.build_request("GET", path, params=wanted, timeout=READ_TIMEOUT)
                return self._send(request)[1]
            except CoreUnavailable as error:
                # A core that names a longer pause is away: the caller comes back later.
                if attempt == attempts or (error.retry_after or 0) > LONGEST_PAUSE_SECONDS:
                    raise
                self._sleep(error.retry_after or random.uniform(0.1, 0.25 * 2**attempt))
        raise AssertionError("unreachable")

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        request = self._http.build_request(
            "POST", path, content=json.dumps(json_body).encode(), headers={"Content-Type": "application/json"}
        )
        return self._send_write(request, key)

    def _send_write(self, request: httpx.Request, key: str) -> tuple[int, Any]:
        request.headers["Idempotency-Key"] = key
        return self._send(request)

    def _send(self, request: httpx.Request) -> tuple[int, Any]:
        if connection.in_atomic_block and not getattr(settings, "CORE_CALLS_IN_TRANSACTION", False):
            raise RuntimeError("the core is never called while a transaction is open")
        body = request.read()
        request.headers.update(
            signed_headers(
                keys=self._keys, method=request.method, path=request.url.raw_path.decode(), body=body
            )
        )
        try:
            response = self._http.send(request)
        except httpx.HTTPError as error:
            raise CoreUnavailable(f"the core did not answer ({type(error).__name__})") from error
        return response.status_code, _judge(response)


def _http(address: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    return httpx.Client(
        base_url=address,
        timeout=WRITE_TIMEOUT,
        limits=LIMITS,
        transport=transport,
        follow_redirects=False,
        trust_env=False,  # never through a proxy meant for the outside world
        headers={"User-Agent": "dropwright-automation"},
    )


@lru_cache(maxsize=4)
def _shared_http(address: str) -> httpx.Client:
    """One pool of connections a process: making a client costs tens of milliseconds of TLS set-up."""
    return _http(address)


def _judge(response: httpx.Response) -> Any:
    """Return the data of a good answer, or raise by what the caller can do about it."""
    if response.status_code >= 500 or response.status_code == 429:
        raise CoreUnavailable(
            f"the core answered {response.status_code}{_said(response)}",
            retry_after=_seconds(response.headers.get("Retry-After")),
            is_everywhere=response.status_code != 500,
        )
    try:
        answer = response.json()
        error = answer["error"]
    except (ValueError, KeyError, TypeError) as broken:
        raise CoreUnavailable("the core's answer was not understood") from broken
    if response.status_code in {401, 403}:
        raise CoreForbidden(f"{error['code']}: {error['message']}", code=error["code"])
    if error and error["code"] == "idempotency_in_progress":
        raise CoreUnavailable("the first try is still running", retry_after=1.0, is_everywhere=False)
    if error:
        raise CoreRejected(
            status=response.status_code,
            code=error["code"],
            message=error["message"],
            fields=error.get("fields"),
        )
    return answer["data"]


def _said(response: httpx.Response) -> str:
    """Return the core's own words in brackets, where it is awake enough to have any."""
    try:
        return f" ({response.json()['error']['message']})"
    except (ValueError, KeyError, TypeError):
        return ""


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _store(row: Mapping[str, Any]) -> CoreStore:
    return CoreStore(
        id=UUID(row["id"]),
        merchant_id=UUID(row["merchant_id"]),
        **{
            key: row[key]
            for key in ("name", "status", "domain", "url", "currency", "country", "locale", "time_zone")
        },
    )


def _product(row: Mapping[str, Any], *, created: bool) -> CoreProduct:
    return CoreProduct(
        id=UUID(row["id"]),
        title=row["title"],
        status=row["status"],
        created=created,
        variants=tuple(row.get("variants", ())),
    )


def _draft(draft: ProductDraft) -> dict[str, Any]:
    """Return the wire form of catalog's product input."""
    body: dict[str, Any] = {
        "title": draft.title,
        "description_html": draft.description_html,
        "vendor": draft.vendor,
        "product_type": draft.product_type,
        "tags": list(draft.tags),
        "options": [{"name": name, "values": list(values)} for name, values in draft.options],
        "variants": [variant_body(variant, draft.currency) for variant in draft.variants],
        "seo_title": draft.seo_title,
        "seo_description": draft.seo_description,
        "external_reference": draft.external_reference,
        "source_url": draft.source_url,
        "content_note": draft.content_note,
    }
    if draft.handle:
        body["handle"] = draft.handle
    if draft.ai_fields:
        body |= {"ai_fields": list(draft.ai_fields), "ai_label": draft.ai_label}
    if draft.run_id:
        body["run_id"] = str(draft.run_id)
    return body

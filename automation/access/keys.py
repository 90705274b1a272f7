"""API keys: the core knows them; what it said of one is remembered for ten seconds, so a revoked key ends by then."""

from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.request import Request

from automation.access.authentication import KeyBearer, KeyInvalid
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreKeyAccess, CoreRejected, CoreUnavailable
from automation.registry.types import StoreUnknown
from tenancy.errors import Forbidden, Unavailable
from tenancy.rest.rates import WINDOW_SECONDS, call_rate_hit
from tenancy.rest.throttling import Limit

REMEMBERED_SECONDS = 10
KEY_CALLS = Limit(scope="api-key", times=300, seconds=WINDOW_SECONDS)
# Per address: the core is not asked about wrong keys without end.
KEY_UNKNOWN = Limit(scope="api-key-unknown", times=30, seconds=60)


class KeyReadsOnly(Forbidden):
    code = "api_key_test_mode"
    message = "A test key reads only. Use a live key to change something."


def key_access_ask(*, store_id: UUID, bearer: KeyBearer, request: Request) -> CoreKeyAccess:
    """Return what the key may do at the store, and count the call (the answer's headers say what is left).

    Raises KeyInvalid, StoreUnknown out of its reach, TooMany, Unavailable without the core.
    """
    access = _known(store_id, bearer) or _asked(store_id, bearer)
    rate, refusal = call_rate_hit(limit=KEY_CALLS, caller_id=access.key_id, now=timezone.now())
    request._request.key_rate = rate  # type: ignore[attr-defined]  # noqa: SLF001 - read when the answer is made
    if refusal is not None:
        raise refusal
    bearer.pk = access.key_id
    return access


def _memory_key(store_id: UUID, bearer: KeyBearer) -> str:
    return f"key-access:{store_id}:{bearer.key_hash}"


def _known(store_id: UUID, bearer: KeyBearer) -> CoreKeyAccess | None:
    try:
        known: Any = caches["shared"].get(_memory_key(store_id, bearer))
    except (RedisError, OSError):
        return None
    if known is None:
        return None
    role, permissions, status, key_id, is_test = known
    return CoreKeyAccess(
        role=role,
        permissions=frozenset(permissions),
        store_status=status,
        key_id=UUID(key_id),
        is_test=is_test,
    )


def _asked(store_id: UUID, bearer: KeyBearer) -> CoreKeyAccess:
    KEY_UNKNOWN.check(bearer.address)
    try:
        access = CoreClient().key_access_get(
            store_id=store_id, key_hash=bearer.key_hash, address=bearer.address
        )
    except CoreRejected as error:
        if error.code != "api_key_invalid":
            raise StoreUnknown from error
        KEY_UNKNOWN.hit(bearer.address)
        raise KeyInvalid from error
    except (CoreUnavailable, CoreForbidden) as error:
        raise Unavailable("The key could not be checked. Try again in a moment.", retry_after=3) from error
    try:
        remembered = [
            access.role,
            sorted(access.permissions),
            access.store_status,
            str(access.key_id),
            access.is_test,
        ]
        caches["shared"].set(_memory_key(store_id, bearer), remembered, REMEMBERED_SECONDS)
    except (RedisError, OSError):
        pass
    return access

"""Who may call: members by their role and API keys by their scopes, as the core says it, briefly remembered."""

from typing import Any, cast
from uuid import UUID

from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from automation.access.authentication import KeyBearer, Member
from automation.access.keys import KeyReadsOnly, key_access_ask
from automation.core_client.client import CoreClient
from automation.core_client.types import (
    CoreAccess,
    CoreForbidden,
    CoreKeyAccess,
    CoreRejected,
    CoreUnavailable,
)
from automation.registry.services import store_sync
from automation.registry.types import StoreInfo, StoreUnknown
from tenancy.context import bind_connection
from tenancy.errors import Forbidden, Unauthenticated, Unavailable
from tenancy.rest.views import ApiView

REMEMBERED_SECONDS = 5
READING = {"GET", "HEAD", "OPTIONS"}


class StoreSuspended(Forbidden):
    code = "store_suspended"
    message = "This store is suspended: it can be read and exported, not changed."


def access_ask(*, store_id: UUID, member: Member) -> CoreAccess:
    """Return the member's rights at the store. Raises StoreUnknown for strangers, Unavailable without core."""
    key = f"access:{store_id}:{member.pk}:{member.session_id}"
    try:
        known: Any = caches["shared"].get(key)
    except (RedisError, OSError):
        known = None
    if known is not None:
        return CoreAccess(role=known[0], permissions=frozenset(known[1]), store_status=known[2])
    try:
        access = CoreClient().access_get(store_id=store_id, user_id=member.pk, session_id=member.session_id)
    except CoreRejected as error:
        raise StoreUnknown from error
    except (CoreUnavailable, CoreForbidden) as error:
        raise Unavailable(
            "Your rights could not be checked. Try again in a moment.", retry_after=3
        ) from error
    try:
        remembered = [access.role, sorted(access.permissions), access.store_status]
        caches["shared"].set(key, remembered, REMEMBERED_SECONDS)
    except (RedisError, OSError):
        pass
    return access


class StoreMember(BasePermission):
    """Unknown stores and other people's give the same 404."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        store_id = getattr(request, "store_id", None)
        if store_id is None:
            raise StoreUnknown
        access = self._access(request, store_id)
        needed = view.permission_needed(str(request.method))
        if needed not in access.permissions:
            is_key = isinstance(access, CoreKeyAccess)
            who = "This API key" if is_key else f"Your role ({access.role.lower()})"
            raise Forbidden(f"{who} does not include {needed}.")
        if request.method not in READING:
            if access.store_status != "ACTIVE":
                raise StoreSuspended
            if isinstance(access, CoreKeyAccess) and access.is_test:
                raise KeyReadsOnly
        self._bind(request, store_id)
        return True

    @staticmethod
    def _access(request: Request, store_id: UUID) -> CoreAccess:
        caller: Any = request.user
        if isinstance(caller, KeyBearer):
            return key_access_ask(store_id=store_id, bearer=caller, request=request)
        return access_ask(store_id=store_id, member=cast("Member", caller))

    @staticmethod
    def _bind(request: Request, store_id: UUID) -> None:
        """A store the feed has not brought yet is read from the core now."""
        if request.store is not None:  # type: ignore[attr-defined]
            return
        store = store_sync(core=CoreClient(), store_id=store_id, now=timezone.now())
        if store is None:
            raise Unavailable("The store is still being set up. Try again in a few seconds.", retry_after=2)
        request._request.store = store  # type: ignore[attr-defined]  # noqa: SLF001 - the door's attribute
        bind_connection(store.schema_name)


class StoreApiView(ApiView):
    """Base of every endpoint of a store. `permission` names the right needed, or maps methods to rights.

    Answers to API keys say how many calls are left (`RateLimit-…`).
    """

    permission_classes = [StoreMember]
    permission: str | dict[str, str] = ""

    def permission_needed(self, method: str) -> str:
        if isinstance(self.permission, str):
            return self.permission
        return self.permission.get(method) or self.permission.get("GET", "")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        rate = getattr(getattr(request, "_request", None), "key_rate", None)
        if rate is not None:
            for name, value in rate.headers().items():
                response[name] = value
        return response

    @property
    def store(self) -> StoreInfo:
        return self.request._request.store  # type: ignore[attr-defined]  # noqa: SLF001

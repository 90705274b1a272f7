"""Who may call: members of the store by their role, as the core says it, remembered for five seconds."""

from typing import Any, cast
from uuid import UUID

from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from automation.access.authentication import Member
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreAccess, CoreForbidden, CoreRejected, CoreUnavailable
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
        access = access_ask(store_id=store_id, member=cast("Member", request.user))
        needed = view.permission_needed(str(request.method))
        if needed not in access.permissions:
            raise Forbidden(f"Your role ({access.role.lower()}) does not include {needed}.")
        if access.store_status != "ACTIVE" and request.method not in READING:
            raise StoreSuspended
        self._bind(request, store_id)
        return True

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
    """Base of every endpoint of a store. `permission` names the right needed, or maps methods to rights."""

    permission_classes = [StoreMember]
    permission: str | dict[str, str] = ""

    def permission_needed(self, method: str) -> str:
        if isinstance(self.permission, str):
            return self.permission
        return self.permission.get(method) or self.permission.get("GET", "")

    @property
    def store(self) -> StoreInfo:
        return self.request._request.store  # type: ignore[attr-defined]  # noqa: SLF001

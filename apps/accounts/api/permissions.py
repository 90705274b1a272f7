"""Who may call: signed-in users, and members of the store in the path by role."""

from typing import Any, cast
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts.selectors import access_get
from apps.accounts.types import Access, MerchantUnknown, PermissionMissing
from apps.tenants.types import StoreInfo, StoreNotReady, StoreStatus, StoreSuspended, StoreUnknown
from tenancy.errors import Unauthenticated
from tenancy.rest.views import ApiView

READING = {"GET", "HEAD", "OPTIONS"}


class SignedIn(BasePermission):
    """Any user with a live session."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        return True


def _id(request: Request) -> UUID:
    return cast("UUID", request.user.pk)


class StoreMember(BasePermission):
    """A member of the store's merchant whose role carries `view.permission`.

    Somebody else's store, an unknown store and a malformed id give the same 404. The role is read at each
    request, so a removed membership ends access at once.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        store = getattr(request, "store", None)
        access = access_get(user_id=_id(request), merchant_id=store.merchant_id) if store else None
        if store is None or access is None:
            raise StoreUnknown
        self._check_status(store=store, reading=request.method in READING, view=view)
        needed = view.permission_needed(str(request.method))
        if not access.allows(needed):
            raise PermissionMissing(f"Your role ({access.role.lower()}) does not include {needed}.")
        view.access = access
        return True

    @staticmethod
    def _check_status(*, store: StoreInfo, reading: bool, view: "StoreApiView") -> None:
        if view.any_status:
            return
        if store.status == StoreStatus.PROVISIONING:
            raise StoreNotReady(retry_after=2)
        if not store.is_active and not reading:
            raise StoreSuspended


class MerchantMember(BasePermission):
    """A member of the merchant in the path whose role carries `view.permission`; others get 404."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        access = access_get(user_id=_id(request), merchant_id=view.kwargs["merchant_id"])
        if access is None:
            raise MerchantUnknown
        needed = view.permission_needed(str(request.method))
        if not access.allows(needed):
            raise PermissionMissing(f"Your role ({access.role.lower()}) does not include {needed}.")
        view.access = access
        return True


class MerchantApiView(ApiView):
    """Base of every endpoint below `/merchants/{merchant_id}/`: team, plan, keys, audit log.

    `permission` names the right needed, or maps methods to rights. `self.access` is set.
    """

    permission_classes = [MerchantMember]
    permission: str | dict[str, str] = ""
    access: Access

    def permission_needed(self, method: str) -> str:
        if isinstance(self.permission, str):
            return self.permission
        return self.permission.get(method) or self.permission.get("GET", "")

    @property
    def merchant_id(self) -> UUID:
        return self.access.merchant_id


class StoreApiView(ApiView):
    """Base of every endpoint below `/stores/{store_id}/`; the door has already bound the store's schema.

    `permission` names the right needed, or maps methods to rights. `self.store` and `self.access` are set.
    """

    permission_classes = [StoreMember]
    permission: str | dict[str, str] = ""
    # The store's own page works in every status; its contents do not.
    any_status = False
    access: Access

    def permission_needed(self, method: str) -> str:
        if isinstance(self.permission, str):
            return self.permission
        return self.permission.get(method) or self.permission.get("GET", "")

    @property
    def store(self) -> StoreInfo:
        return self.request.store  # type: ignore[attr-defined]

    @property
    def store_id(self) -> UUID:
        return self.store.id

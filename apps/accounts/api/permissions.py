"""Who may call: signed-in people, members by role, and API keys by their scopes."""

from typing import Any, cast
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts.api.authentication import KeyCaller
from apps.accounts.selectors import access_get
from apps.accounts.types import (
    Access,
    KeyReadsOnly,
    KeyRefused,
    MerchantUnknown,
    PermissionMissing,
    TwoFactorNeeded,
)
from apps.tenants.types import StoreInfo, StoreNotReady, StoreStatus, StoreSuspended, StoreUnknown
from tenancy.errors import Unauthenticated
from tenancy.rest.views import ApiView

READING = {"GET", "HEAD", "OPTIONS"}
KEY_ROLE = "API_KEY"


class SignedIn(BasePermission):
    """Any person with a live session."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        if isinstance(request.user, KeyCaller):
            raise KeyRefused
        return True


def _id(request: Request) -> UUID:
    return cast("UUID", request.user.pk)


def _key_access(caller: KeyCaller, store: StoreInfo) -> Access | None:
    """Return what a key may do at a store; None when the store is not within its reach."""
    if caller.merchant_id != store.merchant_id or caller.store_id not in {None, store.id}:
        return None
    return Access(user_id=caller.pk, merchant_id=caller.merchant_id, role=KEY_ROLE, permissions=caller.scopes)


def _check_allowed(access: Access, needed: str) -> None:
    if access.must_enrol:
        raise TwoFactorNeeded
    if access.allows(needed):
        return
    if access.role == KEY_ROLE:
        raise PermissionMissing(f"This API key does not include {needed}.")
    raise PermissionMissing(f"Your role ({access.role.lower()}) does not include {needed}.")


class StoreMember(BasePermission):
    """A member of the store's merchant whose role carries `view.permission`, or a key whose scopes do.

    Somebody else's store, an unknown store and a malformed id give the same 404. The role is read at each
    request, so a removed membership ends access at once.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        store = getattr(request, "store", None)
        access = self._access(request, store) if store else None
        if store is None or access is None:
            raise StoreUnknown
        reading = request.method in READING
        self._check_status(store=store, reading=reading, view=view)
        _check_allowed(access, view.permission_needed(str(request.method)))
        if not reading and isinstance(request.user, KeyCaller) and request.user.is_test:
            raise KeyReadsOnly
        view.access = access
        return True

    @staticmethod
    def _access(request: Request, store: StoreInfo) -> Access | None:
        if isinstance(request.user, KeyCaller):
            return _key_access(request.user, store)
        return access_get(user_id=_id(request), merchant_id=store.merchant_id)

    @staticmethod
    def _check_status(*, store: StoreInfo, reading: bool, view: "StoreApiView") -> None:
        if view.any_status:
            return
        if store.status == StoreStatus.PROVISIONING:
            raise StoreNotReady(retry_after=2)
        if not store.is_active and not reading and not view.writes_when_suspended:
            raise StoreSuspended


class MerchantMember(BasePermission):
    """A member of the merchant in the path whose role carries `view.permission`; others get 404.

    Keys never come in here: a machine manages no people, keys, bills or payouts.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None:
            raise Unauthenticated
        if isinstance(request.user, KeyCaller):
            raise KeyRefused
        access = access_get(user_id=_id(request), merchant_id=view.kwargs["merchant_id"])
        if access is None:
            raise MerchantUnknown
        _check_allowed(access, view.permission_needed(str(request.method)))
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
    Answers to API keys say how many calls are left (`RateLimit-…`).
    """

    permission_classes = [StoreMember]
    permission: str | dict[str, str] = ""
    # The store's own page works in every status; its contents do not.
    any_status = False
    # A shop that is closed for now may be read; few things may be asked for all the same.
    writes_when_suspended = False
    access: Access

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
        return self.request.store  # type: ignore[attr-defined]

    @property
    def store_id(self) -> UUID:
        return self.store.id

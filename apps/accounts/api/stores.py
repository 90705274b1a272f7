"""Stores of the current merchant."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api import serializers as shapes
from apps.accounts.api.permissions import StoreApiView
from apps.accounts.api.views import MemberView, read
from apps.accounts.selectors import access_get
from apps.accounts.types import Access, MerchantUnknown, PermissionMissing, TwoFactorNeeded
from apps.tenants.selectors import store_get, stores_of_merchant
from apps.tenants.services import store_create, store_update
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

CREATE = Limit(scope="store-create", times=10, seconds=60)


class StoreListView(MemberView):
    """Stores of the merchant the session works for."""

    stores_answers = True
    pagination_class = PagePagination

    def _access(self) -> Access:
        merchant_id = self.caller.merchant_id
        access = access_get(user_id=self.user.pk, merchant_id=merchant_id) if merchant_id else None
        if access is None:
            raise MerchantUnknown
        if access.must_enrol:
            raise TwoFactorNeeded
        return access

    @extend_schema(responses=shapes.StoreOutput(many=True), tags=["stores"])
    def get(self, request: Request) -> Response:
        """The merchant's stores, oldest first."""
        access = self._access()
        return self.paginated(stores_of_merchant(merchant_id=access.merchant_id), shapes.StoreOutput)

    @extend_schema(request=shapes.StoreCreateInput, responses={201: shapes.StoreOutput}, tags=["stores"])
    def post(self, request: Request) -> Response:
        """Open another store."""
        access = self._access()
        if not access.allows("store.create"):
            raise PermissionMissing
        CREATE.hit(str(access.merchant_id))
        data = read(shapes.StoreCreateInput, request)
        data["subdomain"] = data.get("subdomain") or None
        store = store_create(merchant_id=access.merchant_id, now=timezone.now(), **data)
        return Response(shapes.StoreOutput(store).data, status=201)


class StoreDetailView(StoreApiView):
    permission = {"GET": "store.read", "PATCH": "store.write"}
    any_status = True

    @extend_schema(responses=shapes.StoreOutput, tags=["stores"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """One store with its status."""
        return Response(shapes.StoreOutput(store_get(store_id=self.store_id)).data)

    @extend_schema(request=shapes.StoreSettingsInput, responses=shapes.StoreOutput, tags=["stores"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change settings of the store."""
        serializer = shapes.StoreSettingsInput(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        store = store_update(
            store_id=self.store_id, changes=dict(serializer.validated_data), now=timezone.now()
        )
        return Response(shapes.StoreOutput(store).data)

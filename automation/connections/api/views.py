"""`/api/v1/automation/stores/{store_id}/suppliers…`: connect, see, disconnect."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.connections import selectors, services
from automation.connections.api import serializers as shapes
from tenancy.rest.throttling import Limit

CONNECT = Limit(scope="supplier-connect", times=20, seconds=60)


def _read(shape: Any, data: Any) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class SupplierView(StoreApiView):
    permission = {"GET": "suppliers.read", "POST": "suppliers.write"}

    def answer(self, provider: str) -> Response:
        """Return a supplier as it is now."""
        info = selectors.connection_get(provider=provider)
        return Response(shapes.SupplierConnectionOutput(info).data)

    def user_id(self) -> UUID:
        """Return who asks."""
        return cast("UUID", self.request.user.pk)


class SupplierListView(SupplierView):
    @extend_schema(responses=shapes.SupplierConnectionOutput(many=True), tags=["suppliers"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Every supplier, and how this store is connected to it."""
        return Response(shapes.SupplierConnectionOutput(selectors.connections_all(), many=True).data)


class SupplierConnectView(SupplierView):
    stores_answers = False

    @extend_schema(request=shapes.SupplierInput, responses=shapes.SupplierConnectOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """The supplier's consent page, for a supplier that has one."""
        CONNECT.hit(str(store_id))
        given = _read(shapes.SupplierInput, request.data)
        url = services.connect_begin(store_id=store_id, user_id=self.user_id(), now=timezone.now(), **given)
        return Response(shapes.SupplierConnectOutput({"authorize_url": url}).data)


class SupplierKeyView(SupplierView):
    stores_answers = False

    @extend_schema(
        request=shapes.SupplierKeyInput, responses=shapes.SupplierConnectionOutput, tags=["suppliers"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Connect with an API key; the key itself is not kept."""
        CONNECT.hit(str(store_id))
        given = _read(shapes.SupplierKeyInput, request.data)
        services.connect_by_key(user_id=self.user_id(), now=timezone.now(), **given)
        return self.answer(given["provider"])


class SupplierCallbackView(SupplierView):
    stores_answers = False

    @extend_schema(
        request=shapes.SupplierCallbackInput, responses=shapes.SupplierConnectionOutput, tags=["suppliers"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Finish a consent with the code and the state that the supplier sent back."""
        CONNECT.hit(str(store_id))
        given = _read(shapes.SupplierCallbackInput, request.data)
        services.connect_finish(store_id=store_id, user_id=self.user_id(), now=timezone.now(), **given)
        return self.answer(given["provider"])


class SupplierDisconnectView(SupplierView):
    @extend_schema(
        request=shapes.SupplierInput, responses=shapes.SupplierConnectionOutput, tags=["suppliers"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Forget the account and its tokens."""
        given = _read(shapes.SupplierInput, request.data)
        services.disconnect(**given)
        return self.answer(given["provider"])

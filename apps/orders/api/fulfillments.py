"""`/api/v1/stores/{store_id}/orders/{order_id}/fulfillments…`"""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.orders import services
from apps.orders.api import serializers as shapes


class FulfillmentListView(StoreApiView):
    permission = "orders.write"

    @extend_schema(
        request=shapes.FulfillmentCreateInput, responses={201: shapes.FulfillmentOutput}, tags=["orders"]
    )
    def post(self, request: Request, store_id: UUID, order_id: UUID) -> Response:
        """Note that pieces of a paid order were sent, with any number of tracking numbers."""
        given = shapes.FulfillmentCreateInput(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        parcel = services.fulfillment_create(
            order_id=order_id,
            lines=shapes.pieces_of(data) if "lines" in data else None,
            tracking=shapes.tracking_of(data) or (),
            is_notified=data["is_notified"],
            store_id=self.store_id,
            now=timezone.now(),
        )
        return Response(shapes.FulfillmentOutput(parcel).data, status=201)


class FulfillmentDetailView(StoreApiView):
    permission = "orders.write"

    @extend_schema(request=shapes.FulfillmentChangeInput, responses=shapes.FulfillmentOutput, tags=["orders"])
    def patch(self, request: Request, store_id: UUID, order_id: UUID, fulfillment_id: UUID) -> Response:
        """Replace the tracking numbers (a corrected one starts its journey anew), or mark as delivered."""
        given = shapes.FulfillmentChangeInput(data=request.data)
        given.is_valid(raise_exception=True)
        parcel = services.fulfillment_update(
            fulfillment_id=fulfillment_id,
            order_id=order_id,
            tracking=shapes.tracking_of(given.validated_data),
            is_delivered=given.validated_data.get("is_delivered"),
            store_id=self.store_id,
            now=timezone.now(),
        )
        return Response(shapes.FulfillmentOutput(parcel).data)


class FulfillmentCancelView(StoreApiView):
    permission = "orders.write"

    @extend_schema(request=None, responses=shapes.FulfillmentOutput, tags=["orders"])
    def post(self, request: Request, store_id: UUID, order_id: UUID, fulfillment_id: UUID) -> Response:
        """Take back a parcel noted by mistake; its pieces are to be sent again."""
        parcel = services.fulfillment_cancel(
            fulfillment_id=fulfillment_id, order_id=order_id, store_id=self.store_id, now=timezone.now()
        )
        return Response(shapes.FulfillmentOutput(parcel).data)

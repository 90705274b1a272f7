"""`/api/v1/stores/{store_id}/orders…`"""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.orders import selectors, services
from apps.orders.api import serializers as shapes
from tenancy.rest.pagination import PagePagination


class OrderListView(StoreApiView):
    permission = "orders.read"
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.OrderFilterInput], responses=shapes.OrderRowOutput(many=True), tags=["orders"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Orders, newest first. `search` looks at number, e-mail and name."""
        filters = shapes.OrderFilterInput(data=request.query_params)
        filters.is_valid(raise_exception=True)
        return self.paginated(selectors.order_rows(**filters.validated_data), shapes.OrderRowOutput)


class OrderDetailView(StoreApiView):
    permission = "orders.read"

    @extend_schema(responses=shapes.OrderOutput, tags=["orders"])
    def get(self, request: Request, store_id: UUID, order_id: UUID) -> Response:
        """One order with its lines and timeline."""
        order = selectors.order_get(order_id=order_id, store_url=self.store.url)
        return Response(shapes.OrderOutput(order).data)


class OrderSummaryView(StoreApiView):
    permission = "orders.read"

    @extend_schema(responses=shapes.OrderSummaryOutput, tags=["orders"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Paid orders of today and the last seven days in the store's time zone, and what waits to be sent."""
        summary = selectors.order_summary(
            currency=self.store.currency, time_zone=self.store.time_zone, now=timezone.now()
        )
        return Response(shapes.OrderSummaryOutput(summary).data)


class OrderCancelView(StoreApiView):
    permission = "orders.write"

    @extend_schema(request=shapes.OrderCancelInput, responses=shapes.OrderOutput, tags=["orders"])
    def post(self, request: Request, store_id: UUID, order_id: UUID) -> Response:
        """Cancel an order that is not paid, or one on hold (its money goes back). Again: the same answer."""
        given = shapes.OrderCancelInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.order_cancel(
            order_id=order_id,
            reason=given.validated_data["reason"],
            store_id=self.store_id,
            now=timezone.now(),
        )
        order = selectors.order_get(order_id=order_id, store_url=self.store.url)
        return Response(shapes.OrderOutput(order).data)

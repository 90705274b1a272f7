"""From how many units on a variant counts as low."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog import selectors, services


class StockSettingsShape(serializers.Serializer):
    low_stock_threshold = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=1_000_000, help_text="Null warns of nothing."
    )


class StockSettingsView(StoreApiView):
    permission = {"GET": "products.read", "PATCH": "store.write"}

    @extend_schema(responses=StockSettingsShape, tags=["products"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's threshold for low stock."""
        return Response(StockSettingsShape({"low_stock_threshold": selectors.low_stock_threshold()}).data)

    @extend_schema(request=StockSettingsShape, responses=StockSettingsShape, tags=["products"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Set the threshold; the merchant is mailed at most once a day of what fell to it."""
        given = StockSettingsShape(data=request.data)
        given.is_valid(raise_exception=True)
        services.stock_settings_save(**given.validated_data, store_id=self.store_id)
        return Response(StockSettingsShape(given.validated_data).data)

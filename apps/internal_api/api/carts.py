"""Carts as automation reads them, to remind people of what they left."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.checkout.selectors import cart_for_machine
from apps.internal_api.api.views import MachineStoreView
from apps.money.fields import MoneyField


class MachineCartLineOutput(serializers.Serializer):
    product_id = serializers.UUIDField(allow_null=True)
    variant_id = serializers.UUIDField()
    title = serializers.CharField()
    variant_title = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    line_total = MoneyField()
    image_url = serializers.CharField()
    url = serializers.CharField()
    is_available = serializers.BooleanField()


class MachineCartOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.CharField()
    customer_id = serializers.UUIDField(allow_null=True)
    is_ordered = serializers.BooleanField()
    lines = MachineCartLineOutput(many=True)
    items_count = serializers.IntegerField()
    subtotal = MoneyField()
    discount_code = serializers.CharField()
    restore_url = serializers.CharField()
    checkout_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()


class MachineCartView(MachineStoreView):
    @extend_schema(responses=MachineCartOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID, cart_id: UUID) -> Response:
        """A cart at today's prices, and the link that brings its shopper back to it."""
        return Response(MachineCartOutput(cart_for_machine(cart_id=cart_id, store=self.store)).data)

"""`/api/v1/stores/{store_id}/orders/{order_id}/refunds`"""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.money.fields import MoneyField
from apps.orders import services as orders
from apps.orders.api.serializers import MOST_LINES, LinePiecesShape, RefundOutput, pieces_of
from apps.orders.types import RefundReason, RefundWish
from apps.payments import services


class RefundCreateInput(serializers.Serializer):
    """Lines and shipping come to an amount by themselves; `amount` takes its place, and may stand alone."""

    lines = LinePiecesShape(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    shipping = MoneyField(required=False, allow_null=True)
    amount = MoneyField(required=False, allow_null=True)
    reason = serializers.ChoiceField(choices=RefundReason.choices, required=False, default=RefundReason.OTHER)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    is_restocked = serializers.BooleanField(required=False, default=False)


class RefundQuoteOutput(serializers.Serializer):
    amount = MoneyField()
    lines_total = MoneyField()
    shipping = MoneyField()
    refundable = MoneyField()


def _wish(request: Request) -> RefundWish:
    given = RefundCreateInput(data=request.data)
    given.is_valid(raise_exception=True)
    data = given.validated_data
    return RefundWish(
        lines=pieces_of(data),
        shipping=data.get("shipping"),
        amount=data.get("amount"),
        reason=data["reason"],
        note=data["note"],
        is_restocked=data["is_restocked"],
    )


class RefundListView(StoreApiView):
    permission = "orders.refund"

    @extend_schema(request=RefundCreateInput, responses={201: RefundOutput}, tags=["orders"])
    def post(self, request: Request, store_id: UUID, order_id: UUID) -> Response:
        """Give money back. PENDING until the payment provider says how it ended."""
        refund = services.refund_create(
            order_id=order_id, wish=_wish(request), store_id=self.store_id, now=timezone.now()
        )
        return Response(RefundOutput(refund).data, status=201)


class RefundWithdrawView(StoreApiView):
    permission = "orders.refund"

    @extend_schema(request=None, responses=RefundOutput, tags=["orders"])
    def post(self, request: Request, store_id: UUID, order_id: UUID, refund_id: UUID) -> Response:
        """Give up a refund that waits for a Stripe account which does not come back.

        Its amount can be refunded anew. SUCCEEDED when it went out after all; 409 `refund_begun` when Stripe has it.
        """
        refund = services.refund_withdraw(
            order_id=order_id, refund_id=refund_id, store_id=self.store_id, now=timezone.now()
        )
        return Response(RefundOutput(refund).data)


class RefundQuoteView(StoreApiView):
    permission = "orders.refund"

    @extend_schema(request=RefundCreateInput, responses=RefundQuoteOutput, tags=["orders"])
    def post(self, request: Request, store_id: UUID, order_id: UUID) -> Response:
        """What a refund would come to; nothing is done."""
        quote = orders.refund_quote(order_id=order_id, wish=_wish(request))
        return Response(RefundQuoteOutput(quote).data)

"""A store's payout account, and the door for events of connected accounts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.payments import selectors, services
from apps.payments.types import PayoutState
from tenancy.rest.permissions import Anyone
from tenancy.rest.views import ApiView


class PayoutOutput(serializers.Serializer):
    state = serializers.ChoiceField(PayoutState.choices, allow_null=True)
    account_id = serializers.CharField()
    requirements = serializers.ListField(child=serializers.CharField())
    deadline_at = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    can_charge = serializers.BooleanField()
    is_platform_charging = serializers.BooleanField()


class PayoutLinkOutput(serializers.Serializer):
    url = serializers.URLField()


class PayoutView(StoreApiView):
    permission = "payouts.read"
    any_status = True

    @extend_schema(responses=PayoutOutput, tags=["payouts"])
    def get(self, request: Request, store_id: Any) -> Response:
        """Whether the store can take payments, and what Stripe still needs."""
        return Response(PayoutOutput(selectors.payout_get(store_id=self.store_id)).data)


class PayoutOnboardingView(StoreApiView):
    permission = "payouts.write"

    @extend_schema(request=None, responses={201: PayoutLinkOutput}, tags=["payouts"])
    def post(self, request: Request, store_id: Any) -> Response:
        """The address of Stripe's page where an owner connects or completes the account."""
        url = services.payout_onboarding_start(store=self.store, now=timezone.now())
        return Response({"url": url}, status=201)


class PayoutRefreshView(StoreApiView):
    permission = "payouts.write"

    @extend_schema(request=None, responses=PayoutOutput, tags=["payouts"])
    def post(self, request: Request, store_id: Any) -> Response:
        """Ask Stripe how the account stands now, as on the way back from its page."""
        found = services.payout_refresh(store_id=self.store_id, now=timezone.now())
        return Response(PayoutOutput(found).data)


class StripeConnectWebhookView(ApiView):
    """Signed by Stripe with this endpoint's own secret; `account` says whose event it is."""

    authentication_classes: list[type] = []
    permission_classes = [Anyone]
    stores_answers = False

    @extend_schema(
        tags=["webhooks"],
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT},
        parameters=[OpenApiParameter("Stripe-Signature", str, OpenApiParameter.HEADER, required=True)],
    )
    def post(self, request: Request) -> Response:
        """Store an event of a connected account; processing follows from the outbox."""
        body = request._request.read(services.MAX_BODY_BYTES + 1)  # noqa: SLF001 - the raw bytes are what is signed
        services.connect_event_receive(
            body=body, signature=request.headers.get("Stripe-Signature", ""), now=timezone.now()
        )
        return Response({"received": True})

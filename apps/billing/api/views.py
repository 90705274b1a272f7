"""A merchant's plan, and the door for Stripe's events about subscriptions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import MerchantApiView
from apps.billing import selectors, services
from apps.billing.api import serializers as shapes
from tenancy.rest.permissions import Anyone
from tenancy.rest.views import ApiView

MAX_BODY_BYTES = services.MAX_BODY_BYTES


class MerchantPlanView(MerchantApiView):
    permission = "store.read"

    @extend_schema(responses=shapes.MerchantPlanOutput, tags=["billing"])
    def get(self, request: Request, merchant_id: Any) -> Response:
        """Plan, state, use against limits, and what comes next."""
        page = selectors.plan_page(merchant_id=self.merchant_id, now=timezone.now())
        return Response(shapes.MerchantPlanOutput(page).data)


class MerchantPlanListView(MerchantApiView):
    permission = "store.read"

    @extend_schema(responses=shapes.PlanOutput(many=True), tags=["billing"])
    def get(self, request: Request, merchant_id: Any) -> Response:
        """The plans on offer, smallest first."""
        return Response(shapes.PlanOutput(selectors.plans_offered(), many=True).data)


class _ChoiceView(MerchantApiView):
    permission = "billing.write"

    def chosen(self, request: Request) -> dict[str, Any]:
        data = shapes.PlanChoiceInput(data=request.data)
        data.is_valid(raise_exception=True)
        return {
            "merchant_id": self.merchant_id,
            "plan_code": data.validated_data["plan"],
            "interval": data.validated_data["interval"],
            "now": timezone.now(),
        }


class SubscriptionCheckoutView(_ChoiceView):
    @extend_schema(
        request=shapes.PlanChoiceInput, responses={201: shapes.BillingAddressOutput}, tags=["billing"]
    )
    def post(self, request: Request, merchant_id: Any) -> Response:
        """Begin a subscription: the address of Stripe's page."""
        return Response({"url": services.checkout_start(**self.chosen(request))}, status=201)


class SubscriptionPreviewView(_ChoiceView):
    @extend_schema(request=shapes.PlanChoiceInput, responses=shapes.PlanPreviewOutput, tags=["billing"])
    def post(self, request: Request, merchant_id: Any) -> Response:
        """What changing the plan would bill, and when it begins."""
        return Response(shapes.PlanPreviewOutput(services.change_preview(**self.chosen(request))).data)


class SubscriptionChangeView(_ChoiceView):
    @extend_schema(request=shapes.PlanChoiceInput, responses=shapes.MerchantPlanOutput, tags=["billing"])
    def post(self, request: Request, merchant_id: Any) -> Response:
        """Change the plan as previewed."""
        services.plan_change(**self.chosen(request))
        page = selectors.plan_page(merchant_id=self.merchant_id, now=timezone.now())
        return Response(shapes.MerchantPlanOutput(page).data)


class SubscriptionPortalView(MerchantApiView):
    permission = "billing.write"

    @extend_schema(request=None, responses={201: shapes.BillingAddressOutput}, tags=["billing"])
    def post(self, request: Request, merchant_id: Any) -> Response:
        """The address of Stripe's portal: card, invoices, VAT id, cancellation."""
        return Response({"url": services.portal_start(merchant_id=self.merchant_id)}, status=201)


class SubscriptionRefreshView(MerchantApiView):
    permission = "billing.write"

    @extend_schema(request=None, responses=shapes.MerchantPlanOutput, tags=["billing"])
    def post(self, request: Request, merchant_id: Any) -> Response:
        """Ask Stripe how the subscription stands now, as on the way back from its pages."""
        services.subscription_sync(merchant_id=self.merchant_id, now=timezone.now())
        page = selectors.plan_page(merchant_id=self.merchant_id, now=timezone.now())
        return Response(shapes.MerchantPlanOutput(page).data)


class BillingInvoiceListView(MerchantApiView):
    permission = "billing.read"

    @extend_schema(responses=shapes.BillingInvoiceOutput(many=True), tags=["billing"])
    def get(self, request: Request, merchant_id: Any) -> Response:
        """The newest invoices, newest first."""
        found = selectors.invoices_list(merchant_id=self.merchant_id)
        return Response(shapes.BillingInvoiceOutput(found, many=True).data)


class StripeBillingWebhookView(ApiView):
    """Signed by Stripe with this endpoint's own secret. Nothing is parsed before the signature holds."""

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
        """Store an event; what follows from it is read from Stripe afterwards."""
        body = request._request.read(MAX_BODY_BYTES + 1)  # noqa: SLF001 - the raw bytes are what is signed
        services.billing_event_receive(
            body=body, signature=request.headers.get("Stripe-Signature", ""), now=timezone.now()
        )
        return Response({"received": True})

"""The door for Stripe's webhooks."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments import services
from tenancy.rest.permissions import Anyone
from tenancy.rest.views import ApiView

MAX_BODY_BYTES = services.MAX_BODY_BYTES


class StripeWebhookView(ApiView):
    """Signed by Stripe, so no caller signs in here. Nothing is parsed before the signature holds."""

    authentication_classes: list[type] = []
    permission_classes = [Anyone]
    stores_answers = False

    @extend_schema(
        tags=["webhooks"],
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT},
        parameters=[
            OpenApiParameter("Stripe-Signature", str, OpenApiParameter.HEADER, required=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Store an event; processing follows from the outbox."""
        # One byte over the limit is enough to know; the rest of a larger body is never read.
        body = request._request.read(MAX_BODY_BYTES + 1)  # noqa: SLF001 - the raw bytes are what is signed
        services.stripe_event_receive(
            body=body, signature=request.headers.get("Stripe-Signature", ""), now=timezone.now()
        )
        return Response({"received": True})

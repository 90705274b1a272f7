"""What sells, for machines that look after it more often."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.internal_api.api.views import MachineStoreView, limit_read
from apps.orders.selectors.selling import variants_selling
from tenancy.errors import Invalid

MAX_DAYS = 60


class MachineSellingOutput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    quantity = serializers.IntegerField(help_text="Pieces paid for in that time.")


class MachineSellingView(MachineStoreView):
    @extend_schema(
        parameters=[
            OpenApiParameter("days", OpenApiTypes.INT, description="How far back, 1 to 60; default 7."),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=MachineSellingOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Variants sold in the last days, most pieces first."""
        raw = request.query_params.get("days", "7")
        if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= MAX_DAYS:
            raise Invalid(fields={"days": [f"A whole number from 1 to {MAX_DAYS}."]})
        since = timezone.now() - timedelta(days=int(raw))
        rows = variants_selling(since=since, limit=limit_read(request))
        return Response(MachineSellingOutput(rows, many=True).data)

"""What a store's merchant may do, and AI credits: taken before the model is asked."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.entitlements.selectors import entitlement_get
from apps.entitlements.services import usage_claim
from apps.entitlements.types import Resource
from apps.internal_api.api.views import MachineStoreView


class MachineUsageOutput(serializers.Serializer):
    resource = serializers.CharField()
    used = serializers.IntegerField()
    limit = serializers.IntegerField(allow_null=True)


class MachineEntitlementsOutput(serializers.Serializer):
    plan_code = serializers.CharField(source="plan.code")
    state = serializers.CharField()
    is_open = serializers.BooleanField()
    features = serializers.ListField(child=serializers.CharField(), source="plan.features")
    usage = MachineUsageOutput(many=True)


class AiCreditsInput(serializers.Serializer):
    amount = serializers.IntegerField(min_value=1, max_value=1000, default=1)


class AiCreditsOutput(serializers.Serializer):
    used = serializers.IntegerField()


class MachineEntitlementsView(MachineStoreView):
    @extend_schema(responses=MachineEntitlementsOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Plan, state, features and use of the store's merchant."""
        found = entitlement_get(merchant_id=self.store.merchant_id, now=timezone.now())
        return Response(MachineEntitlementsOutput(found).data)


class MachineAiCreditsView(MachineStoreView):
    @extend_schema(request=AiCreditsInput, responses=AiCreditsOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Take credits of this month; 402 `limit_reached` or `plan_inactive` when there are none."""
        data = AiCreditsInput(data=request.data)
        data.is_valid(raise_exception=True)
        used = usage_claim(
            merchant_id=self.store.merchant_id,
            resource=Resource.AI_CREDITS,
            amount=data.validated_data["amount"],
            now=timezone.now(),
        )
        return Response({"used": used})

"""`/api/v1/stores/{store_id}/consent/…`: what can be shown of an address's consent, and its erasure."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.customers.consent_selectors import consent_proofs
from apps.customers.erasure_services import consent_erase


class ConsentAddressInput(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


class ConsentProofOutput(serializers.Serializer):
    """One change: when, by which door, and the very sentence that was agreed to."""

    at = serializers.DateTimeField()
    channel = serializers.CharField()
    state = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment] # the wire's word
    wording = serializers.CharField()
    is_erased = serializers.BooleanField()


class ConsentErasedOutput(serializers.Serializer):
    proofs_kept = serializers.IntegerField()


def _email(data: Any) -> str:
    given = ConsentAddressInput(data=data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["email"])


class ConsentProofListView(StoreApiView):
    permission = "customers.read"

    @extend_schema(
        parameters=[OpenApiParameter("email", OpenApiTypes.STR)],
        responses=ConsentProofOutput(many=True),
        tags=["customers"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Every proof of an address, oldest first, also after its erasure; none without an address."""
        proofs = consent_proofs(email=request.query_params.get("email", "")[:254])
        return Response(ConsentProofOutput(proofs, many=True).data)


class ConsentErasureView(StoreApiView):
    permission = "customers.write"

    @extend_schema(request=ConsentAddressInput, responses=ConsentErasedOutput, tags=["customers"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Take an address out of everything but orders; digest, wording and times stay as the proof."""
        kept = consent_erase(email=_email(request.data), store_id=self.store.id, now=timezone.now())
        return Response(ConsentErasedOutput({"proofs_kept": kept}).data)

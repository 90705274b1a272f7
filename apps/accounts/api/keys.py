"""API keys of a merchant."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors, services
from apps.accounts.api import security_shapes as shapes
from apps.accounts.api.permissions import MerchantApiView
from apps.accounts.api.serializers import NothingOutput
from apps.accounts.api.views import read
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

CREATE = Limit(scope="api-key-create", times=20, seconds=3600)


class ApiKeyView(MerchantApiView):
    # Answers that hold a secret are never kept for replay.
    stores_answers = False

    def _secret(self, made: services.KeyMade, status: int) -> Response:
        key = selectors.key_get(merchant_id=self.merchant_id, key_id=made.id, now=timezone.now())
        body = {**shapes.ApiKeyOutput(key).data, "secret": made.secret}
        return Response(body, status=status)


class ApiKeyListView(ApiKeyView):
    permission = {"GET": "keys.read", "POST": "keys.write"}
    pagination_class: Any = PagePagination

    @extend_schema(responses=shapes.ApiKeyOutput(many=True), tags=["keys"])
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """Keys that were not revoked, newest first; never their secrets."""
        rows = selectors.key_list(merchant_id=self.merchant_id, now=timezone.now())
        return self.paginated(rows, shapes.ApiKeyOutput)

    @extend_schema(
        request=shapes.ApiKeyCreateInput, responses={201: shapes.ApiKeySecretOutput}, tags=["keys"]
    )
    def post(self, request: Request, merchant_id: UUID) -> Response:
        """Make a key; its secret is in this answer and nowhere else."""
        CREATE.hit(str(self.merchant_id))
        data = read(shapes.ApiKeyCreateInput, request)
        made = services.key_create(merchant_id=self.merchant_id, **data, by=self.access, now=timezone.now())
        return self._secret(made, 201)


class ApiKeyRotateView(ApiKeyView):
    permission = "keys.write"

    @extend_schema(request=shapes.ApiKeyRotateInput, responses=shapes.ApiKeySecretOutput, tags=["keys"])
    def post(self, request: Request, merchant_id: UUID, key_id: UUID) -> Response:
        """Give a key a new secret; the old one works on for the hours given."""
        CREATE.hit(str(self.merchant_id))
        data = read(shapes.ApiKeyRotateInput, request)
        made = services.key_rotate(
            merchant_id=self.merchant_id,
            key_id=key_id,
            overlap=timedelta(hours=data["overlap_hours"]),
            by=self.access,
            now=timezone.now(),
        )
        return self._secret(made, 200)


class ApiKeyRevokeView(ApiKeyView):
    permission = "keys.write"

    @extend_schema(request=None, responses=NothingOutput, tags=["keys"])
    def post(self, request: Request, merchant_id: UUID, key_id: UUID) -> Response:
        """End a key at once."""
        services.key_revoke(merchant_id=self.merchant_id, key_id=key_id, now=timezone.now())
        return Response({})

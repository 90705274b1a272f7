"""What an API key may do at a store, for automation, which is called with the same keys."""

import re
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import key_live_of_hash
from apps.accounts.services import key_note_use
from apps.accounts.types import KeyMode
from apps.internal_api.api import serializers as shapes
from apps.internal_api.api.views import MachineView
from apps.tenants.selectors import store_get
from apps.tenants.types import StoreUnknown
from tenancy.errors import Invalid, NotFound

HASH = re.compile(r"[0-9a-f]{64}")
KEY_ROLE = "API_KEY"


class KeyNotLive(NotFound):
    """No such key works now. Not 401: that would say that the machine's own signature is wrong."""

    code = "api_key_invalid"
    message = "This API key is unknown, has expired or was revoked."


class KeyAccessView(MachineView):
    @extend_schema(
        parameters=[
            OpenApiParameter(
                "key_hash", OpenApiTypes.STR, required=True, description="Hex SHA-256 of the key."
            ),
            OpenApiParameter("address", OpenApiTypes.STR, description="Where the key was used from."),
        ],
        responses=shapes.KeyAccessOutput,
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What a key may do at a store now; 404 `api_key_invalid` for none that works, `not_found` out of reach."""
        mark = request.query_params.get("key_hash", "")
        if not HASH.fullmatch(mark):
            raise Invalid(fields={"key_hash": ["64 hexadecimal digits."]})
        now = timezone.now()
        key = key_live_of_hash(mark=mark, now=now)
        if key is None:
            raise KeyNotLive
        store = store_get(store_id=store_id)
        if not key.reaches(store_id=store.id, merchant_id=store.merchant_id):
            raise StoreUnknown
        key_note_use(key=key, address=request.query_params.get("address", ""), now=now)
        body = {
            "key_id": key.id,
            "is_test": key.mode == KeyMode.TEST,
            "role": KEY_ROLE,
            "permissions": sorted(key.scopes),
            "store_status": store.status,
        }
        return Response(shapes.KeyAccessOutput(body).data)

"""What automation may ask and do. Every write needs an Idempotency-Key."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import access_get, session_live
from apps.internal_api.api import serializers as shapes
from apps.internal_api.api.authentication import IsMachine, SignedRequestAuthentication
from apps.outbox.selectors import feed_after
from apps.tenants.selectors import store_get, stores_all
from apps.tenants.types import StoreInfo, StoreNotReady, StoreStatus, StoreSuspended, StoreUnknown
from tenancy.errors import Invalid, NotFound
from tenancy.rest.views import ApiView

READING = {"GET", "HEAD", "OPTIONS"}


class MachineView(ApiView):
    authentication_classes = [SignedRequestAuthentication]
    permission_classes = [IsMachine]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        if request.method not in READING and not request.headers.get("Idempotency-Key"):
            self.check_permissions(request)
            raise Invalid(fields={"Idempotency-Key": ["Every write of a machine carries one."]})
        super().initial(request, *args, **kwargs)


class MachineStoreView(MachineView):
    """Below a store; the door has bound its schema."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        self.check_permissions(request)
        store = getattr(request, "store", None)
        if store is None:
            raise StoreUnknown
        if store.status == StoreStatus.PROVISIONING:
            raise StoreNotReady(retry_after=2)
        if not store.is_active and request.method not in READING:
            raise StoreSuspended
        super().initial(request, *args, **kwargs)

    @property
    def store(self) -> StoreInfo:
        return self.request.store  # type: ignore[attr-defined]


def limit_read(request: Request) -> int:
    """Return how many rows are asked for, 100 unless told. Raises Invalid."""
    raw = request.query_params.get("limit", "100")
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= 500:
        raise Invalid(fields={"limit": ["A whole number from 1 to 500."]})
    return int(raw)


class EventFeedView(MachineView):
    @extend_schema(
        parameters=[
            OpenApiParameter(
                "after", OpenApiTypes.STR, description="The last cursor seen; empty = from the start."
            ),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=shapes.FeedEventOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request) -> Response:
        """Events after a cursor, in a stable order; nothing can appear later before a cursor already given."""
        try:
            events = feed_after(cursor=request.query_params.get("after", ""), limit=limit_read(request))
        except ValueError as error:
            raise Invalid(fields={"after": ["Not a cursor of this feed."]}) from error
        return Response(shapes.FeedEventOutput(events, many=True).data)


class MachineStoreListView(MachineView):
    @extend_schema(
        parameters=[
            OpenApiParameter("after", OpenApiTypes.UUID, description="The last store id seen."),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=shapes.MachineStoreOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request) -> Response:
        """All stores in the order of their ids, deleted ones included."""
        after = request.query_params.get("after")
        try:
            after_id = UUID(after) if after else None
        except ValueError as error:
            raise Invalid(fields={"after": ["Not an id."]}) from error
        stores = stores_all(after=after_id, limit=limit_read(request))
        return Response(shapes.MachineStoreOutput(stores, many=True).data)


class MachineStoreDetailView(MachineView):
    @extend_schema(responses=shapes.MachineStoreOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """One store with its status and settings."""
        return Response(shapes.MachineStoreOutput(store_get(store_id=store_id)).data)


class StoreAccessView(MachineView):
    @extend_schema(
        parameters=[
            OpenApiParameter("user_id", OpenApiTypes.UUID, required=True),
            OpenApiParameter("session_id", OpenApiTypes.UUID, required=True),
        ],
        responses=shapes.StoreAccessOutput,
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What a user may do at a store, while the session lives; 404 for strangers and ended sessions."""
        try:
            user_id = UUID(request.query_params.get("user_id", ""))
            session_id = UUID(request.query_params.get("session_id", ""))
        except ValueError as error:
            raise Invalid(fields={"user_id": ["user_id and session_id are ids."]}) from error
        store = store_get(store_id=store_id)
        access = access_get(user_id=user_id, merchant_id=store.merchant_id)
        if access is None or session_live(session_id=session_id, user_id=user_id) is None:
            raise NotFound
        body = {
            "role": access.role,
            "permissions": sorted(access.permissions),
            "store_status": store.status,
        }
        return Response(shapes.StoreAccessOutput(body).data)

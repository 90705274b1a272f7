"""State of the checks: what is mapped, overdue, found and held back; what is done about it."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.sync import selectors
from automation.sync.dispatch import night_dispatch
from automation.sync.services import nights
from automation.sync.types import EventKind, HeldState, NightState, Reaction, Suspicion
from tenancy.errors import Invalid
from tenancy.rest.throttling import Limit

START = Limit(scope="sync-start", times=6, seconds=3600)


class SyncNightOutput(serializers.Serializer):
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=NightState.choices)
    checked = serializers.IntegerField()
    changed = serializers.IntegerField()
    held = serializers.IntegerField()
    failed = serializers.IntegerField()
    message = serializers.CharField(allow_blank=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class SyncStateOutput(serializers.Serializer):
    mapped = serializers.IntegerField()
    best_sellers = serializers.IntegerField(help_text="Sold in the last days, so checked every hour.")
    overdue = serializers.IntegerField(help_text="Not checked for 24 hours, best sellers for 90 minutes.")
    held = serializers.IntegerField()
    oldest_check_at = serializers.DateTimeField(allow_null=True)
    last_night = SyncNightOutput(allow_null=True)


class MappedVariantOutput(serializers.Serializer):
    id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    provider = serializers.CharField()
    supplier_product_id = serializers.CharField()
    sku_id = serializers.CharField()
    title = serializers.CharField()
    cost = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    stock = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    is_best_seller = serializers.BooleanField()
    is_overdue = serializers.BooleanField()


class SyncEventOutput(serializers.Serializer):
    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    event = serializers.ChoiceField(choices=EventKind.choices)
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    reaction = serializers.ChoiceField(choices=Reaction.choices)
    is_done = serializers.BooleanField()
    message = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class HeldFactOutput(serializers.Serializer):
    id = serializers.UUIDField()
    reference = serializers.CharField()
    product_id = serializers.UUIDField()
    title = serializers.CharField(allow_blank=True)
    suspicion = serializers.ChoiceField(choices=Suspicion.choices)
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=HeldState.choices)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ReactionsOutput(serializers.Serializer):
    reactions = serializers.DictField(
        child=serializers.ChoiceField(choices=Reaction.choices), help_text="By event, as they apply."
    )
    own = serializers.ListField(
        child=serializers.CharField(),
        help_text="Events set here; the others follow the store, and the store the defaults.",
    )


class ReactionInput(serializers.Serializer):
    """With `product_id` for that product only; null goes back to the default."""

    event = serializers.ChoiceField(choices=EventKind.choices)
    reaction = serializers.ChoiceField(choices=Reaction.choices, allow_null=True)
    product_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class SyncView(StoreApiView):
    permission = {"GET": "pricing.read", "POST": "pricing.write", "PUT": "pricing.write"}


def _product_id(request: Request) -> UUID | None:
    raw = request.query_params.get("product_id")
    try:
        return UUID(raw) if raw else None
    except ValueError as error:
        raise Invalid(fields={"product_id": ["Not an id."]}) from error


def _reactions(product_id: UUID | None) -> Response:
    body = {
        "reactions": selectors.reactions_of(product_id=product_id),
        "own": selectors.reactions_own(product_id=product_id),
    }
    return Response(ReactionsOutput(body).data)


PRODUCT = OpenApiParameter("product_id", OpenApiTypes.UUID, description="Of this product only.")


def _choice(request: Request, name: str, choices: Any, default: str = "") -> str:
    value = request.query_params.get(name, default)
    if value and value not in choices:
        raise Invalid(fields={name: [f"One of {', '.join(choices)}."]})
    return value


class SyncStateView(SyncView):
    @extend_schema(responses=SyncStateOutput, tags=["sync"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """How fresh the suppliers' prices and stock are."""
        return Response(SyncStateOutput(selectors.sync_summary(now=timezone.now())).data)


class SyncStartView(SyncView):
    @extend_schema(request=None, responses={202: SyncStateOutput}, tags=["sync"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Check what is due now instead of at night."""
        START.hit(str(store_id))
        night = nights.night_begin(store=self.store, now=timezone.now(), is_forced=True)
        if night is not None:
            night_dispatch(schema_name=self.store.schema_name, night_id=night.pk)
        return Response(SyncStateOutput(selectors.sync_summary(now=timezone.now())).data, status=202)


class MappedVariantListView(SyncView):
    @extend_schema(
        parameters=[
            PRODUCT,
            OpenApiParameter("overdue", OpenApiTypes.BOOL),
            OpenApiParameter("state", OpenApiTypes.STR, enum=["OK", "OUT_OF_STOCK", "GONE", "QUARANTINED"]),
        ],
        responses=MappedVariantOutput(many=True),
        tags=["sync"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Mapped variants with their last check, the oldest first."""
        rows = selectors.mapped_list(
            now=timezone.now(),
            product_id=_product_id(request),
            is_overdue=request.query_params.get("overdue") == "true",
            state=_choice(request, "state", ["OK", "OUT_OF_STOCK", "GONE", "QUARANTINED"]),
        )
        return self.paginated(rows, MappedVariantOutput)


class SyncEventListView(SyncView):
    @extend_schema(parameters=[PRODUCT], responses=SyncEventOutput(many=True), tags=["sync"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What checks found and what was done about it, newest first."""
        return self.paginated(selectors.events_newest(product_id=_product_id(request)), SyncEventOutput)


class HeldFactListView(SyncView):
    @extend_schema(
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=HeldState.values)],
        responses=HeldFactOutput(many=True),
        tags=["sync"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Answers of suppliers that were held back; the shop is as it was."""
        state = _choice(request, "state", HeldState.values, HeldState.HELD)
        return self.paginated(selectors.held_list(state=state), HeldFactOutput)


class HeldFactAcceptView(SyncView):
    @extend_schema(request=None, responses=HeldFactOutput, tags=["sync"])
    def post(self, request: Request, store_id: UUID, held_id: UUID) -> Response:
        """Believe the answer: the next check takes it."""
        row = nights.held_decide(
            held_id=held_id, is_accepted=True, user_id=cast("UUID", request.user.pk), now=timezone.now()
        )
        return Response(HeldFactOutput(row).data)


class HeldFactDismissView(SyncView):
    @extend_schema(request=None, responses=HeldFactOutput, tags=["sync"])
    def post(self, request: Request, store_id: UUID, held_id: UUID) -> Response:
        """Do not believe it; the shop stays as it is."""
        row = nights.held_decide(
            held_id=held_id, is_accepted=False, user_id=cast("UUID", request.user.pk), now=timezone.now()
        )
        return Response(HeldFactOutput(row).data)


class ReactionListView(SyncView):
    @extend_schema(
        parameters=[PRODUCT],
        responses=ReactionsOutput,
        tags=["sync"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What is done about each event, in the store or in one product."""
        return _reactions(_product_id(request))

    @extend_schema(request=ReactionInput, responses=ReactionsOutput, tags=["sync"])
    def put(self, request: Request, store_id: UUID) -> Response:
        """Set what is done about one event."""
        serializer = ReactionInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        nights.reaction_set(**data, now=timezone.now())
        return _reactions(data["product_id"])

"""Offers and purchase orders as automation writes and works them. Every call may be repeated."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog.api.fields import BoundedList, TextField
from apps.internal_api.api.views import MachineStoreView, limit_read
from apps.money.fields import MoneyField
from apps.orders.services import purchase_follow
from apps.suppliers import selectors, services
from apps.suppliers.api.outputs import OfferOutput, PurchaseOutput
from apps.suppliers.types import ConnectionState, ExceptionReason, OfferInput, ParcelInput, QuoteFacts
from tenancy.errors import Invalid

PROVIDERS = ("ALIEXPRESS", "CJ", "MANUAL")
STATES = ("UNPAID", "PAID", "SHIPPED", "DELIVERED", "CLOSED")
MOST_OFFERS = 500


class MachineOfferInput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    supplier_product_id = TextField(max_length=80)
    supplier_sku_id = TextField(max_length=80)
    sku_attr = TextField(required=False, allow_blank=True, max_length=400)
    title = TextField(required=False, allow_blank=True, max_length=300)
    cost = MoneyField(required=False, allow_null=True)
    ship_from = serializers.RegexField(r"^([A-Z]{2})?$", required=False, allow_blank=True)
    shipping_code = TextField(required=False, allow_blank=True, max_length=80)
    shipping_cost = MoneyField(required=False, allow_null=True)
    days_min = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=365)
    days_max = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=365)
    stock = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2_000_000_000)
    source_url = TextField(required=False, allow_blank=True, max_length=1000)
    priority = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100)


class MachineOffersInput(serializers.Serializer):
    provider = serializers.ChoiceField(choices=PROVIDERS)
    offers = BoundedList(child=MachineOfferInput(), min_length=1, max_length=MOST_OFFERS)


class ClaimInput(serializers.Serializer):
    claim_token = TextField(max_length=64, allow_blank=False)


class PlacedInput(serializers.Serializer):
    supplier_order_ids = BoundedList(
        child=TextField(max_length=60, allow_blank=False), min_length=1, max_length=20
    )
    is_paid = serializers.BooleanField()
    payment_error = TextField(required=False, allow_blank=True, max_length=300)
    pay_url = TextField(required=False, allow_blank=True, max_length=1000)
    pay_until = serializers.DateTimeField(required=False, allow_null=True)


class FailedInput(ClaimInput):
    reason = serializers.ChoiceField(choices=ExceptionReason.choices)
    code = TextField(required=False, allow_blank=True, max_length=80, default="")
    message = TextField(required=False, allow_blank=True, max_length=300, default="")


class PostponedInput(ClaimInput):
    message = TextField(max_length=300)
    seconds = serializers.IntegerField(min_value=1, max_value=86400)
    is_sent = serializers.BooleanField(
        required=False, default=True, help_text="False: the supplier cannot have heard of it."
    )


class QuotedUnitInput(serializers.Serializer):
    sku_id = TextField(max_length=80)
    cost = MoneyField()


class QuotedInput(ClaimInput):
    cost = MoneyField()
    shipping_cost = MoneyField(required=False, allow_null=True, default=None)
    landed = MoneyField(required=False, allow_null=True, default=None)
    units = BoundedList(child=QuotedUnitInput(), required=False, max_length=200)


class ParcelItemInput(serializers.Serializer):
    sku_id = TextField(max_length=80)
    quantity = serializers.IntegerField(min_value=1, max_value=100_000)


class MachineParcelInput(serializers.Serializer):
    number = TextField(max_length=80)
    carrier = TextField(required=False, allow_blank=True, max_length=60)
    url = TextField(required=False, allow_blank=True, max_length=500)
    items = BoundedList(child=ParcelItemInput(), required=False, max_length=200)
    is_delivered = serializers.BooleanField(required=False, default=False)


class TrackingInput(serializers.Serializer):
    state = serializers.ChoiceField(choices=STATES)
    pay_until = serializers.DateTimeField(required=False, allow_null=True)
    parcels = BoundedList(child=MachineParcelInput(), required=False, max_length=50)


class ConnectionInput(serializers.Serializer):
    provider = serializers.ChoiceField(choices=PROVIDERS)
    state = serializers.ChoiceField(choices=ConnectionState.choices)
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ConnectionOutput(serializers.Serializer):
    state = serializers.CharField()


def _read(shape: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class MachineOfferListView(MachineStoreView):
    @extend_schema(
        parameters=[OpenApiParameter("product_id", OpenApiTypes.UUID, required=True)],
        responses=OfferOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The offers of a product."""
        try:
            product_id = UUID(request.query_params.get("product_id", ""))
        except ValueError as error:
            raise Invalid(fields={"product_id": ["Not an id."]}) from error
        return Response(OfferOutput(selectors.offers_of_product(product_id=product_id), many=True).data)

    @extend_schema(request=MachineOffersInput, responses=OfferOutput(many=True), tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Write a supplier's offers of our variants; known ones are brought up to date."""
        data = _read(MachineOffersInput, request)
        offers = services.offers_upsert(
            provider=data["provider"],
            offers=[OfferInput(**offer) for offer in data["offers"]],
            now=timezone.now(),
        )
        return Response(OfferOutput(offers, many=True).data)


class MachinePurchaseListView(MachineStoreView):
    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=["due", "following"], required=True),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=PurchaseOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What is to be placed now (`due`), or asked for at the supplier now (`following`)."""
        state, limit, now = request.query_params.get("state"), limit_read(request), timezone.now()
        if state not in {"due", "following"}:
            raise Invalid(fields={"state": ["due or following."]})
        read = selectors.purchases_due if state == "due" else selectors.purchases_to_follow
        return Response(PurchaseOutput(read(now=now, limit=limit), many=True).data)


class MachinePurchaseClaimView(MachineStoreView):
    @extend_schema(request=ClaimInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Take a purchase order for ten minutes; `first_attempt_at` says whether somebody tried before."""
        info = services.purchase_claim(
            purchase_order_id=purchase_order_id, now=timezone.now(), **_read(ClaimInput, request)
        )
        return Response(PurchaseOutput(info).data)


class MachinePurchasePlacedView(MachineStoreView):
    @extend_schema(request=PlacedInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """The supplier has it."""
        data = _read(PlacedInput, request)
        facts = services.PlacedFacts(**data | {"supplier_order_ids": tuple(data["supplier_order_ids"])})
        info = services.purchase_placed(
            purchase_order_id=purchase_order_id, facts=facts, store_id=self.store.id, now=timezone.now()
        )
        return Response(PurchaseOutput(info).data)


class MachinePurchaseQuotedView(MachineStoreView):
    @extend_schema(request=QuotedInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """What the supplier asks right before it is bought; a status other than PLACING means do not buy."""
        data = _read(QuotedInput, request)
        facts = QuoteFacts(
            cost=data["cost"],
            shipping_cost=data["shipping_cost"],
            landed=data["landed"],
            units=tuple((one["sku_id"], one["cost"]) for one in data.get("units", ())),
        )
        info = services.purchase_quoted(
            purchase_order_id=purchase_order_id,
            claim_token=data["claim_token"],
            facts=facts,
            store_id=self.store.id,
            now=timezone.now(),
        )
        return Response(PurchaseOutput(info).data)


class MachinePurchaseFailedView(MachineStoreView):
    @extend_schema(request=FailedInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """The supplier did not take it: a person has to look."""
        info = services.purchase_failed(
            purchase_order_id=purchase_order_id,
            store_id=self.store.id,
            now=timezone.now(),
            **_read(FailedInput, request),
        )
        return Response(PurchaseOutput(info).data)


class MachinePurchasePostponedView(MachineStoreView):
    @extend_schema(request=PostponedInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """The supplier is away: it waits, visibly."""
        info = services.purchase_postpone(
            purchase_order_id=purchase_order_id,
            store_id=self.store.id,
            now=timezone.now(),
            **_read(PostponedInput, request),
        )
        return Response(PurchaseOutput(info).data)


class MachinePurchaseTrackingView(MachineStoreView):
    @extend_schema(request=TrackingInput, responses=PurchaseOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """What the supplier says of it now; new parcels are sent with the order and told to the customer."""
        data = _read(TrackingInput, request)
        parcels = tuple(
            ParcelInput(
                **parcel
                | {"items": tuple((one["sku_id"], one["quantity"]) for one in parcel.get("items", ()))}
            )
            for parcel in data.get("parcels", ())
        )
        facts = services.PurchaseFacts(state=data["state"], parcels=parcels, pay_until=data.get("pay_until"))
        purchase_follow(
            purchase_order_id=purchase_order_id, facts=facts, store_id=self.store.id, now=timezone.now()
        )
        return Response(PurchaseOutput(selectors.purchase_get(purchase_order_id=purchase_order_id)).data)


class MachineConnectionView(MachineStoreView):
    @extend_schema(request=ConnectionInput, responses=ConnectionOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """How a store's connection to a supplier is: staff see it, and the owner is told of its end."""
        data = _read(ConnectionInput, request)
        services.connection_report(store_id=self.store.id, now=timezone.now(), **data)
        return Response(ConnectionOutput({"state": data["state"]}).data)

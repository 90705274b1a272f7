"""`/api/v1/stores/{store_id}/{offers,purchase-orders,purchase-settings}…`"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.suppliers import selectors, services
from apps.suppliers.api import outputs as shapes
from apps.suppliers.types import PurchaseInfo, PurchaseStatus
from tenancy.errors import Invalid
from tenancy.rest.pagination import PagePagination

PURCHASES = {"GET": "suppliers.read", "POST": "suppliers.write", "PATCH": "suppliers.write"}


class PurchaseFilterInput(serializers.Serializer):
    search = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")
    status = serializers.ChoiceField(choices=PurchaseStatus.choices, required=False)
    only_exceptions = serializers.BooleanField(required=False, default=False)
    order_id = serializers.UUIDField(required=False)


class PurchaseAddressInput(serializers.Serializer):
    """The fields to change; the others stay."""

    name = serializers.CharField(required=False, max_length=120)
    company = serializers.CharField(required=False, allow_blank=True, max_length=120)
    line1 = serializers.CharField(required=False, max_length=200)
    line2 = serializers.CharField(required=False, allow_blank=True, max_length=200)
    city = serializers.CharField(required=False, max_length=120)
    postal_code = serializers.CharField(required=False, allow_blank=True, max_length=20)
    state = serializers.CharField(required=False, allow_blank=True, max_length=120)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    tax_id = serializers.CharField(required=False, allow_blank=True, max_length=40)


class PurchaseOfferInput(serializers.Serializer):
    line_id = serializers.UUIDField()
    offer_id = serializers.UUIDField()


class PurchaseBoughtInput(serializers.Serializer):
    supplier_order_id = serializers.RegexField(r"^[\w.-]{1,60}$")


class PurchaseSettingsInput(serializers.Serializer):
    is_automatic = serializers.BooleanField(required=False)
    hold_minutes = serializers.IntegerField(required=False, min_value=0, max_value=7 * 24 * 60)
    sla_hours = serializers.IntegerField(required=False, min_value=1, max_value=30 * 24)
    fallback_phone = serializers.RegexField(
        r"^[+0-9 ()/-]*$", required=False, allow_blank=True, max_length=40
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class OfferUpdateInput(serializers.Serializer):
    is_active = serializers.BooleanField(required=False)
    priority = serializers.IntegerField(required=False, min_value=1, max_value=100)


def _read(shape: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    given = shape(data=data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _id(request: Request, name: str) -> UUID | None:
    text = request.query_params.get(name)
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(fields={name: ["Not an id."]}) from error


class OfferListView(StoreApiView):
    permission = "suppliers.read"

    @extend_schema(
        parameters=[
            OpenApiParameter("product_id", OpenApiTypes.UUID),
            OpenApiParameter("variant_id", OpenApiTypes.UUID),
        ],
        responses=shapes.OfferOutput(many=True),
        tags=["suppliers"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Where a product or a variant can be bought, in that order; without either the latest 200 offers."""
        product_id, variant_id = (_id(request, name) for name in ("product_id", "variant_id"))
        if variant_id:
            offers = selectors.offers_of_variants(variant_ids=[variant_id]).get(variant_id, [])
        elif product_id:
            offers = selectors.offers_of_product(product_id=product_id)
        else:
            offers = selectors.offers_newest()
        return Response(shapes.OfferOutput(offers, many=True).data)


class OfferDetailView(StoreApiView):
    permission = "suppliers.write"

    @extend_schema(request=OfferUpdateInput, responses=shapes.OfferOutput, tags=["suppliers"])
    def patch(self, request: Request, store_id: UUID, offer_id: UUID) -> Response:
        """Switch an offer on or off, or move it."""
        offer = services.offer_update(
            offer_id=offer_id, store_id=self.store_id, **_read(OfferUpdateInput, request.data)
        )
        return Response(shapes.OfferOutput(offer).data)


class PurchaseListView(StoreApiView):
    permission = PURCHASES
    pagination_class = PagePagination

    @extend_schema(
        parameters=[PurchaseFilterInput],
        responses=shapes.PurchaseRowOutput(many=True),
        tags=["suppliers"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Purchase orders, newest first; with `only_exceptions` the most urgent first."""
        filters = _read(PurchaseFilterInput, request.query_params)
        return self.paginated(selectors.purchases_list(**filters), shapes.PurchaseRowOutput)


class PurchaseSummaryView(StoreApiView):
    permission = PURCHASES

    @extend_schema(responses=shapes.PurchaseSummaryOutput, tags=["suppliers"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """How many wait, are under way, and need a person."""
        summary = selectors.purchase_summary(now=timezone.now())
        return Response(shapes.PurchaseSummaryOutput(summary).data)


class PurchaseSettingsView(StoreApiView):
    permission = PURCHASES

    @extend_schema(responses=shapes.PurchaseSettingsOutput, tags=["suppliers"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """How the store buys."""
        return Response(shapes.PurchaseSettingsOutput(selectors.purchase_settings_get()).data)

    @extend_schema(request=PurchaseSettingsInput, responses=shapes.PurchaseSettingsOutput, tags=["suppliers"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change how the store buys; orders planned before keep their hold."""
        settings = services.purchase_settings_change(
            changes=_read(PurchaseSettingsInput, request.data), store_id=self.store_id
        )
        return Response(shapes.PurchaseSettingsOutput(settings).data)


class PurchaseView(StoreApiView):
    permission = PURCHASES

    def answer(self, info: PurchaseInfo) -> Response:
        """Return a purchase order as its page shows it."""
        return Response(shapes.PurchaseDetailOutput(info).data)

    def call(self, purchase_order_id: UUID) -> dict[str, Any]:
        """Return what every verb of a purchase order takes."""
        return {
            "purchase_order_id": purchase_order_id,
            "store_id": self.store_id,
            "now": timezone.now(),
        }


class PurchaseDetailView(PurchaseView):
    @extend_schema(responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def get(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """One purchase order with its lines and what happened to it."""
        return self.answer(selectors.purchase_get(purchase_order_id=purchase_order_id))


class PurchaseBuyNowView(PurchaseView):
    @extend_schema(request=None, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """End the hold window."""
        return self.answer(services.purchase_buy_now(**self.call(purchase_order_id)))


class PurchaseBuyAnywayView(PurchaseView):
    @extend_schema(request=None, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Buy at the price asked last, below the least margin; a higher one is asked about again."""
        return self.answer(services.purchase_buy_anyway(**self.call(purchase_order_id)))


class PurchaseKeepView(PurchaseView):
    @extend_schema(request=None, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Leave what was bought as it is, though the order wants less by now."""
        return self.answer(services.purchase_keep(**self.call(purchase_order_id)))


class PurchaseRetryView(PurchaseView):
    @extend_schema(request=None, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Try again after a failure."""
        return self.answer(services.purchase_retry(**self.call(purchase_order_id)))


class PurchaseAddressView(PurchaseView):
    @extend_schema(request=PurchaseAddressInput, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Send it elsewhere, and try again if it had failed."""
        address = _read(PurchaseAddressInput, request.data)
        return self.answer(services.purchase_address_change(address=address, **self.call(purchase_order_id)))


class PurchaseOfferView(PurchaseView):
    @extend_schema(request=PurchaseOfferInput, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Buy a line by another offer, and try again if it had failed."""
        chosen = _read(PurchaseOfferInput, request.data)
        return self.answer(services.purchase_offer_choose(**chosen, **self.call(purchase_order_id)))


class PurchaseBoughtView(PurchaseView):
    @extend_schema(request=PurchaseBoughtInput, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Note that it was bought or paid by hand; it is then followed by this number."""
        given = _read(PurchaseBoughtInput, request.data)
        return self.answer(services.purchase_mark_bought(**given, **self.call(purchase_order_id)))


class PurchaseCancelView(PurchaseView):
    @extend_schema(request=None, responses=shapes.PurchaseDetailOutput, tags=["suppliers"])
    def post(self, request: Request, store_id: UUID, purchase_order_id: UUID) -> Response:
        """Do not buy it, or stop following it."""
        return self.answer(services.purchase_cancel(**self.call(purchase_order_id)))

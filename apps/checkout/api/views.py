"""`/api/v1/stores/{store_id}/discounts…`, `…/shipping/zones…`, `…/taxes…`"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.accounts.api.permissions import StoreApiView
from apps.checkout import selectors, services
from apps.checkout.api import serializers as shapes
from tenancy.rest.pagination import PagePagination


def checked(shape: type[Serializer], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """Return validated data, or answer 400 with the path of each fault."""
    serializer = shape(data=data, partial=partial)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class DiscountListView(StoreApiView):
    permission = {"GET": "discounts.read", "POST": "discounts.write"}
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.DiscountListQuery], responses=shapes.DiscountOutput(many=True), tags=["discounts"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Discount codes, newest first."""
        query = checked(shapes.DiscountListQuery, request.query_params.dict())
        rows = selectors.discount_list(currency=self.store.currency, now=timezone.now(), **query)
        return self.paginated(rows, shapes.DiscountOutput)

    @extend_schema(
        request=shapes.DiscountWriteInput, responses={201: shapes.DiscountOutput}, tags=["discounts"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make a code. Codes are kept in upper case and are unique in the store."""
        data = shapes.discount_input(checked(shapes.DiscountWriteInput, request.data))
        discount = services.discount_create(data=data, store=self.store, now=timezone.now())
        return Response(shapes.DiscountOutput(discount).data, status=201)


class DiscountDetailView(StoreApiView):
    permission = {"GET": "discounts.read", "PATCH": "discounts.write", "DELETE": "discounts.write"}

    @extend_schema(responses=shapes.DiscountOutput, tags=["discounts"])
    def get(self, request: Request, store_id: UUID, discount_id: UUID) -> Response:
        """One code with how often it was used."""
        return Response(shapes.DiscountOutput(self._known(discount_id)).data)

    @extend_schema(request=shapes.DiscountWriteInput, responses=shapes.DiscountOutput, tags=["discounts"])
    def patch(self, request: Request, store_id: UUID, discount_id: UUID) -> Response:
        """Change what is sent; orders placed before keep what they were given."""
        data = checked(shapes.DiscountWriteInput, request.data, partial=True)
        sent = {key: value for key, value in data.items() if key in request.data}
        discount = services.discount_update(
            discount_id=discount_id,
            data=shapes.discount_patch(self._known(discount_id), sent),
            store=self.store,
            now=timezone.now(),
        )
        return Response(shapes.DiscountOutput(discount).data)

    @extend_schema(responses=shapes.GoneOutput, tags=["discounts"])
    def delete(self, request: Request, store_id: UUID, discount_id: UUID) -> Response:
        """Delete a code; orders keep what they were given."""
        services.discount_delete(discount_id=discount_id, store=self.store)
        return Response({})

    def _known(self, discount_id: UUID) -> Any:
        return selectors.discount_get(
            discount_id=discount_id, currency=self.store.currency, now=timezone.now()
        )


class ShippingZoneListView(StoreApiView):
    permission = {"GET": "store.read", "POST": "store.write"}

    @extend_schema(responses=shapes.ShippingZoneOutput(many=True), tags=["shipping"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """All zones with their rates, the rest of the world last."""
        zones = selectors.shipping_zones(currency=self.store.currency)
        return Response(shapes.ShippingZoneOutput(zones, many=True).data)

    @extend_schema(
        request=shapes.ShippingZoneInput, responses={201: shapes.ShippingZoneOutput}, tags=["shipping"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make a zone with up to five rates. A country belongs to one zone at most."""
        data = checked(shapes.ShippingZoneInput, request.data)
        zone = services.shipping_zone_create(
            data=shapes.zone_input(data, currency=self.store.currency), store=self.store
        )
        return Response(shapes.ShippingZoneOutput(zone).data, status=201)


class ShippingZoneDetailView(StoreApiView):
    permission = {"GET": "store.read", "PATCH": "store.write", "DELETE": "store.write"}

    @extend_schema(responses=shapes.ShippingZoneOutput, tags=["shipping"])
    def get(self, request: Request, store_id: UUID, zone_id: UUID) -> Response:
        """One zone."""
        zone = selectors.shipping_zone_get(zone_id=zone_id, currency=self.store.currency)
        return Response(shapes.ShippingZoneOutput(zone).data)

    @extend_schema(request=shapes.ShippingZoneInput, responses=shapes.ShippingZoneOutput, tags=["shipping"])
    def patch(self, request: Request, store_id: UUID, zone_id: UUID) -> Response:
        """Replace the zone: send it whole. Rates with an id keep it, rates left out are removed."""
        data = checked(shapes.ShippingZoneInput, request.data)
        zone = services.shipping_zone_update(
            zone_id=zone_id,
            data=shapes.zone_input(data, currency=self.store.currency),
            store=self.store,
        )
        return Response(shapes.ShippingZoneOutput(zone).data)

    @extend_schema(responses=shapes.GoneOutput, tags=["shipping"])
    def delete(self, request: Request, store_id: UUID, zone_id: UUID) -> Response:
        """Delete a zone; its countries belong to the rest of the world then."""
        services.shipping_zone_delete(zone_id=zone_id, store=self.store)
        return Response({})


class TaxSetupView(StoreApiView):
    permission = {"GET": "store.read", "PATCH": "store.write"}

    @extend_schema(responses=shapes.TaxSetupOutput, tags=["taxes"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """How the store is taxed, with the rates by country."""
        return Response(shapes.TaxSetupOutput(selectors.tax_setup()).data)

    @extend_schema(request=shapes.TaxSettingsInput, responses=shapes.TaxSetupOutput, tags=["taxes"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Say whether prices contain the tax, and whether shipping is taxed."""
        data = checked(shapes.TaxSettingsInput, request.data)
        return Response(shapes.TaxSetupOutput(services.tax_settings_save(**data, store=self.store)).data)


class TaxRateListView(StoreApiView):
    permission = "store.write"

    @extend_schema(request=shapes.TaxRateInput, responses={201: shapes.TaxRateOutput}, tags=["taxes"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Collect a tax in a country; one per country."""
        data = checked(shapes.TaxRateInput, request.data)
        percent = data.pop("percentage")
        rate = services.tax_rate_create(**data, percent_milli=percent, store=self.store)
        return Response(shapes.TaxRateOutput(rate).data, status=201)


class TaxRateDetailView(StoreApiView):
    permission = {"PATCH": "store.write", "DELETE": "store.write"}

    @extend_schema(request=shapes.TaxRateChangeInput, responses=shapes.TaxRateOutput, tags=["taxes"])
    def patch(self, request: Request, store_id: UUID, tax_rate_id: UUID) -> Response:
        """Change name and percentage: send both."""
        data = checked(shapes.TaxRateChangeInput, request.data)
        rate = services.tax_rate_update(
            tax_rate_id=tax_rate_id,
            name=data["name"],
            percent_milli=data["percentage"],
            store=self.store,
        )
        return Response(shapes.TaxRateOutput(rate).data)

    @extend_schema(responses=shapes.GoneOutput, tags=["taxes"])
    def delete(self, request: Request, store_id: UUID, tax_rate_id: UUID) -> Response:
        """Collect nothing in this country from now on."""
        services.tax_rate_delete(tax_rate_id=tax_rate_id, store=self.store)
        return Response({})

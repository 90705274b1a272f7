"""Variants a product lacks at its supplier: see them, add some."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from automation.imports.api.sourcing_views import VariantsAddedOutput
from automation.imports.services.extending import Missing, variants_extend, variants_missing
from automation.imports.types import SupplierRefused
from automation.sources.services import variant_key
from automation.suppliers.catalogue import SupplierVariant
from tenancy.errors import Unavailable
from tenancy.rest.throttling import Limit

ASK = Limit(scope="supplier-extend", times=30, seconds=60)


class MissingVariantOutput(serializers.Serializer):
    key = serializers.CharField()
    option_values = serializers.ListField(child=serializers.CharField())
    cost = serializers.CharField(allow_null=True, help_text="In the supplier's currency.")
    price = serializers.CharField(allow_null=True, help_text="By the price rules, in the store's currency.")
    stock = serializers.IntegerField(allow_null=True)
    ship_from = serializers.CharField(allow_blank=True)
    image = serializers.CharField(allow_blank=True)


class MissingVariantsOutput(serializers.Serializer):
    """`provider` is null for a product that was imported from something else: then there is nothing to add."""

    provider = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_null=True, help_text="Of the costs.")
    options = serializers.ListField(child=serializers.CharField())
    variants = MissingVariantOutput(many=True)


class VariantsExtendInput(serializers.Serializer):
    keys = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=500)


def _view(missing: Missing | None) -> dict[str, Any]:
    if missing is None:
        return {"provider": None, "currency": None, "options": [], "variants": []}
    product = missing.product
    return {
        "provider": product.provider,
        "currency": product.currency,
        "options": [name for name, _ in product.options],
        "variants": [
            {
                "key": variant_key(variant=row),
                "option_values": list(row.option_values),
                "cost": None if row.cost is None else f"{row.cost:f}",
                "price": made["price"],
                "stock": row.quantity,
                "ship_from": row.ship_from if isinstance(row, SupplierVariant) else "",
                "image": row.image_url or "",
            }
            for row, made in zip(product.variants, missing.prices, strict=True)
        ],
    }


class ImportedVariantsView(StoreApiView):
    permission = {"GET": "imports.read", "POST": "imports.write"}

    def asked(self, ask: Any, **values: Any) -> Any:
        """Call a service that asks the shop; one that is away is said so."""
        ASK.hit(str(self.store.id))
        try:
            return ask(store=self.store, core=CoreClient(), **values)
        except (CoreUnavailable, CoreForbidden) as error:
            raise Unavailable("The shop does not answer. Try again in a moment.", retry_after=3) from error
        except CoreRejected as error:
            raise SupplierRefused(error.message, code=error.code) from error

    @extend_schema(responses=MissingVariantsOutput, tags=["imports"])
    def get(self, request: Request, store_id: UUID, imported_id: UUID) -> Response:
        """Variants the supplier has and the product lacks, named as the product names them, with their prices."""
        missing = self.asked(variants_missing, product_id=imported_id)
        return Response(MissingVariantsOutput(_view(missing)).data)

    @extend_schema(request=VariantsExtendInput, responses=VariantsAddedOutput, tags=["imports"])
    def post(self, request: Request, store_id: UUID, imported_id: UUID) -> Response:
        """Add some of them; they are priced by the rules and checked from now on."""
        serializer = VariantsExtendInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        added = self.asked(variants_extend, product_id=imported_id, keys=serializer.validated_data["keys"])
        return Response(VariantsAddedOutput({"added": added}).data)
